"""Figures beside figures: of an earlier time and of the plan."""

from datetime import date, timedelta
from decimal import Decimal as Dec

import pytest

from sql.connect import Connection
from sql.metrics import Against, Days, Month, Months, Question, ask, parse_month
from sql.schema.marts import PLAN, WORKDAY
from tests.sql.metrics.marts_by_hand import A1, B1, A, B, D, person, published, put, put_persons, put_receipts, receipt

MONTH, YEAR = Against.MONTH_BEFORE, Against.YEAR_BEFORE
OCT, NOV, DEC = (parse_month(f"2025-{number}") for number in (10, 11, 12))
AMOUNTS = {
    "2024-12-20": "1.00",
    "2024-12-21": "20.00",
    "2025-10-31": "300.00",
    "2025-11-03": "4000.00",
    "2025-11-20": "50000.00",
    "2025-11-21": "600000.00",
    "2025-12-01": "7000000.00",
    "2025-12-20": "80000000.00",
}
"""Every day has a digit of its own, so that a sum says which days it is of."""


@pytest.fixture
def receipts() -> Connection:
    """Known on 20 December 2025; on 20 November 1 paid in B1, else in A1. Mondays to Fridays are working days."""
    connection = published("2025-12-20")
    places = {"2025-11-20": B1}
    put_receipts(connection, [receipt(day, 1, places.get(day, A1), amount=amount) for day, amount in AMOUNTS.items()])
    days = [date(2025, 10, 1) + timedelta(days=place) for place in range(92)]
    put(connection, WORKDAY, [{"day": day, "working": int(day.weekday() < 5)} for day in days])
    return connection


def test_a_month_beside_the_same_days(receipts: Connection) -> None:
    """A column per column and comparison, in the order of the comparisons asked."""
    answer = ask(receipts, Question(("received_net", "contactless_share"), against=(YEAR, MONTH)))
    assert answer.columns == (
        *("received_net", "contactless_share", "contactless_share_num", "contactless_share_den"),
        *("received_net@year_before", "contactless_share@year_before"),
        *("contactless_share_num@year_before", "contactless_share_den@year_before"),
        *("received_net@month_before", "contactless_share@month_before"),
        *("contactless_share_num@month_before", "contactless_share_den@month_before"),
    )
    nothing = Dec("0E-10")
    assert answer.rows == [
        (
            *(Dec("87000000.00"), nothing, 0, 2),
            *(Dec("1.00"), nothing, 0, 1),
            *(Dec("54000.00"), nothing, 0, 2),
        )
    ]


def test_months_beside_their_own(receipts: Connection) -> None:
    """Only the last, which lasts, is cut; what had nothing then is empty beside what is there now."""
    asked = Question(("received_net",), ("month", "community"), Months(OCT, DEC), against=(MONTH,))
    assert ask(receipts, asked).rows == [
        ("2025-10", A1, Dec("300.00"), None),
        ("2025-11", A1, Dec("604000.00"), Dec("300.00")),
        ("2025-11", B1, Dec("50000.00"), None),
        ("2025-12", A1, Dec("87000000.00"), Dec("4000.00")),
    ]


def test_totals_beside_totals(receipts: Connection) -> None:
    """A total's comparison is the total of then."""
    asked = Question(("received_net", "payer_count"), ("subdistrict",), totals=True, against=(MONTH,))
    assert ask(receipts, asked).rows == [
        ("all", Dec("87000000.00"), 1, Dec("54000.00"), 1),
        (A, Dec("87000000.00"), 1, Dec("4000.00"), 1),
    ]


def test_a_day_beside_the_working_day_of_its_number(receipts: Connection) -> None:
    """Monday, 1 December, beside Monday, 3 November; the 20th is a Saturday, 15 working days into the month."""
    first = Days(date(2025, 12, 1), date(2025, 12, 1))
    asked = Question(("received_net",), period=first, against=(MONTH, YEAR))
    assert ask(receipts, asked).rows == [(Dec("7000000.00"), Dec("4000.00"), None)]
    saturday = Days(date(2025, 12, 20), date(2025, 12, 20))
    asked = Question(("received_net",), period=saturday, against=(MONTH,))
    assert ask(receipts, asked).rows == [(Dec("80000000.00"), Dec("600000.00"))]


