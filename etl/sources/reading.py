"""Reading a grid with DuckDB into the temporary table `reading`: typed rows in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import duckdb

from etl.failures import Refused
from etl.feeds.words import Feed
from etl.settings import Settings
from etl.sources.grid import Grid, Search
from etl.sources.inbox import Delivery
from etl.sources.lines import line_of
from etl.sources.opening import open_grid
from etl.sources.statement import TOTAL, Fault, statement_for
from etl.sources.text import gb18030_grid
from sql.connect import Connection

Result = TypeVar("Result")
READERS = (files("etl") / "sources" / "reading.sql").read_text(encoding="utf-8")
"""The macros that cells are read with, to be declared once on a connection."""
_CELLS = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
_LINE = re.compile(r"CSV Error on Line: (\d+)")


class NotUtf8(Exception):
    """The text turned out not to be UTF-8 beyond its first part."""


@dataclass(frozen=True)
class Reading:
    """What the temporary table `reading` holds, counted.

    `line`: the expression that gives a row's number in the delivered file.
    `amount`: of all rows but totals; `amount_quarantined`: of the rows with a fault.
    """

    grid: Grid
    faults: tuple[Fault, ...]
    line: str
    rows: int
    rows_total: int
    rows_quarantined: int
    amount: Decimal
    amount_quarantined: Decimal

    @property
    def rows_counted(self) -> int:
        """Rows as a control file counts them: without totals."""
        return self.rows - self.rows_total


def prepare(connection: Connection) -> None:
    """Declare the macros cells are read with."""
    connection.execute(READERS)


def read(connection: Connection, delivery: Delivery, path: Path, work: Path, settings: Settings) -> Reading:
    """Read a delivered file, from its copy at `path`, into `reading`.

    Raises Refused, with the line and the reason, for a file that cannot be read to its end.
    """
    search = Search(delivery.feed, settings.feeds[delivery.feed.name], work)
    return over_grid(
        path, search, settings.largest_file_gigabytes, lambda grid: _read(connection, grid, search, delivery.file_date)
    )


def over_grid(path: Path, search: Search, gigabytes: int, use: Callable[[Grid], Result]) -> Result:
    """What comes of reading a file's grid with DuckDB, its encoding tried again where it was not what it seemed.

    Raises Refused, with the line and the reason, for a file that cannot be read to its end.
    """
    grid = open_grid(path, search, gigabytes)
    try:
        return _explaining(grid, use)
    except NotUtf8:
        return _explaining(gb18030_grid(grid.path, search), use)


def _explaining(grid: Grid, use: Callable[[Grid], Result]) -> Result:
    try:
        return use(grid)
    except duckdb.InvalidInputException as error:
        raise _explained(str(error), grid) from None


def _read(connection: Connection, grid: Grid, search: Search, file_date: date) -> Reading:
    statement = statement_for(search.feed, search.settings, grid, file_date)
    connection.execute(f"create or replace temp table reading as {statement.select}", grid.parameters)
    line = line_of(connection, grid, search.work / "lines.txt")
    _forget_empty_rows(connection)
    return _counted(connection, grid, search.feed, statement.faults, line)


def _forget_empty_rows(connection: Connection) -> None:
    """A row without any cell filled is no row; spreadsheets leave many below the last one."""
    connection.execute(
        "delete from reading where fate > 0 and len(list_filter(cells, lambda cell: clean(cell) is not null)) = 0"
    )


def _counted(connection: Connection, grid: Grid, feed: Feed, faults: tuple[Fault, ...], line: str) -> Reading:
    amount = f"coalesce({feed.amount}, 0)" if feed.amount else "0.00"
    row = connection.rows(
        f"select count(*), count(*) filter (where fate = {TOTAL}), count(*) filter (where fate > {TOTAL}),"
        f" coalesce(sum({amount}) filter (where fate is null or fate > {TOTAL}), 0),"
        f" coalesce(sum({amount}) filter (where fate > {TOTAL}), 0) from reading"
    )[0]
    return Reading(grid, faults, line, row[0], row[1], row[2], Decimal(row[3]), Decimal(row[4]))


def _explained(message: str, grid: Grid) -> Exception:
    """DuckDB's complaint in our words, without the line's content."""
    if "Invalid unicode" in message and grid.source == "utf-8":
        return NotUtf8()
    found = _LINE.search(message)
    above = grid.header.row if grid.skip == 0 else 0
    line = f"line {int(found.group(1)) + above:,}" if found else "a line"
    cells = _CELLS.search(message)
    if cells:
        return Refused(f"{line} has {cells.group(2)} cells, the header {cells.group(1)}; correct the line")
    if "unterminated quote" in message:
        return Refused(f"a quote in {line} is not closed or stands inside a cell; correct the line")
    if "Maximum line size" in message:
        return Refused(f"{line} is longer than 2,000,000 bytes; have the file delivered again")
    if "invalid state" in message:
        return Refused(
            "its lines end in different ways, or a quote stands where none may; have the file exported again"
        )
    return Refused(f"{line} cannot be read as delimited text; have the file delivered again")
