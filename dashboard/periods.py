"""Months as numbers, days that may be compared with days, and working days counted within a month."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


def month_of(day: date) -> int:
    """The month number (year x 12 + month - 1) a day lies in."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """The first day of a month number."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """The last day of a month number."""
    return first_day(month + 1) - timedelta(days=1)


def month_text(month: int) -> str:
    """A month number as YYYY-MM."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def parse_month(text: str) -> int | None:
    """YYYY-MM as a month number; None for anything else."""
    said = _MONTH.fullmatch(text)
    return int(said[1]) * 12 + int(said[2]) - 1 if said else None


def complete_month(day: date) -> int:
    """The latest month that has ended by the end of a day."""
    month = month_of(day)
    return month if day == last_day(month) else month - 1


def same_day(day: date, months: int) -> date:
    """Day n of an earlier month, its last day where it has no day n."""
    month = month_of(day) - months
    return date(month // 12, month % 12 + 1, min(day.day, monthrange(month // 12, month % 12 + 1)[1]))


@dataclass(frozen=True)
class Span:
    """The days from one to another, both included."""

    start: date
    end: date

    @property
    def whole_month(self) -> bool:
        """Whether it is exactly one calendar month."""
        return self.start.day == 1 and self.end == last_day(month_of(self.start))


def month_to_date(day: date) -> Span:
    """From the first of the month to the day."""
    return Span(day.replace(day=1), day)


def months_before(span: Span, months: int) -> Span:
    """The same stretch of an earlier month: a whole month against a whole one, else day n against day n."""
    month = month_of(span.start) - months
    return Span(first_day(month), last_day(month) if span.whole_month else same_day(span.end, months))


def year_to_date(day: date) -> Span:
    """From 1 January to the day."""
    return Span(date(day.year, 1, 1), day)


class WorkingDays:
    """The days the treasury is open."""

    def __init__(self, days: Collection[date]) -> None:
        self._days = frozenset(days)

    def __contains__(self, day: date) -> bool:
        return day in self._days

    def latest(self, day: date) -> date | None:
        """The last working day up to a day, looked for through one month."""
        return next(
            (earlier for earlier in (day - timedelta(days=back) for back in range(31)) if earlier in self._days), None
        )

    def same_number(self, day: date, months: int) -> date | None:
        """The working day of an earlier month that has the same number within it, else its last."""
        wanted = len(self._within(month_of(day), upto=day))
        days = self._within(month_of(day) - months)
        return days[min(wanted, len(days)) - 1] if days and wanted else None

    def _within(self, month: int, upto: date | None = None) -> list[date]:
        end = upto or last_day(month)
        length = (end - first_day(month)).days + 1
        days = (first_day(month) + timedelta(days=place) for place in range(length))
        return [day for day in days if day in self._days]
