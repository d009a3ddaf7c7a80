"""A table as comma-separated text, for other programs and for Excel where it must be."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dashboard.exports.cells import STEPS, guarded, iso_day, number
from dashboard.exports.sheet import Cell, Column, Kind, Labels, Mark, Sheet
from dashboard.exports.written import Target, Written, hand_over


def write_text(target: Target, sheet: Sheet, mark: Mark, labels: Labels) -> Written:
    """Write one table: title, notes and watermark, an empty line, the head, the rows.

    UTF-8 with a byte order mark, lines end in CRLF. Text that a spreadsheet would take for a formula has an
    apostrophe before it, in heads and notes too; numbers are digits, point and minus alone; a rate is a fraction
    with four decimals; a day is 2025-12-31; what is not known is empty.

    Identity numbers stand as they are, so that other programs can match them. Excel, opening this file by a
    double click, would take them for numbers and lose their last three digits, and a month for a date: the
    workbook is the format that keeps them there.

    A row of another length than the columns, and a number that is none, is a ValueError; nothing is written then.
    """
    with TemporaryDirectory(prefix="export-") as folder:
        draft = Path(folder) / "draft.csv"
        rows = _write(draft, sheet, mark, labels)
        return hand_over(draft, target, rows)


def _write(draft: Path, sheet: Sheet, mark: Mark, labels: Labels) -> int:
    rows = 0
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(_before(sheet, mark, labels))
        writer.writerow(guarded(_head(column)) for column in sheet.columns)
        forms = [_form(column.kind) for column in sheet.columns]
        for rows, cells in enumerate(sheet.rows, 1):  # noqa: B007 - counted here, returned below
            writer.writerow(_cell(form, cell) for form, cell in zip(forms, cells, strict=True))
    return rows


def _before(sheet: Sheet, mark: Mark, labels: Labels) -> list[list[str]]:
    notes = [[guarded(name), guarded(value)] for name, value in sheet.notes]
    return [[guarded(sheet.title)], *notes, [guarded(mark.line(labels))], []]


def _head(column: Column) -> str:
    """The group goes into the head, as there is no cell above it."""
    return f"{column.group} {column.label}" if column.group else column.label


def _form(kind: Kind) -> Callable[[Any], object]:
    if kind.numeric:
        return partial(number, step=STEPS[kind])
    return iso_day if kind is Kind.DAY else guarded


def _cell(form: Callable[[Any], object], cell: Cell) -> object:
    return None if cell is None else form(cell)
