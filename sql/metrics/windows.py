"""From the period asked and a term's window to the months or days that are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sql.metrics.declaration import Window
from sql.metrics.knowledge import Knowledge
from sql.metrics.period import Days, Month, Period, last_day, month_of


@dataclass(frozen=True)
class MonthSpan:
    """Months read, `first` to `last`; shown as months `shift` later, or `rolled` up over twelve.

    `shown` are the months an answer by month shows of it.
    """

    first: int
    last: int
    shown: tuple[int, int]
    shift: int = 0
    rolled: bool = False

    @property
    def end(self) -> date:
        """The last day shown."""
        return last_day(self.shown[1])


@dataclass(frozen=True)
class DaySpan:
    """Days read, both ends included."""

    first: date
    last: date

    @property
    def shown(self) -> tuple[int, int]:
        """The months they lie in."""
        return month_of(self.first), month_of(self.last)

    @property
    def end(self) -> date:
        """The last day read."""
        return self.last


Span = MonthSpan | DaySpan


def span_of(window: Window, period: Period, knowledge: Knowledge, monthly: bool) -> Span | None:
    """What is read for a window; None when nothing of it exists. `monthly`: answered by month."""
    if window in _DAYS:
        return _DAYS[window](period, knowledge)
    if isinstance(period, Days):
        return None
    first, last = period.months
    if not monthly and window in (Window.MONTH_END, Window.TWELVE_MONTHS):
        first = last
    limit = last if window is Window.EVERY_MONTH else knowledge.month
    first, last = max(first, knowledge.first_month), min(last, limit)
    return _months(window, first, last, monthly) if first <= last else None


def _months(window: Window, first: int, last: int, monthly: bool) -> MonthSpan:
    """Windows that look back do so beyond the first month shown."""
    shown = (first, last)
    if window is Window.MONTH_BEFORE:
        return MonthSpan(first - 1, last - 1, shown, shift=1)
    if window is Window.TWELVE_MONTHS:
        return MonthSpan(first - 11, last, shown, rolled=monthly)
    return MonthSpan(first, last, shown)


def _days(period: Period, knowledge: Knowledge) -> DaySpan | None:
    first, last = period.days
    first, last = max(first, knowledge.first_day), min(last, knowledge.business_date)
    return DaySpan(first, last) if first <= last else None


def _year_to_date(period: Period, knowledge: Knowledge) -> DaySpan | None:
    asked = _days(period, knowledge)
    if asked is None:
        return None
    return DaySpan(date(asked.last.year, 1, 1), asked.last)


_DAYS: dict[Window, Callable[[Period, Knowledge], DaySpan | None]] = {
    Window.DAYS: _days,
    Window.YEAR_TO_DATE: _year_to_date,
}


def before_history(period: Period, knowledge: Knowledge) -> bool:
    """Whether the whole period lies before the first month shown."""
    return period.days[1] < knowledge.first_day


def default_period(knowledge: Knowledge) -> Month:
    """The month of d."""
    return Month(knowledge.month)
