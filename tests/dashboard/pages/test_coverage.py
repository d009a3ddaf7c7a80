"""Coverage: every number against the rosters counted another way, titles that say no more than the limits allow."""

from decimal import Decimal

import pandas
import plotly.graph_objects as go
import pytest
from sqlalchemy import select

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.components.cards import guarded
from dashboard.data import Unfit
from dashboard.figures.covered import moves_figure, starts_at, trend_figure
from dashboard.pages.coverage import TABLES, body
from dashboard.pages.coverage_cards import coverage_strip, heat_card, map_card
from dashboard.pages.coverage_months import moves_card, moves_table, trend_table
from dashboard.pages.coverage_table import judged, parts_table
from dashboard.pages.page import Context
from dashboard.view import View
from dashboard.wording import words_in
from sql.connect import current_version, open_reader
from sql.schema import marts
from tests.dashboard.viewers import MANAGER

ZH = words_in("zh")
AUGUST = 2026 * 12 + 7
ANALYST = Viewer("counts", Role.ANALYST, None)
FRAME = pandas.DataFrame(
    {
        "month": ["26年6月", "26年7月", "26年8月"],
        "href": ["/coverage?month=2026-06", "/coverage?month=2026-07", "/coverage"],
        "coverage_rate": [66.0, float("nan"), 67.76],
        "effective_coverage_rate": [51.0, 52.0, 51.97],
        "new_persons": [30.0, float("nan"), 23.0],
        "lost_persons": [50.0, 12.0, 31.0],
    }
)


@pytest.fixture
def context(app):
    """The page as a manager sees it, or another viewer or view."""

    def made(viewer=MANAGER, **choices):
        return Context(View("/coverage", **choices), ZH, viewer, app.server.extensions["services"])

    with app.server.test_request_context():
        yield made


@pytest.fixture(scope="module")
def counted(demo_home):
    """Target, covered and effectively covered persons of August by community, added up from the rosters by hand."""
    version = current_version(demo_home)
    connection = open_reader(demo_home, version.name, memory="512MB", threads=1)
    try:
        rows = connection.cursor().rows(select(marts.ROSTER_MONTH).where(marts.ROSTER_MONTH.c.month == AUGUST))
    finally:
        connection.close()
    sums = {}
    for _, _, _, community, _, *persons in rows:
        sums[community] = [sum(pair) for pair in zip(sums.get(community, (0, 0, 0)), persons[:3], strict=True)]
    return sums


def _summed(counted, within=""):
    return [sum(values) for values in zip(*(counted[code] for code in counted if code.startswith(within)), strict=True)]


def _texts(shown):
    if shown is None or isinstance(shown, str | int | Decimal):
        return "" if shown is None else str(shown)
    if isinstance(shown, list | tuple):
        return " ".join(_texts(one) for one in shown)
    return _texts(getattr(shown, "children", None))


def _title(section):
    return section.children[0].children[0].children


def _items(shown):
    return {_texts(item.children[0]).strip(): _texts(item.children[1]) for item in shown.children}


def test_the_strip_counts_the_rosters(context, counted):
    target, covered, effective = _summed(counted)
    items = _items(coverage_strip(context()))
    assert list(items) == [
        "应参保人数（台账）", "台账参保人数", "未参保人数", "参保覆盖率", "有效参保率", "扩面人数", "减损人数",
    ]  # fmt: skip
    assert list(items.values())[:5] == [
        f"{target:,} 人",
        f"{covered:,} 人",
        f"{target - covered:,} 人",
        f"{Decimal(covered) / target * 100:.2f} %",
        f"{Decimal(effective) / target * 100:.2f} %",
    ]


def test_the_table_has_every_part_and_a_total_of_its_own(context, counted):
    shown = parts_table(context())
    value = {column.name: column.value for column in shown.columns if column.kind}
    for row in shown.rows:
        target, covered, effective = _summed(counted, row["subdistrict"])
        assert [value[name](row) for name in ("target_persons", "covered_persons", "missing")] == [
            target,
            covered,
            target - covered,
        ]
        assert round(value["coverage_rate"](row), 8) == round(Decimal(covered) / target, 8)
        assert round(value["effective_coverage_rate"](row), 8) == round(Decimal(effective) / target, 8)
    target, covered, _ = _summed(counted)
    assert (value["missing"](shown.total), value["target_persons"](shown.total)) == (target - covered, target)
    for name in ("new_persons", "lost_persons"):
        assert sum(value[name](row) for row in shown.rows) == value[name](shown.total)


