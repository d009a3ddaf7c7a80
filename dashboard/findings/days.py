"""The year's receipts day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas

from sql.metrics.working_days import WorkingDays
from sql.studies.pace import Pace

WAN = 10_000


@dataclass(frozen=True)
class BestDay:
    """The day with most, in 万元, and how many times an ordinary day's that is."""

    day: date
    amount: float
    times: float


def calendar_frame(pace: Pace, working: WorkingDays) -> pandas.DataFrame:
    """Columns day, amount (万元): days the treasury is open or money came; nan for those to come."""
    first = date(pace.day.year, 1, 1)
    days = [first + timedelta(days=place) for place in range(366) if (first + timedelta(days=place)).year == first.year]
    shown = [day for day in days if day in working or pace.daily.get(day)]
    amounts = [float(pace.daily.get(day, 0)) / WAN if day <= pace.day else float("nan") for day in shown]
    return pandas.DataFrame({"day": shown, "amount": amounts})


def finding_of_days(frame: pandas.DataFrame) -> BestDay | None:
    """The day with most, against the median of the days with any."""
    known = frame[frame["amount"] > 0]
    if len(known) < 2:
        return None
    day, amount = max(zip(known["day"], known["amount"], strict=True), key=lambda pair: pair[1])
    return BestDay(day, float(amount), float(amount) / float(known["amount"].median()))
