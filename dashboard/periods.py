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


_DAY = re.compile(r"([12][0-9]{3})-([01][0-9])-([0-3][0-9])")


def parse_day(text: str) -> date | None:
    """YYYY-MM-DD as a day; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def parse_span(text: str) -> Span | None:
    """Days from an address: a year, two months or two days with _ between them; None for anything else."""
    first, _, last = text.partition("_")
    if not last:
        return Span(date(int(text), 1, 1), date(int(text), 12, 31)) if re.fullmatch(r"[12][0-9]{3}", text) else None
    months, days = (parse_month(first), parse_month(last)), (parse_day(first), parse_day(last))
    if months[0] is not None and months[1] is not None:
        span = Span(first_day(months[0]), last_day(months[1]))
    elif days[0] is not None and days[1] is not None:
        span = Span(days[0], days[1])
    else:
        return None
    return span if span.start <= span.end else None


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
    def text(self) -> str:
        """As addresses say it."""
        return f"{self.start.isoformat()}_{self.end.isoformat()}"

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
