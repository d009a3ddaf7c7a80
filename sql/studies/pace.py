"""Pace: what part of a year's receipts has usually come by a day, and what that says of this year.

Earlier years are laid on the days of a leap year. Years in which payments could be deferred, and those
that are not in the data from January on, are left out: they say nothing of a normal season.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from math import sqrt

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.knowledge import known
from sql.metrics.period import Days, last_day
from sql.metrics.plain import answered
from sql.metrics.question import Question
from sql.studies.limits import Limits
from sql.studies.ratios import PLACES
from sql.studies.scope import Scope

YEARS = 3
"""Normal years looked at."""
FEWEST_YEARS = 2
DEFERRAL_YEARS = frozenset((2020, 2022))
LOOK_BACK = 6
"""Calendar years read: enough for three normal ones."""
SLOTS = 366
"""Days of a leap year: every year is laid on the same ones, 29 February stays flat in other years."""
Daily = Mapping[date, Decimal]

DIMENSIONS = ("district", "subdistrict", "community", "worker_type")
CENT = Decimal("0.01")
_LEAP = 2024
_CALENDAR = [((day := date(_LEAP, 1, 1) + timedelta(days=slot)).month, day.day) for slot in range(SLOTS)]
"""Month and day of each place."""
_T_95 = {1: 12.706, 2: 4.303}
"""Two-sided 95 % quantiles of Student's t, by degrees of freedom."""


def slot_of(day: date) -> int:
    """The place of a day on the common year, 0 to 365."""
    return (day.replace(year=_LEAP) - date(_LEAP, 1, 1)).days


def day_of(slot: int, year: int) -> date:
    """The day at a place of the common year; 28 February for a 29th there is not."""
    day = date(_LEAP, 1, 1) + timedelta(days=slot)
    leap = day.month == 2 and day.day == 29
    return date(year, 2, 28) if leap and not _is_leap(year) else day.replace(year=year)


@dataclass(frozen=True)
class Pace:
    """A year up to a day, by day, beside earlier years."""

    day: date
    daily: Daily
    plan: Decimal | None

    @property
    def slot(self) -> int:
        """The place of the day on the common year."""
        return slot_of(self.day)

    @cached_property
    def this_year(self) -> list[Decimal]:
        """Cumulative receipts up to the day."""
        return _cumulative(self.daily, self.day.year)[: self.slot + 1]

    @cached_property
    def last_year(self) -> list[Decimal] | None:
        """Cumulative receipts of the whole year before, where there is one."""
        return _cumulative(self.daily, self.day.year - 1) if self.day.year - 1 in self.full_years else None

    @cached_property
    def full_years(self) -> tuple[int, ...]:
        """Earlier years that are in the data from January on."""
        first = min((day for day, amount in self.daily.items() if amount), default=self.day)
        start = first.year if first.month == 1 else first.year + 1
        return tuple(range(start, self.day.year))

    @property
    def normal_years(self) -> tuple[int, ...]:
        """The last of them in which nothing could be deferred; the season is theirs."""
        return tuple(year for year in self.full_years if year not in DEFERRAL_YEARS)[-YEARS:]

    @property
    def to_date(self) -> Decimal:
        """Received from 1 January to the day."""
        return self.this_year[-1]

    @property
    def completion(self) -> float | None:
        """The part of the plan received."""
        return float(self.to_date / self.plan) if self.plan else None

    @cached_property
    def shares(self) -> list[list[float]]:
        """Per normal year, the part of its receipts that had come by each day."""
        years = [[float(amount) for amount in _cumulative(self.daily, year)] for year in self.normal_years]
        return [[amount / year[-1] for amount in year] for year in years if year[-1] > 0]

    @cached_property
    def season(self) -> list[float] | None:
        """The part that usually has come by each day; None for fewer than two normal years."""
        return [mean(values) for values in zip(*self.shares, strict=True)] if len(self.shares) >= FEWEST_YEARS else None

    @cached_property
    def season_limits(self) -> list[Limits] | None:
        """Where that part lies with 95 %; None for fewer than three earlier years."""
        limits = [of_years(values) for values in zip(*self.shares, strict=True)]
        return [one for one in limits if one] if limits and limits[0] else None

    @property
    def expected(self) -> float | None:
        """The part that usually has come by the day."""
        return self.season[self.slot] if self.season else None

    @property
    def gap(self) -> float | None:
        """How far completion is ahead of the season, as a fraction."""
        return None if self.completion is None or self.expected is None else self.completion - self.expected

    @property
    def unusual(self) -> bool:
        """Whether the gap has left its 95 % range."""
        limits = self.season_limits
        return limits is not None and self.completion is not None and not limits[self.slot].holds(self.completion)

    @property
    def projection(self) -> float | None:
        """The year's total if the rest comes as it usually does."""
        return float(self.to_date) / self.expected if self.expected else None

    @property
    def projection_limits(self) -> Limits | None:
        """Where that total lies with 95 %."""
        if self.season_limits is None or self.season_limits[self.slot].low <= 0:
            return None
        limits = self.season_limits[self.slot]
        return Limits(float(self.to_date) / limits.high, float(self.to_date) / limits.low)


