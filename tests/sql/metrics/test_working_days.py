"""Working days counted within their month: a day is compared with the day of the same number."""

from datetime import date, timedelta

import pytest

from sql.connect import Connection
from sql.metrics.working_days import WorkingDays, working_days
from sql.schema.marts import WORKDAY
from tests.sql.metrics.marts_by_hand import published, put

NOVEMBER_AND_DECEMBER = [date(2025, 11, 1) + timedelta(days=place) for place in range(61)]


@pytest.fixture
def version() -> Connection:
    """Mondays to Fridays: 20 in November 2025, from Monday the 3rd, and 23 in December, from Monday the 1st."""
    connection = published("2025-12-31")
    put(connection, WORKDAY, [{"day": day, "working": int(day.weekday() < 5)} for day in NOVEMBER_AND_DECEMBER])
    return connection


def test_days_between_are_those_after_the_first_up_to_and_with_the_last() -> None:
    days = WorkingDays([date(2025, 12, 5), date(2025, 12, 8), date(2025, 12, 10)])
    first = date(2025, 12, 1)
    for earlier in range(14):
        for later in range(14):
            start, end = first + timedelta(earlier), first + timedelta(later)
            assert days.between(start, end) == sum(start < day <= end for day in days._days)


@pytest.mark.parametrize(
    ("day", "number"),
    [("2025-12-01", 1), ("2025-12-10", 8), ("2025-12-31", 23), ("2025-12-07", 5), ("2025-11-01", 0), ("2025-11-03", 1)],
)
def test_days_are_numbered_within_their_month(version: Connection, day: str, number: int) -> None:
    """A day that is no working day has the number of the last one before it in its month, 0 before the first."""
    assert working_days(version).number(date.fromisoformat(day)) == number


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2025-12-01", "2025-11-03"),
        ("2025-12-10", "2025-11-12"),
        ("2025-12-26", "2025-11-28"),  # the 20th, November's last
        ("2025-12-29", "2025-11-28"),  # the 21st: November has fewer
        ("2025-12-31", "2025-11-28"),
        ("2025-12-06", "2025-11-07"),  # a Saturday, five working days into the month
        ("2025-11-28", None),  # no working day of October is known
        ("2025-11-01", None),  # before the first working day of its month
    ],
)
def test_the_same_number_a_month_before(version: Connection, day: str, before: str | None) -> None:
    """The last working day where the earlier month has fewer; none where there is nothing to count."""
    found = working_days(version).same_number(date.fromisoformat(day), 1)
    assert found == (date.fromisoformat(before) if before else None)


def test_the_latest_working_day() -> None:
    """The day itself, or the last one before it."""
    days = WorkingDays([date(2025, 12, 8), date(2025, 12, 5)])
    assert [days.latest(date(2025, 12, day)) for day in (4, 5, 7, 8)] == [
        None,
        date(2025, 12, 5),
        date(2025, 12, 5),
        date(2025, 12, 8),
    ]
    assert [day for day in range(4, 9) if date(2025, 12, day) in days] == [5, 8]
