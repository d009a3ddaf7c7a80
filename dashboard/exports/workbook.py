"""Tables as an Excel workbook: a sheet of notes, then a sheet for each table, ready for print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date
from itertools import chain, groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range, xl_range_abs

from dashboard.exports.cells import STEPS, clean, excel_day, iso_day, number, shortened
from dashboard.exports.page import Styles, set_up_page, width
from dashboard.exports.sheet import Cell, Column, Kind, Labels, Mark, Sheet
from dashboard.exports.written import Target, Written, hand_over

EXCEL_ROWS = 1_048_576
"""How many rows a sheet of Excel has."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\t\r\n]")
_UNNAMED = "–"


def write_workbook(
    target: Target, sheets: Sequence[Sheet], mark: Mark, labels: Labels, *, rows_per_sheet: int = EXCEL_ROWS
) -> Written:
    """Write tables as .xlsx; the same tables under the same mark give the same bytes.

    The first sheet has the notes and the number of rows of every table. A table that has more rows than
    `rows_per_sheet`, heads included, goes on on further sheets: "… (2)". Text longer than a cell can hold ends
    in …, and the notes say how many were cut. Days before March 1900, which Excel does not know, are text.

    A row of another length than the columns, and a number that is none or has more digits than Excel keeps, is a
    ValueError; nothing is written then.
    """
    with TemporaryDirectory(prefix="export-") as folder:
        draft = Path(folder) / "draft.xlsx"
        with Workbook(str(draft), {**_OPTIONS, "tmpdir": folder}) as workbook:
            rows = _Book(workbook, mark, labels, rows_per_sheet).fill(sheets)
        return hand_over(draft, target, rows)


