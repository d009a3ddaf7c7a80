"""Figures by what they hold; Plotly itself validates each, which the served page leaves out."""

from datetime import date

import pandas
import plotly.graph_objects as go
import pytest

from dashboard.figures.ageing import ageing_figure
from dashboard.figures.calendar import calendar_figure, level_of, levels_of
from dashboard.figures.pace import Marks, pace_figure
from dashboard.figures.parts import every_third, spread
from dashboard.figures.stock import stock_figure
from dashboard.figures.tiered import shares_figure
from dashboard.theme import TOKENS
from dashboard.wording import words_in

ZH = words_in("zh")
DAYS = ["2026-01-01", "2026-09-15", "2026-12-31"]
PACE = pandas.DataFrame(
    {
        "day": DAYS,
        "this_year": [0.0, 23508.84, float("nan")],
        "last_year": [0.0, 21800.0, 35486.0],
        "season": [0.0, 23153.0, 37400.0],
        "low": [0.0, 22400.0, 37400.0],
        "high": [0.0, 23900.0, 37400.0],
        "gap": [0.0, 0.95, float("nan")],
        "gap_last": [0.0, -0.4, 0.0],
        "gap_low": [0.0, -2.0, 0.0],
        "gap_high": [0.0, 2.0, 0.0],
    }
)
MARKS = Marks(date(2026, 9, 15), 37400.0, 23508.84, 35486.0, 0.95, 4)
STOCK = pandas.DataFrame(
    {
        "month": ["26年7月", "26年8月"],
        "suspended": [9144, 9214],
        "newly": [600, 612],
        "resumed": [500, 498],
        "left": [70, 71],
    }
)
AGES = (("1-30", "1-30 天"), ("31-90", "31-90 天"))
AGEING = pandas.DataFrame({"month": ["26年7月", "26年8月"], "1-30": [10.0, 12.0], "31-90": [5.0, 6.5]})
CALENDAR = pandas.DataFrame(
    {"day": [date(2026, 1, 5), date(2026, 1, 6), date(2026, 12, 31)], "amount": [50.0, 800.0, float("nan")]}
)


