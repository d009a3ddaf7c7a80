"""Opening a delivered file: what it is by its content, never by its name."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path

from etl.failures import Refused
from etl.sources.apart import workbook_grid_apart
from etl.sources.grid import Grid, Search
from etl.sources.markup import markup_grid
from etl.sources.text import BLOCK_BYTES, text_grid
from etl.sources.workbook import refuse_bombs

MOST_TIMES_PACKED = 500
SMALL_BYTES = 256 << 20
_ZIP, _OLE, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b"
_NO_TABLES = {
    b"%PDF": "a PDF document",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


@dataclass(frozen=True)
class Opened:
    """A delivered file whose content was looked at: unpacked where it was packed, and what it is."""

    path: Path
    source: str


def opened(path: Path, work: Path, gigabytes: int) -> Opened:
    """A delivered file, and whether it is an `xlsx`, an `xls`, `html` or `text`; spool files go under `work`.

    Raises Refused for what is none of them, and for what is hostile.
    """
    refuse_large(path, gigabytes)
    start = _start(path)
    if start.startswith(_GZIP):
        path = _unpacked(path, work / "unpacked", gigabytes << 30)
        start = _start(path)
    if start.startswith(_ZIP):
        refuse_bombs(path)
        return Opened(path, "xlsx")
    if start.startswith(_OLE):
        return Opened(path, "xls")
    if _looks_like_markup(start):
        return Opened(path, "html")
    _refuse_what_holds_no_table(start)
    _refuse_nulls(path)
    return Opened(path, "text")


def open_grid(path: Path, search: Search, gigabytes: int) -> Grid:
    """A delivered file as a grid.

    Raises Refused for what is not text, a workbook or an HTML table, and for what is hostile.
    """
    file = opened(path, search.work, gigabytes)
    if file.source == "html":
        return markup_grid(file.path, search)
    if file.source == "text":
        return text_grid(file.path, search)
    return workbook_grid_apart(file.path, file.source, search)


def refuse_large(path: Path, gigabytes: int) -> None:
    """Refuse a file before anything is done with it."""
    if path.stat().st_size > gigabytes << 30:
        raise Refused(
            f"the file is larger than {gigabytes} GB; have it delivered in parts, or raise largest_file_gigabytes"
        )


def _refuse_what_holds_no_table(start: bytes) -> None:
    for mark, what in _NO_TABLES.items():
        if start.startswith(mark):
            raise Refused(f"the file is {what}; have the table itself delivered, as .csv or .xlsx")


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _looks_like_markup(start: bytes) -> bool:
    words = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return words.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml", b"<head", b"<style", b"<div"))


def _unpacked(path: Path, target: Path, most: int) -> Path:
    """A .gz written out, stopped as soon as it grows beyond reason."""
    allowed = min(most, max(SMALL_BYTES, MOST_TIMES_PACKED * path.stat().st_size))
    size = 0
    try:
        with gzip.open(path, "rb") as file, target.open("wb") as out:
            while block := file.read(BLOCK_BYTES):
                size += len(block)
                if size > allowed:
                    raise Refused(
                        f"the packed file grows beyond {allowed:,} bytes, more than is safe; deliver it unpacked"
                    )
                out.write(block)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Refused("the packed file is damaged or cut off; have it delivered again") from None
    return target


def _refuse_nulls(path: Path) -> None:
    """Text holds no NUL; a file that does is something else, or was torn while it was written."""
    done = 0
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return
        file.seek(0)
        while block := file.read(BLOCK_BYTES):
            found = block.find(b"\0")
            if found >= 0:
                raise Refused(f"byte {done + found:,} is NUL, so this is not text; have the file delivered again")
            done += len(block)
