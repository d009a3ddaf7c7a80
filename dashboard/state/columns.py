"""What the tables of the application database are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints have names, so that later releases can change them."""


class Base(DeclarativeBase):
    """Every table of the application database."""

    metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a moment without a zone could be any and is refused."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """With its zone."""
        del dialect
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


_CHINA = ZoneInfo("Asia/Shanghai")


def in_china(at: datetime | None, *, seconds: bool = False) -> str:
    """A moment as people here write it: 2026-09-15 08:30, or 08:30:05 where seconds matter; – for none."""
    if at is None:
        return "–"
    there = at.astimezone(_CHINA)
    return f"{there:%Y-%m-%d %H:%M:%S}" if seconds else f"{there:%Y-%m-%d %H:%M}"


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
