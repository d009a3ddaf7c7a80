"""Groups of fewer than ten people: hidden from those without the right, and not to be worked out from what is left."""

import pytest
from flask import g

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.pages import PAGES
from dashboard.pages.page import render
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.small_cells import SMALL
from sql.metrics import METRICS, Months, Question
from sql.metrics.declaration import Ratio, Unit
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import MANAGER

ANALYST = Viewer("ana", Role.ANALYST, None)
AUGUST = 2026 * 12 + 7
ROLES = {Role.ANALYST: False, Role.OFFICIAL: True, Role.MANAGER: True}


def _counts(metric):
    """The columns of a metric that count people."""
    if isinstance(metric, Ratio):
        ends = zip(("_num", "_den"), metric.totals, strict=True)
        return [f"{metric.name}{end}" for end, total in ends if total[0].unit is Unit.PERSONS]
    return [metric.name] if metric.unit is Unit.PERSONS else []


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_no_count_of_one_to_nine_people_is_shown(door, metric):
    analyst, manager = door.reading(ANALYST), door.reading(MANAGER)
    hidden = 0
    for name in metric.takes.dimensions:
        question = Question((metric.name,), by=(name,))
        whole, shown = manager.ask(question), analyst.ask(question)
        assert len(whole) == len(shown)
        for all_of_it, row in zip(whole, shown, strict=True):
            assert row[name] == all_of_it[name]
            for column in metric.columns:
                assert row[column] in (None, all_of_it[column])
                hidden += row[column] is None and all_of_it[column] is not None
            assert not any(0 < abs(row[column] or 0) < SMALL for column in _counts(metric)), row
    print(metric.name, hidden)


def test_a_group_of_few_people_is_hidden_whole(door):
    """Its money and its rates too, though they count nobody."""
    names = ("registered_persons", "arrears_amount", "suspension_rate", "received_net")
    question = Question(names, by=("community",))
    whole, shown = door.reading(MANAGER).ask(question), door.reading(ANALYST).ask(question)
    small = [place for place, row in enumerate(whole) if 0 < (row["registered_persons"] or 0) < SMALL]
    assert len(small) > 5
    for place in small:
        assert not any(value for name, value in shown[place].items() if name != "community")


def test_one_hidden_group_is_never_alone(door):
    """Its value would be the total less the others."""
    for name in ("registered_persons", "suspended_persons", "arrears_persons"):
        for by in (("worker_type",), ("sex",), ("month", "sex"), ("month", "worker_type")):
            question = Question((name,), by=by, period=Months(AUGUST - 5, AUGUST))
            whole, shown = door.reading(MANAGER).ask(question), door.reading(ANALYST).ask(question)
            hidden = {}
            for all_of_it, row in zip(whole, shown, strict=True):
                if all_of_it[name] and row[name] is None:
                    hidden[row.get("month")] = hidden.get(row.get("month"), 0) + 1
            assert 1 not in hidden.values(), (name, by)


def test_a_filter_down_to_few_people_shows_nothing(door):
    whole = door.reading(MANAGER).ask(Question(("registered_persons",), by=("community",)))
    code = next(row["community"] for row in whole if 0 < (row["registered_persons"] or 0) < SMALL)
    (row,) = door.reading(ANALYST).ask(Question(("arrears_amount", "paid_amount"), where={"community": (code,)}))
    assert not any(row.values())


def test_everybody_with_the_right_sees_all(door):
    question = Question(("registered_persons",), by=("community",))
    for role, sees in ROLES.items():
        assert (door.reading(Viewer("x", role, None)).ask(question) == door.reading(MANAGER).ask(question)) == sees


@pytest.mark.parametrize("page", [page for page in PAGES if page.right == "figures"], ids=lambda page: page.name)
def test_every_page_stands_without_small_groups(demo_home, app, page, caplog):
    services = services_of(Settings(demo_home, memory="512MB", query_threads=1))
    for query in ({"lang": "en"}, {"area": "210213013"}, {"area": "210213013006"}, {"type": "06", "k": "12"}):
        with app.server.test_request_context():
            g.viewer = ANALYST
            text_of(render(page, services, scheme="light", **query))
    assert [record.exc_text or record.message for record in caplog.records if record.levelname == "ERROR"] == []
