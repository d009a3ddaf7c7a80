"""What was done: the audit, lists asked for and approved, files handed out, and views kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.state.columns import Base, Moment, now
from dashboard.state.users import NAME


class AuditEntry(Base):
    """One line of the audit; `hash` covers the line and the hash before it. Rows are never changed or deleted.

    `about` is what it was done to, `detail` JSON with nothing personal in it.
    """

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor: Mapped[str] = mapped_column(String(NAME), index=True)
    role: Mapped[str] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(40), index=True)
    about: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str]
    address: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The last line of the audit, sealed: lines cut off the end are missed."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class ListRequest(Base):
    """A list of people with their telephone numbers, asked for with a reason; a manager approves or refuses it.

    `question` is JSON: which people. `areas` JSON: the areas of the one who asked, as they were then.
    """

    __tablename__ = "list_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    question: Mapped[str]
    areas: Mapped[str]
    people: Mapped[int]
    reason: Mapped[str] = mapped_column(String(400))
    asked_at: Mapped[datetime] = mapped_column(Moment, default=now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    approved: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(400), default="")
    expires_at: Mapped[datetime | None] = mapped_column(Moment)


class Export(Base):
    """One file handed out; `number` stands in the file, `sha256` is of its bytes."""

    __tablename__ = "export"

    number: Mapped[str] = mapped_column(String(24), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    what: Mapped[str] = mapped_column(String(200))
    filters: Mapped[str]
    reason: Mapped[str] = mapped_column(String(400))
    form: Mapped[str] = mapped_column(String(8))
    rows: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    version: Mapped[str] = mapped_column(String(40))


class SavedView(Base):
    """An address kept under a name; `shared` ones everybody sees, each within his own areas."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(500))
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
