"""Any cut: every question an address can ask is answered or says why not, totals are their own, files are exact."""

import re
from decimal import Decimal
from itertools import combinations, permutations

import plotly.graph_objects as go
import pytest

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.components.tables import ordered
from dashboard.figures.cut import Bar, Series, Times, bars_of_groups, lines_of_groups
from dashboard.findings.cut import Cut, Refused, Why, cut_of, period_of, question_of, told_apart
from dashboard.findings.when import When
from dashboard.numbers import SMALL
from dashboard.pages import explore_cards
from dashboard.pages.explore import body
from dashboard.pages.explore_cards import chart_cards, cut_card
from dashboard.pages.explore_choices import choices_card
from dashboard.pages.explore_table import chosen_cut, cut_table, screen_table
from dashboard.pages.page import Context
from dashboard.pages.parts import nowhere
from dashboard.periods import Span
from dashboard.view import View, read_view
from dashboard.wording import words_in
from sql.metrics import ALL, DIMENSIONS, METRICS, Days, Month, Months, Question
from sql.metrics.period import first_day, last_day
from sql.metrics.question import checked
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import MANAGER, signed_in

ZH = words_in("zh")
AUGUST = 2026 * 12 + 7
DAY = last_day(AUGUST).replace(month=9, day=15)
WHEN = When(DAY, AUGUST, DAY, Span(DAY.replace(month=1, day=1), DAY))
LONG = ("left_suspended_persons", "arrears_over_12m_share", "arrears_net_moved_amount", "suspended_net_moved_persons")
ANALYST = Viewer("counts", Role.ANALYST, None)


@pytest.fixture
def context(app):
    """The page as an address asks for it, as a manager or another viewer sees it."""

    def made(viewer=MANAGER, words=ZH, **query):
        return Context(read_view("/explore", query), words, viewer, app.server.extensions["services"])

    with app.server.test_request_context():
        yield made


def _cut(**query):
    return cut_of(read_view("/explore", query))


def test_an_address_is_read_into_a_cut_and_says_what_it_leaves_out():
    assert _cut() == Cut(("suspension_rate", "registered_persons"), ("subdistrict",), "bars")
    assert _cut(draw="table").draw == "table"
    assert _cut(by="month").draw == "lines"
    assert _cut(area="210213013").by == ("community",)
    assert _cut(by="none").by == ()
    assert _cut(metrics="pace_linear") == Cut(("pace_linear",), ())
    assert _cut(metrics="no_such,paid_amount", by="no_such,sex", draw="no_such") == Cut(
        ("paid_amount",), ("sex",), "bars"
    )
    assert _cut(metrics="registered_persons,received_net", by="sex,month", draw="lines") == Cut(
        ("registered_persons", "received_net"), ("month",), "lines",
        (Refused("sex", Why.TAKEN, "received_net"),),
    )  # fmt: skip
    assert _cut(by="sex,tier,hukou,worker_type").refused == (Refused("worker_type", Why.MOST_BY),)
    assert _cut(metrics="received_net", by="day,month").refused == (Refused("month", Why.TIME),)
    assert _cut(by="sex", draw="lines") == Cut(_cut().metrics, ("sex",), "table", (Refused("lines", Why.LINES),))
    assert _cut(by="month", draw="bars").refused == (Refused("bars", Why.BARS),)
    assert _cut(by="sex", draw="heat").refused == (Refused("heat", Why.HEAT),)


def test_more_metrics_than_can_stand_beside_each_other_are_said():
    five = [metric.name for metric in METRICS if "sex" in metric.takes.dimensions][:5]
    cut = _cut(metrics=",".join(five), by="sex")
    assert (cut.metrics, cut.refused) == (tuple(five[:4]), (Refused(five[4], Why.MOST_METRICS),))


def test_a_metric_without_its_feed_is_left_out():
    cut = cut_of(read_view("/explore", {"metrics": "target_persons,paid_amount", "by": "sex"}), {"target_persons"})
    assert (cut.metrics, cut.refused) == (("paid_amount",), (Refused("target_persons", Why.ABSENT),))


