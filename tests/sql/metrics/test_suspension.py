"""Suspension: any k, flows between month ends, moves between areas."""

from decimal import Decimal as Dec

import pytest

from sql.connect import Connection
from sql.metrics import Month, Months, Question, ask, parse_month
from tests.sql.metrics.marts_by_hand import A1, A2, B1, A, B, person, published, put_persons

OCT, NOV, DEC = (parse_month(f"2025-{number}") for number in (10, 11, 12))


@pytest.fixture
def version() -> Connection:
    """Five people, three month ends; k = 3 unless asked otherwise.

    1 falls silent in A1: run 2, 3, 4. 2 is suspended in A1 and pays in December. 3 is suspended
    and leaves in December. 4 is suspended and moves from A1 to B1 in December. 5 always pays in B1.
    """
    connection = published()
    put_persons(
        connection,
        [
            person("2025-10", 1, A1, run=2, run_before=1),
            person("2025-11", 1, A1, run=3, run_before=2),
            person("2025-12", 1, A1, run=4, run_before=3, admin_suspended=1),
            person("2025-10", 2, A1, run=4, run_before=3),
            person("2025-11", 2, A1, run=5, run_before=4),
            person("2025-12", 2, A1, run=0, run_before=5, sex="F"),
            person("2025-10", 3, A2, run=6, run_before=5),
            person("2025-11", 3, A2, run=7, run_before=6),
            person("2025-12", 3, A2, run=0, run_before=7, registered=0, lost=1),
            person("2025-10", 4, A1, run=3, run_before=2),
            person("2025-11", 4, A1, run=4, run_before=3),
            person("2025-12", 4, B1, run=5, run_before=4),
            person("2025-10", 5, B1),
            person("2025-11", 5, B1),
            person("2025-12", 5, B1),
        ],
    )
    return connection


def test_rate_without_groups_is_one_row(version: Connection) -> None:
    """The month of d, the k of the version."""
    answer = ask(version, Question(("suspension_rate", "suspended_persons")))
    assert answer.columns == ("suspension_rate", "suspension_rate_num", "suspension_rate_den", "suspended_persons")
    assert answer.rows == [(Dec("0.5000000000"), 2, 4, 2)]


@pytest.mark.parametrize(("k", "expected"), [(1, 4), (3, 4), (4, 3), (5, 2), (6, 1), (8, 0)])
def test_any_k(version: Connection, k: int, expected: int) -> None:
    """The number of months is chosen when the question is asked."""
    asked = Question(("suspended_persons",), period=Month(NOV), k=k)
    assert ask(version, asked).rows == [(expected,)]


def test_flows_by_month_and_subdistrict(version: Connection) -> None:
    """Newly, resumed, left and moved explain the change from one month end to the next."""
    metrics = (
        "suspended_persons",
        "newly_suspended_persons",
        "resumed_persons",
        "left_suspended_persons",
        "suspended_net_moved_persons",
    )
    answer = ask(version, Question(metrics, by=("month", "subdistrict"), period=Months(NOV, DEC)))
    assert answer.rows == [
        ("2025-11", A, 4, 1, 0, 0, 0),
        ("2025-11", B, 0, 0, 0, 0, 0),
        ("2025-12", A, 1, 0, 1, 1, -1),
        ("2025-12", B, 1, 0, 0, 0, 1),
    ]


def test_flows_are_summed_over_the_span_and_stocks_are_of_its_end(version: Connection) -> None:
    """November and December together."""
    metrics = ("newly_suspended_persons", "resumed_persons", "suspended_persons", "suspended_net_moved_persons")
    answer = ask(version, Question(metrics, by=("subdistrict",), period=Months(NOV, DEC)))
    assert answer.rows == [(A, 1, 1, 1, -1), (B, 0, 0, 1, 1)]


def test_rates_of_entering_and_resuming(version: Connection) -> None:
    """Denominators stand at T-1, with the attributes of T."""
    answer = ask(version, Question(("new_suspension_rate", "resumption_rate"), period=Months(NOV, DEC)))
    assert answer.rows == [(Dec("0.3333333333"), 1, 3, Dec("0.1428571429"), 1, 7)]


def test_first_month_without_history_counts_from_nothing(version: Connection) -> None:
    """Before the first month with rows nobody was suspended."""
    answer = ask(version, Question(("suspended_net_moved_persons",), period=Month(OCT)))
    assert answer.rows == [(2,)]


def test_traits_are_asked_of_the_person(version: Connection) -> None:
    """A filter on sex needs the person's rows; the totals are the same ones."""
    answer = ask(version, Question(("resumed_persons", "admin_suspended_persons"), by=("sex",)))
    assert answer.rows == [("M", 0, 1), ("F", 1, 0)]
