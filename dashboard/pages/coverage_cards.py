"""The strip, the map and the heat map of the coverage page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dashboard.areas import COMMUNITY
from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.heat import Cell, HeatRow, heat_key, heat_map
from dashboard.components.marks import change_mark
from dashboard.components.ramps import ramp
from dashboard.components.strips import Item, strip
from dashboard.components.tile_map import Block, Tile, tile_map, tile_range
from dashboard.data import Record, unfit_for
from dashboard.findings.monthly import Asking, absent
from dashboard.numbers import SMALL, Figure, count, difference, percent
from dashboard.pages.comparing import item, lines, month_beside, under
from dashboard.pages.coverage_table import COVERED, METRICS, OUTSIDE, RATE, TARGET, judged, missing_of
from dashboard.pages.page import Context
from sql.metrics import METRIC, Good, Question
from sql.studies.limits import verdict

STEPS = 7
NO_TYPE = ("98", "99")
"""Other and unclassified: codes, but not a kind of worker."""
SUBDISTRICT = 9
"""Digits of a subdistrict's code."""


def coverage_strip(context: Context) -> html.Div:
    """The figures with what they are compared with; those not counted by a filter are left out."""
    names = [
        name
        for name in METRICS
        if not unfit_for(name, context.view.where) and not absent(context.reading, METRIC[name])
    ]
    found = month_beside(context, context.asking, names)
    shown = [
        one
        for name in names
        for one in (item(context, found, name), *([_missing(context, found)] if name == COVERED else []))
    ]
    return strip(shown)


def _missing(context: Context, found: tuple[Question, Record]) -> Item:
    """Who is on the rosters and not in, both numbers of one question."""
    (question, row), words = found, context.words
    missing = dict(row)
    for end in ("", *(f"@{name}" for name in context.view.compared)):
        if f"{COVERED}{end}" in row:
            missing[f"{COVERED}{end}"] = missing_of(context, row[f"{TARGET}{end}"], row[f"{COVERED}{end}"])
    now = missing.get(COVERED)
    compared = lines(
        context,
        question,
        COVERED,
        missing,
        lambda _, now, before: change_mark(difference(now, before), Good.LESS, words, words("unit.changed"), 0),
    )
    unit = "" if now is None else words("unit.persons")
    return Item(words("coverage.missing"), count(now), unit, under(compared), words("coverage.missing_meaning"))


def map_card(context: Context) -> html.Section:
    """Every community as a square in its subdistrict; of a community, those of the same subdistrict."""
    words = context.words
    asking = _around(context)
    whole = asking.of_month((RATE,), context.when.month)[0][RATE]
    blocks = _blocks(context, asking, whole)
    month = words.full_month(context.when.month)
    subtitle = words("coverage.map_subtitle", month=month, few=SMALL)
    if not blocks:
        return card(words("coverage.map_plain"), subtitle, state(words("state.nothing"), words("state.nothing_hint")))
    low, high = tile_range(blocks)
    key = ramp(f"{low:.0%}", f"{high:.0%}", "seqT", STEPS)
    return card(_map_title(context, blocks, whole), subtitle, tile_map(blocks), key=key)


def _around(context: Context) -> Asking:
    """The area shown; the whole subdistrict of a community."""
    if len(context.view.area) < COMMUNITY:
        return context.asking
    where = {name: codes for name, codes in context.view.where.items() if name != "community"}
    return replace(context.asking, where={**where, "subdistrict": (context.view.area[:SUBDISTRICT],)})


def _map_title(context: Context, blocks: list[Block], whole: Figure) -> str:
    """How many communities are lower than their size explains, and the lowest of those; never more than that."""
    words = context.words
    tiles = [tile for block in blocks for tile in block.tiles]
    judged_ones = [tile for tile in tiles if judged(tile.cell.rate, tile.cell.persons, whole) != "few"]
    if len(judged_ones) < 2:
        return words("coverage.map_plain")
    low = [(tile.cell.rate, tile.name) for tile in judged_ones if tile.mark and tile.cell.rate is not None]
    if not low:
        return words("coverage.map_title_none", count=len(judged_ones))
    rate, name = min(low)
    title = "coverage.map_title" if len(low) > 1 else "coverage.map_title_one"
    return words(title, count=len(judged_ones), low=len(low), name=name, rate=percent(rate))