def test_a_plan_is_of_areas_or_of_offices():
    assert _cut(metrics="plan_amount", by="office").by == ("office",)
    assert _cut(metrics="plan_amount", by="office,subdistrict").refused == (
        Refused("subdistrict", Why.APART, "plan_amount", "office"),
    )
    filtered = _cut(metrics="plan_amount", by="office", area="210213013")
    assert filtered.refused == (Refused("office", Why.APART, "plan_amount", "subdistrict"),)


def test_every_cut_is_a_question_that_can_be_asked():
    """Any two metrics by any two dimensions, everywhere or in an area, over a month, days or a year."""
    names = [metric.name for metric in METRICS]
    pairs = [(one,) for one in names] + list(combinations(names, 2))
    dimensions = list(permutations([one.name for one in DIMENSIONS], 2))
    asked = 0
    for place, metrics in enumerate(pairs):
        for by in dimensions[place % 61 :: 61]:
            area = {} if asked % 2 else {"area": "210213013"}
            span = ({}, {"span": "2026"}, {"span": "2026-08-10_2026-09-15"})[asked % 3]
            view = read_view("/explore", {"metrics": ",".join(metrics), "by": ",".join(by), **area, **span})
            cut = cut_of(view)
            assert set(by) == set(cut.said)
            if all(set(view.where) <= set(metric.takes.dimensions) for metric in cut.chosen):
                checked(question_of(cut, view, WHEN))
            asked += 1
    assert asked > 8_000


def test_the_period_is_that_of_the_metrics():
    def period(view=None, **query):
        view = read_view("/explore", query)
        return period_of(cut_of(view), view, WHEN)

    assert period() == Month(AUGUST)
    assert period(metrics="received_net") == Days(WHEN.span.start, WHEN.span.end)
    assert period(metrics="received_net,paid_amount") == Month(AUGUST)
    assert period(by="month") == Months(AUGUST - 23, AUGUST)
    assert period(metrics="received_net", by="month") == Months(AUGUST - 22, AUGUST + 1)
    assert period(by="month", span="2026") == Months(AUGUST - 7, AUGUST)
    assert period(metrics="received_net", by="month", span="2026") == Days(WHEN.span.start, WHEN.span.end)
    assert period(metrics="received_net", by="day") == Days(WHEN.span.start, WHEN.span.end)


def test_a_total_over_what_is_not_told_apart():
    by = ("community", "subdistrict", "sex")
    community = {"community": "210213013006", "subdistrict": "210213013", "sex": ALL}
    assert told_apart(community, ("community",), by)
    assert not told_apart({**community, "sex": "F"}, ("community",), by)
    assert told_apart({**community, "community": ALL}, ("subdistrict",), by)
    assert not told_apart({**community, "community": ALL}, ("community",), by)


def _all_rows(shown):
    return [*shown.rows, *([shown.total] if shown.total else [])]


@pytest.mark.parametrize("metrics", ["suspension_rate,registered_persons", "average_base,arrears_rate"])
@pytest.mark.parametrize("by", ["subdistrict", "subdistrict,sex", "worker_type,age_band,hukou"])
def test_every_total_is_its_own_question(context, metrics, by):
    """A rate of a total is asked without the dimension, never a sum or mean of its parts."""
    made = context(metrics=metrics, by=by)
    dimensions, names = tuple(by.split(",")), tuple(metrics.split(","))
    shown = cut_table(made)
    for dropped in (dimensions, dimensions[:1], dimensions[1:]):
        kept = tuple(name for name in dimensions if name not in dropped)
        asked = {
            tuple(row[name] for name in kept): row for row in made.reading.ask(Question(names, kept, Month(AUGUST)))
        }
        totals = [row for row in _all_rows(shown) if {name for name in dimensions if row[name] == ALL} == set(dropped)]
        assert {tuple(row[name] for name in kept) for row in totals} == set(asked)
        for row in totals:
            alone = asked[tuple(row[name] for name in kept)]
            assert all(row[name] == alone[name] for name in names)


