"""总览: its money can be taken apart like every other number, and who is behind is told by area or by tax office."""

from datetime import date
from decimal import Decimal

import pytest

from dashboard.findings.explained import explained
from dashboard.findings.ranking import ranking_of
from dashboard.findings.when import when
from dashboard.view import read_view
from sql.metrics import Days, Question
from tests.dashboard.viewers import MANAGER


@pytest.fixture
def reading(door):
    return door.reading(MANAGER)


def _at(reading, **query):
    view = read_view("/", query)
    return view, when(view, reading)


def test_the_ranking_is_of_offices_where_they_are_chosen(reading):
    view, day = _at(reading, offices="1")
    ranking = ranking_of(reading, view, day, ())
    assert ranking.part == "office"
    asked = Question(("plan_completion",), by=("office",), period=Days(day.span.start, day.span.end))
    said = {row["office"]: row["plan_completion"] for row in reading.ask(asked) if row["plan_completion"] is not None}
    assert {line.code: line.completion for line in ranking.lines} == said
    assert [line.gap for line in ranking.lines] == sorted(line.gap for line in ranking.lines)


def test_within_an_area_the_ranking_is_of_its_parts(reading):
    view, day = _at(reading, offices="1", area="210213013")
    assert ranking_of(reading, view, day, ()).part == "community"


def test_a_tile_of_days_is_explained_for_its_days(reading):
    view, day = _at(reading, explain="received_net", of="span:2026-09-01_2026-09-15")
    found = explained(reading, view, day)
    (row,) = reading.ask(Question(("received_net",), period=found.question.period))
    assert found.question.period == Days(date(2026, 9, 1), date(2026, 9, 15))
    assert found.value == row["received_net"] > Decimal(0)
    assert view.link() == "/?explain=received_net&of=span:2026-09-01_2026-09-15"


def test_a_span_that_is_none_is_left_out():
    assert read_view("/", {"of": "span:2026-09-15_2026-09-01"}).of == {}
    assert read_view("/", {"of": "span:yesterday"}).of == {}
