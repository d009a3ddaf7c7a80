"""Users, the areas they may see, their sessions, and how often somebody tried."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.state.columns import Base, Moment, now

NAME = 64
"""Characters of a sign-in name."""


class User(Base):
    """Somebody who may sign in; `role` is a code of `dashboard.access.roles.Role`.

    `password` is an argon2 hash, empty for those whom an identity provider or a proxy signs in.
    `second_factor` is sealed by the secret and counts once `second_factor_at` says it was confirmed.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME), unique=True)
    display_name: Mapped[str] = mapped_column(String(NAME), default="")
    role: Mapped[str] = mapped_column(String(16))
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    signed_in_at: Mapped[datetime | None] = mapped_column(Moment)

    password: Mapped[str] = mapped_column(String(200), default="")
    password_at: Mapped[datetime | None] = mapped_column(Moment)
    must_change: Mapped[bool] = mapped_column(default=False)
    earlier_passwords: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)

    second_factor: Mapped[str] = mapped_column(String(200), default="")
    second_factor_at: Mapped[datetime | None] = mapped_column(Moment)
    second_factor_step: Mapped[int] = mapped_column(default=0)

    areas: Mapped[list[UserArea]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the areas, in order."""
        return tuple(sorted(area.code for area in self.areas))


class UserArea(Base):
    """An area a user may see: a code of 6, 9 or 12 digits, or `all`."""

    __tablename__ = "user_area"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(12), primary_key=True)


class Session(Base):
    """One sign-in; the browser has the token, this its SHA-256. A session that has ended is deleted.

    `stage` says what is still missing before it opens anything: see `dashboard.access.sessions.Stage`.
    """

    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    active_at: Mapped[datetime] = mapped_column(Moment, default=now)
    address: Mapped[str] = mapped_column(String(64), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship(lazy="joined")


class Attempt(Base):
    """How often something was tried in one stretch of time, over all workers; old rows are deleted."""

    __tablename__ = "attempt"

    what: Mapped[str] = mapped_column(String(120), primary_key=True)
    since: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class Handshake(Base):
    """A sign-in on its way to the identity provider and back: state, nonce, verifier, and where to go then."""

    __tablename__ = "handshake"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