def _blocks(context: Context, asking: Asking, whole: Figure) -> list[Block]:
    """The subdistricts with their communities, the rates of both their own questions."""
    month, areas = context.when.month, context.areas
    parts = {row["community"]: _cell(row) for row in asking.of_month((RATE,), month, by=("community",))}
    wholes = {row["subdistrict"]: _cell(row) for row in asking.of_month((RATE,), month, by=("subdistrict",))}
    blocks = []
    for code in sorted(one for one in wholes if areas.known(one)):
        within = sorted(part for part in parts if part.startswith(code) and areas.known(part))
        tiles = [_tile(context, part, parts[part], whole) for part in within]
        if tiles:
            name = areas.short_name(code, context.words)
            cell = wholes[code] if _all_of(context, code) else Cell()
            blocks.append(Block(name, cell, context.view.link(area=code), tiles))
    return blocks


def _all_of(context: Context, subdistrict: str) -> bool:
    """Whether the viewer sees all of a subdistrict, so that its rate is its own."""
    scope = context.reading.scope
    return scope is None or any(subdistrict.startswith(one) for one in scope)


def _tile(context: Context, code: str, cell: Cell, whole: Figure) -> Tile:
    said = judged(cell.rate, cell.persons, whole)
    low = said in OUTSIDE and cell.rate is not None and whole is not None and cell.rate < whole
    note = context.words(f"coverage.low_{said}") if low else ""
    name = context.areas.name(code, context.words)
    return Tile(name, cell, context.view.link(area=code), said if low else "", note, code == context.view.area)


def _cell(row: Record, href: str = "") -> Cell:
    return Cell(row[RATE], row[f"{RATE}_den"], href)


def heat_card(context: Context) -> html.Section:
    """Area by worker type; every total is its own question."""
    words, month = context.words, context.when.month
    people = context.asking.of_month((TARGET,), month, by=("worker_type",))
    types = [row["worker_type"] for row in people if row[TARGET]]
    subtitle = words("coverage.heat_subtitle", month=words.full_month(month), few=SMALL)
    if not types:
        return card(words("coverage.heat_plain"), subtitle, state(words("state.nothing"), words("state.nothing_hint")))
    rows = _heat_rows(context, types)
    heads = [words("heat.total"), *(words.short_type(code) for code in types)]
    return card(_heat_title(context, rows[0], types), subtitle, heat_map(heads, rows), key=heat_key(rows))


def _heat_rows(context: Context, types: list[str]) -> list[HeatRow]:
    """The whole first, then its parts, the lowest on top; a community has none."""
    view, kinds = context.view, ("", *types)
    whole = _cells(context, ())
    parts = _cells(context, (view.part,)) if len(view.area) < COMMUNITY else {}
    known = {code for code, _ in parts if context.areas.known(code)}
    codes = sorted(known, key=lambda code: (_total(parts, code), code))
    return [
        HeatRow(context.place, "", [whole.get(("", kind), Cell()) for kind in kinds]),
        *(
            HeatRow(
                context.areas.name(code, context.words),
                view.link(area=code),
                [parts.get((code, kind), Cell()) for kind in kinds],
            )
            for code in codes
        ),
    ]


def _total(cells: Mapping[tuple[str, str], Cell], code: str) -> float:
    """A part's own rate to sort it by; what is unknown comes last."""
    rate = cells.get((code, ""), Cell()).rate
    return 2.0 if rate is None else float(rate)


def _cells(context: Context, by: tuple[str, ...]) -> dict[tuple[str, str], Cell]:
    """Rates by area and type, and by area alone under the type ''."""
    month = context.when.month
    alone = context.asking.of_month((RATE,), month, by=by)
    typed = context.asking.of_month((RATE,), month, by=(*by, "worker_type"))
    return {
        (row[by[0]] if by else "", row.get("worker_type", "")): _cell(row, _explained(context, row))
        for row in (*alone, *typed)
    }


def _explained(context: Context, row: Record) -> str:
    of = {name: row[name] for name in (context.view.part, "worker_type") if name in row}
    return context.view.link(explain=RATE, of=of)


def _heat_title(context: Context, whole: HeatRow, types: list[str]) -> str:
    """The type most below the whole, when that is more than chance; what is not a type is not named."""
    words, total = context.words, whole.cells[0]
    below = [
        (cell.rate, code)
        for cell, code in zip(whole.cells[1:], types, strict=True)
        if code not in NO_TYPE and cell.counts and cell.rate is not None and total.rate is not None
        if cell.rate < total.rate and verdict(float(cell.rate), float(total.rate), cell.persons or 0) != "inside"
    ]
    if not below:
        return words("coverage.heat_plain")
    rate, code = min(below)
    return words("coverage.heat_title", type=dict(context.types).get(code, code), rate=percent(rate))
