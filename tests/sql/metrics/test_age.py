"""Months when they were younger: what follows from payments, with those made by a day only."""

from datetime import date
from decimal import Decimal as Dec
from typing import Any

import pytest

from sql.connect import Connection
from sql.metrics import METRICS, Against, Months, Question, ask, parse_month
from sql.metrics.comparing import RIPENING
from sql.metrics.plain import answered
from sql.schema.marts import BASE_LIMIT, PAYMENT
from tests.sql.metrics.marts_by_hand import A1, B, Row, person, published, put, put_persons

OCT, NOV = parse_month("2025-10"), parse_month("2025-11")
STREET = B + "000"
COUNTS = ("registered_persons", "paying_persons", "due_persons", "awaiting_persons")
AMOUNTS = ("paid_amount", "assessed_paid_amount")


def paid(who: int, day: str, amount: str, **values: Any) -> Row:
    """A payment for November 2025."""
    row = {"person_id": who, "month": NOV, "day": date.fromisoformat(day), "amount": Dec(amount)}
    return row | {"principal": Dec(amount), "base": None, "base_place": None, "street": None} | values


def owing(who: int, **values: Any) -> Row:
    """A person who is assessed for November 2025."""
    return person("2025-11", who, A1, assessed_amount=Dec("900.00"), pay_frequency="M", **values)


def settled(amount: str, base: str) -> Row:
    """What the month of a person who has paid it says now."""
    now = {"paid_amount": Dec(amount), "assessed_paid_amount": Dec("900.00"), "base_amount": Dec(base)}
    return {"paying": 1, "due": 1, "base_persons": 1} | now


@pytest.fixture
def version() -> Connection:
    """November 2025, known on 20 December.

    1 paid on the 5th on a base of 4,200.00 and again in December on 6,000.00, whose base is the month's
    now. 2 paid in December. 3 pays by the quarter and has not. 4 was paid back on the 18th. 5 is not
    registered. 6 paid a top-up only. 7 paid 600.00 here and 300.00 through another street.
    """
    connection = published("2025-12-20")
    put(connection, BASE_LIMIT, [{"year": 2025, "average_wage": Dec("7000.00")}])
    put_persons(
        connection,
        [
            owing(1, **settled("1000.00", "6000.00")),
            owing(2, **settled("900.00", "4500.00")),
            owing(4, due=1),
            owing(7, **settled("600.00", "5000.00")),
            person("2025-11", 3, A1, pay_frequency="Q", awaiting=1),
            person("2025-11", 5, A1, registered=0, pay_frequency="M", paid_amount=Dec("500.00")),
            person("2025-11", 6, A1, pay_frequency="M", sex="F", due=1, paid_amount=Dec("50.00")),
            person("2025-11", 7, STREET, persons=0, attribution="street", pay_frequency="M", paid_amount=Dec("300.00"))
            | {"registered": 0},
            person("2025-10", 1, A1, pay_frequency="M", due=1),
        ],
    )
    top_up = {"principal": Dec("0.00")}
    put(
        connection,
        PAYMENT,
        [
            paid(1, "2025-11-05", "900.00", base=Dec("4200.00"), base_place=2),
            paid(1, "2025-12-01", "100.00", base=Dec("6000.00"), base_place=1),
            paid(2, "2025-12-10", "900.00", base=Dec("4500.00"), base_place=1),
            paid(4, "2025-11-06", "900.00", base=Dec("4500.00"), base_place=1),
            paid(4, "2025-11-18", "-900.00"),
            paid(5, "2025-11-07", "500.00", base=Dec("4500.00"), base_place=1),
            paid(6, "2025-11-08", "50.00", **top_up),
            paid(7, "2025-11-09", "600.00", base=Dec("5000.00"), base_place=1),
            paid(7, "2025-11-19", "300.00", street=STREET, base=None, base_place=2),
        ],
    )
    return connection


def november(version: Connection, day: str, metrics: tuple[str, ...], **more: Any) -> list[tuple[Any, ...]]:
    """The month as it was at the end of a day."""
    asked = Question(metrics, more.pop("by", ()), Months(NOV, NOV), **more)
    return answered(version, asked, {NOV: date.fromisoformat(day)}).rows


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-11-04", (6, 0, 0, 6, Dec("0.00"), Dec("0.00"))),
        ("2025-11-05", (6, 1, 1, 5, Dec("900.00"), Dec("900.00"))),
        ("2025-11-17", (6, 3, 3, 3, Dec("2950.00"), Dec("2400.00"))),
        ("2025-11-18", (6, 2, 2, 4, Dec("2050.00"), Dec("1500.00"))),
        ("2025-11-20", (6, 2, 2, 4, Dec("2350.00"), Dec("1800.00"))),
        ("2025-11-29", (6, 2, 2, 4, Dec("2350.00"), Dec("1800.00"))),
        # On its last day the month is due to who pays monthly; 3's quarter is not over.
        ("2025-11-30", (6, 2, 5, 1, Dec("2350.00"), Dec("1800.00"))),
        ("2025-12-10", (6, 3, 5, 1, Dec("3350.00"), Dec("2700.00"))),
        ("2025-12-31", (6, 3, 6, 0, Dec("3350.00"), Dec("2700.00"))),
    ],
)
def test_a_month_grows_older(version: Connection, day: str, expected: tuple[Any, ...]) -> None:
    """Who pays, who is due, who may still pay, and the money; who is registered stays."""
    assert november(version, day, (*COUNTS, *AMOUNTS)) == [expected]


