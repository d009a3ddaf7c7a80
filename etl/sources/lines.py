"""Which line of a text file a row stands in, where blank lines or line ends inside quotes shift them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from etl.sources.grid import Grid
from sql.connect import Connection

BLOCK_BYTES = 1 << 22


def line_of(connection: Connection, grid: Grid, spool: Path) -> str:
    """The expression that gives the line of a row of the temporary table `reading`, as an editor counts lines.

    Rows are counted from the header on; only where there are more lines than rows is each looked for.
    """
    if grid.numbered:
        return "reading.line"
    above = 0 if grid.skip else grid.header.row
    rows = int(connection.value("select count(*) from temp.reading"))
    if _lines(grid.path) != grid.skip + rows and _write_lines(grid, above, spool) == rows:
        _take_lines(connection, spool)
        return "reading.line"
    return f"reading.rowid + {grid.header.row + 1}"


def _lines(path: Path) -> int:
    """How many lines a file has; the last need not be ended."""
    ends, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            ends += block.count(b"\n")
            last = block[-1:]
    return ends + (last != b"\n")


def _write_lines(grid: Grid, above: int, spool: Path) -> int:
    """Write the first line of every row that is not blank; how many there are."""
    count = 0
    with grid.path.open(encoding="utf-8-sig", newline="") as file, spool.open("w", encoding="utf-8") as out:
        for line in _first_lines(file, grid):
            out.write(f"{above + line}\n")
            count += 1
    return count


def _first_lines(file: Iterable[str], grid: Grid) -> Iterator[int]:
    rows, before = csv.reader(file, delimiter=grid.delimiter), 0
    try:
        for record, row in enumerate(rows):
            if record >= grid.skip and row:
                yield before + 1
            before = rows.line_num
    except csv.Error:
        return


def _take_lines(connection: Connection, spool: Path) -> None:
    connection.execute(
        "create or replace temp table row_line as"
        " select line from read_csv($path, auto_detect = false, header = false, columns = {'line': 'bigint'})",
        {"path": str(spool)},
    )
    connection.execute("alter table temp.reading add column line bigint")
    connection.execute(
        "update temp.reading set line = row_line.line from temp.row_line where row_line.rowid = reading.rowid"
    )
    connection.execute("drop table temp.row_line")
