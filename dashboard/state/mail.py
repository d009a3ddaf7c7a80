"""Reports that are sent: who gets which, and what was sent when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.state.columns import Base, Moment, now

ADDRESS = 254


class Subscription(Base):
    """One report that a user gets, of an area, within the areas of the user.

    `report` is `monthly` or `daily`; `formats` are between commas. `day` 0: after the month is closed; else the day
    of the next month on which the month is sent as it then is. `address` empty: into the outbox.
    """

    __tablename__ = "subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    report: Mapped[str] = mapped_column(String(8))
    area: Mapped[str] = mapped_column(String(12), default="")
    formats: Mapped[str] = mapped_column(String(40))
    day: Mapped[int] = mapped_column(default=0)
    address: Mapped[str] = mapped_column(String(ADDRESS), default="")
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Sending(Base):
    """One report on its way to one recipient: `state` is prepared, accepted or failed.

    `about` is what is sent once: a month with the number of its closing, or a day. `message_id` is made before
    anything is sent and stays, so that a server that gets the message twice knows it as one.
    """

    __tablename__ = "sending"
    __table_args__ = (UniqueConstraint("subscription_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), index=True)
    about: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))
    message_id: Mapped[str] = mapped_column(String(120))
    prepared_at: Mapped[datetime] = mapped_column(Moment, default=now)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    files: Mapped[str] = mapped_column(default="")
    fault: Mapped[str] = mapped_column(String(200), default="")
