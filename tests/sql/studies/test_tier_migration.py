"""Tier migration: which tier those who paid in one month chose in another."""

from decimal import Decimal as Dec
from typing import Any

import pytest

from sql.connect import Connection
from sql.metrics import parse_month
from tests.sql.metrics.marts_by_hand import A1, B1, A, B, Row, person, published, put_persons
from tests.sql.studies.conftest import Study


def paying(month: str, who: int, tier: str, community: str = A1) -> Row:
    """A person who pays for a month."""
    return person(month, who, community, tier=tier, paying=1, due=1)


@pytest.fixture
def version(engine: Any) -> Connection:
    """December 2024 and 2025: 1 to 3 paid in tier 60, 4 in 300+; 1 stays, 2 rises, 3 no longer pays, 5 is new."""
    connection = published("2025-12-31")
    put_persons(
        connection,
        [
            *(paying("2024-12", who, "60") for who in (1, 2, 3)),
            paying("2024-12", 4, "300+"),
            paying("2025-12", 1, "60"),
            paying("2025-12", 2, "100"),
            person("2025-12", 3, B1, tier="60", due=1),
            paying("2025-12", 4, "U", B1),
            paying("2025-12", 5, "60", B1),
            paying("2025-11", 1, "70"),
        ],
    )
    return connection


def part(above: int, below: int) -> tuple[Dec, int, int]:
    """A rate and what it is made of."""
    return round(Dec(above) / below, 10), above, below


def test_from_tier_to_tier(version: Connection, ask_study: Study) -> None:
    """A year on; who pays in one of the months only comes from none or goes there."""
    assert ask_study("tier_migration", version) == [
        ("60", "60", 1, *part(1, 3)),
        ("60", "100", 1, *part(1, 3)),
        ("60", "none", 1, *part(1, 3)),
        ("300+", "U", 1, *part(1, 1)),
        ("none", "60", 1, *part(1, 1)),
    ]


def test_people_are_where_they_pay(version: Connection, ask_study: Study) -> None:
    """Or, when they no longer do, where they did."""
    assert ask_study("tier_migration", version, where={"subdistrict": (A,)}) == [
        ("60", "60", 1, *part(1, 3)),
        ("60", "100", 1, *part(1, 3)),
        ("60", "none", 1, *part(1, 3)),
    ]
    assert ask_study("tier_migration", version, where={"subdistrict": (B,)}) == [
        ("300+", "U", 1, *part(1, 1)),
        ("none", "60", 1, *part(1, 1)),
    ]


def test_between_any_two_months(version: Connection, ask_study: Study) -> None:
    """From November."""
    assert ask_study("tier_migration", version, earlier=parse_month("2025-11")) == [
        ("70", "60", 1, *part(1, 1)),
        ("none", "60", 1, *part(1, 3)),
        ("none", "100", 1, *part(1, 3)),
        ("none", "U", 1, *part(1, 3)),
    ]
