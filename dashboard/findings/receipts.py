"""Money received: yesterday, the month and the year, against the same days earlier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dashboard.data import Reading
from dashboard.findings.monthly import absent
from dashboard.findings.when import When
from dashboard.periods import Span, month_to_date, months_before, year_to_date
from dashboard.view import View
from sql.metrics import METRIC, Days, Question
from sql.metrics.working_days import WorkingDays
from sql.schema import marts
from sql.studies.pace import LOOK_BACK, Daily, Pace

YEAR = 12


@dataclass(frozen=True)
class Compared:
    """A value and what it is compared with; each comparison with its dates."""

    span: Span
    value: Decimal | None
    before: tuple[tuple[Span, Decimal | None], ...]


def working_days(reading: Reading) -> WorkingDays:
    """The days the treasury is open."""
    found: WorkingDays = reading.made_for_all("working days", lambda: _working_days(reading))
    return found


def _working_days(reading: Reading) -> WorkingDays:
    return WorkingDays([row["day"] for row in reading.table(marts.WORKDAY) if row["working"]])


def pace_of(reading: Reading, view: View, when: When) -> Pace:
    """The year up to the day, for the view's area and worker type; plans are by area only."""
    daily = daily_receipts(reading, when.day, view.where)
    return Pace(when.day, daily, None if view.worker_type else plan_of(reading, view, when))


def daily_receipts(reading: Reading, day: date, where: dict[str, tuple[str, ...]]) -> Daily:
    """Net receipts by treasury date, this year up to the day and the earlier years whole."""
    period = Days(date(day.year - LOOK_BACK, 1, 1), day)
    return {
        row["day"]: row["received_net"]
        for row in reading.ask(Question(("received_net",), by=("day",), period=period, where=where))
        if row["received_net"] is not None
    }


def plan_of(reading: Reading, view: View, when: When) -> Decimal | None:
    """The year's plan of the area."""
    if absent(reading, METRIC["plan_amount"]):
        return None
    span = year_to_date(when.day)
    rows = reading.ask(Question(("plan_amount",), period=Days(span.start, span.end), where=view.where_area))
    return rows[0]["plan_amount"] if rows else None


def sum_of(daily: Daily, span: Span) -> Decimal | None:
    """What came on the days of a span; None before the first day known."""
    if not daily or span.end < min(daily):
        return None
    length = (span.end - span.start).days + 1
    return sum((daily.get(span.start + timedelta(days=place), Decimal(0)) for place in range(length)), Decimal(0))


def year_so_far(daily: Daily, day: date) -> Compared:
    """The year to date against the same days of the year before."""
    span = year_to_date(day)
    before = Span(date(day.year - 1, 1, 1), months_before(month_to_date(day), YEAR).end)
    return Compared(span, sum_of(daily, span), ((before, sum_of(daily, before)),))


def month_so_far(daily: Daily, day: date) -> Compared:
    """The month to date against the same days of last month and of last year's month."""
    span = month_to_date(day)
    before = (months_before(span, 1), months_before(span, YEAR))
    return Compared(span, sum_of(daily, span), tuple((one, sum_of(daily, one)) for one in before))


def latest_day(daily: Daily, day: date, working: WorkingDays) -> Compared:
    """The last working day against the same-numbered working days of last month and last year."""
    last = working.latest(day) or day
    before = [earlier for months in (1, YEAR) if (earlier := working.same_number(last, months))]
    spans = tuple(Span(one, one) for one in before)
    return Compared(
        Span(last, last), sum_of(daily, Span(last, last)), tuple((one, sum_of(daily, one)) for one in spans)
    )


def recent_days(daily: Daily, day: date, working: WorkingDays, length: int = 13) -> list[Decimal | None]:
    """The last working days, for a sparkline."""
    days: list[date] = []
    current = working.latest(day)
    while current and len(days) < length:
        days.append(current)
        current = working.latest(current - timedelta(days=1))
    return [sum_of(daily, Span(one, one)) for one in reversed(days)]


def recent_months(daily: Daily, day: date, length: int = 13) -> list[Decimal | None]:
    """The same days of the last months, for a sparkline."""
    span = month_to_date(day)
    return [sum_of(daily, months_before(span, back)) for back in range(length - 1, -1, -1)]


def rate_in(reading: Reading, name: str, span: Span, where: Mapping[str, tuple[str, ...]]) -> dict[str, Decimal | None]:
    """A rate by treasury date over a span, with its numerator and denominator."""
    rows = reading.ask(Question((name,), period=Days(span.start, span.end), where=where))
    return dict(rows[0]) if rows else {}
