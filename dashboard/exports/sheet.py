"""What an export is made of: tables with columns of a kind, and the watermark of who took them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

Cell = str | int | float | Decimal | date | None
"""What a row holds; None is what is not known and leaves its cell empty."""

_CHINA = ZoneInfo("Asia/Shanghai")


class Kind(StrEnum):
    """What the values of a column are, and with that how they are written."""

    TEXT = "text"
    """Anything with letters, and every number that is a name: identity numbers, codes, telephones."""
    WHOLE = "whole"
    """Persons, rows, months."""
    MONEY = "money"
    """Yuan, with two decimals."""
    RATE = "rate"
    """A fraction of 1, shown as percent with two decimals."""
    DAY = "day"
    """A date."""
    MONTH = "month"
    """A month as text, 2025-12."""

    @property
    def numeric(self) -> bool:
        """Whether values are counted in, and stand right."""
        return self in {Kind.WHOLE, Kind.MONEY, Kind.RATE}


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        label: Its head.
        kind: What its values are.
        width: In characters of Excel, of which a Chinese character takes two; None leaves it to the kind and the label.
        group: A head above it, one over neighbouring columns of the same group; empty for none.
        choices: What may be filled in; a workbook offers them in every cell of the column, and marks the empty ones.
    """

    label: str
    kind: Kind = Kind.TEXT
    width: float | None = None
    group: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One table, read once from its first row to its last.

    Attributes:
        title: What the table is; the sheet is named after it.
        notes: Pairs of what and its value: filters, how current the data is, which version answered.
        columns: From left to right, at least one.
        rows: As many cells each as there are columns. An iterator is enough, and keeps memory small.
    """

    title: str
    notes: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]


@dataclass(frozen=True)
class Labels:
    """The words of an export in one language; this package has none of its own.

    Attributes:
        notes: The name of the first sheet of a workbook.
        mark: The watermark, with places for {number}, {user} and {time}.
        rows: What stands beside a number of rows.
        page: The foot of a printed page, with places for {page} and {pages}.
        cut: What is said when texts were longer than a cell can be, with a place for {count}.
        choices: The name of the hidden sheets that hold what may be filled in.
    """

    notes: str
    mark: str
    rows: str
    page: str
    cut: str
    choices: str


@dataclass(frozen=True)
class Mark:
    """The watermark: under which number, by whom and when an export was made.

    Attributes:
        number: What the ledger of exports knows it by.
        user: Who it was made for.
        at: When, with a time zone; it is shown in the time of Asia/Shanghai. A time without a zone is a ValueError.
    """

    number: str
    user: str
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("the time of an export needs its time zone")

    def line(self, labels: Labels) -> str:
        """The watermark in words."""
        time = f"{self.at.astimezone(_CHINA):%Y-%m-%d %H:%M:%S}"
        return labels.mark.format(number=self.number, user=self.user, time=time)
