"""Money by the month it is for, future months included, and the base."""

from decimal import Decimal as Dec
from typing import Any

from sql.connect import Connection
from sql.metrics import Month, Months, Question, ask, parse_month
from tests.sql.metrics.marts_by_hand import A1, B1, A, B, Row, person, published, put_persons

NOV, DEC, JAN = parse_month("2025-11"), parse_month("2025-12"), parse_month("2026-01")


def money(month: str, who: int, community: str, assessed: str, paid: str, **values: Any) -> Row:
    """A person's money for a month; what is paid counts up to what is assessed."""
    counted = min(max(Dec(paid), Dec(0)), Dec(assessed))
    amounts = {"assessed_amount": Dec(assessed), "paid_amount": Dec(paid), "assessed_paid_amount": counted}
    return person(month, who, community, **amounts, **values)


def version() -> Connection:
    """Two people; one overpays in A, one underpays in B and pays January in advance."""
    connection = published()
    put_persons(
        connection,
        [
            money("2025-11", 1, A1, "871.80", "900.00", base_amount=Dec("4359.00"), base_persons=1, tier="60"),
            money(
                "2025-12", 1, A1, "871.80", "871.80", base_amount=Dec("4359.00"), base_persons=1, lowest_tier_persons=1
            ),
            money("2025-11", 2, B1, "871.80", "0.00"),
            money("2025-12", 2, B1, "871.80", "-0.01", base_amount=Dec("7265.50"), base_persons=1),
            money("2026-01", 2, B1, "871.80", "100.00", persons=0, registered=0, registered_before=0),
        ],
    )
    return connection


def test_collection_rate_counts_what_was_assessed() -> None:
    """An overpayment does not make up for anybody; the other ratio shows it."""
    asked = Question(("collection_rate", "paid_to_assessed_ratio"), by=("subdistrict",), period=Months(NOV, DEC))
    assert ask(version(), asked).rows == [
        (A, Dec("1.0000000000"), Dec("1743.60"), Dec("1743.60"), Dec("1.0161734343"), Dec("1771.80"), Dec("1743.60")),
        (B, Dec("0E-10"), Dec("0.00"), Dec("1743.60"), Dec("-0.0000057353"), Dec("-0.01"), Dec("1743.60")),
    ]


def test_after_d_only_paid_and_assessed_exist() -> None:
    """By month the others are empty there; over the span they end with d."""
    metrics = ("paid_amount", "assessed_amount", "collection_rate")
    by_month = ask(version(), Question(metrics, by=("month",), period=Months(DEC, JAN)))
    assert by_month.rows == [
        ("2025-12", Dec("871.79"), Dec("1743.60"), Dec("0.5000000000"), Dec("871.80"), Dec("1743.60")),
        ("2026-01", Dec("100.00"), Dec("871.80"), None, None, None),
    ]
    whole = ask(version(), Question(metrics, period=Months(DEC, JAN)))
    assert whole.rows == [(Dec("971.79"), Dec("2615.40"), Dec("0.5000000000"), Dec("871.80"), Dec("1743.60"))]


def test_no_period_is_the_month_of_d() -> None:
    """Not the latest month with rows."""
    assert ask(version(), Question(("paid_amount",))).rows == [(Dec("871.79"),)]


def test_average_base_and_lowest_tier() -> None:
    """Over the persons who have a base."""
    asked = Question(("average_base", "lowest_tier_share"), period=Months(NOV, DEC))
    assert ask(version(), asked).rows == [
        (Dec("5327.8333333333"), Dec("15983.50"), 3, Dec("0.3333333333"), 1, 3),
    ]


def test_money_is_exact_beyond_what_floats_hold() -> None:
    """A sum that a binary fraction cannot say."""
    connection = published()
    put_persons(connection, [person("2025-12", who, paid_amount=Dec("9999999999999.99")) for who in range(3)])
    assert ask(connection, Question(("paid_amount",), period=Month(DEC))).rows == [(Dec("29999999999999.97"),)]
