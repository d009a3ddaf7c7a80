"""Which day and which month a page is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.data import Reading
from dashboard.periods import Span, complete_month, parse_span, year_to_date
from dashboard.view import View
from sql.metrics.period import first_day, last_day, month_of
from sql.schema import marts


@dataclass(frozen=True)
class When:
    """The days of figures by treasury date, the last of them, and the month all others are of."""

    day: date
    month: int
    business_date: date
    span: Span

    @property
    def month_ended(self) -> bool:
        """Whether the month had ended on the business date."""
        return last_day(self.month) <= self.business_date


def first_month(reading: Reading) -> int:
    """The earliest month there is anything about."""
    version = reading.table(marts.VERSION)[0]
    starts = [month for month in (version["history_starts"], version["first_month"]) if month is not None]
    return max(starts, default=month_of(reading.business_date))


def when(view: View, reading: Reading) -> When:
    """The period chosen, else the year to the business date and the latest complete month."""
    known_on, first = reading.business_date, first_month(reading)
    chosen = parse_span(view.span)
    if chosen and first <= month_of(chosen.end) and chosen.start <= known_on:
        return _spanning(chosen, known_on, first)
    if view.month is None or not first <= view.month <= month_of(known_on):
        return When(known_on, complete_month(known_on), known_on, year_to_date(known_on))
    day = min(known_on, last_day(view.month))
    return When(day, view.month, known_on, Span(first_day(view.month), day))


def _spanning(chosen: Span, known_on: date, first: int) -> When:
    """Days that are known; the month is the last that the days reach the end of, where there is one among them."""
    span = Span(max(chosen.start, first_day(first)), min(chosen.end, known_on))
    month = complete_month(span.end)
    return When(span.end, month if month >= month_of(span.start) else month_of(span.end), known_on, span)
