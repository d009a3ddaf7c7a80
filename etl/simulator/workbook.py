"""Workbooks as offices send them: text cells, titles above the header, a total below; the same bytes every time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

# Workbooks carry the time they were made; a fixed one keeps their bytes the same.
MADE_AT = datetime(2020, 1, 1, tzinfo=UTC)
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_workbook(
    path: Path, above: Sequence[Sequence[str]], rows: Iterable[Sequence[str]], below: Sequence[Sequence[str]]
) -> None:
    """One sheet of text cells."""
    book = xlsxwriter.Workbook(str(path), _OPTIONS)
    book.set_properties({"created": MADE_AT})
    sheet = book.add_worksheet("Sheet1")
    line = 0
    for part in (above, rows, below):
        for row in part:
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, column, cell)
            line += 1
    book.close()
