"""Days and months as whole numbers: a day is its ordinal, a month is year * 12 + month - 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import chinese_calendar
import numpy as np

if TYPE_CHECKING:
    from etl.simulator.chance import Ints

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH_MONTH = 1970 * 12
# Lives are told from here on; what lies before is only remembered as a number of months paid.
LIFE_BEGINS = 2014 * 12
OCTOBER, DECEMBER = 9, 11
_SATURDAY = 5
# No month lies in the future of every date anyone asks for.
NEVER = 9999 * 12


def month_number(day: date) -> int:
    """The month a day lies in."""
    return day.year * 12 + day.month - 1


def first_day(months: Ints | int) -> Ints:
    """Ordinals of the first days of months."""
    since = np.atleast_1d(np.asarray(months, dtype=np.int64)) - _EPOCH_MONTH
    return since.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + _EPOCH_DAY


def last_day(months: Ints) -> Ints:
    """Ordinals of the last days of months."""
    return first_day(months + 1) - 1


def month_of(days: Ints) -> Ints:
    """Months that ordinals lie in."""
    since = (days - _EPOCH_DAY).astype("datetime64[D]").astype("datetime64[M]")
    return since.astype(np.int64) + _EPOCH_MONTH


def is_workday(day: date) -> bool:
    """Announced working days where the year is known, Monday to Friday elsewhere."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _SATURDAY


@cache
def workdays_of_year(year: int) -> tuple[int, ...]:
    """Ordinals of the working days of a year."""
    start = date(year, 1, 1)
    days = (start + timedelta(days=offset) for offset in range(366))
    return tuple(day.toordinal() for day in days if day.year == year and is_workday(day))


class Workdays:
    """Working days of a span of years; later years are added when asked for."""

    def __init__(self, first_year: int, last_year: int) -> None:
        years = range(first_year, last_year + 1)
        self._days = np.array([day for year in years for day in workdays_of_year(year)], dtype=np.int64)

    def after(self, days: Ints, count: Ints | int = 0) -> Ints:
        """The first working day on or after each day, then `count` working days on."""
        positions = np.searchsorted(self._days, days, side="left") + count
        found: Ints = self._days[np.minimum(positions, len(self._days) - 1)]
        return found


def day_text(ordinal: int) -> str:
    """A day as the sources write it."""
    return date.fromordinal(ordinal).isoformat()


def month_text(month: int) -> str:
    """A month as the sources write it."""
    return f"{month // 12:04d}{month % 12 + 1:02d}"


@dataclass(frozen=True, slots=True)
class Window:
    """What the sources hold: from the first day of a month up to and with a day."""

    first_month: int
    until: date

    @property
    def first_day(self) -> int:
        """The first day held."""
        return date(self.first_month // 12, self.first_month % 12 + 1, 1).toordinal()

    @property
    def last_day(self) -> int:
        """The last day known."""
        return self.until.toordinal()

    @property
    def horizon(self) -> int:
        """December of the last year: lives are always told to the end of a year, known or not."""
        return self.until.year * 12 + 11

    @property
    def months(self) -> range:
        """The months held."""
        return range(self.first_month, month_number(self.until) + 1)

    @property
    def years(self) -> range:
        """The calendar years touched."""
        return range(self.first_month // 12, self.until.year + 1)
