"""One switch for what figures are compared with: every strip, tile and cut says the same as the metrics do."""

from datetime import date
from decimal import Decimal

import pytest

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.findings.beside import above, beside, earlier_days
from dashboard.findings.explained import explained
from dashboard.numbers import fixed, percent, points
from dashboard.pages.comparing import absolute, asked, lines, month_beside
from dashboard.pages.explain import panel
from dashboard.pages.explore_table import cut_table, screen_table
from dashboard.pages.page import Context
from dashboard.view import read_view
from dashboard.wording import words_in
from sql.metrics import ALL, Days, Month, Question
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import MANAGER

AUGUST = 2026 * 12 + 7
HERE, STREET = "210213013010", "210213013"
RATE = "suspension_rate"


@pytest.fixture
def context(app):
    """A view as a manager or another viewer has it."""

    def made(viewer=MANAGER, path="/suspension", **query):
        return Context(read_view(path, query), words_in("zh"), viewer, app.server.extensions["services"])

    with app.server.test_request_context():
        yield made


def _under(context, *metrics):
    """What stands under some figures of the month: against what, and how."""
    question, row = month_beside(context, context.asking, metrics)
    return [
        (line.than, text_of(line.mark))
        for name in metrics
        for line in lines(context, question, name, row, absolute(context))
    ]


def test_a_flow_is_compared_with_the_month_a_stock_with_its_end(context):
    said = [than for than, _ in _under(context(), "newly_suspended_persons", "suspended_persons")]
    assert said == ["较7月", "较去年8月", "较7月末", "较去年8月末"]


def test_the_change_is_that_of_the_figures_asked_for_one_by_one(context):
    here = context(compare="year_before", type="01")
    (now,), (then,) = (
        here.reading.ask(Question((RATE,), period=Month(month), where={"worker_type": ("01",)}))
        for month in (AUGUST, AUGUST - 12)
    )
    ((than, mark),) = _under(here, RATE)
    size = fixed(abs(points(now[RATE] - then[RATE])))
    assert (than, f"{size}个百分点" in mark) == ("较去年8月末", True)


def test_an_area_is_compared_with_the_one_above_it_where_the_viewer_sees_all_of_that(context):
    seen = context(compare="parent", area=HERE)
    (whole,) = seen.reading.ask(Question((RATE,), period=Month(AUGUST), where={"subdistrict": (STREET,)}))
    question, row = month_beside(seen, seen.asking, (RATE,))
    assert row[f"{RATE}@parent"] == whole[RATE]
    assert [than for than, _ in _under(seen, RATE, "suspended_persons")] == [
        f"较{seen.areas.short_name(STREET, seen.words)}"
    ]
    one = Viewer("one", Role.MANAGER, (HERE,))
    question, row = month_beside(alone := context(one, compare="parent", area=HERE), alone.asking, (RATE,))
    assert row[f"{RATE}@parent"] is None
    assert above(question, row) == STREET


def test_days_are_compared_with_days_before_them_alone(context):
    reading = context().reading
    year = Days(date(2026, 1, 1), date(2026, 9, 15))
    assert earlier_days(reading, "received_net", year, 1) is None
    assert earlier_days(reading, "received_net", year, 12) == Days(date(2025, 1, 1), date(2025, 9, 15))
    (row,) = beside(reading, Question(("received_net",), period=year), ("month_before", "year_before"))
    assert ("received_net@month_before" in row, "received_net@year_before" in row) == (False, True)
    (before,) = reading.ask(Question(("received_net",), period=Days(date(2025, 1, 1), date(2025, 9, 15))))
    assert row["received_net@year_before"] == before["received_net"]


def test_a_plan_is_of_areas_so_a_worker_type_has_none(context):
    question = Question(("registered_persons",), period=Month(AUGUST), where={"worker_type": ("01",)})
    assert "registered_persons@plan" not in asked(context(compare="plan"), question)[0]
    reading = context().reading
    (row,) = beside(reading, Question(("received_net",), period=Days(date(2026, 1, 1), date(2026, 9, 15))), ("plan",))
    (rate,) = reading.ask(Question(("plan_completion",), period=Days(date(2026, 1, 1), date(2026, 9, 15))))
    assert row["received_net@plan"] == rate["plan_completion"]


def test_a_cut_has_a_column_of_each_comparison_beside_its_metric(context):
    here = context(path="/explore", compare="month_before,parent", by="subdistrict,worker_type")
    shown, filed = screen_table(here), cut_table(here)
    assert [column.head for column in shown.columns] == [
        "街道乡镇", "人员类别", "断缴率", "较7月末", "较上级区域", "参保人数", "较7月末",
    ]  # fmt: skip
    before = {
        (row["subdistrict"], row["worker_type"]): row[RATE]
        for row in here.reading.ask(Question((RATE,), ("subdistrict", "worker_type"), Month(AUGUST - 1), totals=True))
    }
    column = next(column for column in filed.columns if column.name == f"{RATE}@month_before")
    assert column.head == "断缴率 较7月末"
    rows = [*shown.rows, shown.total]
    for row in rows:
        then = before.get((row["subdistrict"], row["worker_type"]))
        assert column.value(row) == (None if None in (row[RATE], then) else row[RATE] - then)
    district = {row["worker_type"]: row[RATE] for row in rows if row["subdistrict"] == ALL}
    parents = {row["worker_type"]: row[f"{RATE}@parent"] for row in rows if row["subdistrict"].startswith("210213")}
    assert parents
    assert all(
        isinstance(rate, Decimal) and abs(rate - district[code]) < Decimal("0.1") for code, rate in parents.items()
    )
    assert "对比列" in shown.subtitle


def test_days_one_by_one_are_compared_with_nothing(context):
    shown = screen_table(context(path="/explore", metrics="received_net", by="day"))
    assert [column.name for column in shown.columns] == ["day", "received_net"]


def test_what_payments_still_change_is_compared_at_the_same_age_and_says_so(context):
    """Tile and explanation say the same, though the month before has grown since."""
    here = context(explain="compliance_rate")
    _, row = month_beside(here, here.asking, ("compliance_rate",))
    (now,) = here.reading.ask(Question(("compliance_rate",), period=Month(AUGUST - 1)))
    then = row["compliance_rate@month_before"]
    assert then != now["compliance_rate"]
    assert [than for than, _ in _under(here, "compliance_rate")] == ["较7月同期", "较去年同期"]
    assert explained(here.reading, here.view, here.when).before == then
    assert f"2026年7月（同期所知） {percent(then)}%" in text_of(panel(here))
