"""Workbooks (.xlsx, .xls) as grids: every cell as the exact text a clerk would have typed."""

from __future__ import annotations

import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

import python_calamine

from etl.failures import Refused
from etl.sources.grid import Grid, Header, Search
from etl.sources.header import ROWS_SEARCHED, HeaderFinder, NoHeader

MOST_BYTES_UNPACKED = 2 << 30
MOST_TIMES_PACKED = 200
SMALL_BYTES = 64 << 20
BLOCK_BYTES = 1 << 22
LARGEST_EXACT = 10**15
"""Excel keeps 15 digits: a whole number beyond them has lost its last ones."""

Row = Sequence[str]
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*\bt="e"[^>]*>')


def workbook_grid(path: Path, source: str, search: Search) -> Grid:
    """The first sheet that has the feed's header (or the sheet the settings name).

    Raises Refused for passwords, damaged files, and missing headers.
    """
    with _damage_refused():
        return _first_sheet(_opened(path, source, search.work), path, source, search)


def workbook_heads(path: Path, source: str, work: Path, rows: int) -> list[tuple[str, list[Row]]]:
    """The name and the first rows of every sheet, whatever they mean; refused as above."""
    with _damage_refused():
        book = _opened(path, source, work)
        return [(name, list(itertools.islice(_rows(book, path, source, name), rows))) for name in book.sheet_names]


def _opened(path: Path, source: str, work: Path) -> python_calamine.CalamineWorkbook:
    """Opened by a name with its ending; from bytes alone the reader cannot tell a password from damage."""
    try:
        return python_calamine.CalamineWorkbook.from_path(_named(path, work / f"book.{source}"))
    except python_calamine.CalamineError:
        if source == "xls":  # a locked .xlsx looks like an .xls from outside
            with suppress(python_calamine.ZipError):
                python_calamine.CalamineWorkbook.from_path(_named(path, work / "book.xlsx"))
        raise


def _named(path: Path, name: Path) -> Path:
    name.unlink(missing_ok=True)
    name.symlink_to(path.absolute())
    return name


@contextmanager
def _damage_refused() -> Iterator[None]:
    """Whatever the reader trips over is a fault of the workbook, but for what the disk says of itself."""
    try:
        yield
    except python_calamine.PasswordError:
        raise Refused("the workbook has a password; have it saved without one") from None
    except (Refused, KeyboardInterrupt):
        raise
    except BaseException as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        said = " ".join(f"{type(error).__name__}: {error}".split())[:100]
        raise Refused(f"the workbook is damaged or cut off ({said}); have it saved and delivered again") from None


def refuse_bombs(path: Path) -> None:
    """Refuse an archive that is no workbook, or would unpack to far more than it is."""
    with _damage_refused(), zipfile.ZipFile(path) as archive:
        unpacked = sum(item.file_size for item in archive.infolist())
        is_office = "[Content_Types].xml" in archive.namelist()
    if not is_office:
        raise Refused("the file is a ZIP archive, no workbook; have the table itself delivered, as .csv or .xlsx")
    packed = max(path.stat().st_size, 1)
    if unpacked > MOST_BYTES_UNPACKED or (unpacked > SMALL_BYTES and unpacked > MOST_TIMES_PACKED * packed):
        raise Refused(
            f"the workbook unpacks to {unpacked:,} bytes from {packed:,}, more than is safe; have it delivered as CSV"
        )


def _first_sheet(book: python_calamine.CalamineWorkbook, path: Path, source: str, search: Search) -> Grid:
    wanted = search.settings.sheet
    if wanted and wanted not in book.sheet_names:
        raise Refused(
            f"the workbook has no sheet {wanted}, only {', '.join(book.sheet_names)};"
            f" correct the workbook, or feeds.{search.feed.name}.sheet in settings.toml"
        )
    complaints = [NoHeader("the workbook has no sheet; have it delivered again", -1)]
    for name in [wanted] if wanted else book.sheet_names:
        try:
            return spooled(_rows(book, path, source, name), source, search)
        except NoHeader as complaint:
            complaints.append(NoHeader(f"sheet {name}: {complaint}", complaint.known))
        except Refused as refused:
            raise Refused(f"sheet {name}: {refused}") from None
    raise max(complaints, key=lambda complaint: complaint.known)


