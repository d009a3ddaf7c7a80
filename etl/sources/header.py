"""Finding the header row behind title lines, and what its cells mean."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Sequence

from etl.failures import Refused
from etl.feeds.words import Column
from etl.sources.grid import Header, Search

ROWS_SEARCHED = 50
_TAG = re.compile(r"<[^>]*>")
_MARKS = re.compile(r"[\s\u200b\ufeff*★]+")
_COMMAS = str.maketrans({"、": ",", ";": ",", "【": "(", "】": ")", "[": "(", "]": ")"})


def clean_header(cell: str) -> str:
    """A header cell without tags, blanks, width and kind of brackets and commas."""
    plain = html.unescape(_TAG.sub("", cell))
    return _MARKS.sub("", unicodedata.normalize("NFKC", plain)).translate(_COMMAS).upper()


def one_line(lines: Iterable[Sequence[str]]) -> list[str]:
    """Head rows as one: each column's name read from the top, a merged cell said over each column it spans."""
    rows = [list(line) for line in lines]
    width = max((len(row) for row in rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    for number, row in enumerate(rows[:-1]):
        for place in range(1, width):
            if not row[place].strip() and any(below[place].strip() for below in rows[number + 1 :]):
                row[place] = row[place - 1]
    return ["".join(row[place].strip() for row in rows) if len(rows) > 1 else rows[0][place] for place in range(width)]


def stand_in(column: Column, header: Header) -> tuple[str, ...]:
    """The fields that make up for a column which a header lacks; none where the header has them not either."""
    return next((fields for fields in column.instead if all(name in header.places for name in fields)), ())


def shown_header(cell: str) -> str:
    """A header cell as it is read on the screen: without tags and line breaks."""
    return " ".join(html.unescape(_TAG.sub("", cell)).split())


class NoHeader(Refused):
    """No row of a table is the header of the feed; `known`: how many of its columns the likeliest row has."""

    def __init__(self, message: str, known: int) -> None:
        super().__init__(message)
        self.known = known


class HeaderFinder:
    """Looks for the row that names the columns of a feed."""

    def __init__(self, search: Search) -> None:
        feed, settings = search.feed, search.settings
        self._feed = feed
        self._row, self._lines = settings.header_row, settings.header_rows
        self._said = {clean_header(header): field for header, field in settings.columns.items()}
        self._shipped = {clean_header(column.header): column.field for column in feed.columns}
        self._full = settings.kind == "full"
        self._total = clean_header(settings.total_header) if settings.total_header else None

    def find(self, rows: Iterable[Sequence[str]]) -> Header:
        """The first row that has every required column.

        Where the settings speak of a head of several lines, it may also stand in other rows than they say, and a head
        of one line is understood too: not every file of the feed is of the same hand.

        Raises NoHeader naming what the likeliest row lacks, Refused for a column that is there twice.
        """
        best: Header | None = None
        elsewhere: Header | None = None
        lines: deque[Sequence[str]] = deque(maxlen=self._lines)
        for number, cells in enumerate(rows, start=1):
            lines.append(cells)
            if self._lines > 1 and elsewhere is None:
                elsewhere = self._whole(number, (list(lines), [cells]))
            if self._row in (None, number):
                header = self.understood(number, one_line(lines))
                if not self.missing(header):
                    return self._unambiguous(header)
                if best is None or len(header.places) > len(best.places):
                    best = header
            if number >= max(ROWS_SEARCHED, self._row or 0):
                break
        if elsewhere is not None:
            return self._unambiguous(elsewhere)
        raise NoHeader(self._complaint(best), len(best.places) if best else 0)

    def _whole(self, number: int, heads: Sequence[Sequence[Sequence[str]]]) -> Header | None:
        """The first of some heads that end in a row which has every required column."""
        understood = (self.understood(number, one_line(head)) for head in heads)
        return next((header for header in understood if not self.missing(header)), None)

    def missing(self, header: Header) -> list[str]:
        """The required columns that a header row lacks."""
        return [column.header for column in self._feed.columns if self._lacks(column, header)]

    def _lacks(self, column: Column, header: Header) -> bool:
        if not column.required or column.field in header.places:
            return False
        if self._full and column.field == "change_date":
            return False
        return not stand_in(column, header)

    def understood(self, number: int, cells: Sequence[str]) -> Header:
        """What the cells of a row would mean if it were the header."""
        names = [clean_header(cell) for cell in cells]
        places: dict[str, int] = {}
        for meaning in (self._said, self._shipped):
            for place, name in enumerate(names):
                if meaning is self._shipped and name in self._said:
                    continue
                field = meaning.get(name)
                if field and field not in places and place not in places.values():
                    places[field] = place
        return Header(number, tuple(cells), places, self._place_of_total(names))

    def _place_of_total(self, names: Sequence[str]) -> int | None:
        """Where total rows say so: under the header set, in a file without it under the first."""
        if self._total is None or not names:
            return None
        return names.index(self._total) if self._total in names else 0

    def _unambiguous(self, header: Header) -> Header:
        """The header itself; refused when a column it needs is there twice."""
        names = [clean_header(cell) for cell in header.cells]
        for place in header.places.values():
            if names.count(names[place]) > 1:
                raise Refused(
                    f"row {header.row} has two columns named {' '.join(header.cells[place].split())}; "
                    "have one of them renamed or removed at the source"
                )
        return header

    def _complaint(self, best: Header | None) -> str:
        advice = (
            f"correct the file, or say in settings.toml under [feeds.{self._feed.name}.columns] what its headers mean"
        )
        if best is None or not best.places:
            where = f"row {self._row}" if self._row else f"the first {ROWS_SEARCHED} rows"
            return f"no header row of {self._feed.name} in {where}; {advice}"
        return f"the header in row {best.row} lacks {', '.join(self.missing(best))}; {advice}"
