"""Arrears roll rates: where the people who owed stand a month later."""

from decimal import Decimal as Dec
from typing import Any

import pytest

from sql.connect import Connection
from sql.metrics import parse_month
from sql.schema.marts import ARREARS_BY_AGE
from tests.sql.metrics.marts_by_hand import A1, A2, B1, A, B, Row, person, published, put_persons
from tests.sql.studies.conftest import Study

HALF, WHOLE = Dec("0.5000000000"), Dec("1.0000000000")


def owing(month: str, who: int, community: str, **ages: str) -> Row:
    """A person's arrears by age."""
    amounts = {column: Dec(ages[column]) for column in ARREARS_BY_AGE.values() if column in ages}
    return person(month, who, community, arrears_amount=sum(amounts.values(), Dec(0)), arrears_persons=1, **amounts)


@pytest.fixture
def version(engine: Any) -> Connection:
    """October, November and December 2025; 3 is new, 2 pays everything, 4 moves from A1 to B1 and pays a part."""
    connection = published("2025-12-31")
    put_persons(
        connection,
        [
            owing("2025-11", 1, A1, arrears_1_30="100.00"),
            owing("2025-12", 1, A1, arrears_1_30="50.00", arrears_31_90="100.00"),
            owing("2025-11", 2, A1, arrears_1_30="50.00", arrears_731="150.05"),
            person("2025-12", 2, A1),
            person("2025-11", 3, B1),
            owing("2025-12", 3, B1, arrears_1_30="70.00"),
            owing("2025-11", 4, A1, arrears_1_30="30.00"),
            owing("2025-12", 4, B1, arrears_1_30="20.00"),
            owing("2025-11", 5, A2, arrears_31_90="10.00"),
            owing("2025-12", 5, A2, arrears_91_180="10.00"),
            owing("2025-10", 6, A1, arrears_366_730="5.00"),
        ],
    )
    return connection


def test_everybody_who_owed_stands_somewhere(version: Connection, ask_study: Study) -> None:
    """In the age of the oldest money, with what was owed; of new debtors with what is."""
    assert ask_study("roll_rates", version) == [
        ("none", "1-30", 1, Dec("70.00"), None, None, None),
        ("1-30", "1-30", 1, Dec("30.00"), HALF, 1, 2),
        ("1-30", "31-90", 1, Dec("100.00"), HALF, 1, 2),
        ("31-90", "91-180", 1, Dec("10.00"), WHOLE, 1, 1),
        ("731+", "cured", 1, Dec("200.05"), WHOLE, 1, 1),
    ]


def test_people_are_where_they_owed(version: Connection, ask_study: Study) -> None:
    """4 owed in A, wherever 4 is now; new debtors are where they are."""
    assert ask_study("roll_rates", version, where={"subdistrict": (B,)}) == [
        ("none", "1-30", 1, Dec("70.00"), None, None, None),
    ]
    in_a = ask_study("roll_rates", version, where={"subdistrict": (A,)})
    assert [row[:3] for row in in_a] == [
        ("1-30", "1-30", 1),
        ("1-30", "31-90", 1),
        ("31-90", "91-180", 1),
        ("731+", "cured", 1),
    ]


def test_between_any_two_months(version: Connection, ask_study: Study) -> None:
    """From October, when only 6 owed, to November and to December."""
    october, november = parse_month("2025-10"), parse_month("2025-11")
    to_november = ask_study("roll_rates", version, month=november)
    assert [row[:4] for row in to_november] == [
        ("none", "1-30", 2, Dec("130.00")),
        ("none", "31-90", 1, Dec("10.00")),
        ("none", "731+", 1, Dec("200.05")),
        ("366-730", "cured", 1, Dec("5.00")),
    ]
    to_december = ask_study("roll_rates", version, earlier=october)
    assert [row[:4] for row in to_december] == [
        ("none", "1-30", 2, Dec("90.00")),
        ("none", "31-90", 1, Dec("150.00")),
        ("none", "91-180", 1, Dec("10.00")),
        ("366-730", "cured", 1, Dec("5.00")),
    ]
