"""Successors: a merged subdistrict is one subdistrict at all times, when asked."""

import pytest

from sql.connect import Connection
from sql.metrics import Months, Question, ask, explain, parse_month
from sql.metrics.areas import Successors
from sql.schema.marts import AREA
from tests.sql.metrics.marts_by_hand import A1, B1, A, B, Row, person, published, put, put_persons

C = "210214003"
C1 = "210214003001"
SPAN = Months(parse_month("2025-11"), parse_month("2025-12"))


def area(code: str, successor: str | None = None) -> Row:
    """An area, and what became of it."""
    return {"code": code, "name": code, "level": "", "successor": successor}


@pytest.fixture
def version() -> Connection:
    """A became C of another district in December; B1 went to C1 on its own, the rest of B stays."""
    connection = published()
    put(connection, AREA, [area(A, C), area(B), area(B1, C1), area(C), area(C1), area("210214")])
    november = [person("2025-11", 1, A1), person("2025-11", 2, A + "000"), person("2025-11", 3, B1)]
    put_persons(connection, [*november, person("2025-11", 4, B + "002"), person("2025-12", 1, C1)])
    return connection


def test_areas_stand_as_they_were_unless_asked(version: Connection) -> None:
    """The code of the time."""
    asked = Question(("registered_persons",), by=("month", "subdistrict"), period=SPAN)
    assert ask(version, asked).rows == [("2025-11", A, 2), ("2025-11", B, 2), ("2025-12", C, 1)]


def test_followed_areas_stand_as_they_are_now(version: Connection) -> None:
    """By subdistrict, by district, and by community."""
    registered = ("registered_persons",)
    by_street = Question(registered, by=("month", "subdistrict"), period=SPAN, successors=True)
    assert ask(version, by_street).rows == [("2025-11", B, 1), ("2025-11", C, 3), ("2025-12", C, 1)]
    by_district = Question(registered, by=("month", "district"), period=SPAN, successors=True)
    assert ask(version, by_district).rows == [
        ("2025-11", "210213", 1),
        ("2025-11", "210214", 3),
        ("2025-12", "210214", 1),
    ]
    by_community = Question(registered, by=("month", "community"), period=SPAN, successors=True)
    assert ask(version, by_community).rows == [
        ("2025-11", A1, 1),
        ("2025-11", B + "002", 1),
        ("2025-11", C + "000", 1),
        ("2025-11", C1, 1),
        ("2025-12", C1, 1),
    ]


@pytest.mark.parametrize("code", [A, C])
def test_a_filter_means_what_the_area_is_now(version: Connection, code: str) -> None:
    """The old code and the new one ask for the same area."""
    asked = Question(
        ("registered_persons",), by=("month",), period=SPAN, where={"subdistrict": (code,)}, successors=True
    )
    assert ask(version, asked).rows == [("2025-11", 3), ("2025-12", 1)]


def test_explain_shows_every_statement(version: Connection) -> None:
    """With the parameters it runs with."""
    asked = Question(("registered_persons",), by=("month",), period=SPAN, where={"subdistrict": (C,)}, successors=True)
    shown = explain(version, asked)
    assert [sql.split()[0] for sql, _ in shown] == ["SELECT", "SELECT"]
    assert shown[1][1][-3:] == [SPAN.first, SPAN.last, C]


def test_a_circle_of_successors_ends() -> None:
    """Dirty reference data does not hang a question."""
    circle = Successors([(A, B), (B, A), (C, A)])
    assert (circle.of(A), circle.of(B), circle.of(C)) == (B, A, B)
