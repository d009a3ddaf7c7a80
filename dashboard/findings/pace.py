"""The year's receipts against plan, calendar, last year and the season of earlier years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from dashboard.data import Reading
from dashboard.findings.limits import Limits, mean, of_years
from sql.metrics import Days, Question

YEARS = 4
"""Earlier years looked at."""

SLOTS = 366
"""Days of a leap year: every year is laid on the same ones, 29 February stays flat in other years."""

Daily = Mapping[date, Decimal]

_LEAP = 2024


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
        return tuple(year for year in range(self.day.year - YEARS, self.day.year) if year >= start)

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
        """Per earlier year, the part of its receipts that had come by each day."""
        years = [[float(amount) for amount in _cumulative(self.daily, year)] for year in self.full_years]
        return [[amount / year[-1] for amount in year] for year in years if year[-1] > 0]

    @cached_property
    def season(self) -> list[float] | None:
        """The part that usually has come by each day; None for fewer than two earlier years."""
        return [mean(values) for values in zip(*self.shares, strict=True)] if len(self.shares) >= 2 else None

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


def daily_receipts(reading: Reading, day: date, where: dict[str, tuple[str, ...]]) -> Daily:
    """Net receipts by treasury date, this year up to the day and the earlier years whole."""
    period = Days(date(day.year - YEARS, 1, 1), day)
    return {
        row["day"]: row["received_net"]
        for row in reading.ask(Question(("received_net",), by=("day",), period=period, where=where))
    }


def _cumulative(daily: Daily, year: int) -> list[Decimal]:
    total = Decimal(0)
    steps: list[Decimal] = []
    for slot in range(SLOTS):
        day = day_of(slot, year)
        if slot_of(day) == slot:
            total += daily.get(day, Decimal(0))
        steps.append(total)
    return steps


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
