"""Money received over a span of days: in days, weeks or months, and against the same days a year before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dashboard.data import Reading, Record, Records
from dashboard.periods import Span, same_day
from sql.metrics import Days, Question
from sql.metrics.period import last_day, month_of

MONEY = ("received_gross", "refunded_amount", "received_net")
DAILY, WEEKLY = 62, 186
"""Up to so many days each day is told apart, up to so many each week; else each month."""


@dataclass(frozen=True)
class Lap:
    """A day, a week or a month of a span: its first day, what came in and went out, and last year's same lap."""

    start: date
    gross: Decimal
    refunded: Decimal
    net: Decimal
    before: Decimal | None


def year_before(span: Span) -> Span:
    """The same days a year earlier: whole months against whole ones, else day n against day n."""
    whole = span.end == last_day(month_of(span.end))
    end = last_day(month_of(span.end) - 12) if whole else same_day(span.end, 12)
    return Span(same_day(span.start, 12), end)


def step_of(span: Span) -> str:
    """Whether a span is told apart by day, week or month."""
    days = (span.end - span.start).days + 1
    return "day" if days <= DAILY else "week" if days <= WEEKLY else "month"


def laps_of(reading: Reading, span: Span, where: Mapping[str, tuple[str, ...]]) -> list[Lap]:
    """The span lap by lap, the earliest first; last year's money stands on the lap at the same distance."""
    starts = _starts(span, step_of(span))
    now = _summed(_by_day(reading, span, where), starts)
    earlier = year_before(span)
    before = _summed(_by_day(reading, earlier, where), _starts(earlier, step_of(span)))
    past = list(before.values())
    return [
        Lap(
            start,
            gross=sums["received_gross"],
            refunded=sums["refunded_amount"],
            net=sums["received_net"],
            before=past[place]["received_net"] if place < len(past) else None,
        )
        for place, (start, sums) in enumerate(now.items())
    ]


def _by_day(reading: Reading, span: Span, where: Mapping[str, tuple[str, ...]]) -> Records:
    return reading.ask(Question(MONEY, by=("day",), period=Days(span.start, span.end), where=where))


_FIRST: Mapping[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
}


def _starts(span: Span, step: str) -> dict[date, date]:
    """Every day of the span with the first day of its lap."""
    days = ((span.start + timedelta(days=number)) for number in range((span.end - span.start).days + 1))
    return {day: max(span.start, _FIRST[step](day)) for day in days}


def _summed(rows: Records, starts: Mapping[date, date]) -> dict[date, dict[str, Decimal]]:
    sums: dict[date, dict[str, Decimal]] = {
        start: dict.fromkeys(MONEY, Decimal(0)) for start in dict.fromkeys(starts.values())
    }
    for row in rows:
        held: Record = sums[starts[row["day"]]]
        for name in MONEY:
            held[name] += row[name] or Decimal(0)
    return sums
