"""A printed table as it was brought: a workbook, an HTML table, text, or what was pasted, as rows of cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from etl.failures import Failure, Refused
from etl.sources.apart import Most, workbook_heads_apart
from etl.sources.markup import markup_heads
from etl.sources.opening import opened
from etl.sources.text import text_head

LARGEST = 2_000_000
"""Bytes a printed table may have; real ones have a tenth."""
MOST_ROWS, MOST_COLUMNS = 300, 60
MOST = Most(bytes=1 << 30, seconds=20)
"""What reading one may take: it is done while people wait, beside the workers that serve them."""
LONGEST = 200
"""Characters of a cell that are kept."""
Rows = tuple[tuple[str, ...], ...]

_NUMBER = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%?)")
_DASHES = str.maketrans("\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{FULLWIDTH HYPHEN-MINUS}", "----")
_BRACKETED = re.compile(r"\((\d[\d,.]*)\)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
"""A table of figures names nobody: a list of people that is brought by mistake is not kept."""
_MONEY = re.compile(r"[\s\N{YEN SIGN}\N{FULLWIDTH YEN SIGN}]")


class NotRead(Exception):
    """What was brought is no table that can be read; `why` is the name of the words, `reason` what the reader said."""

    def __init__(self, why: str, reason: str = "") -> None:
        super().__init__(reason or why)
        self.why = why
        self.reason = reason


@dataclass(frozen=True)
class Figure:
    """A number in a cell: its value as written, with how many decimals, and whether it is a percentage."""

    value: Decimal
    places: int
    percent: bool = False


def figure_of(cell: str) -> Figure | None:
    """The number a cell holds; None for words, dashes and nothing."""
    text = _MONEY.sub("", unicodedata.normalize("NFKC", cell).translate(_DASHES))
    bracketed = _BRACKETED.fullmatch(text)
    found = _NUMBER.fullmatch(f"-{bracketed[1]}" if bracketed else text)
    if found is None:
        return None
    sign, whole, decimals, percent = found.groups(default="")
    value = Decimal(sign + whole.replace(",", "") + decimals)
    return Figure(value, max(len(decimals) - 1, 0), bool(percent))


def read_printed(content: bytes) -> Rows:
    """The rows of the sheet with the most numbers, as wide as its widest row.

    Raises NotRead for what is too large, hostile, damaged, locked, or no table.
    """
    if len(content) > LARGEST:
        raise NotRead("parallel.too_large")
    try:
        with TemporaryDirectory(prefix="printed-") as folder:
            sheets = _sheets(content, Path(folder))
    except (Refused, Failure) as refused:
        raise NotRead("parallel.unreadable", str(refused)) from None
    rows = max((_trimmed(sheet) for sheet in sheets), key=_numbers, default=())
    if not _numbers(rows):
        raise NotRead("parallel.no_figures")
    if any(_IDENTITY.search(cell) for row in rows for cell in row):
        raise NotRead("parallel.people")
    if len(rows) > MOST_ROWS or len(rows[0]) > MOST_COLUMNS:
        raise NotRead("parallel.too_many")
    return rows


def _sheets(content: bytes, work: Path) -> list[Iterable[Sequence[str]]]:
    path = work / "brought"
    path.write_bytes(content)
    if not content.strip():
        raise Refused("nothing was brought; choose a file, or paste the table")
    file = opened(path, work, 1)
    if file.source == "html":
        return list(markup_heads(file.path, work, MOST_ROWS + 1))
    if file.source == "text":
        return [text_head(file.path, MOST_ROWS + 1)]
    return [rows for _, rows in workbook_heads_apart(file.path, file.source, work, MOST_ROWS + 1, MOST)]


def _trimmed(sheet: Iterable[Sequence[str]]) -> Rows:
    """Rows and columns with anything in them, cells without line breaks."""
    rows = [[" ".join(cell.replace("\0", "").split())[:LONGEST] for cell in row] for row in sheet]
    width = max((place for row in rows for place, cell in enumerate(row, 1) if cell), default=0)
    filled = [tuple([*row, *[""] * width][:width]) for row in rows if any(row)]
    kept = [place for place in range(width) if any(row[place] for row in filled)]
    return tuple(tuple(row[place] for place in kept) for row in filled)


def _numbers(rows: Rows) -> int:
    return sum(figure_of(cell) is not None for row in rows for cell in row)