def spooled(rows: Iterable[Row], source: str, search: Search) -> Grid:
    """Rows of cells written as numbered UTF-8 text; wholly empty rows are none.

    Raises NoHeader when no row is the header, Refused when a row is longer than it.
    """
    numbered = enumerate(rows, start=1)
    head = list(itertools.islice(numbered, max(ROWS_SEARCHED, search.settings.header_row or 0)))
    found = HeaderFinder(search).find([row for _, row in head])
    header = Header(found.row, tuple(_without_tail(found.cells)), found.places, found.total)
    grid = sheet_grid(header, source, search)
    with grid.path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        below = itertools.chain(head[header.row :], numbered)
        writer.writerows(_fitted(number, row, len(header.cells)) for number, row in below if any(row))
    return grid


def sheet_grid(header: Header, source: str, search: Search) -> Grid:
    """The grid of a sheet that is, or will be, spooled."""
    return Grid(path=search.work / "sheet.csv", source=source, delimiter=",", skip=0, header=header, numbered=True)


def _without_tail(cells: Row) -> Row:
    """Cells without the empty ones at the end, which spreadsheets leave."""
    last = max((place for place, cell in enumerate(cells) if cell.strip()), default=-1)
    return cells[: last + 1]


def _fitted(number: int, row: Row, width: int) -> list[object]:
    """The row under its header, numbered; refused when it goes on beyond it."""
    if any(cell.strip() for cell in row[width:]):
        raise Refused(f"row {number} has {len(_without_tail(row))} cells, the header {width}; correct the row")
    cells = [cell.replace("\0", "") for cell in row[:width]]
    return [number, *cells, *[""] * (width - len(cells))]


def _rows(book: python_calamine.CalamineWorkbook, path: Path, source: str, name: str) -> Iterator[Row]:
    """The rows from the top of the sheet on, each from its first column on."""
    sheet = book.get_sheet_by_name(name)
    left = sheet.start[1] if sheet.start else 0
    errors = error_cells(path, book.sheet_names.index(name)) if source == "xlsx" else {}
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [""] * left + [cell_text(value) for value in row]
        for place in errors.get(number, ()):
            cells[place : place + 1] = ["#ERROR"]
        yield cells


def cell_text(value: Any) -> str:
    """A cell's value as exact text: money as Excel shows it, dates in ISO form.

    A whole number of more than 15 digits is given with an exponent: its last digits are lost,
    and whoever reads it must see that.
    """
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return f"{value:.15g}" if abs(value) < LARGEST_EXACT else f"{value:.14E}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def error_cells(path: Path, place: int) -> dict[int, list[int]]:
    """Columns, by row, of the cells that show an error such as #N/A, which the reader gives as empty."""
    found: dict[int, list[int]] = {}
    with zipfile.ZipFile(path) as archive:
        part = _sheet_part(archive, place)
        rest = b""
        with archive.open(part) if part else io.BytesIO() as file:
            while block := file.read(BLOCK_BYTES):
                whole, opening, rest = (rest + block).rpartition(b"<c ")
                rest = opening + rest
                for letters, row in _ERROR_CELL.findall(whole):
                    found.setdefault(int(row), []).append(_column(letters.decode()))
        for letters, row in _ERROR_CELL.findall(rest):
            found.setdefault(int(row), []).append(_column(letters.decode()))
    return found


def _sheet_part(archive: zipfile.ZipFile, place: int) -> str | None:
    """The part of the archive that holds the sheet at a place, by the workbook's own relations."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return None
    key = re.findall(r'<sheet\b[^>]*\br:id="([^"]+)"', book)[place : place + 1]
    for relation in re.findall(r"<Relationship\b[^>]*>", relations):
        if key and f'Id="{key[0]}"' in relation:
            target = unescape(re.findall(r'Target="([^"]+)"', relation)[0])
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            return part if part in archive.namelist() else None
    return None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
