"""A delivered table made ready for DuckDB: UTF-8 text with its header found and understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.feed_settings import FeedSettings
from etl.feeds.words import Feed


@dataclass(frozen=True)
class Search:
    """What is looked for in a file: a feed's columns, as set here; spool files go under `work`."""

    feed: Feed
    settings: FeedSettings
    work: Path


WORKBOOKS = ("xlsx", "xls", "html")


@dataclass(frozen=True)
class Header:
    """The header row: where it stands (counted from 1), its cells, and what they mean.

    `places`: the position in `cells` of each field of the feed that the delivery has; `total`: of the cell
    that says 合计 on a total row, where the settings name one.
    """

    row: int
    cells: tuple[str, ...]
    places: Mapping[str, int]
    total: int | None = None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that mean nothing to the feed; their cells stay in the archive."""
        used = set(self.places.values())
        return tuple(cell.strip() for place, cell in enumerate(self.cells) if place not in used and cell.strip())


@dataclass(frozen=True)
class Grid:
    """Text that DuckDB reads: `skip` records stand above the first row.

    `numbered`: each row begins with its row number in the delivered file; otherwise rows are counted
    from the header on. `source`: utf-8, gb18030, xlsx, xls, html or database.
    """

    path: Path
    source: str
    delimiter: str
    skip: int
    header: Header
    numbered: bool = False

    @property
    def parameters(self) -> dict[str, object]:
        """What a statement over its cells is given."""
        return {"path": str(self.path), "delimiter": self.delimiter, "skip": self.skip}

    @property
    def is_workbook(self) -> bool:
        """Whether the cells were typed by a spreadsheet before they became text."""
        return self.source in WORKBOOKS
