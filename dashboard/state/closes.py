"""Months that were closed: when, by whom, with which figures; and what people wrote and stood by before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.state.columns import Base, Moment, now

EXACT = 40
"""Characters of a number, written out exactly."""
NOTE = 400


class Closing(Base):
    """One closing of a month; `month` is year x 12 + month - 1, `number` counts its closings.

    `version` is pinned, and `said` JSON: the words and names of the report as they were, so that it can be made
    again, byte for byte. A month is closed while its last closing was not reopened.
    """

    __tablename__ = "closing"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    version: Mapped[str] = mapped_column(String(40))
    definition: Mapped[str] = mapped_column(String(64))
    said: Mapped[str]
    closed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    countersigned_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    countersigned_at: Mapped[datetime | None] = mapped_column(Moment)
    reopened_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reopened_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(NOTE), default="")


class ClosedFigure(Base):
    """A figure as it was closed: `area` a code or `all`, `worker_type` a code or `all`; numbers written exactly."""

    __tablename__ = "closed_figure"

    closing_id: Mapped[int] = mapped_column(ForeignKey("closing.id"), primary_key=True)
    metric: Mapped[str] = mapped_column(String(EXACT), primary_key=True)
    area: Mapped[str] = mapped_column(String(12), primary_key=True)
    worker_type: Mapped[str] = mapped_column(String(3), primary_key=True)
    numerator: Mapped[str | None] = mapped_column(String(EXACT))
    denominator: Mapped[str | None] = mapped_column(String(EXACT))


class ReportText(Base):
    """What a person wrote in one field of a month's report; it counts once somebody stands by it."""

    __tablename__ = "report_text"

    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    text: Mapped[str]
    written_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(Moment, default=now)
    confirmed: Mapped[bool] = mapped_column(default=False)


class TreasuryTotal(Base):
    """What the treasury says it received in a month, in yuan; `note` explains a difference."""

    __tablename__ = "treasury_total"

    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    amount: Mapped[str] = mapped_column(String(EXACT))
    note: Mapped[str] = mapped_column(String(NOTE), default="")
    said_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Acknowledged(Base):
    """A warning of the checks that somebody has seen and lets stand for a month."""

    __tablename__ = "acknowledged"

    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    note: Mapped[str] = mapped_column(String(NOTE))
    by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Moment, default=now)
