"""Reading a grid with DuckDB into the temporary table `reading`: typed rows in the order of the file."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import duckdb
import pandas

from etl.failures import Refused
from etl.feeds.words import Feed, Kind
from etl.settings import Settings
from etl.sources.grid import Grid, Search
from etl.sources.inbox import Delivery
from etl.sources.lines import line_of
from etl.sources.opening import open_grid
from etl.sources.statement import TOTAL, Fault, cells_of, statement_for
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


@dataclass(frozen=True)
class Readable:
    """How many cells of a column can be read as each kind, and how many are identity numbers that check."""

    kinds: Mapping[Kind, int]
    identities: int


KINDS_READ = tuple(kind for kind in Kind if kind not in (Kind.CODE, Kind.TEXT))


def readable(columns: Sequence[Sequence[str]], *, of_workbook: bool = False) -> list[Readable]:
    """How the night would read the cells of columns, whatever they mean; a workbook writes a month as its first day."""
    pairs = [(place, cell) for place, column in enumerate(columns) for cell in column if cell.strip()]
    readers = {Kind.MONTH: "sheet_month"} if of_workbook else {}
    reads = ", ".join(f"count(read_{readers.get(kind, kind)}(cell))" for kind in KINDS_READ)
    with duckdb.connect() as connection:
        connection.execute(READERS)
        connection.register("looked", pandas.DataFrame(pairs, columns=["place", "cell"], dtype=object))
        connection.execute(
            "create temp table cells as"
            " select cast(place as integer) as place, cast(cell as varchar) as cell from looked"
        )
        rows = connection.execute(
            f"select place, {reads}, count(*) filter ("
            " where case when regexp_full_match(read_identity(cell), '[0-9]{17}[0-9X]')"
            " then check_character(read_identity(cell)[1:17]) = read_identity(cell)[18] else false end"
            ") from cells group by place"
        ).fetchall()
    found = {row[0]: Readable(dict(zip(KINDS_READ, row[1:-1], strict=True)), row[-1]) for row in rows}
    return [found.get(place, Readable({}, 0)) for place in range(len(columns))]


def distinct_values(
    path: Path, search: Search, gigabytes: int, fields: Sequence[str], most: int
) -> dict[str, list[tuple[str, int]]]:
    """The values of fields over a whole file but its total rows, each with its number of rows, most frequent first.

    Raises Refused for a file that cannot be read to its end.
    """

    def counted(grid: Grid) -> dict[str, list[tuple[str, int]]]:
        with duckdb.connect() as connection:
            connection.execute(READERS)
            cells = cells_of(search.feed.columns, grid)
            connection.execute(f"create temp table cells as {cells}", grid.parameters)
            return {field: _distinct(connection, field, most) for field in fields}

    with tempfile.TemporaryDirectory(prefix="values-") as folder:
        return over_grid(path, replace(search, work=Path(folder)), gigabytes, counted)


def _distinct(connection: duckdb.DuckDBPyConnection, field: str, most: int) -> list[tuple[str, int]]:
    return connection.execute(
        f"select clean({field}) as value, count(*) as rows from cells"
        " where clean(total_mark) is null or not is_total(total_mark)"
        " group by value having value is not null order by rows desc, value limit $most",
        {"most": most},
    ).fetchall()
