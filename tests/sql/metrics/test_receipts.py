"""Receipts: by treasury date, by any period, and the people behind them."""

from datetime import date
from decimal import Decimal as Dec

import pytest

from sql.connect import Connection
from sql.metrics import Days, Month, Months, Question, ask, parse_month
from tests.sql.metrics.marts_by_hand import A1, A2, B1, A, B, published, put_receipts, receipt

NOV, DEC = parse_month("2025-11"), parse_month("2025-12")


@pytest.fixture
def version() -> Connection:
    """1 pays in both months and both communities, 2 pays and is refunded, d = 12-20."""
    connection = published("2025-12-20")
    put_receipts(
        connection,
        [
            receipt("2025-11-03", 1, A1, amount="100.10", matched=1, contactless=1),
            receipt("2025-12-01", 1, A1, amount="200.20", matched=1),
            receipt("2025-12-20", 1, A2, amount="300.30", matched=1, contactless=1, channel="02", office="二所"),
            receipt("2025-12-20", 2, B1, amount="50.00", channel="99", office="U"),
            receipt("2025-12-20", 2, B1, amount="-20.00", channel="99", office="U"),
        ],
    )
    return connection


def test_gross_refunded_net_and_counts(version: Connection) -> None:
    """Whole December."""
    metrics = ("received_gross", "refunded_amount", "received_net", "receipt_count", "payer_count")
    assert ask(version, Question(metrics)).rows == [(Dec("550.50"), Dec("20.00"), Dec("530.50"), 3, 2)]


def test_payers_are_distinct_over_the_span(version: Connection) -> None:
    """A person who pays in two months and two communities is one payer."""
    payers = ("payer_count",)
    assert ask(version, Question(payers, period=Months(NOV, DEC))).rows == [(2,)]
    by_month = Question(payers, by=("month",), period=Months(NOV, DEC))
    assert ask(version, by_month).rows == [("2025-11", 1), ("2025-12", 2)]
    by_area = Question(("receipt_count", *payers), by=("community",), period=Months(NOV, DEC))
    assert ask(version, by_area).rows == [(A1, 2, 1), (A2, 1, 1), (B1, 1, 1)]


def test_days_cut_through_months(version: Connection) -> None:
    """From one day to another, days after d left out."""
    asked = Question(("received_net",), by=("day",), period=Days(date(2025, 11, 3), date(2025, 12, 19)))
    assert ask(version, asked).rows == [(date(2025, 11, 3), Dec("100.10")), (date(2025, 12, 1), Dec("200.20"))]
    later = Question(("received_net", "payer_count"), period=Days(date(2025, 12, 21), date(2025, 12, 31)))
    assert ask(version, later).rows == [(None, None)]


def test_channel_office_and_kind(version: Connection) -> None:
    """Asked of the receipts themselves; the sums are those of the days."""
    by_office = Question(("received_net",), by=("office", "kind"), where={"subdistrict": (B,), "channel": ("99",)})
    assert ask(version, by_office).rows == [("U", "正常应缴", Dec("50.00")), ("U", "退收", Dec("-20.00"))]
    by_channel = Question(("received_gross",), by=("channel",), period=Months(NOV, DEC))
    assert ask(version, by_channel).rows == [("01", Dec("300.30")), ("02", Dec("300.30")), ("99", Dec("50.00"))]


def test_shares(version: Connection) -> None:
    """Of the receipts other than refunds."""
    asked = Question(("contactless_share", "match_rate"), by=("subdistrict",))
    assert ask(version, asked).rows == [
        (A, Dec("0.5000000000"), 1, 2, Dec("1.0000000000"), 2, 2),
        (B, Dec("0E-10"), 0, 1, Dec("0E-10"), 0, 1),
    ]


def test_in_transit_by_pay_date(version: Connection) -> None:
    """Paid by d, not yet in the treasury."""
    nothing_else = {"gross_amount": 0, "refunded_amount": 0, "receipts": 0}
    on_the_way = {"2025-12-05": "-7.00", "2025-12-21": "9.00"}
    rows = [
        receipt(day, 1, B1) | nothing_else | {"in_transit_amount": Dec(amount)} for day, amount in on_the_way.items()
    ]
    put_receipts(version, rows)
    by_day = ask(version, Question(("in_transit_amount",), by=("day",))).rows
    assert [row for row in by_day if row[1]] == [(date(2025, 12, 5), Dec("-7.00"))]
    both = Question(("in_transit_amount", "received_net"), period=Month(DEC), where={"subdistrict": (B,)})
    assert ask(version, both).rows == [(Dec("-7.00"), Dec("30.00"))]
