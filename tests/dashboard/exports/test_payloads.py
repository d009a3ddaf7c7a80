"""Text that wants to be a formula, a link or markup stays text, wherever it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dashboard.exports import Column, Kind
from tests.dashboard.exports.exported import (
    CONTROLS,
    CONTROLS_SHOWN,
    FORMULAS,
    HARMLESS,
    MONEY,
    TEXTS,
    Book,
    found,
    lines,
    records,
    sheet,
    text,
    texts,
    workbook,
)

STARTS = tuple("=+-@＝＋－＠﹦\t\r")
DROPPED = " \u3000\u00a0\ufeff\u200b\n"


def unharmed(book: Book) -> bool:
    """No formula, no link, nothing of the outside."""
    active = ("external", "vba", "connections", "worksheets/_rels", "ctrlProps", "embeddings")
    names = ("f", "hyperlink", "oleObject", "dataValidation")
    elements = [element for part in book.sheets for name in names for element in found(part, name)]
    return not elements and not any(word in name for word in active for name in book.parts)


def test_a_workbook_has_no_formula_and_no_link() -> None:
    book = workbook(texts(TEXTS))
    assert unharmed(book)
    assert book.column() == list(TEXTS)


@pytest.mark.parametrize("payload", TEXTS)
def test_each_alone_in_every_place_of_a_workbook(payload: str) -> None:
    table = sheet(
        [(payload, payload)], Column(payload, group=payload), Column("b", group=payload),
        title=payload, notes=((payload, payload),),
    )  # fmt: skip
    book = workbook(table)
    assert unharmed(book)
    assert [row[0] for row in book.rows()] == [payload, book.rows()[1][0], payload, payload, payload]
    assert [payload, payload] in [row[:2] for row in book.rows(0)]


def test_every_text_cell_is_text_when_it_is_edited_too() -> None:
    book = workbook(texts(FORMULAS))
    styles = found(book.part("xl/styles.xml"), "cellXfs")[0]
    cells = [cell for cell in found(book.sheets[1], "c") if int(str(cell.get("r"))[1:]) > 3]
    assert len(cells) == len(FORMULAS)
    assert {(styles[int(str(cell.get("s")))].get("numFmtId"), cell.get("t")) for cell in cells} == {("49", "inlineStr")}


def test_no_text_of_a_file_starts_a_formula() -> None:
    _, data = text(texts(TEXTS))
    cells = [line[0] for line in lines(data)[1:]]
    assert not [cell for cell in cells if cell.startswith(STARTS) or cell.lstrip(DROPPED).startswith(STARTS)]
    assert cells == [*(f"'{payload}" for payload in FORMULAS), *HARMLESS]


@pytest.mark.parametrize("payload", FORMULAS)
def test_nor_does_a_title_a_note_or_a_head(payload: str) -> None:
    _, data = text(sheet([], Column(payload), title=payload, notes=((payload, payload),)))
    assert [cell for record in records(data) for cell in record].count(f"'{payload}") == 4


def test_negative_numbers_stay_numbers() -> None:
    columns = (MONEY, Column("人数", Kind.WHOLE), Column("率", Kind.RATE), Column("文字"))
    rows = [(Decimal("-871.80"), -3, Decimal("-0.12345"), "-871.80")]
    assert lines(text(sheet(rows, *columns))[1])[1] == ["-871.80", "-3", "-0.1235", "'-871.80"]
    assert workbook(sheet(rows, *columns)).rows()[3] == [-871.8, -3, -0.1235, "-871.80"]


def test_what_no_file_can_hold_is_seen_to_be_missing() -> None:
    assert workbook(texts([CONTROLS])).column() == [CONTROLS_SHOWN]
    assert lines(text(texts([CONTROLS, "\x00=1"]))[1])[1:] == [[CONTROLS_SHOWN], ["�=1"]]


def test_long_text_is_cut_where_excel_ends_and_the_notes_say_so() -> None:
    long, longest = "长" * 40_000, "吉" * 32_767
    book = workbook(texts([long, longest, "𠮷" * 16_384, f"<r>{long}</r>"]))
    assert [value[-2:] for value in book.column()] == ["长…", "吉吉", "𠮷…", "长…"]
    assert [len(value.encode("utf-16-le")) // 2 for value in book.column()] == [32_767, 32_767, 32_767, 32_767]
    assert book.rows(0)[-1][0] == "有 3 处文字过长，已截断并以…结尾"
    assert lines(text(texts([long]))[1])[1] == [long]


def test_identity_numbers_keep_their_18_digits() -> None:
    numbers = ["210299199001011234", "210299200012319999", "21029919900101123X"]
    assert workbook(texts(numbers)).column() == numbers
    assert [line[0] for line in lines(text(texts(numbers))[1])[1:]] == numbers
