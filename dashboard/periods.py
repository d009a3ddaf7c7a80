"""Spans of days that may be compared with one another, and what an address says of months."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from sql.metrics.period import first_day, last_day, month_of

_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


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
