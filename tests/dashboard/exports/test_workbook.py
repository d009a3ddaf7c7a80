"""A workbook: numbers to the cent, the watermark everywhere, nothing cut in silence, the same bytes again."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from dashboard.exports import Cell, Column, Kind, Mark, write_workbook
from tests.dashboard.exports.exported import LABELS, MARK, MONEY, SHOWN, found, sheet, texts, workbook

KINDS = tuple(Column(kind.value, kind) for kind in Kind)


def test_every_kind_arrives_as_what_it_is() -> None:
    row = ("000123", 1234567, Decimal("871.80"), Decimal(1) / 3, date(2026, 8, 31), "2025-12")
    book = workbook(sheet([row, (None,) * 6], *KINDS))
    assert book.rows()[3] == ["000123", 1234567, 871.8, 0.3333, date(2026, 8, 31), "2025-12"]
    assert len(found(book.sheets[1], "row")) == 4


def test_days_excel_does_not_know_are_text() -> None:
    days = (date(1, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(9999, 12, 31))
    book = workbook(sheet([(day,) for day in days], Column("日期", Kind.DAY)))
    assert book.column() == ["0001-01-01", "1900-02-28", date(1900, 3, 1), date(9999, 12, 31)]


def test_money_comes_back_to_the_cent() -> None:
    amounts = [Decimal(cents * 7919 % 10**15) / 100 for cents in range(-500, 1500)]
    amounts += [Decimal("0.1"), Decimal("0.005"), Decimal("9999999999999.99"), Decimal("-0.004"), Decimal("1E+3")]
    back = [Decimal(str(value)) for value in workbook(sheet([(amount,) for amount in amounts], MONEY)).column()]
    assert sum(back[:-5]) == sum(amounts[:-5])
    assert back[-5:] == [Decimal("0.1"), Decimal("0.01"), Decimal("9999999999999.99"), 0, 1000]


@pytest.mark.parametrize("value", [Decimal("NaN"), float("nan"), float("inf"), "12", Decimal(10) ** 14])
def test_what_is_no_number_is_refused_and_nothing_is_written(value: Cell, tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with pytest.raises(ValueError, match="is no number"):
        write_workbook(path, [sheet([(Decimal(1),), (value,)], MONEY)], MARK, LABELS)
    assert not path.exists()


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        workbook(sheet([(1, 2)], MONEY))


def test_the_watermark_is_on_every_sheet_and_every_page() -> None:
    book = workbook(texts(["张三"]), sheet([(1,)], MONEY, title="R&G [1]"))
    for place, part in enumerate(book.sheets):
        assert all(word in book.rows(place)[1][0] for word in SHOWN)
        footer = str(found(part, "oddFooter")[0].text)
        assert footer == f"&L导出编号 {' · '.join(SHOWN).replace('&', '＆')}&R第 &P 页，共 &N 页"
    assert [found(part, "oddHeader")[0].text for part in book.sheets] == ["&L欠费人员", "&L欠费人员", "&LR＆G [1]"]


def test_a_long_watermark_still_prints() -> None:
    book = workbook(sheet([], MONEY, title="&" * 300), mark=Mark("E-1", "&G" * 200 + "𠮷" * 200, MARK.at))
    assert all(found(part, name)[0].text for part in book.sheets for name in ("oddHeader", "oddFooter"))


def test_the_document_says_its_number_and_its_time() -> None:
    core = workbook(texts([])).part("docProps/core.xml")
    assert [found(core, name)[0].text for name in ("keywords", "created", "creator")] == [
        "E-2026-0815", "2026-09-15T17:30:05Z", "李四 (lisi) R&G",
    ]  # fmt: skip
    assert SHOWN[2] in str(found(core, "description")[0].text)


def test_the_time_of_a_watermark_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Mark("E-1", "张三", datetime(2026, 9, 15))  # noqa: DTZ001


def test_the_same_again_is_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    written = write_workbook(path, [texts(["张三", "李四"])], MARK, LABELS)
    time.sleep(1.1)
    again = workbook(texts(["张三", "李四"]), mark=Mark(MARK.number, MARK.user, MARK.at.astimezone(UTC)))
    assert path.read_bytes() == again.data
    assert written == again.written
    assert written.sha256 == hashlib.sha256(again.data).hexdigest()
    assert workbook(texts(["张三"]), mark=Mark("E-2", MARK.user, MARK.at)).data != again.data


def test_rows_are_counted_over_all_sheets() -> None:
    book = workbook(texts(["a", "b"]), texts([]), sheet([(1,)], MONEY, title="金额"))
    assert book.written.rows == 3
    assert [row[:2] for row in book.rows(0) if row[0].startswith("行数")] == [
        ["行数 · 欠费人员", "2"], ["行数 · 欠费人员 (2)", "0"], ["行数 · 金额", "1"],
    ]  # fmt: skip


@pytest.mark.parametrize(("rows", "parts"), [(0, [0]), (7, [7]), (8, [7, 1]), (21, [7, 7, 7]), (22, [7, 7, 7, 1])])
def test_a_long_table_goes_on_on_further_sheets(rows: int, parts: list[int]) -> None:
    book = workbook(texts(map(str, range(rows))), rows_per_sheet=10)
    assert book.names[1:] == ["欠费人员", *(f"欠费人员 ({part})" for part in range(2, len(parts) + 1))]
    values = [row[0] for place in range(1, len(parts) + 1) for row in book.rows(place)[3:]]
    assert values == [str(row) for row in range(rows)]
    assert [len(book.rows(place)) - 3 for place in range(1, len(parts) + 1)] == parts
    assert book.written.rows == rows


def test_rows_are_read_one_after_the_other() -> None:
    def rows() -> Iterator[tuple[Cell, ...]]:
        yield from (("张三",), ("李四",))

    assert workbook(sheet(rows(), Column("姓名"))).column() == ["张三", "李四"]


def test_heads_stay_in_sight_and_are_printed_on_every_page() -> None:
    columns = (Column("社区"), Column("实缴", Kind.MONEY, group="8月"), Column("欠费", Kind.MONEY, group="8月"))
    book = workbook(sheet([("a", 1, 2)], *columns))
    part = book.sheets[1]
    assert [cell.get("ref") for cell in found(part, "mergeCell")] == ["B3:C3"]
    assert [found(part, name)[0].get(key) for name, key in (
        ("pane", "topLeftCell"), ("autoFilter", "ref"), ("pageSetup", "orientation"), ("pageSetup", "paperSize"),
        ("pageSetup", "fitToHeight"), ("pageSetUpPr", "fitToPage"),
    )] == ["A5", "A4:C5", "landscape", "9", "0", "1"]  # fmt: skip
    titles = [name for name in found(book.part("xl/workbook.xml"), "definedName") if "Titles" in str(name.get("name"))]
    assert [name.text for name in titles] == ["欠费人员!$3:$4"]
    assert book.rows()[2:4] == [["", "8月", ""], ["社区", "实缴", "欠费"]]


def test_sheets_have_names_that_excel_takes() -> None:
    titles = ("History", "a/b:c*[d]?", "'x'", "", "长" * 40, "长" * 40, "LIST", "list", "说明", "𠮷" * 30, "a\x00\tb")
    names = workbook(*(sheet([], MONEY, title=title) for title in titles)).names
    assert names[1:5] == ["History (2)", "a b c  d", "x", "–"]
    assert names[5:10] == ["长" * 30 + "…", "长" * 26 + "… (2)", "LIST", "list (2)", "说明 (2)"]
    assert names[10:] == ["𠮷" * 15 + "…", "a� b"]


def test_columns_are_as_wide_as_they_say_or_need() -> None:
    columns = (Column("a", width=33), Column("最近一次缴费的入库日期", Kind.DAY), Column("b", Kind.RATE))
    widths = [float(str(column.get("width"))) for column in found(workbook(sheet([], *columns)).sheets[1], "col")]
    assert [round(width) for width in widths] == [34, 26, 11]


def test_a_file_is_written_from_where_it_stands() -> None:
    file = BytesIO()
    file.write(b"before")
    write_workbook(file, [texts([])], MARK, LABELS)
    assert file.getvalue() == b"before" + workbook(texts([])).data


def test_months_of_rows_with_times_lose_only_the_time() -> None:
    at = datetime(2026, 8, 31, 23, 59, tzinfo=UTC) + timedelta(seconds=1)
    assert workbook(sheet([(at,)], Column("日期", Kind.DAY))).column() == [date(2026, 8, 31)]
