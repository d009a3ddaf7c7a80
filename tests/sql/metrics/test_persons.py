"""Persons: stocks at a month end, flows between month ends, payment for the month."""

from decimal import Decimal as Dec

import pytest

from sql.connect import Connection
from sql.metrics import Month, Months, Question, ask, parse_month
from tests.sql.metrics.marts_by_hand import A1, B1, A, B, person, published, put_persons

OCT, NOV, DEC = (parse_month(f"2025-{number}") for number in (10, 11, 12))
FLOWS = ("registered_persons", "new_persons", "returned_persons", "lost_persons", "net_moved_persons")


def version(starts: str | None = None) -> Connection:
    """1 stays; 2 is new in November, lost in December; 3 moves A to B in December; 4 returns in December."""
    connection = published(starts=starts)
    put_persons(
        connection,
        [
            person("2025-10", 1, A1, paying=1, due=1),
            person("2025-11", 1, A1, paying=1, due=1),
            person("2025-12", 1, A1, due=1),
            person("2025-11", 2, A1, registered_before=0, new=1, change_reason="11", paying=1, due=1),
            person("2025-12", 2, A1, registered=0, lost=1),
            person("2025-10", 3, A1, due=1),
            person("2025-11", 3, A1, due=1),
            person("2025-12", 3, B1, awaiting=1),
            person("2025-10", 4, B1, registered=0, lost=1),
            person("2025-12", 4, B1, registered_before=0, returned=1, paying=1, due=1),
        ],
    )
    return connection


def test_flows_explain_the_change_of_the_stock() -> None:
    """registered(T) = registered(T-1) + new + returned - lost + moved, in each area."""
    answer = ask(version(), Question(FLOWS, by=("month", "subdistrict"), period=Months(NOV, DEC)))
    assert answer.rows == [
        ("2025-11", A, 3, 1, 0, 0, 0),
        ("2025-11", B, 0, 0, 0, 0, 0),
        ("2025-12", A, 1, 0, 0, 1, -1),
        ("2025-12", B, 2, 0, 1, 0, 1),
    ]


def test_moves_cancel_out_in_total() -> None:
    """Nobody moves out of the whole."""
    answer = ask(version(), Question(FLOWS, period=Months(NOV, DEC)))
    assert answer.rows == [(3, 1, 1, 1, 0)]


def test_hidden_month_serves_moves_and_is_not_shown() -> None:
    """The month before history starts is read for the move, and never answered."""
    asked = Question(FLOWS, by=("month", "subdistrict"), period=Months(OCT, NOV))
    assert ask(version(starts="2025-11"), asked).rows == [("2025-11", A, 3, 1, 0, 0, 0), ("2025-11", B, 0, 0, 0, 0, 0)]


def test_before_history_there_are_no_rows() -> None:
    """Neither by month nor in total."""
    known = version(starts="2025-11")
    for by in ((), ("month",)):
        answer = ask(known, Question(("registered_persons", "compliance_rate"), by=by, period=Month(OCT)))
        assert answer.rows == []
        assert answer.columns[-3:] == ("compliance_rate", "compliance_rate_num", "compliance_rate_den")


def test_compliance_is_a_sum_over_a_sum() -> None:
    """Never the average of the months' rates; an empty denominator is no rate."""
    metrics = ("compliance_rate", "awaiting_persons")
    whole = ask(version(), Question(metrics, period=Months(NOV, DEC)))
    assert whole.rows == [(Dec("0.6000000000"), 3, 5, 1)]
    by_trait = ask(version(), Question(metrics, by=("subdistrict", "change_reason"), period=Month(DEC)))
    assert by_trait.rows == [(A, "U", Dec("0E-10"), 0, 1, 0), (B, "U", Dec("1.0000000000"), 1, 1, 1)]


def test_nobody_is_0_and_no_denominator_is_empty() -> None:
    """A filter that nothing matches is an empty answer, not an error."""
    asked = Question(("registered_persons", "compliance_rate"), where={"worker_type": ("xx",), "past_age": ("yes",)})
    assert ask(version(), asked).rows == [(0, None, 0, 0)]
    assert ask(version(), Question(asked.metrics, by=("district",), where=asked.where)).rows == []


def test_month_ends_after_d_do_not_exist() -> None:
    """A stock of the future is empty, alone or at the end of a span; flows stop with the month of d."""
    january = Month(DEC + 1)
    assert ask(version(), Question(("registered_persons", "new_persons"), period=january)).rows == [(None, None)]
    assert ask(version(), Question(("registered_persons",), by=("month",), period=january)).rows == []
    span = Months(NOV, DEC + 1)
    assert ask(version(), Question(("registered_persons", "new_persons"), period=span)).rows == [(None, 1)]


def test_people_in_a_feed_that_never_came_are_absent_not_0() -> None:
    """Without a register nobody is counted; money still is."""
    connection = published(without=("register",))
    put_persons(connection, [person("2025-12", 1, registered=0, paid_amount=Dec("5.00"))])
    asked = Question(("registered_persons", "suspension_rate", "paid_amount"), by=("subdistrict",))
    assert ask(connection, asked).rows == [(A, None, None, None, None, Dec("5.00"))]


@pytest.mark.parametrize(("expected", "row"), [(1, (1, 1, 0, 0)), (0, (None, 1, None, None))])
def test_a_feed_that_is_expected_may_be_on_its_way(expected: int, row: tuple[int | None, ...]) -> None:
    """Nobody has paid yet; where receipts are not provided at all nobody can know."""
    connection = published(without=("receipts",), expected=expected)
    put_persons(connection, [person("2025-12", 1, run=3)])
    asked = Question(("suspended_persons", "registered_persons", "paying_persons", "repairable_persons"))
    assert ask(connection, asked).rows == [row]
