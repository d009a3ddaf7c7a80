"""HTML tables that some systems name .xls, read row by row without entities or network."""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from etl.failures import Refused
from etl.sources.grid import Grid, Search
from etl.sources.header import NoHeader
from etl.sources.text import BLOCK_BYTES, proven_encoding
from etl.sources.workbook import Row, spooled

MOST_BYTES = 2 << 30
_CELLS = ("td", "th")


def markup_grid(path: Path, search: Search) -> Grid:
    """The first table that has the feed's header.

    Raises Refused when none has, the text is in no known encoding, defines entities, or was cut off.
    """
    text = _safe(path, search.work)
    complaints = [NoHeader("the file looks like HTML but holds no table; have it delivered as .xlsx or .csv", -1)]
    for place in range(_tables(text)):
        try:
            return spooled(_rows(text, place), "html", search)
        except NoHeader as complaint:
            complaints.append(complaint)
    raise max(complaints, key=lambda complaint: complaint.known)


def markup_heads(path: Path, work: Path, rows: int) -> list[list[Row]]:
    """The first rows of every table, whatever they mean; refused as above."""
    text = _safe(path, work)
    return [list(itertools.islice(_rows(text, place), rows)) for place in range(_tables(text))]


def _safe(path: Path, work: Path) -> Path:
    """The file as UTF-8, once it is known to be whole and harmless."""
    if path.stat().st_size > MOST_BYTES:
        raise Refused("the HTML table is larger than 2 GB; have it delivered as CSV")
    text = _as_utf8(path, work)
    _refuse_hostile_or_cut(text)
    return text


def _refuse_hostile_or_cut(path: Path) -> None:
    """No export defines entities; and what begins a row ends its table."""
    last_row = last_end = -1
    done, rest = 0, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            block = rest + block.lower()
            if b"<!entity" in block:
                raise Refused("the HTML defines entities, which tables do not need; have it delivered as .xlsx or .csv")
            last_row = max(last_row, _last(b"<tr", block, done))
            last_end = max(last_end, _last(b"</table", block, done))
            rest = block[-len(b"<!entity") :]
            done += len(block) - len(rest)
    if last_row > last_end:
        raise Refused("the HTML breaks off within its table; have it delivered again")


def _last(word: bytes, block: bytes, offset: int) -> int:
    """Where a word stands last in the file, by its place in a block."""
    found = block.rfind(word)
    return found if found < 0 else offset + found


def _as_utf8(path: Path, work: Path) -> Path:
    encoding = proven_encoding(path)
    if encoding == "utf-8":
        return path
    target = work / "markup.html"
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file, target.open("w", encoding="utf-8", newline="") as out:
        while block := file.read(BLOCK_BYTES):
            out.write(decoder.decode(block))
    return target


def _tables(path: Path) -> int:
    return sum(1 for _ in _parsed(path, "table"))


def _rows(path: Path, place: int) -> Iterator[Row]:
    """The rows of one table; a table inside a cell is a table of its own."""
    seen, within = 0, []
    for event, element in _parsed(path, "tr", "table", starts=True):
        if element.tag == "table" and event == "start":
            within.append(seen)
            seen += 1
        elif element.tag == "table":
            within.pop()
        elif event == "end":
            if within and within[-1] == place:
                yield [text for cell in element.iterchildren(*_CELLS) for text in _spread(cell)]
            element.clear()


def _spread(cell: etree._Element) -> list[str]:
    """The text of a cell, and empty cells for the columns it stretches over."""
    text = " ".join("".join(str(part) for part in cell.itertext()).split())
    wide = cell.get("colspan", "1")
    return [text, *[""] * (min(int(wide), 1000) - 1 if wide.isdigit() else 0)]


def _parsed(path: Path, *tags: str, starts: bool = False) -> Iterator[tuple[str, etree._Element]]:
    events = ("start", "end") if starts else ("end",)
    try:
        yield from etree.iterparse(
            str(path), events=events, tag=tags, html=True, encoding="utf-8", no_network=True, huge_tree=False
        )
    except etree.XMLSyntaxError as error:
        raise Refused(f"the HTML table cannot be read ({error.msg}); have it delivered as CSV") from None
