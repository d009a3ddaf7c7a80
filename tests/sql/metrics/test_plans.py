"""Plans: whose plan counts, how much of it is done, how far the year is gone."""

from datetime import date
from decimal import Decimal as Dec
from typing import Any

from sql.connect import Connection
from sql.metrics import Days, Month, Months, Question, ask, parse_month
from sql.schema.marts import PLAN
from tests.sql.metrics.marts_by_hand import (
    A1,
    B1,
    A,
    B,
    D,
    Row,
    person,
    published,
    put,
    put_persons,
    put_receipts,
    receipt,
)


def plan(area: str | None, level: str, amount: str | None, persons: int | None = None, **values: Any) -> Row:
    """A year's plan of an area."""
    value = None if amount is None else Dec(amount)
    return {"year": 2025, "area": area, "level": level, "amount": value, "persons": persons} | values


def office(name: str, amount: str) -> Row:
    """A year's plan of a tax office."""
    return plan(None, "税务所", amount, office=name)


def version(*plans: Row, day: str = "2025-07-01", starts: str | None = None) -> Connection:
    """100 a month in A through office 一所, 50 once in B through 二所, 7 in the year before."""
    connection = published(day, starts=starts)
    monthly = [receipt(f"2025-{month:02d}-01", 1, A1, amount="100.00") for month in range(1, 8)]
    others = [receipt("2025-03-15", 2, B1, amount="50.00", office="二所"), receipt("2024-12-31", 1, A1, amount="7.00")]
    put_receipts(connection, [*monthly, *others])
    put_persons(connection, [person("2025-07", 1, A1), person("2025-07", 2, B1), person("2025-06", 1, A1)])
    put(connection, PLAN, plans)
    return connection


DISTRICT = plan(D, "区县", "3000.00", 8)
STREETS = (plan(A, "街道乡镇", "1400.00", 2), plan(B, "街道乡镇", "200.00"))


def test_the_whole_is_the_districts_plan() -> None:
    """Received since 1 January, up to the end of the period, at most d."""
    known = version(DISTRICT, *STREETS, office("一所", "9.00"))
    metrics = ("plan_amount", "plan_completion", "pace_linear", "pace_gap")
    assert ask(known, Question(metrics)).columns[1:7] == (
        *("plan_completion", "plan_completion_num", "plan_completion_den"),
        *("pace_linear", "pace_linear_num", "pace_linear_den"),
    )
    assert ask(known, Question(metrics)).rows == [
        (
            *(Dec("3000.00"), Dec("0.2500000000"), Dec("750.00"), Dec("3000.00")),
            *(Dec("0.4986301370"), 182, 365, Dec("-0.2486301370")),
        )
    ]


def test_the_end_of_the_period_is_the_end_of_the_year_to_date() -> None:
    """A month, months or days that are over; a period after d has no figures."""
    known = version(DISTRICT)
    metrics = ("plan_completion", "pace_linear")
    february = (Dec("0.0666666667"), Dec("200.00"), Dec("3000.00"), Dec("0.1616438356"), 59, 365)
    assert ask(known, Question(metrics, period=Month(parse_month("2025-02")))).rows == [february]
    months = Months(parse_month("2024-11"), parse_month("2025-02"))
    assert ask(known, Question(metrics, period=months)).rows == [february]
    days = Days(date(2025, 2, 10), date(2025, 2, 28))
    assert ask(known, Question(metrics, period=days)).rows == [february]
    assert ask(known, Question(metrics, period=Month(parse_month("2025-08")))).rows == [(None,) * 6]


def test_by_area_each_area_has_its_own_plan() -> None:
    """A plan without receipts is 0 done; receipts without a plan have no rate."""
    known = version(DISTRICT, *STREETS, plan("210213009", "街道乡镇", "5.00"))
    asked = Question(("plan_completion", "pace_gap"), by=("subdistrict",))
    assert ask(known, asked).rows == [
        (A, Dec("0.5000000000"), Dec("700.00"), Dec("1400.00"), Dec("0.0013698630")),
        (B, Dec("0.2500000000"), Dec("50.00"), Dec("200.00"), Dec("-0.2486301370")),
        ("210213009", Dec("0E-10"), Dec("0.00"), Dec("5.00"), Dec("-0.4986301370")),
    ]
    community = Question(("plan_completion", "pace_gap"), where={"community": (A1,)})
    assert ask(known, community).rows == [(None, Dec("700.00"), None, None)]


def test_a_filter_asks_for_the_areas_own_row() -> None:
    """Not for the sum of its parts."""
    plans = Question(("plan_amount",), where={"district": (D,)})
    assert ask(version(DISTRICT, *STREETS), plans).rows == [(Dec("3000.00"),)]
    assert ask(version(*STREETS), plans).rows == [(None,)]
    assert ask(version(*STREETS), Question(("plan_amount",), where={"subdistrict": (A, B)})).rows == [(Dec("1600.00"),)]


def test_without_districts_then_streets_then_offices() -> None:
    """The highest level that has any."""
    offices = (office("一所", "30.00"), office("二所", "40.00"))
    assert ask(version(*STREETS, *offices), Question(("plan_amount",))).rows == [(Dec("1600.00"),)]
    assert ask(version(*offices), Question(("plan_amount",))).rows == [(Dec("70.00"),)]
    assert ask(version(), Question(("plan_amount",))).rows == [(None,)]


def test_by_office() -> None:
    """The office's receipts against the office's plan."""
    known = version(DISTRICT, office("一所", "1000.00"), office("二所", "100.00"))
    assert ask(known, Question(("plan_completion",), by=("office",))).rows == [
        ("一所", Dec("0.7000000000"), Dec("700.00"), Dec("1000.00")),
        ("二所", Dec("0.5000000000"), Dec("50.00"), Dec("100.00")),
    ]


def test_planned_persons() -> None:
    """Of the year the month lies in; rows that plan only money do not count."""
    known = version(DISTRICT, *STREETS)
    asked = Question(("plan_persons_completion",), by=("month", "subdistrict"), period=Month(parse_month("2025-07")))
    assert ask(known, asked).rows == [
        ("2025-07", A, Dec("0.5000000000"), 1, 2),
        ("2025-07", B, None, 1, None),
    ]
    whole = Question(
        ("plan_persons_completion",), by=("month",), period=Months(parse_month("2025-06"), parse_month("2025-08"))
    )
    assert ask(known, whole).rows == [("2025-06", Dec("0.1250000000"), 1, 8), ("2025-07", Dec("0.2500000000"), 2, 8)]


def test_leap_year_and_history() -> None:
    """366 days; the year to date is the whole year to date."""
    pace = Question(("pace_linear",))
    assert ask(version(day="2024-12-31"), pace).rows == [(Dec("1.0000000000"), 366, 366)]
    known = version(DISTRICT, starts="2025-03")
    assert ask(known, Question(("plan_completion",))).rows == [(Dec("0.2500000000"), Dec("750.00"), Dec("3000.00"))]
