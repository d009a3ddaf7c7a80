"""Lists of people without community or worker type that were handed out to be filled in, and what came back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.state.columns import Base, Moment, now

TOKEN = 12
"""Characters of a list's number."""
NUMBER = 12
"""Characters of a person's number."""


class GapList(Base):
    """One list as it was handed out; `token` stands in the file, `export` is its number in the ledger of files.

    `areas` is JSON: the areas of the one who made it, as they were then.
    """

    __tablename__ = "gap_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(TOKEN), unique=True)
    export: Mapped[str] = mapped_column(String(24))
    subdistrict: Mapped[str] = mapped_column(String(9), index=True)
    areas: Mapped[str]
    people: Mapped[int]
    version: Mapped[str] = mapped_column(String(40))
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)


class GapPerson(Base):
    """One row of a list: `sealed` opens to the identity number, `shown` is a mark of what stood in the row.

    `community` and `worker_type` are those that were known, empty where they were to be filled in.
    """

    __tablename__ = "gap_person"

    list_id: Mapped[int] = mapped_column(ForeignKey("gap_list.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(NUMBER), primary_key=True)
    sealed: Mapped[str]
    shown: Mapped[str] = mapped_column(String(64))
    community: Mapped[str] = mapped_column(String(12))
    worker_type: Mapped[str] = mapped_column(String(2))


class GapTake(Base):
    """A list that came back; `found` and `faults` are JSON: what was filled in, and the rows that cannot be used.

    It counts once it is accepted: `since` is the day from which it holds, `files` JSON: the feed files written.
    """

    __tablename__ = "gap_take"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("gap_list.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    found: Mapped[str]
    faults: Mapped[str]
    taken_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    taken_at: Mapped[datetime] = mapped_column(Moment, default=now)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    since: Mapped[date | None]
    files: Mapped[str] = mapped_column(default="[]")