def test_rates_of_a_young_month(version: Connection) -> None:
    """Sums over sums, like those of an old one."""
    rates = ("compliance_rate", "collection_rate", "paid_to_assessed_ratio")
    assert november(version, "2025-11-30", rates) == [
        (
            *(Dec("0.4000000000"), 2, 5),
            *(Dec("0.5000000000"), Dec("1800.00"), Dec("3600.00")),
            *(Dec("0.6527777778"), Dec("2350.00"), Dec("3600.00")),
        )
    ]
    assert november(version, "2025-11-04", ("compliance_rate",)) == [(None, 0, 0)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # 4,200.00 is not above 60.5 % of 7,000.00.
        ("2025-11-20", (Dec("4600.0000000000"), Dec("9200.00"), 2, Dec("0.5000000000"), 1, 2)),
        # The later receipt of 1 has taken over, 2 has paid.
        ("2025-12-10", (Dec("5166.6666666667"), Dec("15500.00"), 3, Dec("0E-10"), 0, 3)),
    ],
)
def test_the_base_is_that_of_the_receipts_there_were(version: Connection, day: str, expected: tuple[Any, ...]) -> None:
    """Of those that had come, the one that would come first now."""
    assert november(version, day, ("average_base", "lowest_tier_share")) == [expected]


def test_areas_and_traits_stay(version: Connection) -> None:
    """Money of another street is counted there, and told apart and filtered as ever."""
    assert november(version, "2025-11-20", ("paying_persons", "paid_amount"), by=("community",)) == [
        (A1, 2, Dec("2050.00")),
        (STREET, 0, Dec("300.00")),
    ]
    assert november(version, "2025-11-20", ("paid_amount",), by=("sex",), totals=True) == [
        ("all", Dec("2350.00")),
        ("M", Dec("2300.00")),
        ("F", Dec("50.00")),
    ]
    in_street = {"attribution": ("street",)}
    assert november(version, "2025-11-18", ("paid_amount",), where=in_street) == [(Dec("0.00"),)]


def test_each_month_has_its_own_day(version: Connection) -> None:
    """Only the months named are read."""
    asked = Question(("paying_persons", "awaiting_persons"), ("month",), Months(OCT, NOV))
    ages = {OCT: date(2025, 10, 30), NOV: date(2025, 11, 30)}
    assert answered(version, asked, ages).rows == [("2025-10", 0, 1), ("2025-11", 2, 1)]


def test_what_does_not_ripen() -> None:
    """Assessments, and flows between month ends; everything else by month is changed by later payments."""
    by_month = {metric.name for metric in METRICS if metric.axis == "month"}
    assert by_month - RIPENING == {
        *("assessed_amount", "newly_suspended_persons", "resumed_persons", "left_suspended_persons"),
        *("suspended_net_moved_persons", "new_suspension_rate", "resumption_rate", "new_persons", "returned_persons"),
        *("lost_persons", "net_moved_persons", "arrears_new_amount", "arrears_cleared_amount"),
        "arrears_net_moved_amount",
    }
    assert by_month > RIPENING


def test_a_month_that_lasts_beside_the_one_before(version: Connection) -> None:
    """20 December against 20 November."""
    put_persons(version, [person("2025-12", 1, A1, paying=1, due=1, paid_amount=Dec("900.00"))])
    asked = Question(("paid_amount", "compliance_rate"), against=(Against.MONTH_BEFORE,))
    answer = ask(version, asked)
    assert answer.columns == (
        *("paid_amount", "compliance_rate", "compliance_rate_num", "compliance_rate_den"),
        *("paid_amount@month_before", "compliance_rate@month_before"),
        *("compliance_rate_num@month_before", "compliance_rate_den@month_before"),
    )
    assert answer.rows == [
        (Dec("900.00"), Dec("1.0000000000"), 1, 1, Dec("2350.00"), Dec("1.0000000000"), 2, 2),
    ]
