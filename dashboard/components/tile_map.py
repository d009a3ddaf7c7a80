"""A map without internet: a block for every subdistrict, a square for every community, its shade the rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components import html
from dashboard.components.heat import HIDDEN, STEPS, Cell
from dashboard.numbers import percent


@dataclass(frozen=True)
class Tile:
    """A community: its name, its rate, where it leads.

    `mark` is warn or alarm where a ring says that it stands out, `note` says the same in words; `on` is the one shown.
    """

    name: str
    cell: Cell
    href: str
    mark: str = ""
    note: str = ""
    on: bool = False


@dataclass(frozen=True)
class Block:
    """A subdistrict: its name, its own rate where that is known, where it leads, its communities."""

    name: str
    cell: Cell
    href: str
    tiles: Sequence[Tile]


def tile_range(blocks: Sequence[Block]) -> tuple[float, float]:
    """The lowest and highest rate of the communities that are shown, to whole per cents."""
    cells = [tile.cell for block in blocks for tile in block.tiles if tile.cell.counts]
    rates = [float(cell.rate) for cell in cells if cell.rate is not None]
    if not rates:
        return 0.0, 1.0
    low, high = int(min(rates) * 100) / 100, (int(max(rates) * 100) + 1) / 100
    return low, max(high, low + 0.01)


def tile_map(blocks: Sequence[Block]) -> html.Div:
    """The blocks side by side; every square says its name and rate, and is a link. One block alone shows the names."""
    low, high = tile_range(blocks)
    alone = len(blocks) == 1
    shown = [_block(block, low, high, named=alone) for block in blocks]
    return html.Div(shown, className="tile-map alone" if alone else "tile-map several")


def _block(block: Block, low: float, high: float, *, named: bool) -> html.Div:
    name = html.Link([html.B(block.name), html.Span(_said(block.cell))], href=block.href, className="name")
    squares = [_tile(tile, low, high, named=named) for tile in block.tiles]
    return html.Div([name, html.Div(squares, className="squares")], className="block")


def _said(cell: Cell) -> str:
    return f"{percent(cell.rate)}%" if cell.counts else HIDDEN


def _tile(tile: Tile, low: float, high: float, *, named: bool) -> html.Link:
    said = " ".join(filter(None, (tile.name, _said(tile.cell), tile.note)))
    text = percent(tile.cell.rate, 2 if named else 0) if tile.cell.counts else HIDDEN
    seen = [html.Span(tile.name, className="community"), html.Span(text)] if named else text
    return html.Link(
        [html.Span(seen, className="seen", **{"aria-hidden": "true"}), html.Span(said, className="hidden")],
        href=tile.href,
        className=" ".join(filter(None, ("square", f"ring-{tile.mark}" if tile.mark else "", "on" if tile.on else ""))),
        title=said,
        style={"background": _ground(tile.cell, low, high)},
    )


def _ground(cell: Cell, low: float, high: float) -> str:
    if not cell.counts or cell.rate is None:
        return "var(--surface2)"
    step = int((float(cell.rate) - low) / (high - low) * STEPS)
    return f"var(--seqT{min(STEPS - 1, max(0, step))})"
