"""The words a feed is declared in: kinds of cells, columns, and the feed itself."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files


class Kind(StrEnum):
    """How the text of a cell is read; each is the macro `read_<kind>` of sources/reading.sql."""

    TEXT = "text"
    KEY = "key"
    IDENTITY = "identity"
    AREA = "area"
    MONEY = "money"
    RATE = "rate"
    COUNT = "count"
    DAY = "day"
    FROM_DAY = "from_day"
    TO_DAY = "to_day"
    MONTH = "month"
    FIRST_MONTH = "first_month"
    LAST_MONTH = "last_month"
    PERIOD = "period"
    YEAR = "year"
    MONTH_OF_YEAR = "month_of_year"
    MOMENT = "moment"
    CODE = "code"


WHAT_IS_READ: Mapping[Kind, str] = {
    Kind.TEXT: "a text",
    Kind.KEY: "a number written out, not 2.1E+17",
    Kind.IDENTITY: "an identity number written out, not 2.1E+17",
    Kind.AREA: "an area code written out",
    Kind.MONEY: "an amount in yuan, at most two decimals",
    Kind.RATE: "a rate",
    Kind.COUNT: "a whole number",
    Kind.DAY: "a date: YYYY-MM-DD, YYYYMMDD or YYYY/M/D",
    Kind.FROM_DAY: "a date or a month",
    Kind.TO_DAY: "a date or a month",
    Kind.MONTH: "a month: YYYYMM or YYYY-MM",
    Kind.FIRST_MONTH: "a month or its first day",
    Kind.LAST_MONTH: "a month or its last day",
    Kind.PERIOD: "a month, or the first and the last month of a period",
    Kind.YEAR: "a year: YYYY",
    Kind.MONTH_OF_YEAR: "a month of the year: 1 to 12",
    Kind.MOMENT: "a date, or a date and a time",
    Kind.CODE: "in any value map",
}
"""Completes the sentence "is not ...", said of a cell that cannot be read."""

DATES = (
    *(Kind.DAY, Kind.FROM_DAY, Kind.TO_DAY, Kind.MONTH),
    *(Kind.FIRST_MONTH, Kind.LAST_MONTH, Kind.PERIOD, Kind.MOMENT),
)
"""Kinds whose unreadable cells put the row aside even where the column may be empty."""


@dataclass(frozen=True)
class Column:
    """One column: where its cell is found in a delivery and how it is read.

    `required` (the contract's star): without it a row means nothing. `closed`: a value no map knows
    puts the row aside. `unknown` and `empty`: the code of a value no map knows, and of an empty cell.
    `otherwise`: what to read when the cell is empty, an expression over cells. `instead`: groups of fields,
    each of which makes up for the column when the file lacks it. `landed`: is a column of the landed table.
    """

    field: str
    header: str
    kind: Kind = Kind.TEXT
    required: bool = False
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    closed: bool = False
    unknown: str | None = None
    empty: str | None = None
    otherwise: str | None = None
    instead: tuple[tuple[str, ...], ...] = ()
    landed: bool = True


@dataclass(frozen=True)
class Rule:
    """A condition over the read values of a row that puts it aside, told at a column."""

    field: str
    condition: str
    reason: str


@dataclass(frozen=True)
class Feed:
    """One kind of record from one source system.

    `total_field`: the cell that says 合计 on a total row. `amount`: the column control files add up.
    `derived`: landed columns that follow from the other values of the row, as expressions over them.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    total_field: str
    amount: str | None = None
    derived: Mapping[str, str] = dataclasses.field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    expected: bool = False

    def column(self, name: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == name)


def shipped_codes(name: str) -> dict[str, str]:
    """The value map of a shipped reference list: each code and each name means the code."""
    rows = reference_rows(name)
    return {row[0]: row[0] for row in rows} | {row[1]: row[0] for row in rows}


def reference_rows(name: str) -> list[list[str]]:
    """The rows of a shipped reference list, without its header."""
    text = (files("sql") / "reference" / f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.reader(text.splitlines()))[1:]


def themselves(*values: str) -> dict[str, str]:
    """The value map of words that are their own codes."""
    return {value: value for value in values}


def key(field: str, header: str) -> Column:
    """A number that names something, required, kept as text."""
    return Column(field, header, Kind.KEY, required=True)


def identity() -> Column:
    """The number people are joined on."""
    return Column("identity", "证件号码", Kind.IDENTITY, required=True)


def worker_type(header: str) -> Column:
    """A worker type by code or name; 98 when no map knows it, 99 when empty."""
    values = shipped_codes("worker_types")
    return Column("worker_type", header, Kind.CODE, values=values, unknown="98", empty="99")
