"""The bureau's own workbook is filled, and looks as it did; what cannot be filled is named by its cell."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from dashboard.reports.template import TemplateError, fill, filled, templates
from sql.metrics import Month, Months, Question
from tests.dashboard.reports.conftest import MONTH

LISTED = "; `python -m sql catalogue` lists them"


def form(**cells):
    """A workbook with cells, the first of them bold, merged and formatted."""
    book = Workbook()
    sheet = book.active
    sheet.title = "市局表一"
    for place, value in cells.items():
        sheet[place] = value
    sheet["B2"].font = Font(name="仿宋_GB2312", bold=True, size=14)
    sheet["B2"].number_format = "#,##0.00"
    sheet["C2"].number_format = "0.00%"
    sheet.merge_cells("A5:C5")
    sheet.column_dimensions["A"].width = 33
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_cells_and_notes_are_filled_and_the_rest_stays(reading):
    book = load_workbook(
        BytesIO(form(A1="月报表", A2="净入库（万元）", B2="=ask received_net ||| wan", C2="=ask suspension_rate"))
    )
    sheet = book.active
    sheet["B3"] = "由系统填写"
    sheet["B3"].comment = Comment("=ask received_net | worker_type=01+02 | year", "市局")
    sheet["B4"] = "=ask registered_persons | | -12"
    sheet["C3"] = "=SUM(B2:B3)"
    sheet["C4"].comment = Comment("请人工核对", "市局")
    target = BytesIO()
    book.save(target)
    made = filled(target.getvalue(), reading, MONTH)
    shown = load_workbook(BytesIO(made.content)).active

    def ask(metric, period, **where):
        return reading.ask(Question((metric,), period=period, where=where))[0][metric]

    assert made.cells == 4
    assert Decimal(repr(shown["B2"].value)).quantize(Decimal("0.000001")) == (
        ask("received_net", Month(MONTH)) / 10_000
    ).quantize(Decimal("0.000001"))
    assert abs(Decimal(repr(shown["C2"].value)) - ask("suspension_rate", Month(MONTH))) < Decimal("1e-9")
    year = Months(MONTH - MONTH % 12, MONTH)
    assert Decimal(repr(shown["B3"].value)) == ask("received_net", year, worker_type=("01", "02"))
    assert shown["B4"].value == ask("registered_persons", Month(MONTH - 12))
    assert (shown["B3"].comment, shown["C4"].comment.text) == (None, "请人工核对")
    assert (shown["C3"].value, shown["A1"].value) == ("=SUM(B2:B3)", "月报表")
    assert (shown["B2"].font.name, shown["B2"].font.bold, shown["B2"].number_format) == (
        "仿宋_GB2312",
        True,
        "#,##0.00",
    )
    assert (shown.column_dimensions["A"].width, str(next(iter(shown.merged_cells.ranges)))) == (33, "A5:C5")


def test_an_area_narrows_what_names_none(reading):
    area = "210213012"
    made = filled(form(B2="=ask received_net", C2="=ask received_net | area=210213004"), reading, MONTH, area)
    sheet = load_workbook(BytesIO(made.content)).active
    for place, code in (("B2", area), ("C2", "210213004")):
        [row] = reading.ask(Question(("received_net",), period=Month(MONTH), where={"subdistrict": (code,)}))
        assert Decimal(repr(sheet[place].value)) == row["received_net"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("=ask recieved_net", "市局表一!B2: unknown metric 'recieved_net', did you mean 'received_net'?" + LISTED),
        ("=ask received_net | colour=1", "市局表一!B2: not counted by colour"),
        ("=ask received_net | area=12", "市局表一!B2: '12' is no area; write 6, 9 or 12 digits"),
        ("=ask received_net | | 2026-13", "市局表一!B2: '2026-13' is not a month; write YYYY-MM, like 2025-12"),
        ("=ask received_net | | this | yuan", "市局表一!B2: 'yuan' is no unit; write wan, or nothing"),
        ("=ask a | b | c | d | e", "市局表一!B2: '=ask a | b | c | d | e' has more than 4 parts"),
        ("nothing", "no cell and no note of it says '=ask …'; see the manual for how it is written"),
    ],
)
def test_what_cannot_be_filled_is_named_by_its_cell(reading, said, fault):
    with pytest.raises(TemplateError) as refused:
        filled(form(B2=said), reading, MONTH)
    assert str(refused.value) == fault


def test_only_what_lies_in_the_folder_is_filled(tmp_path, reading):
    assert templates(tmp_path) == []
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "市局表.xlsx").write_bytes(form(B2="=ask received_net"))
    (tmp_path / "templates" / "~$市局表.xlsx").write_bytes(b"")
    (tmp_path / "secret.xlsx").write_bytes(form(B2="=ask received_net"))
    assert templates(tmp_path) == ["市局表.xlsx"]
    assert fill(tmp_path, "市局表.xlsx", reading, MONTH).cells == 1
    for name in ("../secret.xlsx", "other.xlsx"):
        with pytest.raises(TemplateError, match="there is no template"):
            fill(tmp_path, name, reading, MONTH)
    (tmp_path / "templates" / "坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(TemplateError, match="cannot be read"):
        fill(tmp_path, "坏.xlsx", reading, MONTH)