def _all(scheme):
    return (
        go.Figure(pace_figure(PACE, marks=MARKS, words=ZH, scheme=scheme)),
        go.Figure(
            pace_figure(
                PACE[["day", "this_year"]],
                marks=Marks(date(2026, 1, 1), None, 0.0, None, None),
                words=ZH,
                scheme=scheme,
            )
        ),
        go.Figure(stock_figure(STOCK, words=ZH, scheme=scheme)),
        go.Figure(ageing_figure(AGEING, ages=AGES, words=ZH, scheme=scheme)),
        go.Figure(calendar_figure(CALENDAR, year=2026, limits=[100.0, 500.0], words=ZH, scheme=scheme)),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plotly_accepts_every_figure(scheme):
    for figure in _all(scheme):
        assert len(go.Figure(figure).data) == len(figure.data)


def _named(traces):
    return {trace.name: trace for trace in traces if trace.name}


def _labels(figure):
    return [note.text for note in figure.layout.annotations]


def test_the_pace_shows_what_the_picture_shows():
    figure = go.Figure(pace_figure(PACE, marks=MARKS, words=ZH, scheme="light"))
    tokens = TOKENS["light"]
    lines = {
        name: (trace.line.width, trace.line.color, trace.line.dash)
        for name, trace in _named([trace for trace in figure.data if trace.yaxis != "y2"]).items()
    }
    assert lines == {
        "去年": (1.6, tokens["mute"], None),
        "季节序时": (1.4, tokens["accent"], "dash"),
        "今年": (3, tokens["accent"], None),
    }
    assert _labels(figure) == [
        "<b>今年 23,509</b>",
        "年度计划 37,400",
        "去年 35,486",
        "季节序时<br>及95%区间",
        "与季节序时之差（个百分点；季节 = 前 4 个正常年度平均）",
        "灰线 = 去年",
        "<b>+0.95</b>",
    ]
    assert [trace.fillcolor for trace in figure.data if trace.fill] == [tokens["band"], tokens["band"]]


def test_the_distance_from_the_season_is_as_wide_as_its_lines_and_the_usual_band_not_as_one_day():
    frame = PACE.assign(gap_low=[-1.0, -1.5, -15.0], gap_high=[1.0, 1.5, 15.0])
    figure = go.Figure(pace_figure(frame, marks=MARKS, words=ZH, scheme="light"))
    assert list(figure.layout.yaxis2.range) == pytest.approx([-1.65, 1.65])
    assert list(figure.layout.yaxis2.ticktext) == ["−1", "0", "+1"]


def test_labels_of_tiers_name_every_part_down_to_the_smallest():
    tiers = [("60%", [790, 790]), ("70%", [206, 206]), ("未知", [0, 4])]
    figure = go.Figure(shares_figure(["26年7月", "26年8月"], tiers, words=ZH, scheme="light"))
    named = [note.text for note in figure.layout.annotations if note.xref == "paper"]
    assert named == ["60% 79.00%", "70% 20.60%", "未知 0.40%"]


def test_a_pace_without_plan_and_past_is_one_line():
    figure = go.Figure(
        pace_figure(
            PACE[["day", "this_year"]],
            marks=Marks(date(2026, 9, 15), None, 23508.84, None, None),
            words=ZH,
            scheme="light",
        )
    )
    assert list(_named(figure.data)) == ["今年"]
    assert "yaxis2" not in figure.layout.to_plotly_json()
    assert _labels(figure) == ["<b>今年 23,509</b>"]


def test_flows_go_down_with_their_numbers_unsigned():
    figure = go.Figure(stock_figure(STOCK, words=ZH, scheme="light"))
    bars = {trace.name: (list(trace.y), list(trace.customdata)) for trace in figure.data if trace.type == "bar"}
    assert bars == {
        "新增断缴": ([600, 612], [600, 612]),
        "复缴": ([-500, -498], [500, 498]),
        "离开": ([-70, -71], [70, 71]),
    }
    assert _labels(figure) == ["<b>存量 9,214</b>", "新增断缴 612", "复缴 498", "离开 71"]
    assert list(figure.layout.yaxis2.ticktext) == ["500", "0", "500"]


def test_labels_keep_within_the_panel_however_small_the_last_month_is():
    frame = STOCK.assign(newly=[600, 2], resumed=[500, 1], left=[70, 0])
    figure = go.Figure(stock_figure(frame, words=ZH, scheme="light"))
    low, high = figure.layout.yaxis2.range
    heights = [note.y for note in figure.layout.annotations[1:]]
    assert all(low <= height <= high for height in heights)
    assert heights[0] - heights[1] >= (high - low) * 0.2


def test_older_arrears_are_darker():
    figure = go.Figure(ageing_figure(AGEING, ages=AGES, words=ZH, scheme="light"))
    assert [trace.marker.color for trace in figure.data] == TOKENS["light"]["seq"][1:3]
    assert _labels(figure) == ["<b>18</b>", "万元"]


def test_a_day_has_a_cell_of_its_level():
    (cells,) = go.Figure(calendar_figure(CALENDAR, year=2026, limits=[100.0, 500.0], words=ZH, scheme="light")).data
    assert cells.z[0][1] == 1.5
    assert cells.z[1][1] == 3.5
    assert cells.z[3][52] == 0.5
    assert cells.z[5][1] is None
    assert cells.text[1][1] == "1月6日 周二<br>800.00 万元"
    assert cells.text[3][52] == "12月31日 周四<br>未到"


def test_levels_are_multiples_of_an_ordinary_day():
    limits = levels_of([10.0, 100.0, 1000.0, 0.0])
    assert limits == [50.0, 80.0, 120.0, 250.0, 500.0]
    assert [level_of(amount, limits) for amount in (49.9, 50.0, 900.0)] == [0, 1, 5]
    assert levels_of([]) == []


def test_labels_are_moved_apart_downwards():
    assert spread([10.0, 9.5, 2.0], 2.0) == [10.0, 8.0, 2.0]
    assert spread([9.5, 10.0], 2.0) == [8.0, 10.0]
    assert every_third(list("abcdefg")) == ["a", "d", "g"]


def test_a_month_in_which_rules_changed_is_marked_and_named():
    months = ZH.ticks([2024 * 12 + 11, 2025 * 12, 2025 * 12 + 1, 2025 * 12 + 2])
    frame = pandas.DataFrame({"month": months, "lt_6": [1.0, 2.0, 3.0, 4.0]})
    figure = go.Figure(ageing_figure(frame, ages=[("lt_6", "6个月以内")], words=ZH, scheme="light"))
    assert [(line.x0, line.x1, line.y0, line.y1) for line in figure.layout.shapes] == [("25年1月", "25年1月", 0, 1)]
    assert _labels(figure)[2:] == ["延迟退休"]
    english = ageing_figure(frame.iloc[2:], ages=[("lt_6", "< 6")], words=words_in("en"), scheme="light")
    assert go.Figure(english).layout.shapes == ()
