"""The days the treasury is open, counted within their month."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from sql.connect import Connection
from sql.metrics.knowledge import once
from sql.metrics.period import first_day, last_day, month_of
from sql.schema.marts import WORKDAY


class WorkingDays:
    """Working days in order."""

    def __init__(self, days: Iterable[date]) -> None:
        self._days = sorted(days)
        self._known = frozenset(self._days)

    def __contains__(self, day: date) -> bool:
        return day in self._known

    def latest(self, day: date) -> date | None:
        """The last working day up to a day; None before the first known."""
        place = bisect_right(self._days, day)
        return self._days[place - 1] if place else None

    def between(self, earlier: date, later: date) -> int:
        """How many there are after one day, up to and with another; none where the other is not later."""
        return max(0, bisect_right(self._days, later) - bisect_right(self._days, earlier))

    def number(self, day: date) -> int:
        """How many working days of its month have come by a day."""
        return (
            bisect_right(self._days, day)
            - bisect_right(self._days, first_day(month_of(day)))
            + (first_day(month_of(day)) in self._known)
        )

    def same_number(self, day: date, back: int) -> date | None:
        """The working day of the same number `back` months earlier; that month's last where it has fewer."""
        month = month_of(day) - back
        days = self._days[bisect_left(self._days, first_day(month)) : bisect_right(self._days, last_day(month))]
        number = self.number(day)
        return days[min(number, len(days)) - 1] if days and number else None


def working_days(connection: Connection) -> WorkingDays:
    """The working days of the version; a reader of a published version asks once."""
    return once(connection, _read)


def _read(connection: Connection) -> WorkingDays:
    return WorkingDays(day for (day,) in connection.rows(select(WORKDAY.c.day).where(WORKDAY.c.working == 1)))