def test_the_whole_stands_at_the_foot_however_it_is_sorted(context):
    shown = screen_table(context(by="subdistrict"))
    assert shown.total["subdistrict"] == ALL
    assert not any(row["subdistrict"] == ALL for row in shown.rows)
    (asked,) = context().reading.ask(Question(("suspension_rate",), period=Month(AUGUST)))
    assert shown.total["suspension_rate"] == asked["suspension_rate"]
    assert screen_table(context(by="month")).total is None


def test_a_file_is_exact_and_in_words(context):
    made = context(metrics="suspension_rate,arrears_amount,average_base", by="sex,month", compare="none")
    sheet = cut_table(made).sheet(made.view, made.words, ())
    assert [column.label for column in sheet.columns] == [
        "性别", "月份", "断缴率", "断缴率（分子）", "断缴率（分母）", "欠费金额（核定未缴）（元）",
        "人均缴费基数（元）", "人均缴费基数（分子）（元）", "人均缴费基数（分母）",
    ]  # fmt: skip
    rows = {(row[0], row[1]): row for row in sheet.rows}
    asked = {
        row["sex"]: row
        for row in made.reading.ask(Question(("suspension_rate", "arrears_amount"), ("sex",), Month(AUGUST)))
    }
    for code, name in (("F", "女"), ("M", "男")):
        filed = rows[name, "2026-08"]
        assert filed[2:5] == [
            asked[code][name] for name in ("suspension_rate", "suspension_rate_num", "suspension_rate_den")
        ]
        assert filed[5] == asked[code]["arrears_amount"]
    assert rows["合计", "2026-08"][4] == sum(row["suspension_rate_den"] for row in asked.values())


def test_the_screen_says_money_in_wan_and_money_per_person_in_yuan(context):
    metrics = "arrears_amount,average_base,suspension_rate,registered_persons"
    shown = screen_table(context(metrics=metrics, by="none", compare="none"))
    (row,) = shown.rows
    assert [column.head for column in shown.columns] == [
        "欠费金额（核定未缴）（万元）", "人均缴费基数（元）", "断缴率", "参保人数",
    ]  # fmt: skip
    said = [column.show(row) for column in shown.columns]
    assert Decimal(said[0].replace(",", "")) == round(row["arrears_amount"] / 10_000, 2)
    assert Decimal(said[1].replace(",", "")) == round(row["average_base"], 2)
    assert said[2] == f"{row['suspension_rate'] * 100:.2f}%"
    assert said[3] == f"{row['registered_persons']:,}"


def test_codes_stand_in_the_order_of_display_and_lead_on(context):
    made = context(by="age_band", sort="age_band")
    shown = screen_table(made)
    codes = [row["age_band"] for row in ordered(shown.columns, shown.rows, "age_band")]
    assert codes == [code for code in ("-15", "16-24", "25-34", "35-44", "45-49", "50-54", "55+") if code in codes]
    link = shown.columns[0].show(shown.rows[0])
    assert link.href == f"/explore?age_band={codes[0].replace('+', '%2B')}&by=age_band"
    area = screen_table(context(by="subdistrict"))
    row = next(row for row in area.rows if row["subdistrict"] == "210213013")
    assert area.columns[0].show(row).href == "/explore?area=210213013&by=community"


@pytest.mark.parametrize("sort", ["", "-received_net", "community"])
def test_who_has_no_known_area_stands_last_however_it_is_sorted(context, sort):
    made = context(metrics="received_net", by="community", sort=sort)
    shown = screen_table(made)
    kinds = [nowhere(row["community"]) for row in shown.in_order(made.view)]
    assert kinds == sorted(kinds)
    assert len({*kinds}) > 1


