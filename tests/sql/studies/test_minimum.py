"""Years to the statutory minimum: who will fall short at retirement."""

from decimal import Decimal as Dec
from typing import Any

import pytest

from sql.connect import Connection
from sql.metrics import parse_month
from sql.schema.marts import PERSON
from tests.sql.metrics.marts_by_hand import A1, B1, A, B, Row, published, put
from tests.sql.studies.conftest import Study


def registered(
    who: int, contributed: int | None, required: int | None, retires: str | None, community: str = A1, **values: Any
) -> Row:
    """A person registered at d, months contributed and required, the month of retirement."""
    place = {"community": community, "subdistrict": community[:9], "district": community[:6], "worker_type": "02"}
    known = {"contributed_months": contributed, "required_months": required, "registered": 1, "sex": "M"}
    return place | known | {"person_id": who, "retirement_month": parse_month(retires) if retires else None} | values


@pytest.fixture
def version(engine: Any) -> Connection:
    """Known in December 2025.

    1 has enough. 2 retires in 10 months and needs 11. 3 needs exactly the 10 that are left. 4 is past retirement and
    lacks 5. 5 never said how many months; of 6 the retirement is unknown, though 180 is what most need. 7 left.
    """
    connection = published("2025-12-31")
    put(
        connection,
        PERSON,
        [
            registered(1, 181, 180, "2026-10"),
            registered(2, 169, 180, "2026-10"),
            registered(3, 230, 240, "2026-10", B1),
            registered(4, 175, 180, "2025-06", B1),
            registered(5, None, 180, "2026-10", sex="F"),
            registered(6, 10, 180, None, sex="F"),
            registered(7, 0, 180, "2026-10", registered=0),
        ],
    )
    return connection


def part(above: int, below: int) -> tuple[Dec | None, int, int]:
    """A rate and what it is made of."""
    return round(Dec(above) / below, 10) if below else None, above, below


def test_who_falls_short(version: Connection, ask_study: Study) -> None:
    """Of 6 registered 4 are known, 1 has enough, 2 will lack 1 and 5 months."""
    assert ask_study("minimum", version) == [(6, 4, 1, 2, *part(2, 4), 6)]


def test_by_dimension_and_filter(version: Connection, ask_study: Study) -> None:
    """Where nobody is known there is no share."""
    assert ask_study("minimum", version, by=("subdistrict", "sex")) == [
        (A, "F", 2, 0, 0, 0, *part(0, 0), 0),
        (A, "M", 2, 2, 1, 1, *part(1, 2), 1),
        (B, "M", 2, 2, 0, 1, *part(1, 2), 5),
    ]
    assert ask_study("minimum", version, by=("sex",), where={"subdistrict": (B,)}) == [
        ("M", 2, 2, 0, 1, *part(1, 2), 5),
    ]


def test_nobody_is_registered(version: Connection, ask_study: Study) -> None:
    """One row of nothing, or none."""
    nobody = {"worker_type": ("06",)}
    assert ask_study("minimum", version, where=nobody) == [(0, 0, 0, 0, *part(0, 0), 0)]
    assert ask_study("minimum", version, where=nobody, by=("sex",)) == []
