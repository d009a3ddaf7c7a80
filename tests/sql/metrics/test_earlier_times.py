"""With which earlier time a figure is compared: of the same days, the same age, or not at all."""

from datetime import date, timedelta

import pytest

from sql.connect import Connection
from sql.metrics import METRIC, Days, Month, Months, Period, parse_month
from sql.metrics.comparing import Earlier, earlier
from sql.metrics.period import parse_days
from sql.schema.marts import WORKDAY
from tests.sql.metrics.marts_by_hand import published, put

M = parse_month
NONE = Earlier(None)


def days(text: str) -> Earlier:
    """The days from one to another."""
    return Earlier(parse_days(text))


def aged(period: Month | Months, **until: str) -> Earlier:
    """Months with the day up to which payments for them count, written m2025_11="2025-11-20"."""
    ages = {M(name.removeprefix("m").replace("_", "-")): date.fromisoformat(day) for name, day in until.items()}
    return Earlier(period, ages)


def known_on(d: str, starts: str | None = None) -> Connection:
    """A version as known on a day; weekdays of 2024 and 2025 are working days."""
    version = published(d, starts=starts)
    every_day = (date(2024, 1, 1) + timedelta(days=place) for place in range(731))
    put(version, WORKDAY, [{"day": day, "working": int(day.weekday() < 5)} for day in every_day])
    return version


def before(version: Connection, name: str, period: Period | None, back: int, *, monthly: bool = False) -> Earlier:
    """The earlier time of a metric."""
    return earlier(METRIC[name], period, back, version, monthly=monthly)


@pytest.mark.parametrize(
    ("d", "period", "back", "expected"),
    [
        # A month that lasts: up to the same-numbered day.
        ("2025-12-20", None, 1, "2025-11-01:2025-11-20"),
        ("2025-12-20", Month(M("2025-12")), 12, "2024-12-01:2024-12-20"),
        # The last day of a month is as far as the last day of another.
        ("2025-12-31", None, 1, "2025-11-01:2025-11-30"),
        ("2025-11-30", None, 1, "2025-10-01:2025-10-31"),
        ("2025-02-28", None, 1, "2025-01-01:2025-01-31"),
        ("2025-02-28", None, 12, "2024-02-01:2024-02-29"),
        ("2024-02-29", None, 1, "2024-01-01:2024-01-31"),
        # No 29th to 31st: up to the last day there is.
        ("2025-03-30", None, 1, "2025-02-01:2025-02-28"),
        ("2024-03-29", None, 1, "2024-02-01:2024-02-29"),
        ("2024-02-28", None, 12, "2023-02-01:2023-02-28"),
        # Months that are over, and several of which the last lasts.
        ("2025-12-20", Month(M("2025-02")), 12, "2024-02-01:2024-02-29"),
        ("2025-12-20", Months(M("2025-10"), M("2025-12")), 1, "2025-09-01:2025-11-20"),
        # Days: the same-numbered ones.
        ("2025-12-31", Days(date(2025, 12, 3), date(2025, 12, 9)), 1, "2025-11-03:2025-11-09"),
        ("2025-12-31", Days(date(2025, 1, 31), date(2025, 2, 3)), 1, "2024-12-31:2025-01-03"),
        ("2025-12-31", Days(date(2025, 3, 31), date(2025, 4, 2)), 1, "2025-02-28:2025-03-02"),
        ("2025-12-20", Days(date(2025, 12, 15), date(2025, 12, 24)), 1, "2025-11-15:2025-11-20"),
        # A single day: the working day of the same number.
        ("2025-12-31", Days(date(2025, 12, 10), date(2025, 12, 10)), 1, "2025-11-12:2025-11-12"),
        ("2025-12-31", Days(date(2025, 12, 31), date(2025, 12, 31)), 1, "2025-11-28:2025-11-28"),
    ],
)
def test_receipts_are_compared_by_days(d: str, period: Period | None, back: int, expected: str) -> None:
    """The same for every metric by treasury or pay date."""
    version = known_on(d)
    for name in ("received_net", "payer_count", "in_transit_amount", "plan_completion"):
        assert before(version, name, period, back) == days(expected)


def test_days_that_have_no_counterpart() -> None:
    """Days to come, and a day before the first working day known."""
    version = known_on("2025-12-20")
    assert before(version, "received_net", Month(M("2026-01")), 1) == NONE
    assert before(version, "received_net", Days(date(2024, 1, 2), date(2024, 1, 2)), 1) == NONE