def test_how_few_people_a_rate_is_of_stands_before_it(context):
    shown = screen_table(context(by="community"))
    row = next(row for row in shown.rows if 0 < row["registered_persons"] < SMALL)
    few, rate = shown.columns[1].show(row)
    assert (few.children, rate) == (f"n={row['registered_persons']} ", f"{row['suspension_rate'] * 100:.2f}%")


def test_a_number_is_explained_only_where_the_explanation_is_of_the_same_days():
    def metric_of(**query):
        return read_view("/explore", query)

    from dashboard.findings.cut import explained

    for query, wanted in (
        ({}, [True, True]),
        ({"metrics": "received_net,registered_persons", "by": "subdistrict"}, [False, True]),
        ({"metrics": "received_net", "by": "subdistrict"}, [True]),
        ({"metrics": "received_net", "by": "day"}, [False]),
        ({"metrics": "received_net", "by": "month"}, [True]),
        ({"metrics": "received_net", "by": "month", "span": "2026-08-10_2026-09-15"}, [False]),
    ):
        view = metric_of(**query)
        cut = cut_of(view)
        assert [explained(cut, one, period_of(cut, view, WHEN)) for one in cut.chosen] == wanted, query


def test_a_long_table_shows_its_first_rows_as_sorted_and_counts_them_all(context, monkeypatch):
    monkeypatch.setattr(explore_cards, "SHOWN", 5)
    made = context(by="community,sex", sort="-registered_persons")
    rows = cut_table(made).rows
    assert len(rows) > 5
    drawn = text_of(cut_card(made))
    assert f"屏幕显示前 5 行，共 {len(rows)} 行；下载含全部行" in drawn
    assert "全部显示" not in drawn
    largest = max(row["registered_persons"] for row in rows)
    assert f'"{largest:,}"' in drawn
    assert len(list(cut_table(made).sheet(made.view, made.words, ()).rows)) == len(rows) + 1


@pytest.mark.parametrize(
    "query",
    [
        {"by": "subdistrict", "draw": "bars"},
        {"by": "community,subdistrict,sex", "draw": "bars"},
        {"by": "month", "draw": "lines"},
        {"by": "month,community,sex", "draw": "lines"},
        {"by": "subdistrict,sex,month", "draw": "lines"},
        {"by": "worker_type,sex", "draw": "heat"},
        {"by": "month,worker_type", "draw": "heat"},
        {"by": "worker_type,sex,month", "draw": "heat"},
        {"metrics": "received_net,payer_count", "by": "day", "draw": "lines"},
        {"metrics": "received_net", "by": "day,channel", "draw": "heat"},
        {"metrics": "plan_completion,pace_gap", "by": "office", "draw": "bars"},
        {"metrics": "deduction_success_rate", "by": "bank,failure_reason", "draw": "heat"},
        {"metrics": "pace_linear"},
    ],
    ids=lambda query: "-".join(query.values()),
)
@pytest.mark.parametrize("viewer", [MANAGER, ANALYST, Viewer("own", Role.OFFICIAL, ("210213013",))])
def test_every_way_to_draw_holds_for_every_viewer(context, caplog, query, viewer):
    for words in (ZH, words_in("en")):
        made = context(viewer, words, **query)
        drawn = text_of(body(made))
        assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
        assert not re.search(r"E-[0-9A-F]{8}", drawn)
        assert words("explore.refused", name="", why="")[:3] not in drawn
        charts = text_of(chart_cards(made))
        assert all(words.of(metric) in charts for metric in chosen_cut(made).chosen) == bool(query.get("draw"))
        no_plans = viewer.areas is not None and query.get("by") == "office"
        assert (words("state.nothing") in charts) == no_plans


def test_bars_and_lines_say_what_they_leave_out(context, monkeypatch):
    monkeypatch.setattr(explore_cards, "BARS", 2)
    monkeypatch.setattr(explore_cards, "LINES", 2)
    assert "画出前 2 个，共" in text_of(chart_cards(context(metrics="registered_persons", by="community", draw="bars")))
    lines = context(metrics="registered_persons", by="month,community", draw="lines")
    assert "画出最高的 2 条，共" in text_of(chart_cards(lines))
    small = text_of(chart_cards(context(metrics="suspension_rate", by="community", draw="bars")))
    assert "分母不足 10 的" in small


