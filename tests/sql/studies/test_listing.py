"""Studies asked what they cannot be asked: what is wrong, and what to do."""

from typing import Any

import pytest

from sql.connect import Connection
from sql.metrics import QuestionError, parse_month
from sql.studies.listing import STUDIES, STUDY, asked_of, check
from sql.studies.scope import Scope
from tests.sql.metrics.marts_by_hand import published
from tests.sql.studies.conftest import Study

PLACES = "district, subdistrict, community, worker_type"
WRONG: list[tuple[str, str | None, dict[str, Any], str]] = [
    ("spell", None, {}, f"unknown study 'spell'; studies are: {', '.join(STUDY)}"),
    ("spells", "compliance_rate", {}, "study 'spells' is of no rate; leave --rate out"),
    ("funnel", None, {"by": ("sex",)}, "study 'funnel' is of a rate; name it with --rate"),
    ("funnel", "compliance", {}, "'compliance' is no rate; name one that has a numerator and a denominator"),
    ("rate_decomposition", "pace_gap", {}, "'pace_gap' is no rate; name one that has a numerator and a denominator"),
    ("survival", None, {"by": ("sex",)}, "study 'survival' is not told apart by 'sex'; it takes: no dimension"),
    ("pace", None, {"where": {"sex": ("F",)}}, f"study 'pace' is not filtered by 'sex'; it takes: {PLACES}"),
    ("spells", None, {"by": ("sex", "sex")}, "dimension 'sex' is asked for twice; name it once"),
    ("spells", None, {"where": {"sex": ()}}, "the filter on 'sex' names no value; write sex=CODE or sex=CODE,CODE"),
    ("spells", None, {"k": 0}, "k is 0; it must be 1 or more unpaid months"),
    ("minimum", None, {"month": 1}, "study 'minimum' takes no month to look at; leave --month out"),
    ("pace", None, {"earlier": 1}, "study 'pace' takes no month to compare with; leave --earlier out"),
]


@pytest.mark.parametrize(("name", "rate", "scope", "message"), WRONG)
def test_a_wrong_study_is_refused(name: str, rate: str | None, scope: dict[str, Any], message: str) -> None:
    """Before anything is opened."""
    with pytest.raises(QuestionError) as refused:
        asked_before_reading(name, rate, Scope(**scope))
    assert str(refused.value) == message


def asked_before_reading(name: str, rate: str | None, scope: Scope) -> None:
    """What the command line does before it opens the published version."""
    asked_of(name, rate)
    check(STUDY[name], scope)


M = parse_month
BEFORE_HISTORY = "; look at a later month, or name the month compared with by --earlier"
MONTHS = [
    ("2026-01", None, "month 2026-01 is not in what is known; choose one from 2025-03 to 2025-12"),
    ("2025-02", None, "month 2025-02 is not in what is known; choose one from 2025-03 to 2025-12"),
    ("2025-10", "2025-10", "2025-10 is not before 2025-10; name an earlier month"),
    ("2025-10", "2025-11", "2025-11 is not before 2025-10; name an earlier month"),
    ("2025-10", "2025-02", f"compared with 2025-02, but history starts 2025-03{BEFORE_HISTORY}"),
    ("2025-03", None, f"compared with 2025-02, but history starts 2025-03{BEFORE_HISTORY}"),
]


@pytest.fixture
def version(engine: Any) -> Connection:
    """History from March to December 2025."""
    return published("2025-12-31", starts="2025-03")


@pytest.mark.parametrize(("month", "earlier", "message"), MONTHS)
def test_months_must_be_known(
    version: Connection, ask_study: Study, month: str, earlier: str | None, message: str
) -> None:
    """The month looked at and the one it is compared with, whichever study asks."""
    scope = {"month": M(month), "earlier": M(earlier) if earlier else None}
    for name, rate in (("roll_rates", None), ("rate_decomposition", "compliance_rate")):
        with pytest.raises(QuestionError) as refused:
            ask_study(name, version, rate, by=("sex",) if rate else (), **scope)
        assert str(refused.value) == message


def test_a_year_is_compared_with_a_whole_one(version: Connection, ask_study: Study) -> None:
    """Not with one that began before history; without history there is no limit."""
    with pytest.raises(QuestionError, match="compared with 2025-05, but history starts 2025-03"):
        ask_study("amount_decomposition", version, earlier=M("2025-05"))
    with pytest.raises(QuestionError, match="month 2027-01 is not in what is known; choose one up to 2025-12"):
        ask_study("pace", published("2025-12-31"), month=M("2027-01"))


def test_studies_are_told_in_both_languages() -> None:
    """Words, and dimensions that there are."""
    assert [study.name for study in STUDIES] == list(STUDY)
    for study in STUDIES:
        assert study.label_zh != study.label_en
        assert study.meaning_zh != study.meaning_en
        assert set(study.by) <= {*study.where, "month"}
