"""Totals: rows of fewer dimensions, each its own question."""

from decimal import Decimal as Dec
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.connect import Connection
from sql.metrics import ALL, Months, Question, ask
from sql.schema.marts import PLAN
from tests.sql.metrics.marts_by_hand import (
    A1,
    A2,
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
from tests.sql.metrics.test_grains import FIRST, LAST, NAMES, person_months, version

E1 = "210212001001"


@pytest.fixture
def people() -> Connection:
    """Suspended 1 of 1 in A1, 0 of 2 in A2, 1 of 3 in B1, 0 of 1 in another district; women 1 and 4."""
    connection = published()
    places = {1: A1, 2: A2, 3: A2, 4: B1, 5: B1, 6: B1, 7: E1}
    rows = [person("2025-12", who, place, run=3 if who in (1, 4) else 0) for who, place in places.items()]
    put_persons(connection, [row | {"sex": "F" if row["person_id"] in (1, 4) else "M"} for row in rows])
    return connection


def rate(above: int, below: int) -> tuple[Dec, int, int]:
    """A rate and what it is made of."""
    return round(Dec(above) / below, 10), above, below


def test_a_total_is_a_rate_of_its_own(people: Connection) -> None:
    """Neither the sum nor the mean of the rates below it; before its parts, area within area."""
    asked = Question(("suspension_rate",), by=("district", "subdistrict", "community"), totals=True)
    assert ask(people, asked).rows == [
        (ALL, ALL, ALL, *rate(2, 7)),
        (E1[:6], ALL, ALL, *rate(0, 1)),
        (E1[:6], E1[:9], ALL, *rate(0, 1)),
        (E1[:6], E1[:9], E1, *rate(0, 1)),
        (D, ALL, ALL, *rate(2, 6)),
        (D, A, ALL, *rate(1, 3)),
        (D, A, A1, *rate(1, 1)),
        (D, A, A2, *rate(0, 2)),
        (D, B, ALL, *rate(1, 3)),
        (D, B, B1, *rate(1, 3)),
    ]


def test_areas_are_totalled_from_the_finest_up_however_they_are_named(people: Connection) -> None:
    """No community without its district."""
    asked = Question(("registered_persons",), by=("community", "district"), where={"district": (D,)}, totals=True)
    assert ask(people, asked).rows == [(ALL, ALL, 6), (ALL, D, 6), (A1, D, 1), (A2, D, 2), (B1, D, 3)]


def test_other_dimensions_are_totalled_one_by_one(people: Connection) -> None:
    """With and without each; months stay apart."""
    asked = Question(("suspended_persons",), by=("sex", "month", "subdistrict"), where={"district": (D,)}, totals=True)
    assert ask(people, asked).rows == [
        (ALL, "2025-12", ALL, 2),
        (ALL, "2025-12", A, 1),
        (ALL, "2025-12", B, 1),
        ("M", "2025-12", ALL, 0),
        ("M", "2025-12", A, 0),
        ("M", "2025-12", B, 0),
        ("F", "2025-12", ALL, 2),
        ("F", "2025-12", A, 1),
        ("F", "2025-12", B, 1),
    ]


def test_time_has_no_total(people: Connection) -> None:
    """A question by month alone, or by nothing, is as without."""
    for by in ((), ("month",)):
        asked = Question(("suspended_persons",), by=by, totals=True)
        assert ask(people, asked) == ask(people, Question(("suspended_persons",), by=by))


def test_people_are_counted_once_in_every_total() -> None:
    """1 pays in both communities of A, 2 in A2 and B1."""
    connection = published()
    paid = [(1, A1), (1, A2), (2, A2), (2, B1)]
    put_receipts(connection, [receipt("2025-12-05", who, place) for who, place in paid])
    asked = Question(("payer_count", "receipt_count"), by=("subdistrict", "community"), totals=True)
    assert ask(connection, asked).rows == [
        (ALL, ALL, 2, 4),
        (A, ALL, 2, 3),
        (A, A1, 1, 1),
        (A, A2, 2, 2),
        (B, ALL, 1, 1),
        (B, B1, 1, 1),
    ]


def test_a_planned_total_is_planned_for_itself() -> None:
    """The plans of the parts need not add up to the plan of the whole; an area nobody planned for has none."""
    connection = published()
    sixty, forty = receipt("2025-12-05", 1, A1, amount="60.00"), receipt("2025-12-06", 2, B1, amount="40.00")
    put_receipts(connection, [sixty, forty])
    planned = {D: ("区县", "1000.00"), A: ("街道乡镇", "100.00"), B: ("街道乡镇", "80.00")}
    put(
        connection,
        PLAN,
        [
            {"year": 2025, "area": area, "level": level, "amount": Dec(amount), "persons": None}
            for area, (level, amount) in planned.items()
        ],
    )
    metrics = ("plan_amount", "plan_completion", "received_net")
    by_street = Question(metrics, by=("subdistrict",), totals=True)
    rows: list[tuple[Any, ...]] = [
        (ALL, Dec("1000.00"), Dec("0.1000000000"), Dec("100.00"), Dec("1000.00"), Dec("100.00")),
        (A, Dec("100.00"), Dec("0.6000000000"), Dec("60.00"), Dec("100.00"), Dec("60.00")),
        (B, Dec("80.00"), Dec("0.5000000000"), Dec("40.00"), Dec("80.00"), Dec("40.00")),
    ]
    assert ask(connection, by_street).rows == rows
    by_community = Question(metrics, by=("district", "community"), totals=True)
    assert ask(connection, by_community).rows == [
        rows[0][:1] + rows[0],
        (D, *rows[0]),
        (D, A1, None, None, Dec("60.00"), None, Dec("60.00")),
        (D, B1, None, None, Dec("40.00"), None, Dec("40.00")),
    ]


DIMENSIONS = ("month", "district", "subdistrict", "community", "worker_type", "sex")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(person_months(), max_size=12),
    st.lists(st.sampled_from(DIMENSIONS), unique=True, min_size=1, max_size=3),
    st.tuples(st.integers(FIRST - 2, LAST + 1), st.integers(FIRST - 2, LAST + 1)),
)
def test_every_total_is_its_own_question(rows: list[Row], by: list[str], months: tuple[int, int]) -> None:
    """Every metric of persons, whatever is told apart; and what it is made of adds up to it."""
    connection = version(rows)
    period = Months(*sorted(months))
    answer = ask(connection, Question(NAMES, tuple(by), period, totals=True))
    width = len(by)
    for level in {tuple(name for name, code in zip(by, row, strict=False) if code != ALL) for row in answer.rows}:
        own = {row[: len(level)]: row[len(level) :] for row in ask(connection, Question(NAMES, level, period)).rows}
        told = {
            tuple(code for code in row[:width] if code != ALL): row[width:]
            for row in answer.rows
            if tuple(name for name, code in zip(by, row, strict=False) if code != ALL) == level
        }
        assert told == own