def test_a_chart_of_small_groups_alone_says_so(context):
    charts = text_of(chart_cards(context(metrics="suspension_rate", by="community", draw="bars")))
    assert "各组的分母都不足 10，不画图" in charts


def test_an_analyst_is_shown_no_small_group(context):
    made = context(ANALYST, metrics="registered_persons", by="community,sex")
    shown = screen_table(made)
    numbers = [row["registered_persons"] for row in shown.rows]
    assert None in numbers
    assert not any(number is not None and 0 < number < 10 for number in numbers)
    hidden = next(row for row in shown.rows if row["registered_persons"] is None)
    assert shown.columns[-1].show(hidden) == "–"


def test_what_does_not_fit_says_why(context):
    card = text_of(choices_card(context(metrics="received_net", by="sex,channel", draw="heat")))
    assert '"title": "入库金额（净额）不按“性别”统计"' in card
    page = text_of(body(context(metrics="received_net", by="sex,channel", draw="heat")))
    assert "未采用“性别”：入库金额（净额）不按“性别”统计" in page
    assert "未采用“交叉表”：交叉表需要两个维度" in page
    unfit = text_of(body(context(metrics="received_net", sex="F")))
    assert "这里的数字不按“性别”统计" in unfit


def test_a_dimension_that_was_left_out_comes_back_with_the_metric_that_does_not_take_it():
    view = View("/explore", choices={"metrics": "suspension_rate,received_net", "by": "sex"})
    assert cut_of(view).by == ()
    assert cut_of(view).said == ("sex",)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(
    "query",
    [
        "metrics=plan_completion&by=office,subdistrict",
        f"metrics={','.join(LONG)}&by=month,suspension_length,frequency_basis",
    ],
)
def test_any_cut_comes_as_a_file(app, query, form):
    client = signed_in(app, Role.OFFICIAL, ("210213",))
    answer = client.post(f"/export?{query}", data={"page": "/explore", "table": "cut", "form": form})
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_figures_are_figures(scheme):
    bars = [Bar("马桥子街道", 20.6, "20.60%", "/explore?area=210213004"), Bar("未分配", -3.0, "−3.00%")]
    figure = go.Figure(bars_of_groups(bars, unit="%", scheme=scheme))
    go.Figure(figure.to_dict())
    assert figure.data[0]["ids"] == ("", "/explore?area=210213004")
    assert go.Figure(bars_of_groups([], unit="", scheme=scheme)).data[0]["x"] == ()
    months = Times(["2026-07", "2026-08"], ["26年7月", "26年8月"], ["/explore?month=2026-07", "/explore"])
    days = Times([first_day(AUGUST).isoformat()], ["8月1日"], [""], days=True)
    for series, times in (
        ([Series("合计", [1.0, None], whole=True), Series("女", [None, 2.0])], months),
        ([Series("湾里街道", [3.0])], days),
        ([Series("男", [None])], days),
    ):
        figure = go.Figure(lines_of_groups(series, times, unit="", height=300, scheme=scheme))
        go.Figure(figure.to_dict())
        assert [trace["name"] for trace in figure.data] == [one.name for one in series]


def test_bars_and_table_have_the_same_groups_small_ones_without_a_bar(context):
    made = context(by="subdistrict", metrics="suspension_rate")
    shown = screen_table(made)
    small = [row for row in shown.rows if row["suspension_rate_den"] < SMALL]
    assert small
    text = text_of(chart_cards(made))
    assert all(f'"n={row["suspension_rate_den"]}"' in text for row in small)
    names = {made.areas.name(row["subdistrict"], made.words) for row in shown.rows}
    assert all(name in text for name in names)
    assert f"分母不足 10 的 {len(small)} 个不画条，只注分母 n" in text