@pytest.mark.parametrize(
    ("d", "period", "back", "expected"),
    [
        ("2025-12-20", None, 1, aged(Month(M("2025-11")), m2025_11="2025-11-20")),
        ("2025-12-31", None, 1, aged(Month(M("2025-11")), m2025_11="2025-11-30")),
        ("2024-02-29", None, 12, aged(Month(M("2023-02")), m2023_02="2023-02-28")),
        ("2025-02-28", None, 12, aged(Month(M("2024-02")), m2024_02="2024-02-29")),
        ("2025-03-31", None, 1, aged(Month(M("2025-02")), m2025_02="2025-02-28")),
        ("2025-03-29", None, 1, aged(Month(M("2025-02")), m2025_02="2025-02-28")),
        # Over for 3 days, and for 50.
        ("2025-03-03", Month(M("2025-02")), 1, aged(Month(M("2025-01")), m2025_01="2025-02-03")),
        ("2025-12-20", Month(M("2025-10")), 1, aged(Month(M("2025-09")), m2025_09="2025-11-19")),
        (
            "2025-12-20",
            Months(M("2025-11"), M("2025-12")),
            12,
            aged(Months(M("2024-11"), M("2024-12")), m2024_11="2024-12-20", m2024_12="2024-12-20"),
        ),
    ],
)
def test_months_that_ripen_are_compared_at_the_same_age(
    d: str, period: Period | None, back: int, expected: Earlier
) -> None:
    """Whatever payments still change."""
    version = known_on(d)
    for name in ("compliance_rate", "awaiting_persons", "paid_amount", "collection_rate", "average_base"):
        assert before(version, name, period, back) == expected


def test_months_to_come() -> None:
    """What was prepaid is compared with what had been prepaid as long before; other months have not come."""
    months = Months(M("2025-11"), M("2026-01"))
    prepaid = aged(
        Months(M("2025-10"), M("2025-12")), m2025_10="2025-11-20", m2025_11="2025-11-20", m2025_12="2025-11-19"
    )
    assert before(known_on("2025-12-20"), "paid_amount", months, 1) == prepaid
    come = aged(Months(M("2024-11"), M("2024-12")), m2024_11="2024-12-31", m2024_12="2024-12-31")
    version = known_on("2025-12-31")
    assert before(version, "paying_persons", months, 12) == come
    assert before(version, "paying_persons", Month(M("2026-01")), 1) == NONE
    assert before(version, "new_persons", months, 12) == Earlier(Months(M("2024-11"), M("2024-12")))


FLOWS = ("newly_suspended_persons", "assessed_amount", "arrears_cleared_amount", "deduction_success_rate")


@pytest.mark.parametrize("name", FLOWS)
def test_flows_of_a_part_month_have_no_comparison(name: str) -> None:
    """A month is compared when it is over; told by month, every month that is."""
    quarter, version = Months(M("2025-10"), M("2025-12")), known_on("2025-12-20")
    assert before(version, name, None, 1) == NONE
    assert before(version, name, quarter, 12) == NONE
    assert before(version, name, quarter, 12, monthly=True) == Earlier(Months(M("2024-10"), M("2024-11")))
    assert before(version, name, Month(M("2025-12")), 12, monthly=True) == NONE
    assert before(version, name, Month(M("2025-11")), 1) == Earlier(Month(M("2025-10")))
    assert before(known_on("2025-12-31"), name, None, 1) == Earlier(Month(M("2025-11")))


STOCKS = ("registered_persons", "arrears_rate", "plan_persons_completion", "target_persons")


def test_stocks_are_compared_with_the_stock_before() -> None:
    """Of the last month asked, also in the middle of a month; one that has not come has none."""
    year, version = Months(M("2025-01"), M("2025-12")), known_on("2025-12-20")
    for name in STOCKS:
        assert before(version, name, None, 1) == Earlier(Month(M("2025-11")))
        assert before(version, name, year, 12) == Earlier(Months(M("2024-12"), M("2024-12")))
        assert before(version, name, year, 12, monthly=True) == Earlier(Months(M("2024-01"), M("2024-12")))
        assert before(version, name, Months(M("2025-12"), M("2026-01")), 1) == NONE


def test_a_time_partly_before_history_is_of_another_length() -> None:
    """And no comparison, but month by month where that is asked; a year to date counts by its end."""
    half_year, version = Months(M("2025-06"), M("2025-11")), known_on("2025-12-20", starts="2025-06")
    for name in ("received_net", "paying_persons", "new_persons"):
        assert before(version, name, half_year, 1) == NONE
        assert before(version, name, Months(M("2025-07"), M("2025-11")), 1).period is not None
        by_month = before(version, name, half_year, 1, monthly=True).period
        assert by_month is not None
        assert by_month.days == (date(2025, 5, 1), date(2025, 10, 31))
    year = Months(M("2025-01"), M("2025-12"))
    assert before(version, "plan_completion", year, 1) == days("2024-12-01:2025-11-20")