def test_new_and_lost_lead_to_lists_and_the_uncovered_to_none(context):
    shown = parts_table(context(month=AUGUST - 1))
    columns = {column.name: column for column in shown.columns}
    links = [columns[f"list_{name}"].show(shown.total) for name in ("new_persons", "lost_persons")]
    for name, link in zip(("new_persons", "lost_persons"), links, strict=True):
        expected = f"{shown.total[name]:,} 人 ›" if shown.total[name] else ""
        assert _texts(link) == expected
        assert not expected or f"metric={name}" in link.href
    assert not columns["missing"].metric
    assert not [name for name in columns if name.startswith("list") and "covered" in name]


def test_a_viewer_without_the_right_to_people_has_no_lists(context):
    assert not [column.name for column in parts_table(context(ANALYST)).columns if column.name.startswith("list")]


def test_the_map_has_every_community_and_says_its_rate(context, counted):
    shown = map_card(context()).children[2].children
    titles = [square.title for block in shown.children for square in block.children[1].children]
    areas = context().areas
    expected = [
        f"{areas.name(code, ZH)} " + ("·" if target < 10 else f"{Decimal(covered) / target * 100:.2f}%")
        for code, (target, covered, _) in sorted(counted.items())
        if areas.known(code)
    ]
    assert [" ".join(title.split(" ")[:2]) for title in titles] == expected


def test_a_community_stands_among_those_of_its_subdistrict(context):
    community = "210213013006"
    shown = map_card(context(area=community)).children[2].children
    (block,) = shown.children
    on = [square for square in block.children[1].children if square.className.split()[-1] == "on"]
    assert len(block.children[1].children) > 1
    assert [square.href for square in on] == [f"/coverage?area={community}"]
    around = map_card(context(area=community[:9])).children[2].children.children[0]
    assert _texts(block.children[0]) == _texts(around.children[0])


def test_whoever_sees_one_community_sees_no_rate_of_its_subdistrict(context):
    community = "210213013006"
    official = Viewer("one", Role.OFFICIAL, (community,))
    (block,) = map_card(context(official, area=community)).children[2].children.children
    assert _texts(block.children[0]).endswith(" ·")
    assert len(block.children[1].children) == 1


def test_the_heat_map_asks_its_totals_and_has_no_parts_of_a_community(context, counted):
    whole, *parts = heat_card(context()).children[2].children.children.children[1].children
    target, covered, _ = _summed(counted)
    assert _texts(whole.children[1]) == f"{Decimal(covered) / target * 100:.2f}"
    rates = [float(_texts(row.children[1])) for row in parts]
    assert rates == sorted(rates)
    assert len(heat_card(context(area="210213013006")).children[2].children.children.children[1].children) == 1


def test_a_rate_is_judged_by_its_size_and_only_where_there_are_enough():
    whole = Decimal("0.6776")
    assert judged(Decimal("0.5833"), 60, whole) == "inside"
    assert judged(Decimal("0.5962"), 260, whole) == "warn"
    assert judged(Decimal("0.5"), 600, whole) == "alarm"
    assert {judged(Decimal("0.1"), 9, whole), judged(None, 60, whole), judged(Decimal("0.1"), 60, None)} == {"few"}
    assert judged(Decimal("0.9"), 60, Decimal(1)) == "few"


def test_a_low_part_has_a_badge_with_glyph_and_word_and_a_high_one_is_good_news(context):
    shown = parts_table(context())
    verdict = next(column for column in shown.columns if column.name == "verdict")
    part = {**shown.rows[0], "target_persons": 600}
    assert _texts(verdict.show({**part, "coverage_rate": Decimal("0.1")})) == "◆ 低于 99.8% 界"
    assert _texts(verdict.show({**part, "coverage_rate": Decimal("0.999")})) == "▲ 偏高"
    assert verdict.show({**part, "coverage_rate": Decimal("0.999")}).className == "badge good"
    assert _texts(verdict.show({**part, "coverage_rate": shown.total["coverage_rate"]})) == "在界内"
    assert _texts(verdict.show({**part, "target_persons": 9})) == "–"
    assert not verdict.show(shown.total)


