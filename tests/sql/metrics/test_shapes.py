"""A SELECT is made into text once for each shape of a question; what one was asked of is never in another's."""

import gc

import pytest

from sql.connect import Connection
from sql.metrics import METRICS, Question
from sql.metrics.plain import explain
from sql.metrics.statements import _template
from tests.sql.metrics.marts_by_hand import published

AREAS = ("210213001001", "210213001002", "210213002001")


@pytest.fixture
def version() -> Connection:
    """Known on 31 December 2025; nothing is in it."""
    return published()


def _asked(metric: str, area: str, **more: object) -> Question:
    return Question((metric,), where={"community": (area,)}, within=(area[:9], area), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("metric", [one.name for one in METRICS if "community" in one.takes.dimensions])
def test_the_same_question_of_another_area_is_the_same_text(version: Connection, metric: str) -> None:
    first = explain(version, _asked(metric, AREAS[0]))
    made = _template.cache_info().misses
    others = [explain(version, _asked(metric, area)) for area in AREAS[1:]]
    assert _template.cache_info().misses == made
    for area, other in zip(AREAS[1:], others, strict=True):
        assert [text for text, _ in other] == [text for text, _ in first]
        for (_, own), (_, theirs) in zip(first, other, strict=True):
            swapped = {AREAS[0]: area, AREAS[0][:9]: area[:9]}
            assert theirs == [swapped.get(value, value) if isinstance(value, str) else value for value in own]


def test_what_is_remembered_names_no_area(version: Connection) -> None:
    for area in AREAS:
        for name in ("registered_persons", "suspension_rate", "received_net", "paid_amount"):
            statements = explain(version, _asked(name, area, without={"community": (AREAS[1],)}))
            assert statements
            for text, bound in statements:
                assert not [one for one in AREAS if one in text]
                assert area in bound
    assert not [one for one in AREAS if one in repr(gc.get_referents(_template))]
