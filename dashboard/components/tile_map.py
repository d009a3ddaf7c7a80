"""A map without internet: a block for every subdistrict, a square for every community, its shade the rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html

from dashboard.components.heat import HIDDEN, STEPS, Cell
from dashboard.numbers import percent


@dataclass(frozen=True)
class Tile:
    """A community: its name, its rate, where it leads."""

    name: str
    cell: Cell
    href: str


@dataclass(frozen=True)
class Block:
    """A subdistrict: its name, its own rate, where it leads, its communities."""

    name: str
    cell: Cell
    href: str
    tiles: Sequence[Tile]


def tile_range(blocks: Sequence[Block]) -> tuple[float, float]:
    """The lowest and highest rate of the communities that are shown, to whole per cents."""
    rates = [float(tile.cell.rate) for block in blocks for tile in block.tiles if tile.cell.counts and tile.cell.rate]
    if not rates:
        return 0.0, 1.0
    low, high = int(min(rates) * 100) / 100, (int(max(rates) * 100) + 1) / 100
    return low, max(high, low + 0.01)


def tile_map(blocks: Sequence[Block]) -> html.Div:
    """The blocks side by side; every square says its name and rate, and is a link."""
    low, high = tile_range(blocks)
    return html.Div([_block(block, low, high) for block in blocks], className="tile-map")


def _block(block: Block, low: float, high: float) -> html.Div:
    name = dcc.Link([html.B(block.name), html.Span(_said(block.cell))], href=block.href, className="name")
    return html.Div(
        [name, html.Div([_tile(tile, low, high) for tile in block.tiles], className="squares")], className="block"
    )


def _said(cell: Cell) -> str:
    return f"{percent(cell.rate)}%" if cell.counts else HIDDEN


def _tile(tile: Tile, low: float, high: float) -> dcc.Link:
    said = f"{tile.name} {_said(tile.cell)}"
    ground, text = "var(--surface2)", HIDDEN
    if tile.cell.counts and tile.cell.rate is not None:
        step = min(STEPS - 1, max(0, int((float(tile.cell.rate) - low) / (high - low) * STEPS)))
        ground, text = f"var(--seqT{step})", percent(tile.cell.rate, 0)
    return dcc.Link(
        [html.Span(text, **{"aria-hidden": "true"}), html.Span(said, className="hidden")],
        href=tile.href,
        className="square",
        title=said,
        style={"background": ground},
    )