def test_what_a_filter_does_not_count_is_said_and_the_rest_stands(context):
    by_sex = context(more={"sex": ("M",)})
    for made in (parts_table, trend_table, map_card, heat_card):
        with pytest.raises(Unfit):
            made(by_sex)
    assert list(_items(coverage_strip(by_sex))) == ["扩面人数", "减损人数"]
    assert moves_table(by_sex).rows
    assert "E-" not in _texts(guarded(by_sex, lambda: map_card(by_sex)))
    assert len(body(by_sex)) == 4
    assert len(body(context(area="210213013006"))) == 4


def test_the_sum_of_three_months_is_said_only_where_all_three_may_be_seen(context):
    shown = moves_table(context())
    new, lost = (sum(row[name] for row in shown.rows[:3]) for name in ("new_persons", "lost_persons"))
    assert shown.title == f"近三个月扩面 {new} 人，减损 {lost} 人"
    assert moves_table(context(ANALYST)).title == "扩面与减损"


def test_one_to_nine_missing_are_hidden_from_those_who_may_not_see_them(context):
    row = {"target_persons": 40, "covered_persons": 35}
    for viewer, expected in ((MANAGER, 5), (ANALYST, None)):
        missing = next(column for column in parts_table(context(viewer)).columns if column.name == "missing")
        assert missing.value(row) == expected
        assert missing.value({**row, "covered_persons": None}) is None
        assert missing.value({**row, "covered_persons": 20}) == 20


def test_months_without_a_figure_keep_their_place(context):
    """What an analyst may not see leaves a gap; the months do not close up."""
    months = [row["month"] for row in moves_table(context(ANALYST)).rows]
    every = list(range(min(months), AUGUST + 1))
    assert AUGUST - 1 not in months
    figure = go.Figure(moves_card(context(ANALYST)).children[2].children.children.figure)
    assert list(figure.data[0].x) == ZH.ticks(every)
    assert all(pandas.isna(bars.y[every.index(AUGUST - 1)]) for bars in figure.data)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plotly_accepts_the_figures(scheme):
    hidden = FRAME.assign(lost_persons=float("nan"))
    for figure in (
        go.Figure(trend_figure(FRAME, start=45, words=ZH, scheme=scheme)),
        go.Figure(trend_figure(FRAME.drop(columns="effective_coverage_rate"), start=0, words=ZH, scheme=scheme)),
        go.Figure(moves_figure(FRAME, words=ZH, scheme=scheme)),
        go.Figure(moves_figure(hidden, words=ZH, scheme=scheme)),
    ):
        assert len(go.Figure(figure).data) == len(figure.data)


def test_the_lines_end_in_their_names_and_the_axis_starts_where_it_says():
    figure = go.Figure(trend_figure(FRAME, start=45, words=ZH, scheme="light"))
    assert [note.text for note in figure.layout.annotations] == ["参保覆盖率 67.76%", "有效参保率 51.97%"]
    assert figure.layout.yaxis.range[0] == 45
    assert list(figure.data[0].ids) == list(FRAME["href"])
    assert [starts_at(rates) for rates in ([Decimal("0.4979"), None], [0.51], [0.5], [0.004], [None])] == [
        45, 50, 45, 0, 0,
    ]  # fmt: skip


def test_bars_go_up_and_down_with_their_numbers_unsigned():
    figure = go.Figure(moves_figure(FRAME, words=ZH, scheme="light"))
    new, lost = figure.data
    assert (new.y[0], lost.y[0], lost.customdata[0]) == (30.0, -50.0, 50.0)
    assert list(figure.layout.yaxis.ticktext) == ["40", "0", "40"]
    assert [note.text for note in figure.layout.annotations] == ["扩面 23", "减损 31"]
    alone = go.Figure(moves_figure(FRAME.assign(lost_persons=float("nan")), words=ZH, scheme="light"))
    assert [note.text for note in alone.layout.annotations] == ["扩面 23"]


def test_the_subtitle_says_where_the_axis_starts(context):
    shown = trend_table(context())
    rates = [row[name] for row in shown.rows for name in ("coverage_rate", "effective_coverage_rate")]
    assert f"纵轴自 {starts_at(rates)}% 起" in shown.subtitle
    assert set(TABLES) == {"parts", "trend", "moves"}
