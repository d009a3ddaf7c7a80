"""Arrears: by age, as a rate over twelve months, and the moves between areas."""

from decimal import Decimal as Dec

import pytest

from sql.connect import Connection
from sql.metrics import Month, Months, Question, ask, parse_month
from tests.sql.metrics.marts_by_hand import A1, B1, A, B, Row, person, published, put_persons

NOV, DEC = parse_month("2025-11"), parse_month("2025-12")


def owing(month: str, who: int, community: str, amounts: str, **ages: str) -> Row:
    """A person's month with arrears: owed at its end, newly owed, cleared, of which over a year; and by age."""
    owed, new, cleared, over = (Dec(amount) for amount in amounts.split())
    flows = {"arrears_new_amount": new, "arrears_cleared_amount": cleared}
    stock = {"arrears_amount": owed, "arrears_over_12m_amount": over, "arrears_persons": int(owed > 0)}
    return person(month, who, community, assessed_amount=Dec("100.00"), **flows, **stock, **_amounts(ages))


def _amounts(ages: dict[str, str]) -> Row:
    return {name: Dec(amount) for name, amount in ages.items()}


@pytest.fixture
def version() -> Connection:
    """1 owes in A and falls further behind; 2 owes in A, pays a part and moves to B."""
    connection = published()
    put_persons(
        connection,
        [
            *(
                person(f"2025-{month:02d}", who, A1, assessed_amount=Dec(50))
                for month in range(1, 11)
                for who in (1, 2)
            ),
            person("2024-12", 1, A1, assessed_amount=Dec(5000)),
            owing("2025-11", 1, A1, "100.00 100.00 0 0"),
            owing("2025-11", 2, A1, "300.00 0 0 200.00"),
            owing("2025-12", 1, A1, "200.00 100.00 0 0", arrears_1_30="100.00", arrears_31_90="100.00"),
            owing("2025-12", 2, B1, "250.00 0 50.00 200.00", arrears_31_90="50.00", arrears_366_730="200.00"),
        ],
    )
    return connection


def test_by_age_a_person_may_stand_in_several_groups(version: Connection) -> None:
    """Amounts add up to the total, persons do not."""
    metrics = ("arrears_amount", "arrears_persons")
    assert ask(version, Question(metrics, by=("arrears_age",))).rows == [
        ("1-30", Dec("100.00"), 1),
        ("31-90", Dec("150.00"), 2),
        ("366-730", Dec("200.00"), 1),
    ]
    assert ask(version, Question(metrics)).rows == [(Dec("450.00"), 2)]


def test_a_person_in_two_ages_asked_is_one_person(version: Connection) -> None:
    """A filter over several ages counts people, not rows."""
    asked = Question(("arrears_persons",), by=("subdistrict",), where={"arrears_age": ("1-30", "31-90")})
    assert ask(version, asked).rows == [(A, 1), (B, 1)]


def test_flows_and_moves(version: Connection) -> None:
    """arrears(T) = arrears(T-1) + new - cleared + moved, in each area."""
    metrics = ("arrears_amount", "arrears_new_amount", "arrears_cleared_amount", "arrears_net_moved_amount")
    by_area = ask(version, Question(metrics, by=("subdistrict",)))
    assert by_area.rows == [
        (A, Dec("200.00"), Dec("100.00"), Dec("0.00"), Dec("-300.00")),
        (B, Dec("250.00"), Dec("0.00"), Dec("50.00"), Dec("300.00")),
    ]
    assert ask(version, Question(metrics)).rows == [(Dec("450.00"), Dec("100.00"), Dec("50.00"), Dec("0.00"))]


def test_rate_over_the_twelve_months_ending_with_each_month_end(version: Connection) -> None:
    """Every month's assessment counts in the twelve month ends it belongs to."""
    asked = Question(("arrears_rate",), by=("month",), period=Months(NOV, DEC))
    assert ask(version, asked).rows == [
        ("2025-11", Dec("0.0645161290"), Dec("400.00"), Dec("6200.00")),
        ("2025-12", Dec("0.3214285714"), Dec("450.00"), Dec("1400.00")),
    ]
    assert ask(version, Question(("arrears_rate",), period=Months(NOV, DEC))).rows == [
        (Dec("0.3214285714"), Dec("450.00"), Dec("1400.00"))
    ]


def test_rate_by_area_takes_each_month_where_the_person_was_then(version: Connection) -> None:
    """2 owes in B, but was assessed in A until November."""
    asked = Question(("arrears_rate",), by=("subdistrict",), period=Month(DEC))
    assert ask(version, asked).rows == [
        (A, Dec("0.1538461538"), Dec("200.00"), Dec("1300.00")),
        (B, Dec("2.5000000000"), Dec("250.00"), Dec("100.00")),
    ]


def test_twelve_months_look_back_beyond_history() -> None:
    """The first month shown has a full denominator too."""
    connection = published(starts="2025-12")
    put_persons(connection, [owing("2025-11", 1, A1, "1 0 0 0"), owing("2025-12", 1, A1, "10.00 9 0 0")])
    for by in ((), ("month",)):
        answer = ask(connection, Question(("arrears_rate",), by=by))
        assert answer.rows[0][-3:] == (Dec("0.0500000000"), Dec("10.00"), Dec("200.00"))


def test_old_share(version: Connection) -> None:
    """By amount."""
    assert ask(version, Question(("arrears_over_12m_share",), by=("subdistrict",))).rows == [
        (A, Dec("0E-10"), Dec("0.00"), Dec("200.00")),
        (B, Dec("0.8000000000"), Dec("200.00"), Dec("250.00")),
    ]
