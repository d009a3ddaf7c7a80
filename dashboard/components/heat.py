"""A heat map as a table: the value in every cell, its size as the ground under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard.components import html
from dashboard.components.ramps import ramp
from dashboard.numbers import SMALL, percent

STEPS = 7
HIDDEN = "·"


@dataclass(frozen=True)
class Cell:
    """A rate, how many it is about (None: not said), and where it is explained."""

    rate: Decimal | None = None
    persons: int | None = None
    href: str = ""

    @property
    def counts(self) -> bool:
        """Whether there are enough people for the rate to be shown."""
        return self.rate is not None and (self.persons or 0) >= SMALL


@dataclass(frozen=True)
class HeatRow:
    """A row: its name, where it leads, its cells; the first cell is the row's own total."""

    name: str
    href: str
    cells: Sequence[Cell]


def heat_range(rows: Sequence[HeatRow]) -> tuple[float, float]:
    """The lowest and highest rate shown, to whole per cents."""
    rates = [float(cell.rate) for row in rows for cell in row.cells if cell.counts and cell.rate is not None]
    if not rates:
        return 0.0, 1.0
    low, high = int(min(rates) * 100) / 100, (int(max(rates) * 100) + 1) / 100
    return low, max(high, low + 0.01)


def heat_key(rows: Sequence[HeatRow]) -> html.Span:
    """What the ground means."""
    low, high = heat_range(rows)
    return ramp(f"{low:.0%}", f"{high:.0%}", "seqT", STEPS)


def heat_map(heads: Sequence[str], rows: Sequence[HeatRow]) -> html.Div:
    """The first row is the total of all, set off like the first column."""
    low, high = heat_range(rows)
    head = html.Tr([html.Td("")] + [html.Th(text) for text in heads])
    body = [_row(row, low, high, "whole" if not place else "") for place, row in enumerate(rows)]
    return html.Div(html.Table([html.Thead(head), html.Tbody(body)], className="heat"), className="scroll")


def _row(row: HeatRow, low: float, high: float, css: str) -> html.Tr:
    name = html.Th(html.Link(row.name, href=row.href) if row.href else row.name, scope="row")
    return html.Tr([name, *(_cell(cell, low, high) for cell in row.cells)], className=css)


def _cell(cell: Cell, low: float, high: float) -> html.Td:
    if not cell.counts or cell.rate is None:
        counted = {} if cell.persons is None else {"title": f"n={cell.persons}"}
        return html.Td(HIDDEN, className="few", **counted)
    step = min(STEPS - 1, int((float(cell.rate) - low) / (high - low) * STEPS))
    shown = html.Link(percent(cell.rate), href=cell.href, className="explained") if cell.href else percent(cell.rate)
    return html.Td(shown, style={"background": f"var(--seqT{step})"}, title=f"n={cell.persons:,}")
