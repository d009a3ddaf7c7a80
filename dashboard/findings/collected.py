"""Money received over a span of days: in days, weeks or months, and against the same days a year before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from dashboard.data import Reading, Record, Records
from dashboard.findings.receipts import working_days
from dashboard.findings.when import first_month
from dashboard.periods import Span, same_day
from sql.metrics import Days, Question
from sql.metrics.period import first_day, last_day, month_of

MONEY = ("received_gross", "refunded_amount", "received_net")
DAILY, WEEKLY = 62, 400
"""Up to so many days each day is told apart, up to so many each week; else each month."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Lap:
    """A day, a week or a month of a span: what came in and went out, and the net receipts of its days a year before.

    `before` is None where it has no such days, or nothing is known of them.
    """

    start: date
    end: date
    gross: Decimal
    refunded: Decimal
    net: Decimal
    before: Decimal | None


def year_before(reading: Reading, span: Span) -> Span:
    """The same days a year earlier: to the end of a month where the span ends with one, else day n against day n.

    A single day is compared with the working day of the same number, for day n may be a Sunday.
    """
    day = working_days(reading).same_number(span.end, 12) if span.start == span.end else None
    if day:
        return Span(day, day)
    whole = span.end == last_day(month_of(span.end))
    end = last_day(month_of(span.end) - 12) if whole else same_day(span.end, 12)
    return Span(same_day(span.start, 12), end)


def known_before(reading: Reading, span: Span) -> Span | None:
    """The same days a year earlier, where all of them are known."""
    earlier = year_before(reading, span)
    return earlier if earlier.start >= first_day(first_month(reading)) else None


def step_of(span: Span) -> str:
    """Whether a span is told apart by day, week or month."""
    days = (span.end - span.start).days + 1
    return "day" if days <= DAILY else "week" if days <= WEEKLY else "month"


def received(
    reading: Reading, metrics: Sequence[str], span: Span | None, where: Mapping[str, tuple[str, ...]]
) -> Record:
    """Metrics of a span, as a question of their own; None each where there is no span."""
    if span is None:
        return dict.fromkeys(metrics)
    (row,) = reading.ask(Question(tuple(metrics), period=Days(span.start, span.end), where=where))
    return row


def laps_of(reading: Reading, span: Span, where: Mapping[str, tuple[str, ...]]) -> list[Lap]:
    """The span lap by lap, the earliest first."""
    money = _by_day(reading, span, where)
    laps = list(_laps(span))
    past = year_before(reading, span)
    earlier, known_from = _by_day(reading, past, where), first_day(first_month(reading))
    return [
        Lap(
            lap.start,
            lap.end,
            gross=_sum(money, "received_gross", lap),
            refunded=_sum(money, "refunded_amount", lap),
            net=_sum(money, "received_net", lap),
            before=None if days is None or days.start < known_from else _sum(earlier, "received_net", days),
        )
        for lap, days in zip(laps, _pasts(past, laps), strict=True)
    ]


def _by_day(reading: Reading, span: Span, where: Mapping[str, tuple[str, ...]]) -> Records:
    return reading.ask(Question(MONEY, by=("day",), period=Days(span.start, span.end), where=where))


def _sum(rows: Records, name: str, span: Span) -> Decimal:
    return sum((row[name] or Decimal(0) for row in rows if span.start <= row["day"] <= span.end), Decimal(0))


_FIRST: Mapping[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
}


def _laps(span: Span) -> Iterator[Span]:
    """The days, weeks from Monday, or months of a span; the first and the last may be cut short."""
    first = _FIRST[step_of(span)]
    days = [span.start + number * _DAY for number in range((span.end - span.start).days + 1)]
    starts = [day for place, day in enumerate(days) if not place or first(day) == day]
    for start, following in pairwise([*starts, span.end + _DAY]):
        yield Span(start, following - _DAY)


def _pasts(past: Span, laps: Sequence[Span]) -> list[Span | None]:
    """The days of each lap a year earlier, each day in one lap alone; None for a 29 February by itself."""
    starts = [past.start, *(_following(lap.start) for lap in laps[1:]), past.end + _DAY]
    return [Span(start, end - _DAY) if start < end else None for start, end in pairwise(starts)]


def _following(day: date) -> date:
    """The same day a year earlier, 1 March for 29 February."""
    return date(day.year - 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
