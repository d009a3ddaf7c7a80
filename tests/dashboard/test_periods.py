"""Months, days that may be compared, working days."""

from datetime import date, timedelta

import pytest

from dashboard import periods
from dashboard.periods import Span
from sql.metrics.working_days import WorkingDays

SEPTEMBER_2026 = 2026 * 12 + 8


def _weekdays(first, last):
    days = (first + timedelta(days=place) for place in range((last - first).days + 1))
    return WorkingDays([day for day in days if day.weekday() < 5])


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-09", SEPTEMBER_2026),
        ("2026-13", None),
        ("2026-00", None),
        ("0000-01", None),
        ("26-09", None),
        ("2026-9", None),
        ("", None),
    ],
)
def test_a_month_is_read_or_left_out(text, month):
    assert periods.parse_month(text) == month


def test_a_month_is_complete_on_its_last_day():
    assert periods.complete_month(date(2026, 9, 15)) == SEPTEMBER_2026 - 1
    assert periods.complete_month(date(2026, 9, 30)) == SEPTEMBER_2026


def test_a_part_month_is_compared_with_the_same_part():
    part = periods.month_to_date(date(2026, 3, 30))
    assert periods.months_before(part, 1) == Span(date(2026, 2, 1), date(2026, 2, 28))
    assert periods.months_before(part, 12) == Span(date(2025, 3, 1), date(2025, 3, 30))


def test_a_whole_month_is_compared_with_a_whole_month():
    whole = periods.month_to_date(date(2026, 2, 28))
    assert periods.months_before(whole, 1) == Span(date(2026, 1, 1), date(2026, 1, 31))
    assert periods.months_before(whole, 24) == Span(date(2024, 2, 1), date(2024, 2, 29))


def test_a_day_is_compared_with_the_working_day_of_the_same_number():
    working = _weekdays(date(2025, 9, 1), date(2026, 9, 30))
    assert working.same_number(date(2026, 9, 15), 1) == date(2026, 8, 17)
    assert working.same_number(date(2026, 9, 15), 12) == date(2025, 9, 15)


def test_a_shorter_month_gives_its_last_working_day():
    working = _weekdays(date(2026, 1, 1), date(2026, 3, 31))
    assert working.same_number(date(2026, 3, 31), 1) == date(2026, 2, 27)
    assert working.same_number(date(2026, 2, 27), 12) is None


def test_the_last_working_day_is_looked_for_backwards():
    working = _weekdays(date(2026, 9, 1), date(2026, 9, 30))
    assert working.latest(date(2026, 9, 13)) == date(2026, 9, 11)
    assert working.latest(date(2026, 8, 31)) is None
