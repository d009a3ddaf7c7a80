"""The area above: a part beside its whole, through filters."""

from typing import Any

import pytest

from sql.connect import Connection
from sql.metrics import Against, Question, ask
from sql.schema.marts import AREA
from tests.sql.metrics.marts_by_hand import A1, A2, B1, A, B, D, person, published, put, put_persons

E, E1 = "210212", "210212001001"
PARENT = (Against.PARENT,)


@pytest.fixture
def version() -> Connection:
    """1 person in A1, 2 in A2, 3 in B1, 4 in another district; one woman in each community."""
    connection = published()
    places = [A1, A2, A2, B1, B1, B1, E1, E1, E1, E1]
    women = {places.index(place) for place in places}
    put_persons(
        connection,
        [
            person("2025-12", who, place, sex="F" if who in women else "M", age_band="55+" if who == 0 else "-15")
            for who, place in enumerate(places)
        ],
    )
    return connection


def registered(version: Connection, by: tuple[str, ...] = (), **more: Any) -> list[tuple[Any, ...]]:
    """Registered persons and those of the area above."""
    return ask(version, Question(("registered_persons",), by, against=PARENT, **more)).rows


def test_every_area_beside_the_one_above(version: Connection) -> None:
    """A community's is its subdistrict, a district's is everything, above which there is nothing."""
    assert registered(version, ("community",)) == [(E1, 4, 4), (A1, 1, 3), (A2, 2, 3), (B1, 3, 3)]
    assert registered(version, ("subdistrict",)) == [(E1[:9], 4, 4), (A, 3, 6), (B, 3, 6)]
    assert registered(version, ("district",), totals=True) == [("all", 10, None), (E, 4, 10), (D, 6, 10)]


def test_totals_have_parents_too(version: Connection) -> None:
    """Of each row the finest area it tells apart."""
    assert registered(version, ("district", "community"), totals=True, where={"district": (D,)}) == [
        ("all", "all", 6, 10),
        (D, "all", 6, 10),
        (D, A1, 1, 3),
        (D, A2, 2, 3),
        (D, B1, 3, 3),
    ]


def test_other_dimensions_stay(version: Connection) -> None:
    """The women of a part beside the women of the whole."""
    assert registered(version, ("sex", "community"), where={"age_band": ("-15",), "district": (D,)}) == [
        ("M", A2, 1, 1),
        ("M", B1, 2, 2),
        ("F", A2, 1, 1),
        ("F", B1, 1, 1),
    ]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"community": (A1,)}, (1, 3)),
        ({"community": (A1, A2)}, (3, 3)),
        ({"community": (A1, B1)}, (4, 6)),
        ({"subdistrict": (A,)}, (3, 6)),
        ({"district": (D,)}, (6, 10)),
        ({"community": (A1,), "district": (D,)}, (1, 3)),
        ({"subdistrict": (A, E1[:9]), "district": (D,)}, (3, 6)),
    ],
)
def test_a_filter_widens_to_the_area_above(
    version: Connection, where: dict[str, tuple[str, ...]], expected: tuple[int, int]
) -> None:
    """Asked without an area, the parent is that of the areas filtered."""
    assert registered(version, (), where=where) == [expected]
    assert registered(version, ("month",), where=where) == [("2025-12", *expected)]


def test_through_a_filter(version: Connection) -> None:
    """The whole subdistrict beside a community, whatever of it is shown; also where the filter is finer."""
    assert registered(version, ("community",), where={"subdistrict": (A,)}) == [(A1, 1, 3), (A2, 2, 3)]
    assert registered(version, ("community",), where={"community": (A1, B1)}) == [(A1, 1, 3), (B1, 3, 3)]
    assert registered(version, ("subdistrict",), where={"community": (A1, B1)}) == [(A, 1, 3), (B, 3, 3)]
    assert registered(version, ("district",), where={"community": (A1, E1)}, totals=True) == [
        ("all", 5, 7),
        (E, 4, 4),
        (D, 1, 3),
    ]


def test_the_parent_of_a_rate_is_a_rate(version: Connection) -> None:
    """With what it is made of."""
    answer = ask(version, Question(("suspension_rate",), ("subdistrict",), where={"subdistrict": (A,)}, against=PARENT))
    assert answer.columns[-3:] == (
        "suspension_rate@parent",
        "suspension_rate_num@parent",
        "suspension_rate_den@parent",
    )
    assert [row[-2:] for row in answer.rows] == [(0, 6)]


def test_parents_as_they_are_now() -> None:
    """A has become part of another district; its communities kept their codes."""
    connection = published()
    after = "210214003"
    areas = [(A, after), (B, None), (after, None), (A1, None)]
    put(connection, AREA, [{"code": code, "name": code, "level": "", "successor": to} for code, to in areas])
    new = after + "001"
    put_persons(connection, [person("2025-12", who, place) for who, place in enumerate((A1, A2, B1, new))])
    assert registered(connection, ("community",), successors=True) == [(A1, 1, 3), (A2, 1, 3), (B1, 1, 1), (new, 1, 3)]
    only = {"community": (A1,)}
    assert registered(connection, ("community",), where=only, successors=True) == [(A1, 1, 3)]
    assert registered(connection, ("community",), where=only) == [(A1, 1, 2)]
