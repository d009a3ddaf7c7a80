"""Components as whole trees."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from dashboard.components import html
from dashboard.components.cards import guarded
from dashboard.components.heat import Cell, HeatRow, heat_map, heat_range
from dashboard.components.marks import change_mark, direction_class
from dashboard.components.multiples import Multiple, multiples
from dashboard.components.ramps import ramp
from dashboard.components.sparks import spark
from dashboard.components.tables import Column, inline_bar, ordered, turning
from dashboard.components.tiles import Comparison, Tile, compared, made_of, tile, written
from dashboard.view import View
from dashboard.wording import words_in
from sql.metrics import METRIC, Good

ZH = words_in("zh")


def _same(one, other):
    return one.to_plotly_json() == other.to_plotly_json() or str(one) == str(other)


@pytest.mark.parametrize(
    ("value", "good", "expected"),
    [
        (Decimal("0.1270") * 100, Good.MORE, ("▲", "升 12.70%", "change good")),
        (Decimal("-3.41"), Good.LESS, ("▼", "降 3.41%", "change good")),
        (Decimal("1.92"), Good.LESS, ("▲", "升 1.92%", "change bad")),
        (Decimal("1.92"), Good.NEITHER, ("▲", "升 1.92%", "change even")),
        (Decimal("0.004"), Good.LESS, ("■", "持平", "change even")),
    ],
)
def test_a_change_has_a_glyph_a_word_and_a_meaning(value, good, expected):
    mark = change_mark(value, good, ZH, "%")
    assert (mark.children[0].children, mark.children[1], mark.className) == expected


def test_a_change_from_nothing_known_is_a_dash():
    assert _same(change_mark(None, Good.MORE, ZH, "%"), html.Span("–", className="change even"))


def test_a_rounded_zero_is_neither_good_nor_bad():
    assert direction_class(Decimal("-0.001"), Good.MORE) == "even"


def test_rates_are_compared_in_points_and_amounts_in_per_cent():
    rate = compared(METRIC["suspension_rate"], Decimal("0.2042"), Decimal("0.2039"), "较7月末", ZH)
    money = compared(METRIC["arrears_amount"], Decimal("1019.20"), Decimal("1000.00"), "较7月末", ZH)
    assert rate.mark.children[1] == "升 0.03个百分点"
    assert rate.mark.className == "change bad"
    assert money.mark.children[1] == "升 1.92%"


def test_a_value_is_written_in_its_own_unit():
    assert written(METRIC["arrears_amount"], Decimal("12864000.00"), ZH) == ("1,286.40", "万元")
    assert written(METRIC["coverage_rate"], Decimal("0.6843"), ZH) == ("68.43", "%")
    assert written(METRIC["registered_persons"], 45126, ZH) == ("45,126", "人")
    assert written(METRIC["registered_persons"], None, ZH)[0] == "–"


def test_a_rate_says_what_it_is_made_of():
    made = made_of(METRIC["suspension_rate"], {"suspension_rate_num": 9214, "suspension_rate_den": 45126}, ZH)
    assert made.startswith("9,214 ÷ 45,126 · ")


def test_a_tile_is_one_link_with_its_dates():
    shown = Tile("断缴率", "8月末", "20.42", "%", [Comparison("较7月末", html.Span("升"))], href="/suspension")
    drawn = tile(shown)
    assert isinstance(drawn, html.Link)
    assert drawn.href == "/suspension"
    label, value, lines = drawn.children
    assert [part.children for part in label.children] == ["断缴率", "8月末"]
    assert value.children[0] == "20.42"
    assert [cell.children for cell in lines.children] == ["较7月末", "升"]


def test_a_spark_needs_two_values_and_leaves_gaps():
    assert getattr(spark([1, None]), "children", None) is None
    line, end = spark([1, None, 3, 2]).children
    assert line.style["--shape"].count("M") == 2
    assert end.style["left"] == "61.0px"


def test_bars_stay_within_their_cell():
    usual, fill, parent = inline_bar(0.5, 0.4, kind="alarm", usual=(0.1, 0.3), parent=0.2).children
    assert (usual.style["left"], usual.style["width"]) == ("25.00%", "50.00%")
    assert (fill.className, fill.style["width"]) == ("fill alarm broken", "100.00%")
    assert parent.style["left"] == "50.00%"
    (within,) = inline_bar(0.4, 0.4).children
    assert (within.className, within.style["width"]) == ("fill", "100.00%")


def test_a_ramp_has_the_colours_it_stands_for():
    boxes = ramp("1–30 天", "731 天以上", "seq", 2, first=1).children[1:-1]
    assert [box.style["background"] for box in boxes] == ["var(--seq1)", "var(--seq2)"]


def test_the_panel_of_the_chosen_area_stands_out_without_a_colour_of_alarm():
    panels = [Multiple("甲", "20.00%", [0.2], "/", on=on) for on in (False, True)]
    shown = multiples(panels, [0.2], 0.1, 0.3).children
    assert [panel.className for panel in shown] == ["multiple", "multiple on"]
    assert [panel.children[1].children[3].style["background"] for panel in shown] == ["var(--accent)"] * 2


def test_rows_are_sorted_with_the_unknown_last():
    columns = [Column("rate", "", lambda row: row["rate"], lambda row: row["rate"])]
    rows = [{"rate": 2}, {"rate": None}, {"rate": 3}]
    assert ordered(columns, rows, "-rate") == [{"rate": 3}, {"rate": 2}, {"rate": None}]
    assert ordered(columns, rows, "rate") == [{"rate": 2}, {"rate": 3}, {"rate": None}]
    assert ordered(columns, rows, "unknown") == rows


def test_a_rate_of_few_people_is_not_shown():
    rows = [
        HeatRow("全部", "", [Cell(Decimal("0.25"), 100), Cell(Decimal("0.50"), 9)]),
        HeatRow("甲", "/", [Cell(), Cell(Decimal("0.31"), 10)]),
    ]
    assert heat_range(rows) == (0.25, 0.32)
    body = heat_map(["合计", "类别"], rows).children.children[1].children
    assert [cell.children for cell in body[0].children[1:]] == ["25.00", "·"]
    assert [cell.children for cell in body[1].children[1:]] == ["·", "31.00"]
    assert body[0].children[2].title == "n=9"


def test_a_card_that_fails_says_so_with_a_number(caplog):
    def fail():
        raise RuntimeError("on purpose")

    drawn = guarded(SimpleNamespace(words=ZH, view=View("/")), fail)
    said = drawn.children.children[1].children
    assert "编号 E-" in said
    assert said.split("编号 ")[1] in caplog.text


def test_a_view_without_changes_sorts_the_other_way():
    assert View("/suspension", sort="-rate").link(sort="rate") == "/suspension?sort=rate"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        (1, "1 2 … 10 下一页 ›"),
        (3, "‹ 上一页 1 2 3 4 … 10 下一页 ›"),
        (6, "‹ 上一页 1 … 5 6 7 … 10 下一页 ›"),
        (10, "‹ 上一页 1 … 9 10"),
        (99, "‹ 上一页 1 … 9 10"),
    ],
)
def test_the_pages_of_a_long_table_are_numbered(page, shown):
    counted = turning(View("/audit", page=page), 50, 480, words_in("zh"))
    assert " ".join(part.children for part in counted.children[1].children) == shown


def test_a_table_of_one_page_has_no_numbers():
    counted = turning(View("/audit"), 50, 50, words_in("zh"))
    assert counted.children[0].children == "第 1–50 行，共 50 行"
    assert counted.children[1].children == []
