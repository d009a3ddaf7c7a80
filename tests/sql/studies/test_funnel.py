"""Control limits of parts around the rate of their whole."""

from decimal import Decimal as Dec
from typing import Any

import pytest

from sql.connect import Connection
from sql.metrics import QuestionError, parse_month
from sql.studies.limits import ALARM, WARN, around
from tests.sql.metrics.marts_by_hand import A1, A2, B1, A, B, D, person, published, put_persons
from tests.sql.studies.conftest import Study


@pytest.fixture
def version(engine: Any) -> Connection:
    """December 2025: 6 of 20 suspended in A1, none of 20 in A2, 18 of 20 in B1; in November nobody of 1."""
    connection = published("2025-12-31")
    rows = [
        person("2025-12", len(A1) * place + who, community, run=3 if who < silent else 0)
        for place, (community, silent) in enumerate(((A1, 6), (A2, 0), (B1, 18)))
        for who in range(20)
    ]
    put_persons(connection, [*rows, person("2025-11", 1, A1)])
    return connection


def limits(rate: float, persons: int) -> tuple[Dec, ...]:
    """The four ends as an answer writes them."""
    pairs = (around(rate, persons, coverage) for coverage in (WARN, ALARM))
    return tuple(Dec(end).quantize(Dec("1e-10")) for pair in pairs for end in (pair.low, pair.high))


def test_every_part_beside_its_whole(version: Connection, ask_study: Study) -> None:
    """The whole first, without limits."""
    rate, ends = Dec("0.4000000000"), limits(0.4, 20)
    assert ask_study("funnel", version, "suspension_rate", by=("community",)) == [
        ("all", rate, 24, 60, None, None, None, None, None),
        (A1, Dec("0.3000000000"), 6, 20, *ends, "inside"),
        (A2, Dec("0E-10"), 0, 20, *ends, "alarm"),
        (B1, Dec("0.9000000000"), 18, 20, *ends, "alarm"),
    ]


def test_the_whole_is_what_a_filter_leaves(version: Connection, ask_study: Study) -> None:
    """Within A the rate is 6 of 40."""
    where = {"subdistrict": (A,)}
    rows = ask_study("funnel", version, "suspension_rate", by=("community",), where=where)
    assert [(row[0], *row[2:4], row[-1]) for row in rows] == [
        ("all", 6, 40, None),
        (A1, 6, 20, "warn"),
        (A2, 0, 20, "inside"),
    ]
    assert rows[1][4:8] == limits(0.15, 20)
    assert [row[0] for row in ask_study("funnel", version, "suspension_rate", by=("district",))] == ["all", D]


def test_the_month_and_k_are_chosen(version: Connection, ask_study: Study) -> None:
    """Where nobody is suspended nobody is expected to be."""
    november = parse_month("2025-11")
    assert ask_study("funnel", version, "suspension_rate", by=("subdistrict",), month=november) == [
        ("all", Dec("0E-10"), 0, 1, None, None, None, None, None),
        (A, Dec("0E-10"), 0, 1, *(Dec("0E-10"),) * 4, "inside"),
    ]
    at_four = ask_study("funnel", version, "suspension_rate", by=("subdistrict",), k=4)
    assert [row[:4] for row in at_four] == [("all", 0, 0, 60), (A, 0, 0, 40), (B, 0, 0, 20)]


def test_a_part_without_a_rate_has_no_limits(version: Connection, ask_study: Study) -> None:
    """Nobody was suspended a month before, so none could resume."""
    assert ask_study("funnel", version, "resumption_rate", by=("subdistrict",)) == [
        ("all", None, 0, 0, None, None, None, None, None),
        (A, None, 0, 0, None, None, None, None, None),
        (B, None, 0, 0, None, None, None, None, None),
    ]


@pytest.mark.parametrize(
    "rate", ["collection_rate", "average_base", "enrolment_ratio", "plan_persons_completion", "contribution_density"]
)
def test_what_counts_no_cases_has_no_limits(version: Connection, ask_study: Study, rate: str) -> None:
    """Yuan and months are not drawn one by one; what is planned is no number of cases."""
    with pytest.raises(QuestionError, match=f"'{rate}' does not count cases; name a rate of persons"):
        ask_study("funnel", version, rate, by=("community",))


def test_parts_are_of_one_dimension(version: Connection, ask_study: Study) -> None:
    """And the rate is one."""
    with pytest.raises(QuestionError, match="parts are those of one dimension; name one in --by"):
        ask_study("funnel", version, "suspension_rate")
    with pytest.raises(QuestionError, match="'paid_amount' is no rate; name one that has a numerator"):
        ask_study("funnel", version, "paid_amount", by=("community",))
