"""Numbers are rounded once, half up; the sign of what is printed decides the word; what contradicts is not printed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dashboard.reports.blocks import Figure, Form, Head, Row, Table, head_cells
from dashboard.reports.checks import DoesNotAddUp, check, faults
from dashboard.reports.closing import strange_numbers
from dashboard.reports.printing import printed, text_of
from dashboard.reports.sentences import moved, numeral
from dashboard.reports.words import said
from tests.dashboard.reports.conftest import table


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(Decimal("62734700.00"), Form.WAN), "6,273.47"),
        (Figure(Decimal("49.99"), Form.WAN), "0.00"),
        (Figure(Decimal("50.00"), Form.WAN), "0.01"),
        (Figure(Decimal("-49.99"), Form.WAN), "0.00"),
        (Figure(45376, Form.COUNT), "45,376"),
        (Figure(Decimal("0.185"), Form.RATE), "18.50"),
        (Figure(Decimal("0.0143"), Form.POINTS), "+1.43"),
        (Figure(Decimal("-0.00724"), Form.POINTS), "−0.72"),
        (Figure(Decimal("-0.00004"), Form.POINTS), "0.00"),
        (Figure(Decimal("-0.0035"), Form.GROWTH), "−0.35"),
        (Figure(Decimal("10.4"), Form.GROWTH), "–"),
        (Figure(None, Form.RATE), "–"),
        (Figure(Decimal("0.5"), Form.RATE, hidden=True), "*"),
        (Figure(0, Form.COUNT), "0"),
        (Figure(3, Form.RANK), "3"),
    ],
)
def test_a_figure_is_printed(figure, text):
    assert printed(figure) == text


@pytest.mark.parametrize(
    ("kind", "figure", "text"),
    [
        ("year", Figure(Decimal("0.0422"), Form.GROWTH), "同比增长4.22%"),
        ("year", Figure(Decimal("-0.032"), Form.GROWTH), "同比下降3.20%"),
        ("year", Figure(Decimal("0.00004"), Form.GROWTH), "与上年同期持平"),
        ("year", Figure(None, Form.GROWTH), "上年同期无可比数"),
        ("year", Figure(Decimal("10.44"), Form.GROWTH), "同比增长10.4倍"),
        ("persons", Figure(-283, Form.COUNT), "较上月末减少283人"),
        ("persons", Figure(0, Form.COUNT), "与上月末持平"),
        ("owed", Figure(Decimal("238900.00"), Form.WAN), "较上月末增加23.89万元"),
        ("rate_month", Figure(Decimal("-0.0072"), Form.POINTS), "较上月末下降0.72个百分点"),
        ("pace", Figure(Decimal("0.0143"), Form.POINTS), "高于序时进度1.43个百分点"),
        ("pace", Figure(Decimal("-0.00001"), Form.POINTS), "与序时进度持平"),
        ("more", Figure(Decimal("-465400.00"), Form.WAN), "减收46.54万元"),
    ],
)
def test_the_word_carries_the_sign(kind, figure, text):
    assert text_of(moved(kind, figure)) == text


def test_every_change_has_words_for_up_down_level_and_nothing():
    """So that no figure, whatever it is, is without a word."""
    named = said("say")
    kinds = {name.removesuffix("_up") for name in named if name.endswith("_up")}
    assert len(kinds) == 10
    for kind in kinds:
        assert {f"{kind}_{end}" for end in ("up", "down", "even", "none")} <= named.keys()
    assert {"year_times", "month_times"} <= named.keys()


def test_counts_before_what_is_counted():
    assert [numeral(count) for count in (1, 2, 3, 10, 11, 80)] == ["一", "两", "三", "十", "11", "80"]


def test_a_head_is_merged_where_labels_are_the_same():
    heads = (Head(("街道",)), Head(("本月", "金额")), Head(("本月", "增长")), Head(("累计",), restated=True))
    shown = Table("x", "表1", "t", "a", "u", heads, ())
    cells = [(cell.row, cell.column, cell.rows, cell.columns, cell.label) for cell in head_cells(shown)]
    assert cells == [
        (0, 0, 2, 1, "街道"),
        (0, 1, 1, 2, "本月"),
        (0, 3, 2, 1, "累计"),
        (1, 1, 1, 1, "金额"),
        (1, 2, 1, 1, "增长"),
    ]
    assert [cell.label for cell in head_cells(shown) if cell.restated] == ["累计"]


@pytest.mark.parametrize(
    ("key", "row", "column"),
    [("received", 0, 4), ("enrolled", 1, 2), ("suspended", 0, 3), ("owed", 0, 8), ("types", 2, 1), ("bridge", 1, 1)],
)
def test_what_does_not_add_up_is_not_printed(report, key, row, column):
    """One cent or one person more in one cell is found."""
    shown = table(key, report)
    assert list(faults([shown])) == []
    cell = shown.rows[row].cells[column]
    step = Decimal("0.01") if cell.form is Form.WAN else 1
    cells = [*shown.rows[row].cells]
    cells[column] = replace(cell, value=cell.value + step)
    rows = [*shown.rows]
    rows[row] = Row(tuple(cells), shown.rows[row].line, shown.rows[row].sign)
    with pytest.raises(DoesNotAddUp, match=shown.number):
        check([replace(shown, rows=tuple(rows))])


def test_numbers_of_a_person_are_looked_up(report):
    net = printed(table("received", report).rows[-1].cells[4])
    words = f"（一）于2026年9月15日前，对净入库{net}万元的街道走访30天，较上年增加98,765.43万元。"
    assert strange_numbers(words, report) == ["98,765.43"]
