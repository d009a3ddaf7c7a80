"""A number explained: what it is made of, what it was, its limits, and SQL that gives it."""

from decimal import Decimal

import pytest

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.data import Unfit
from dashboard.findings.explained import explained, narrowed
from dashboard.findings.partition import groups_of
from dashboard.findings.when import when
from dashboard.numbers import SMALL
from dashboard.pages.explain import filters_said, panel
from dashboard.pages.page import Context
from dashboard.view import View
from dashboard.wording import words_in
from sql.connect import open_reader
from sql.metrics import METRICS, Month, Question
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import MANAGER

AUGUST = 2026 * 12 + 7


@pytest.fixture
def reading(door):
    return door.reading(MANAGER)


def _explained(reading, **choices):
    view = View("/suspension", **choices)
    return explained(reading, view, when(view, reading))


def test_a_rate_is_its_parts_and_those_of_the_month_before(reading):
    found = _explained(reading, explain="suspension_rate", of={"worker_type": "01"})
    where = {"worker_type": ("01",)}
    now, before = (
        reading.ask(Question(("suspension_rate",), period=Month(month), where=where))[0]
        for month in (AUGUST, AUGUST - 1)
    )
    assert (found.value, found.above, found.below) == (
        now["suspension_rate"],
        now["suspension_rate_num"],
        now["suspension_rate_den"],
    )
    assert round(Decimal(found.above) / Decimal(found.below), 10) == found.value
    assert (found.month, found.before) == (AUGUST, before["suspension_rate"])
    whole = reading.ask(Question(("suspension_rate",), period=Month(AUGUST)))[0]["suspension_rate"]
    assert found.usual.whole == whole
    assert found.usual.alarm.low <= found.usual.warn.low <= float(whole) <= found.usual.warn.high


def test_the_sql_shown_gives_the_number(reading, demo_home):
    found = _explained(reading, explain="suspended_persons", area="210213013")
    ((text, parameters),) = found.statements
    with_values = open_reader(demo_home).native.execute(text, list(parameters)).fetchall()
    assert sum(row[0] for row in with_values) == found.value


def test_a_place_takes_the_place_of_the_area_chosen():
    where = {"subdistrict": ("210213013",), "worker_type": ("04",), "sex": ("F",)}
    of = {"community": "210213013006", "worker_type": "01", "month": "2026-05"}
    assert narrowed(where, of) == {"sex": ("F",), "community": ("210213013006",), "worker_type": ("01",)}


def test_what_is_not_counted_by_a_filter_says_so(reading):
    with pytest.raises(Unfit) as unfit:
        _explained(reading, explain="received_net", more={"sex": ("F",)})
    assert unfit.value.dimensions == ("sex",)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_metric_can_be_explained(reading, metric):
    found = _explained(reading, explain=metric.name)
    assert found.metric is metric
    assert found.question.metrics == (metric.name,)


@pytest.mark.parametrize("metric", ["suspension_rate", "suspended_persons", "registered_persons"])
def test_a_stock_is_that_of_the_month_before_and_every_move_since(reading, metric):
    told = 0
    for area in ("", "210213004", "210213013", "210213013006"):
        for month in range(AUGUST - 8, AUGUST + 1):
            found = _explained(reading, explain=metric, area=area, month=month)
            now = found.value if found.below is None else found.above
            assert not found.moves or sum(move.persons for move in found.moves) == now
            told += bool(found.moves)
    assert told > 30


def test_what_is_no_stock_has_no_moves(reading):
    assert _explained(reading, explain="arrears_amount").moves == ()
    assert _explained(reading, explain="suspension_rate", more={"suspension_length": ("3-5",)}).moves == ()


PARTED = (
    "registered_persons", "suspended_persons", "suspension_rate", "paying_persons", "due_persons", "awaiting_persons",
    "compliance_rate", "target_persons", "covered_persons", "coverage_rate",
)  # fmt: skip


@pytest.mark.parametrize("area", ["", "210213013"])
@pytest.mark.parametrize("length", [1, 2, 3, 6, 12])
@pytest.mark.parametrize("metric", PARTED)
def test_the_people_of_a_number_are_each_in_one_group(reading, metric, length, area):
    found = _explained(reading, explain=metric, area=area, run_length=length)
    groups = {group.name: group for group in groups_of(reading, found.question)}
    whole = "target_persons" if metric in PARTED[-3:] else "registered_persons"
    (row,) = reading.ask(Question((whole,), period=Month(AUGUST), where=found.question.where))
    assert sum(group.persons for group in groups.values()) == row[whole]
    if "suspen" in metric:
        assert groups["suspended"].persons == (found.above or found.value)
        assert groups["suspended"].months == (length, length)
        assert length > 1 or "short" not in groups
    if metric == "compliance_rate":
        assert (groups["paid"].persons, groups["paid"].persons + groups["unpaid"].persons) == (found.above, found.below)


def test_what_is_no_number_of_people_has_no_groups(reading):
    for metric in ("arrears_amount", "new_persons", "average_base"):
        assert groups_of(reading, _explained(reading, explain=metric).question) == ()


def test_groups_of_few_are_not_told_to_those_who_may_not_see_them(door):
    """Where one group would tell of fewer than ten people there is no bar."""
    analyst = door.reading(Viewer("counts", Role.ANALYST, None))
    found = _explained(analyst, explain="suspension_rate", area="210213013006")
    groups = groups_of(analyst, found.question)
    assert all(group.persons >= SMALL for group in groups)


def test_what_a_number_is_of_wins_over_the_filters_of_the_view(app):
    """The panel says the number's own area, type and month, not those of the page it was clicked on."""
    services = app.server.extensions["services"]
    of = {"subdistrict": "210213013", "worker_type": "01", "sex": "F", "month": "2026-05"}
    view = View(
        "/suspension", month=AUGUST, area="210213009006", worker_type="04", more={"sex": ("M",)},
        explain="suspension_rate", of=of,
    )  # fmt: skip
    with app.server.test_request_context():
        context = Context(view, words_in("zh"), MANAGER, services)
        said = filters_said(context)
        shown = text_of(panel(context))
    assert {name: said[name] for name in ("区域", "人员类别", "性别", "时间")} == {
        "区域": "湾里街道", "人员类别": "下岗失业人员", "性别": "女",
        "时间": "2026年5月",
    }  # fmt: skip
    (row,) = context.reading.ask(
        Question(
            ("suspension_rate",), period=Month(2026 * 12 + 4),
            where={"subdistrict": ("210213013",), "worker_type": ("01",), "sex": ("F",)},
        )
    )  # fmt: skip
    assert f'"{row["suspension_rate"] * 100:.2f}%"' in shown
