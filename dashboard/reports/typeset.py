"""A report as PDF: set as a document by Typst, fonts embedded, charts as vectors, no browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import typst

from dashboard.reports.blocks import (
    Block,
    Cell,
    Chart,
    Heading,
    Line,
    Paragraph,
    Report,
    Summary,
    Table,
    head_cells,
    head_rows,
    span_of,
    stands_right,
)
from dashboard.reports.charts import svg
from dashboard.reports.printing import printed, text_of
from dashboard.reports.words import said

FONTS = Path(__file__).with_name("fonts")
TEMPLATE = Path(__file__).with_name("report.typ")
LONG = 25
"""Rows up to which a table is never split."""
_WIDE = 6
_ADDED = frozenset("–−…·×÷—‘’“”")


def pdf(report: Report) -> bytes:
    """The report as a PDF; the same report has the same bytes."""
    return _compiled(TEMPLATE.read_bytes(), {"report": json.dumps(_report(report), ensure_ascii=False)}, {})


def png(svg_text: str, ppi: float) -> bytes:
    """A chart as a picture, for formats that hold no vectors."""
    source = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    return _compiled(source.encode(), {"svg": svg_text}, {"format": "png", "ppi": ppi})


def _compiled(source: bytes, inputs: dict[str, str], more: dict[str, Any]) -> bytes:
    """Fonts of the computer are asked only for rare characters: so that every computer sets the same bytes."""
    own = all(map(_ordinary, "".join(inputs.values())))
    made: Any = typst.compile(source, font_paths=[str(FONTS)], ignore_system_fonts=own, sys_inputs=inputs, **more)
    return bytes(made)


def _ordinary(character: str) -> bool:
    """Whether our own fonts have it: GB 2312, and what the other fonts add."""
    if character.isascii() or character in _ADDED:
        return True
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _report(report: Report) -> dict[str, Any]:
    cover = dict(report.cover.__dict__) | {"annex": report.cover.running + str(said("mark.annex"))}
    return {
        "name": report.name,
        "dated": [report.dated.year, report.dated.month, report.dated.day],
        "cover": cover,
        "body": [_block(block, first=place == 1) for place, block in enumerate(report.body)],
        "annex": [_table(table) for table in report.annex],
    }


def _block(block: Block, *, first: bool) -> dict[str, Any]:
    if isinstance(block, Summary):
        return {"kind": "summary", "lines": [[label, text_of(pieces)] for label, pieces in block.lines]}
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": block.text}
    if isinstance(block, Paragraph):
        return _paragraph(block)
    if isinstance(block, Chart):
        return _chart(block, first=first)
    return _table(block)


def _paragraph(block: Paragraph) -> dict[str, Any]:
    return {
        "kind": "paragraph",
        "text": text_of(block.pieces),
        "open": block.open,
        "mark": str(said("field.open")),
    }


def _chart(chart: Chart, *, first: bool) -> dict[str, Any]:
    return {
        "kind": "chart",
        "svg": svg(chart),
        "number": chart.number,
        "title": chart.title,
        "subtitle": chart.subtitle,
        "width": 100,
        "float": not first,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "number": table.number,
        "title": table.title,
        "axis": str(said("mark.axis")) + table.axis,
        "unit": str(said("mark.unit")) + table.unit,
        "heads": [
            {"x": cell.column, "y": cell.row, "w": cell.columns, "h": cell.rows, "label": cell.label}
            | {"restated": cell.restated}
            for cell in head_cells(table)
        ],
        "head": head_rows(table),
        "columns": widths(table),
        "rows": [_row(table, place) for place in range(len(table.rows))],
        "labels": table.labels,
        "notes": list(table.notes),
        "plain": table.plain,
        "sign": table.sign,
        "long": len(table.rows) > LONG,
    }


def _row(table: Table, place: int) -> dict[str, Any]:
    row = table.rows[place]
    return {
        "total": row.line is Line.TOTAL,
        "cells": [_cell(cell) for cell in row.cells],
        "spans": [span_of(table, place, column) for column in range(len(row.cells))],
    }


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    return {"text": printed(cell), "right": stands_right(cell)}


def widths(table: Table) -> list[float]:
    """The room each column needs: its values, and its label on two lines at most."""
    found = []
    for column, head in enumerate(table.heads):
        longest = max((_units(printed(row.cells[column])) for row in table.rows), default=0)
        found.append(max(longest, _units(head.labels[-1]) / (1 if len(head.labels[-1]) <= 3 else 2), _WIDE) + 1.5)
    return found


def _units(text: str) -> float:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
