"""What the published version knows: its date, its first month, the feeds that never came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, func, or_, select

from sql.connect import Connection, NothingPublished
from sql.metrics.period import first_day, month_of
from sql.schema.marts import FEED, VERSION

Known = TypeVar("Known")


@dataclass(frozen=True)
class Knowledge:
    """The business date d, the limit of history, the headline k and the feeds that never delivered.

    `not_provided` are those of them that are not expected to.
    """

    business_date: date
    history_starts: int | None
    suspended_after: int
    never_came: frozenset[str]
    not_provided: frozenset[str]

    @property
    def month(self) -> int:
        """The month of d, the last one that has month ends."""
        return month_of(self.business_date)

    def lacks(self, feeds: tuple[str, ...]) -> bool:
        """Whether a figure made of these feeds is absent, and not 0.

        The first is the one it counts; another may still be on its way when it is expected.
        """
        return not self.never_came.isdisjoint(feeds[:1]) or not self.not_provided.isdisjoint(feeds)

    @property
    def first_month(self) -> int:
        """The earliest month that may be shown; 0 when there is no limit."""
        return self.history_starts or 0

    @property
    def first_day(self) -> date:
        """The earliest day that may be shown."""
        return first_day(self.history_starts) if self.history_starts else date.min


def known(connection: Connection) -> Knowledge:
    """What the version knows; a reader of a published version asks once."""
    return once(connection, _read)


def once(connection: Connection, read: Callable[[Connection], Known]) -> Known:
    """Read something that cannot change in a published version, once per reader."""
    if connection.remembered is None:
        return read(connection)
    if read not in connection.remembered:
        connection.remembered[read] = read(connection)
    found: Known = connection.remembered[read]
    return found


def _read(connection: Connection) -> Knowledge:
    rows = connection.rows(knowledge_statement())
    if not rows:
        raise NothingPublished(
            "marts.version is empty: this file is not a published version; run `python -m etl night`"
        )
    day, starts, after = rows[0][:3]
    missing = {row[3]: row[4] for row in rows if row[3]}
    not_provided = frozenset(feed for feed, expected in missing.items() if not expected)
    return Knowledge(day, starts, after, frozenset(missing), not_provided)


def knowledge_statement() -> Select[tuple[object, ...]]:
    """The version's row, repeated for every feed without deliveries."""
    never = or_(FEED.c.deliveries.is_(None), FEED.c.deliveries == 0)
    joined = VERSION.outerjoin(FEED, never)
    version = VERSION.c
    return select(
        version.business_date,
        version.history_starts,
        func.coalesce(version.suspended_after, 3),
        FEED.c.feed,
        FEED.c.expected,
    ).select_from(joined)