def test_days_beside_the_same_numbered_ones(receipts: Connection) -> None:
    """Also over the end of a month."""
    asked = Question(("received_net",), period=Days(date(2025, 11, 20), date(2025, 12, 3)), against=(MONTH,))
    assert ask(receipts, asked).rows == [(Dec("7650000.00"), Dec("4300.00"))]


@pytest.fixture
def people() -> Connection:
    """Known on 20 December 2025: 1 and 2 registered in October, 1 in A1 and 2 in B1 in December, 3 new in December."""
    connection = published("2025-12-20")
    put_persons(
        connection,
        [
            person("2025-10", 1, A1, run=3),
            person("2025-10", 2, A1, new=1),
            person("2025-11", 1, A1, run=4, run_before=3),
            person("2025-12", 1, A1, run=5, run_before=4),
            person("2025-12", 2, B1, run=3, run_before=2),
            person("2025-12", 3, B1, new=1, registered_before=0),
        ],
    )
    return connection


def test_stocks_and_flows_of_a_month_that_lasts(people: Connection) -> None:
    """The stock of the month end before; of a part month's flows nothing."""
    metrics = ("registered_persons", "suspension_rate", "new_persons")
    asked = Question(metrics, against=(MONTH,))
    assert ask(people, asked).rows == [
        (3, Dec("0.6666666667"), 2, 3, 1, 1, Dec("1.0000000000"), 1, 1, None),
    ]
    by_month = Question(metrics, ("month",), Months(OCT, DEC), against=(MONTH,))
    assert ask(people, by_month).rows == [
        ("2025-10", 2, Dec("0.5000000000"), 1, 2, 1, None, None, None, None, None),
        ("2025-11", 1, Dec("1.0000000000"), 1, 1, 0, 2, Dec("0.5000000000"), 1, 2, 1),
        ("2025-12", 3, Dec("0.6666666667"), 2, 3, 1, 1, Dec("1.0000000000"), 1, 1, None),
    ]
    november = Question(("new_persons",), period=Month(NOV), against=(MONTH,))
    assert ask(people, november).rows == [(0, 1)]


def test_any_k_is_compared_with_the_same_k(people: Connection) -> None:
    """The comparison is the same question."""
    asked = Question(("suspended_persons",), ("subdistrict",), k=4, against=(MONTH,))
    assert ask(people, asked).rows == [(A, 1, 1), (B, 0, None)]


def test_a_plan_stands_beside_what_was_planned(receipts: Connection, people: Connection) -> None:
    """Of the year, by the plans' rule; totals are planned for themselves."""
    rows = [(D, "区县", "1000.00", 8), (A, "街道乡镇", "400.00", 2), (B, "街道乡镇", None, 1)]
    for connection in (receipts, people):
        put(
            connection,
            PLAN,
            [
                {"year": 2025, "area": area, "level": level, "amount": amount and Dec(amount), "persons": persons}
                for area, level, amount, persons in rows
            ],
        )
    money = Question(("received_net",), ("subdistrict",), totals=True, against=(Against.PLAN,))
    answer = ask(receipts, money)
    assert answer.columns == ("subdistrict", "received_net", "received_net@plan")
    assert answer.rows == [
        ("all", Dec("87000000.00"), Dec("1000.00")),
        (A, Dec("87000000.00"), Dec("400.00")),
    ]
    persons = Question(("registered_persons",), ("month", "subdistrict"), totals=True, against=(Against.PLAN, MONTH))
    assert ask(people, persons).rows == [
        ("2025-12", "all", 3, 8, 1),
        ("2025-12", A, 1, 2, 1),
        ("2025-12", B, 2, 1, None),
    ]


def test_before_history_there_is_nothing_to_compare_with() -> None:
    """Nor is there anything shown."""
    connection = published("2025-12-31", starts="2025-12")
    put_persons(connection, [person("2025-11", 1, A1), person("2025-12", 1, A1)])
    asked = Question(("registered_persons",), against=(MONTH, YEAR))
    assert ask(connection, asked).rows == [(1, None, None)]
    assert ask(connection, Question(("registered_persons",), period=Month(NOV), against=(MONTH,))).rows == []
