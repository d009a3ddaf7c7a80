"""Printed tables beside our figures: how a table is read, each month's comparison, what was said of its cells."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.state.columns import Base, Moment, now

TITLE = 120
COMMENT = 400
CELL = 12
"""Characters of the name of a cell, such as r4c2."""


class PrintedLayout(Base):
    """What the rows and columns of one printed table mean, found again by their labels; `said` is JSON."""

    __tablename__ = "printed_layout"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(TITLE), unique=True)
    said: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Comparison(Base):
    """A printed table of a month beside our figures; it never changes once it is signed.

    `rows` are its cells, `meaning` what they mean, `found` what came out, all JSON; `areas` the areas of whoever
    brought it, whose figures `found` holds. `made_on` is the day the table was made, `sha256` of what was brought.
    """

    __tablename__ = "comparison"

    id: Mapped[int] = mapped_column(primary_key=True)
    layout_id: Mapped[int | None] = mapped_column(ForeignKey("printed_layout.id"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE))
    month: Mapped[int] = mapped_column(index=True)
    made_on: Mapped[date | None]
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[str]
    meaning: Mapped[str]
    found: Mapped[str] = mapped_column(default="")
    areas: Mapped[str]
    version: Mapped[str] = mapped_column(String(40), default="")
    brought_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    brought_at: Mapped[datetime] = mapped_column(Moment, default=now)
    compared_at: Mapped[datetime | None] = mapped_column(Moment)
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)


class CellComment(Base):
    """What somebody says of a cell of a comparison; of all of it where `cell` is empty. The latest stands first."""

    __tablename__ = "cell_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    comparison_id: Mapped[int] = mapped_column(ForeignKey("comparison.id"), index=True)
    cell: Mapped[str] = mapped_column(String(CELL))
    text: Mapped[str] = mapped_column(String(COMMENT))
    by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Moment, default=now)
