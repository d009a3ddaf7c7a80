"""The strip, the map and the charts of the coverage page."""

from __future__ import annotations

from dataclasses import replace

import plotly.graph_objects as go
from dash import html

from dashboard.components.cards import card, state
from dashboard.components.heat import Cell, HeatRow, heat_key, heat_map
from dashboard.components.ramps import ramp
from dashboard.components.strips import metric_item, strip
from dashboard.components.tables import Table
from dashboard.components.tile_map import Block, Tile, tile_map, tile_range
from dashboard.data import Record
from dashboard.figures.monthly import bars_figure, lines_figure
from dashboard.numbers import SMALL, percent
from dashboard.pages.coverage_table import MOVES, RATE, moves_table, trend_table
from dashboard.pages.page import Context
from dashboard.pages.parts import chart_card
from sql.metrics import METRIC

FIGURES = ("target_persons", "covered_persons", RATE, "effective_coverage_rate", *MOVES)
STEPS = 7


def coverage_strip(context: Context) -> html.Div:
    """Six figures with their change since the month before."""
    monthly = context.asking.by_month(FIGURES, context.when.month, 2)
    items = [
        replace(
            metric_item(METRIC[name], monthly, context.when.month, context.words),
            href=context.view.link(explain=name, of={}),
        )
        for name in FIGURES
    ]
    return strip(items)


def map_card(context: Context) -> html.Section:
    """Every community as a square in its subdistrict."""
    words, month = context.words, context.words.full_month(context.when.month)
    blocks = _blocks(context)
    subtitle = words("coverage.map_subtitle", month=month, few=SMALL)
    if not blocks:
        return card(words("coverage.map_plain"), subtitle, state(words("state.nothing"), words("state.nothing_hint")))
    low, high = tile_range(blocks)
    key = ramp(f"{low:.0%}", f"{high:.0%}", "seqT", STEPS)
    return card(_map_title(context, blocks), subtitle, tile_map(blocks), key=key)


def _map_title(context: Context, blocks: list[Block]) -> str:
    known = [(tile.cell.rate, tile.name) for block in blocks for tile in block.tiles if tile.cell.counts]
    rates = [(rate, name) for rate, name in known if rate is not None]
    if not rates:
        return context.words("coverage.map_plain")
    rate, name = min(rates)
    return context.words("coverage.map_title", name=name, rate=percent(rate))


def _blocks(context: Context) -> list[Block]:
    """The subdistricts of the area with their communities, both as their own questions."""
    month, words, view = context.when.month, context.words, context.view
    parts = {row["community"]: _cell(row) for row in context.asking.of_month((RATE,), month, by=("community",))}
    wholes = {row["subdistrict"]: _cell(row) for row in context.asking.of_month((RATE,), month, by=("subdistrict",))}
    blocks = []
    for code in sorted(whole for whole in wholes if context.areas.known(whole)):
        tiles = [
            Tile(context.areas.name(part, words), cell, view.link(area=part))
            for part, cell in sorted(parts.items())
            if part.startswith(code) and context.areas.known(part)
        ]
        if tiles:
            blocks.append(Block(context.areas.short_name(code, words), wholes[code], view.link(area=code), tiles))
    return blocks


def _cell(row: Record) -> Cell:
    return Cell(row[RATE], row[f"{RATE}_den"] or 0)


def heat_card(context: Context) -> html.Section:
    """Area by worker type; every total is its own question."""
    words, month = context.words, context.when.month
    people = context.asking.of_month(("target_persons",), month, by=("worker_type",))
    types = [row["worker_type"] for row in people if row["target_persons"]]
    subtitle = words("coverage.heat_subtitle", month=words.full_month(month), few=SMALL)
    if not types:
        return card(words("coverage.heat_plain"), subtitle, state(words("state.nothing"), words("state.nothing_hint")))
    rows = [HeatRow(context.place, "", _line(context, (), "", types))]
    part = context.view.part
    codes = [row[part] for row in context.asking.of_month((RATE,), month, by=(part,)) if context.areas.known(row[part])]
    rows += [
        HeatRow(context.areas.name(code, words), context.view.link(area=code), _line(context, (part,), code, types))
        for code in codes
    ]
    heads = [words("heat.total"), *(words.short_type(code) for code in types)]
    lowest = min(
        ((cell.rate, code) for cell, code in zip(rows[0].cells[1:], types, strict=True) if cell.counts and cell.rate),
        default=None,
    )
    title = (
        words("coverage.heat_title", type=dict(context.types).get(lowest[1], lowest[1]), rate=percent(lowest[0]))
        if lowest
        else words("coverage.heat_plain")
    )
    return card(title, subtitle, heat_map(heads, rows), key=heat_key(rows))


def _line(context: Context, by: tuple[str, ...], code: str, types: list[str]) -> list[Cell]:
    """A row's total and its types; asked once for all rows, for answers are kept."""
    month = context.when.month
    alone = context.asking.of_month((RATE,), month, by=by)
    typed = context.asking.of_month((RATE,), month, by=(*by, "worker_type"))
    own = [row for row in (*alone, *typed) if not by or row[by[0]] == code]
    cells = {row.get("worker_type", ""): replace(_cell(row), href=_explained(context, row)) for row in own}
    return [cells.get(kind, Cell()) for kind in ("", *types)]


def _explained(context: Context, row: Record) -> str:
    of = {name: row[name] for name in (context.view.part, "worker_type") if name in row}
    return context.view.link(explain=RATE, of=of)


def trend_card(context: Context) -> html.Section:
    """Both rates over two years."""

    def draw(shown: Table) -> go.Figure:
        rows, words = list(shown.rows)[::-1], context.words
        series = {
            words(f"coverage.{name}"): [None if row[name] is None else row[name] * 100 for row in rows]
            for name in (RATE, "effective_coverage_rate")
        }
        return lines_figure(words.ticks([row["month"] for row in rows]), series, scheme=context.view.scheme, zero=False)

    return chart_card(context, trend_table(context), draw, context.words("coverage.trend_plain"))


def moves_card(context: Context) -> html.Section:
    """Who came in and who left, month by month; a click shows the month."""

    def draw(shown: Table) -> go.Figure:
        rows, words = list(shown.rows)[::-1], context.words
        series = {
            words("coverage.new"): [row["new_persons"] for row in rows],
            words("coverage.lost"): [None if row["lost_persons"] is None else -row["lost_persons"] for row in rows],
        }
        ids = [context.view.link(month=row["month"], crossed=("month",)) for row in rows]
        ticks = words.ticks([row["month"] for row in rows])
        return bars_figure(ticks, series, ("accent", "c2"), scheme=context.view.scheme, ids=ids)

    return chart_card(context, moves_table(context), draw, context.words("coverage.moves_plain"))