class _Book:
    """A workbook while it is written."""

    def __init__(self, workbook: Any, mark: Mark, labels: Labels, rows_per_sheet: int) -> None:
        self.workbook = workbook
        self.labels = labels
        self.line = clean(mark.line(labels))
        self.rows_per_sheet = rows_per_sheet
        self.styles = Styles(workbook)
        self.cut = 0
        self.names = {"history"}  # Excel keeps this name for itself
        self._say_whose(mark)

    def fill(self, sheets: Sequence[Sheet]) -> int:
        """Write all sheets; the notes come first, and are filled when the tables are counted."""
        notes = self._sheet(self.labels.notes)
        counts = [list(self._parts(sheet)) for sheet in sheets]
        self._notes(notes, sheets, counts)
        return sum(count for parts in counts for _, count in parts)

    def _say_whose(self, mark: Mark) -> None:
        at = mark.at.astimezone(UTC).replace(tzinfo=None)
        whose = {"author": clean(mark.user), "keywords": clean(mark.number), "comments": self.line, "created": at}
        self.workbook.set_properties(whose)

    def _sheet(self, title: str) -> Any:
        worksheet = self.workbook.add_worksheet(self._free_name(title))
        self._text(worksheet, 0, 0, title, self.styles.title)
        self._text(worksheet, 1, 0, self.line, self.styles.mark)
        return worksheet

    def _free_name(self, title: str) -> str:
        wanted = _NOT_IN_NAMES.sub(" ", clean(title)).strip(" '") or _UNNAMED
        name, part = shortened(wanted, _LONGEST_NAME), 1
        while name.lower() in self.names:
            part += 1
            name = shortened(wanted, _LONGEST_NAME - len(f" ({part})")) + f" ({part})"
        self.names.add(name.lower())
        return name

    def _parts(self, sheet: Sheet) -> Iterator[tuple[str, int]]:
        """The name and the number of rows of every sheet that a table takes."""
        for rows in _split(sheet.rows, self.rows_per_sheet - _heads(sheet.columns)):
            worksheet = self._sheet(sheet.title)
            yield worksheet.name, self._table(worksheet, sheet, rows)

    def _table(self, worksheet: Any, sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> int:
        top = _heads(sheet.columns)
        self._head(worksheet, sheet.columns, top - 1)
        count = self._body(worksheet, sheet.columns, rows, top)
        bottom, right = top - 1 + count, len(sheet.columns) - 1
        self._offer(worksheet, _with_choices(sheet.columns), (top, bottom))
        worksheet.autofilter(top - 1, 0, bottom, right)
        worksheet.freeze_panes(top, 0)
        worksheet.repeat_rows(2, top - 1)
        # Identity numbers are text on purpose: no warning in every cell.
        worksheet.ignore_errors({"number_stored_as_text": _range(top, bottom, right)})
        set_up_page(worksheet, sheet.title, self.line, self.labels)
        return count

    def _head(self, worksheet: Any, columns: Sequence[Column], row: int) -> None:
        if _grouped(columns):
            self._groups(worksheet, columns, row - 1)
        for place, column in enumerate(columns):
            worksheet.set_column(place, place, width(column))
            self._text(worksheet, row, place, column.label, self.styles.head(column.kind))

    def _offer(self, worksheet: Any, offered: Iterable[tuple[int, Column]], rows: tuple[int, int]) -> None:
        """What may be filled in, as a list in every cell of its column; a hidden sheet holds it."""
        top, bottom = rows
        for place, column in offered if bottom >= top else ():
            hidden = self.workbook.add_worksheet(self._free_name(self.labels.choices))
            hidden.hide()
            for row, choice in enumerate(column.choices):
                self._text(hidden, row, 0, choice, self.styles.cell(Kind.TEXT))
            source = f"='{hidden.name}'!{xl_range_abs(0, 0, len(column.choices) - 1, 0)}"
            worksheet.data_validation(top, place, bottom, place, {"validate": "list", "source": source})

    def _groups(self, worksheet: Any, columns: Sequence[Column], row: int) -> None:
        first = 0
        for group, members in groupby(columns, key=lambda column: column.group):
            last = first + len(list(members)) - 1
            if group and last > first:
                worksheet.merge_range(row, first, row, last, "", self.styles.group)
            if group:
                self._text(worksheet, row, first, group, self.styles.group)
            first = last + 1

    def _body(self, worksheet: Any, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], top: int) -> int:
        row = top - 1
        writers = [self._writer(worksheet, column.kind) for column in columns]
        for row, cells in enumerate(rows, top):
            for place, (write, value) in enumerate(zip(writers, cells, strict=True)):
                if value is not None:
                    write(row, place, value)
                elif columns[place].choices:
                    worksheet.write_blank(row, place, None, self.styles.open)
        return row - top + 1

    def _writer(self, worksheet: Any, kind: Kind) -> Callable[[int, int, Any], object]:
        """What writes the values of a column, chosen once and not for each of its cells."""
        style = self.styles.cell(kind)
        if kind.numeric:
            step = STEPS[kind]
            return lambda row, place, value: worksheet.write_number(row, place, number(value, step), style)
        if kind is Kind.DAY:
            return lambda row, place, value: self._day(worksheet, row, place, value)
        return lambda row, place, value: self._text(worksheet, row, place, value, style)

    def _day(self, worksheet: Any, row: int, place: int, day: date) -> None:
        known = excel_day(day)
        if known is None:
            self._text(worksheet, row, place, iso_day(day), self.styles.cell(Kind.TEXT))
        else:
            worksheet.write_number(row, place, known, self.styles.cell(Kind.DAY))

    def _text(self, worksheet: Any, row: int, place: int, value: object, style: Any) -> None:
        self.cut += write_text_cell(worksheet, (row, place), value, style)

    def _notes(self, worksheet: Any, sheets: Sequence[Sheet], counts: Sequence[Sequence[tuple[str, int]]]) -> None:
        worksheet.set_column(0, 0, 28)
        worksheet.set_column(1, 1, 72)
        row = 3
        for sheet, parts in zip(sheets, counts, strict=True):
            row = self._note(worksheet, row, sheet, parts)
        if self.cut:
            self._text(worksheet, row, 0, self.labels.cut.format(count=self.cut), self.styles.cell(Kind.TEXT))
        set_up_page(worksheet, sheets[0].title if sheets else self.labels.notes, self.line, self.labels)

    def _note(self, worksheet: Any, row: int, sheet: Sheet, parts: Sequence[tuple[str, int]]) -> int:
        """The notes of one table from a row on; the row from which the next can stand."""
        self._text(worksheet, row, 0, sheet.title, self.styles.title)
        rows = [(f"{self.labels.rows} · {name}", f"{count:,}") for name, count in parts]
        for below, (name, value) in enumerate((*sheet.notes, *rows), 1):
            self._text(worksheet, row + below, 0, name, self.styles.wrapped)
            self._text(worksheet, row + below, 1, value, self.styles.wrapped)
        return row + len(sheet.notes) + len(rows) + 2


def write_text_cell(worksheet: Any, place: tuple[int, int], value: object, style: Any) -> bool:
    """Text that stays what it is, and whether it was cut because a cell holds no more."""
    text = clean(value)
    whole = text
    if len(text) > _LONGEST_TEXT // 2:  # a character takes two units at most
        text = shortened(text, _LONGEST_TEXT)
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter would take this for markup of its own and put it into the file as it stands;
        # in pieces it escapes it.
        worksheet.write_rich_string(*place, "<", "r", text[2:], style)
    else:
        worksheet.write_string(*place, text, style)
    return text is not whole


def _split(rows: Iterable[Sequence[Cell]], most: int) -> Iterator[Iterable[Sequence[Cell]]]:
    """Rows in runs of at most so many, at least one run; each is to be used up before the next is asked for."""
    left = iter(rows)
    yield islice(left, most)
    for first in left:
        yield chain((first,), islice(left, most - 1))


def _with_choices(columns: Sequence[Column]) -> Iterator[tuple[int, Column]]:
    """The columns that are filled in, each with its place."""
    return ((place, column) for place, column in enumerate(columns) if column.choices)


def _grouped(columns: Sequence[Column]) -> bool:
    return any(column.group for column in columns)


def _heads(columns: Sequence[Column]) -> int:
    """How many rows stand above the data: title, watermark, groups where there are any, heads."""
    return 4 if _grouped(columns) else 3


def _range(top: int, bottom: int, right: int) -> str:
    return str(xl_range(top, 0, max(top, bottom), right))
