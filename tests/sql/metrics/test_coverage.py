"""Coverage: rosters, and the targets handed down."""

from decimal import Decimal as Dec
from typing import Any

from sql.connect import Connection
from sql.metrics import Month, Months, Question, ask, parse_month
from sql.schema.marts import ROSTER_MONTH, TARGET
from tests.sql.metrics.marts_by_hand import A1, A2, B1, A, B, D, Row, person, published, put, put_persons

OCT, NOV, DEC = (parse_month(f"2025-{number}") for number in (10, 11, 12))


def listed(month: str, community: str, *counted: int) -> Row:
    """A community's roster: persons on it, covered, effectively covered, insured anywhere."""
    area: Row = {"district": community[:6], "subdistrict": community[:9], "community": community, "worker_type": "02"}
    names = ("target_persons", "covered_persons", "effective_persons", "anywhere_persons")
    return area | {"month": parse_month(month)} | dict(zip(names, counted, strict=True))


def target(month: str, area: str, level: str, persons: int) -> Row:
    """Persons who should be insured."""
    return {"month": parse_month(month), "area": area, "level": level, "persons": persons}


def version(*targets: Row) -> Connection:
    """Rosters of two communities; three registered persons, one with no community."""
    connection = published()
    rows: list[dict[str, Any]] = [listed("2025-11", A1, 9, 9, 9, 9)]
    rows += [listed("2025-12", A1, 6, 4, 2, 5), listed("2025-12", B1, 2, 1, 1, 1)]
    put(connection, ROSTER_MONTH, rows)
    people = [person("2025-12", 1, A1), person("2025-12", 2, A2, attribution="roster")]
    put_persons(
        connection, [*people, person("2025-12", 3, "210213002000", attribution="street"), person("2025-11", 1, A1)]
    )
    put(connection, TARGET, targets)
    return connection


def test_rates_over_the_roster() -> None:
    """A total is its own question; eighths and quarters."""
    metrics = ("coverage_rate", "effective_coverage_rate", "insured_anywhere_rate", "covered_persons")
    assert ask(version(), Question(metrics)).rows == [
        (Dec("0.6250000000"), 5, 8, Dec("0.3750000000"), 3, 8, Dec("0.7500000000"), 6, 8, 5)
    ]


def test_a_span_shows_its_last_month() -> None:
    """Rosters are a stock."""
    asked = Question(("target_persons", "coverage_rate"), by=("subdistrict",), period=Months(NOV, DEC))
    assert ask(version(), asked).rows == [(A, 6, Dec("0.6666666667"), 4, 6), (B, 2, Dec("0.5000000000"), 1, 2)]


def test_metrics_of_two_marts_stand_side_by_side() -> None:
    """A community without a roster has no target; it is empty there, not 0."""
    asked = Question(("target_persons", "registered_persons"), by=("community",))
    assert ask(version(), asked).rows == [(A1, 6, 1), (A2, None, 1), ("210213002000", None, 1), (B1, 2, None)]


def test_attribution_rate() -> None:
    """Known by subdistrict only is not known."""
    assert ask(version(), Question(("attribution_rate",))).rows == [(Dec("0.6666666667"), 2, 3)]


def test_enrolment_ratio_takes_the_areas_own_target() -> None:
    """By subdistrict the subdistricts' rows, unfiltered the district's; the latest month not after T."""
    known = version(
        target("2025-11", A, "街道乡镇", 4),
        target("2025-11", B, "街道乡镇", 10),
        target("2025-11", D, "区县", 12),
        target("2026-01", D, "区县", 99),
        target("2025-10", A1, "社区村", 7),
    )
    by_area = Question(("enrolment_ratio",), by=("subdistrict",))
    assert ask(known, by_area).rows == [(A, Dec("0.5000000000"), 2, 4), (B, Dec("0.1000000000"), 1, 10)]
    assert ask(known, Question(("enrolment_ratio",))).rows == [(Dec("0.2500000000"), 3, 12)]
    one = Question(("enrolment_ratio",), where={"subdistrict": (B,)})
    assert ask(known, one).rows == [(Dec("0.1000000000"), 1, 10)]
    community = Question(("enrolment_ratio",), where={"community": (A1,)})
    assert ask(known, community).rows == [(None, 1, None)]


def test_without_districts_the_subdistricts_are_the_whole() -> None:
    """And before the first target there is none."""
    known = version(
        target("2025-11", A, "街道乡镇", 4), target("2025-12", A, "街道乡镇", 6), target("2025-12", B, "街道乡镇", 6)
    )
    by_month = Question(("enrolment_ratio",), by=("month",), period=Months(OCT, DEC))
    assert ask(known, by_month).rows == [
        ("2025-11", Dec("0.2500000000"), 1, 4),
        ("2025-12", Dec("0.2500000000"), 3, 12),
    ]
    assert ask(known, Question(("enrolment_ratio",), period=Month(OCT))).rows == [(None, 0, None)]


def test_an_area_with_a_target_and_nobody_registered() -> None:
    """Nought per cent, not nothing."""
    known = version(target("2025-12", "210213009", "街道乡镇", 5))
    asked = Question(("enrolment_ratio",), by=("subdistrict",), where={"subdistrict": ("210213009",)})
    assert ask(known, asked).rows == [("210213009", Dec("0E-10"), 0, 5)]
