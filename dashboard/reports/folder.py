"""A report as text: an archive with one file per table and one of the words, for other programs.

Numbers are exact as they are printed, without thousands commas; what is not known is empty.
"""

from __future__ import annotations

import csv
from io import StringIO

from dashboard.exports.cells import guarded
from dashboard.reports.blocks import Cell, Figure, Heading, Paragraph, Report, Row, Summary, Table
from dashboard.reports.printing import HIDDEN, rounded, text_of
from dashboard.reports.words import said
from dashboard.reports.zipped import packed

_BYTE_ORDER_MARK = "﻿"


def csv_folder(report: Report) -> bytes:
    """The report as .zip; the same report has the same bytes."""
    files = {f"{said('sheet.about')}.csv": _csv([*report.about])}
    for place, table in enumerate(report.tables, 1):
        files[f"{place:02d}_{table.number}_{table.title}.csv"] = _csv(_rows(table))
    files[f"{said('sheet.words')}.txt"] = "\r\n".join(_words(report)).encode("utf-8-sig")
    return packed(files, report.dated)


def _rows(table: Table) -> list[tuple[str, ...]]:
    head = tuple("›".join(head.labels) for head in table.heads)
    about = ((str(said("mark.axis")), table.axis), (str(said("mark.unit")), table.unit))
    return [(table.name,), *about, head, *(_row(row.cells, above) for row, above in _with_labels(table))]


def _with_labels(table: Table) -> list[tuple[Row, list[Cell]]]:
    """Rows, each with the labels that span it."""
    labels: list[Cell] = [""] * table.labels
    found: list[tuple[Row, list[Cell]]] = []
    for row in table.rows:
        labels = [label if cell is None else cell for label, cell in zip(labels, row.cells, strict=False)]
        found.append((row, list(labels)))
    return found


def _row(cells: tuple[Cell | None, ...], above: list[Cell]) -> tuple[str, ...]:
    whole = [above[place] if cell is None else cell for place, cell in enumerate(cells)]
    return tuple(_cell(cell) for cell in whole)


def _cell(cell: Cell) -> str:
    if not isinstance(cell, Figure):
        return guarded(cell)
    if cell.hidden:
        return HIDDEN
    number = rounded(cell)
    return "" if number is None else f"{number:f}"


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    target = StringIO()
    csv.writer(target).writerows(rows)
    return (_BYTE_ORDER_MARK + target.getvalue()).encode()


def _words(report: Report) -> list[str]:
    lines = [report.cover.title, report.cover.known, ""]
    for block in report.body:
        if isinstance(block, Summary):
            lines += [f"【{label}】{text_of(pieces)}" for label, pieces in block.lines]
        elif isinstance(block, Heading):
            lines.append(block.text)
        elif isinstance(block, Paragraph):
            lines.append(text_of(block.pieces) + (str(said("field.open")) if block.open else ""))
    return lines
