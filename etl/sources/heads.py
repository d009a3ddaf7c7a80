"""The first rows of a file nobody described: every sheet or table of it, as text, whatever they mean."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from etl.sources.apart import workbook_heads_apart
from etl.sources.grid import WORKBOOKS
from etl.sources.markup import markup_heads
from etl.sources.opening import opened
from etl.sources.text import text_head

ROWS = 2_000
"""So many rows of each sheet are looked at; what they do not show, a dry run does."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, one table of a page, or a text file; the latter two have an empty name.

    `of_workbook`: a spreadsheet typed its cells before they became text, as Grid.is_workbook has it.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    of_workbook: bool = False


def heads(path: Path, gigabytes: int, rows: int = ROWS) -> list[Sheet]:
    """The sheets of a file that hold anything, each with its first rows.

    Raises Refused for what holds no table, and for what is hostile or damaged.
    """
    with tempfile.TemporaryDirectory(prefix="heads-") as folder:
        work = Path(folder)
        file = opened(path, work, gigabytes)
        if file.source == "text":
            tables = [("", text_head(file.path, rows))]
        elif file.source == "html":
            tables = [("", [list(row) for row in table]) for table in markup_heads(file.path, work, rows)]
        else:
            tables = workbook_heads_apart(file.path, file.source, work, rows)
    sheets = (Sheet(name, tuple(tuple(row) for row in table), file.source in WORKBOOKS) for name, table in tables)
    return [sheet for sheet in sheets if any(cell.strip() for row in sheet.rows for cell in row)]
