"""Which day and which month a page is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.data import Reading
from dashboard.periods import complete_month
from dashboard.view import View
from sql.metrics.period import last_day, month_of
from sql.schema import marts


@dataclass(frozen=True)
class When:
    """The day figures by treasury date run to, and the month all others are of."""

    day: date
    month: int
    business_date: date

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
    """The month chosen, else the latest complete one with days up to the business date."""
    known_on = reading.business_date
    if view.month is None or not first_month(reading) <= view.month <= month_of(known_on):
        return When(known_on, complete_month(known_on), known_on)
    return When(min(known_on, last_day(view.month)), view.month, known_on)
