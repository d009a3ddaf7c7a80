"""What a report is made of: typed blocks, put together once and rendered in every format.

A figure is a value with the form it is printed in; every rendering takes both from here, so that no two
renderings can disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Number = Decimal | int


class Form(StrEnum):
    """How a value is printed."""

    WAN = "wan"
    """Yuan, printed in 万元 with two decimals."""
    YUAN = "yuan"
    """Yuan with two decimals."""
    COUNT = "count"
    """Persons, receipts, rows."""
    RATE = "rate"
    """A fraction, printed in percent with two decimals and without the sign."""
    POINTS = "points"
    """A difference of fractions, printed in percentage points with its sign."""
    GROWTH = "growth"
    """A relative change, printed in percent with two decimals and without the sign; beyond 1000 % it is –."""
    RANK = "rank"
    """A place in an order."""


@dataclass(frozen=True)
class Figure:
    """One figure; `value` None is nothing known, `hidden` is a rate of fewer than ten that is not told."""

    value: Number | None
    form: Form
    hidden: bool = False


Cell = Figure | str
Pieces = tuple[Cell, ...]
"""Text with figures in it."""


class Level(StrEnum):
    """The levels of headings: 一、 and （一）."""

    CHAPTER = "chapter"
    SECTION = "section"


@dataclass(frozen=True)
class Heading:
    """A heading on a line of its own."""

    level: Level
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `field` names the words of a person that stand here, `open` says they wait to be confirmed."""

    pieces: Pieces
    field: str = ""
    open: bool = False


@dataclass(frozen=True)
class Head:
    """The head of a column: its labels from the top down, up to three; `restated` marks it with a raised r."""

    labels: tuple[str, ...]
    restated: bool = False


class Line(StrEnum):
    """What a row of a table is."""

    PART = "part"
    TOTAL = "total"


@dataclass(frozen=True)
class Row:
    """One row; a `None` cell is a row label that the cell above spans, `sign` −1 is taken off in a reckoning."""

    cells: tuple[Cell | None, ...]
    line: Line = Line.PART
    sign: int = 1


@dataclass(frozen=True)
class Table:
    """A table with everything that must stand on it.

    Attributes:
        key: What it is called in the words and the checks.
        number: 表2, 附表1: how the text calls it.
        title: What it shows.
        axis: 统计口径: which time its figures are about.
        unit: 单位.
        heads: One per column.
        rows: As many cells each as there are heads; the total stands last.
        notes: 注, numbered when there are several.
        labels: How many columns name the row.
        plain: Three lines instead of ruled cells; for few columns.
        sign: Whether the line of who made it stands under it.
        bars: The column that has bars in Excel, if one has.
    """

    key: str
    number: str
    title: str
    axis: str
    unit: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    labels: int = 1
    plain: bool = False
    sign: bool = True
    bars: int | None = None

    @property
    def name(self) -> str:
        """Number and title."""
        return f"{self.number}　{self.title}"


class Drawn(StrEnum):
    """How a chart is drawn."""

    LINES = "lines"
    BARS = "bars"
    """Horizontal, one per row, out of zero."""
    FLOWS = "flows"
    """Upright: the first series up, the others down."""


@dataclass(frozen=True)
class Series:
    """One line or set of bars; the first is the one that matters."""

    name: str
    values: tuple[Figure, ...]


@dataclass(frozen=True)
class Chart:
    """A chart: what is drawn, and what stands under it.

    Attributes:
        beside: A text beside each place, such as what falls short; empty for none.
    """

    number: str
    title: str
    subtitle: str
    drawn: Drawn
    places: tuple[str, ...]
    series: tuple[Series, ...]
    beside: tuple[Pieces, ...] = ()


@dataclass(frozen=True)
class Summary:
    """要情: the box on the first page, a word and a sentence in each line."""

    lines: tuple[tuple[str, Pieces], ...]


Block = Heading | Paragraph | Table | Chart | Summary


@dataclass(frozen=True)
class Cover:
    """What stands on the head of the first page, on every page, and at the end.

    Attributes:
        kept: 内部资料　注意保存.
        banner: The red words, in one or two lines.
        issue: 2026年第8期（总第20期）.
        bureau: Who publishes it.
        day: The day it is dated.
        title: What this one is about.
        known: 数据截至…；版本…；范围….
        running: The head of the pages after the first, left; and `state` right.
        state: 数据截至 and 草稿·未封账 or 第1版（封账）.
        made: The line under a table: who made and checked it.
        ending: The lines of 版记.
    """

    kept: str
    banner: tuple[str, ...]
    issue: str
    bureau: str
    day: str
    title: str
    known: str
    running: str
    state: str
    made: str
    ending: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """One report: the same object for every format.

    Attributes:
        cover: See `Cover`.
        body: Blocks of the text, in order.
        annex: Tables after the text.
        about: Pairs for the first sheet of the workbook: period, known on, version, scope, definitions.
        dated: The moment that goes into the files, so that the same report has the same bytes.
        name: The file name without its ending.
    """

    cover: Cover
    body: tuple[Block, ...]
    annex: tuple[Table, ...]
    about: tuple[tuple[str, str], ...]
    dated: date
    name: str

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, those in the text first."""
        return (*(block for block in self.body if isinstance(block, Table)), *self.annex)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart."""
        return tuple(block for block in self.body if isinstance(block, Chart))

    def figures_in_text(self) -> Iterator[Figure]:
        """Every figure that stands in a sentence."""
        for block in self.body:
            if isinstance(block, Paragraph):
                yield from (piece for piece in block.pieces if isinstance(piece, Figure))
            elif isinstance(block, Summary):
                for _, pieces in block.lines:
                    yield from (piece for piece in pieces if isinstance(piece, Figure))


@dataclass(frozen=True)
class HeadCell:
    """A cell of the head of a table: where it stands, how far it reaches."""

    row: int
    column: int
    rows: int
    columns: int
    label: str
    restated: bool


def span_of(table: Table, place: int, column: int) -> int:
    """How many rows the label in a row and column stands for."""
    span = 1
    while place + span < len(table.rows) and table.rows[place + span].cells[column] is None:
        span += 1
    return span


def stands_right(cell: Cell | None) -> bool:
    """Whether it is a number that is read by its last place; a place in an order is not."""
    return isinstance(cell, Figure) and cell.form is not Form.RANK


def head_rows(table: Table) -> int:
    """How many rows the head has."""
    return max(len(head.labels) for head in table.heads)


def head_cells(table: Table) -> list[HeadCell]:
    """The cells of a head; neighbours under the same labels are one, and a short one reaches down."""
    depth = head_rows(table)
    cells: list[HeadCell] = []
    for row in range(depth):
        column = 0
        while column < len(table.heads):
            head = table.heads[column]
            if row >= len(head.labels):
                column += 1
                continue
            last = row == len(head.labels) - 1
            width = 1 if last else _alike(table, row, column)
            rows = depth - row if last else 1
            cells.append(HeadCell(row, column, rows, width, head.labels[row], last and head.restated))
            column += width
    return cells


def _alike(table: Table, row: int, column: int) -> int:
    """How many heads from a column on share their labels down to a row."""
    wanted = table.heads[column].labels[: row + 1]
    width = 1
    while column + width < len(table.heads):
        labels = table.heads[column + width].labels
        if len(labels) <= row + 1 or labels[: row + 1] != wanted:
            break
        width += 1
    return width