def of_years(values: Sequence[float]) -> Limits | None:
    """Where the next year's value lies with 95 %, judged by earlier years; None for fewer than three."""
    if len(values) < YEARS:
        return None
    middle = mean(values)
    spread = sqrt(sum((value - middle) ** 2 for value in values) / (len(values) - 1))
    half = _T_95[min(len(values) - 1, max(_T_95))] * spread * sqrt(1 + 1 / len(values))
    return Limits(middle - half, middle + half)


def mean(values: Sequence[float]) -> float:
    """The mean of shares; plain floats, as a page asks for hundreds of them."""
    return sum(values) / len(values)


def _cumulative(daily: Daily, year: int) -> list[Decimal]:
    """What had come by each place of the common year; nothing on 29 February of a year that has none."""
    nothing, leap = Decimal(0), _is_leap(year)
    amounts = (
        daily.get(date(year, month, day), nothing) if leap or (month, day) != (2, 29) else nothing
        for month, day in _CALENDAR
    )
    return list(accumulate(amounts))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


COLUMNS = (
    *("day", "received", "plan", "completion", "linear", "expected", "low", "high", "gap"),
    *("projection", "projection_low", "projection_high", "years"),
)


def pace(connection: Connection, scope: Scope) -> Answer:
    """One row: the year up to d or the end of `month`; `years` are the normal years of the season.

    `expected`, `low`, `high`: the part of a year usually received by the day, with 95 %; `projection`:
    the year's total if the rest comes as usual. Empty where fewer than two (limits: three) years say so.
    """
    knowledge = known(connection)
    day = min(knowledge.business_date, last_day(scope.shown(knowledge)))
    received = Question(
        ("received_net",), ("day",), Days(date(day.year - LOOK_BACK, 1, 1), day), scope.where, within=scope.within
    )
    daily = {row[0]: row[1] for row in answered(connection, received).rows}
    return Answer(COLUMNS, [_row(Pace(day, daily, _plan(connection, scope, day)))])


def _plan(connection: Connection, scope: Scope, day: date) -> Decimal | None:
    """The year's plan of the area; people are not planned by type."""
    if "worker_type" in scope.where:
        return None
    rows = answered(connection, Question(("plan_amount",), (), Days(day, day), scope.where, within=scope.within)).rows
    return rows[0][0] if rows else None


def _ends(limits: Limits | None) -> tuple[float | None, float | None]:
    return (limits.low, limits.high) if limits else (None, None)


def _row(found: Pace) -> tuple[object, ...]:
    linear = Decimal(found.day.timetuple().tm_yday) / (366 if _is_leap(found.day.year) else 365)
    limits = found.season_limits[found.slot] if found.season_limits else None
    ends = found.projection_limits
    figures = (
        *(found.completion, float(linear), found.expected, *_ends(limits), found.gap),
        *(found.projection, *_ends(ends)),
    )
    written = [None if one is None else Decimal(one).quantize(PLACES) for one in figures[:6]]
    amounts = [None if one is None else Decimal(one).quantize(CENT) for one in figures[6:]]
    years = " ".join(str(year) for year in found.normal_years) if found.season else ""
    return (found.day, found.to_date, found.plan, *written, *amounts, years)
