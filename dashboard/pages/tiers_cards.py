"""The strip and the charts of the page of tiers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.strips import strip
from dashboard.components.tables import Table
from dashboard.figures.monthly import lines_figure
from dashboard.figures.parts import Drawing
from dashboard.figures.tiered import shares_figure
from dashboard.numbers import count, percent, ratio
from dashboard.pages.comparing import item, month_beside
from dashboard.pages.page import Context
from dashboard.pages.parts import chart_card, table_card
from dashboard.pages.tiers_tables import BASE, LOWEST, PAYING, TIERS, base_table, lowest_table, shares_table
from sql.metrics import DIMENSION
from sql.metrics.period import QuestionError
from sql.studies.scope import Scope

FIGURES = (PAYING, BASE, LOWEST, "contribution_density", "assessed_amount")
NONE = "none"


def tiers_strip(context: Context) -> html.Div:
    """Five figures with their change since the month before; the base in yuan."""
    found = month_beside(context, context.asking, FIGURES)
    items = {name: item(context, found, name) for name in FIGURES}
    items[BASE] = replace(items[BASE], value=count(found[1].get(BASE)), unit=context.words("unit.yuan"))
    return strip([*items.values()])


def shares_card(context: Context) -> html.Section:
    """Tiers as parts of all who paid, over two years."""
    words = context.words

    def draw(shown: Table) -> Drawing:
        rows = list(shown.rows)[::-1]
        names = {column.name: column.head for column in shown.columns}
        tiers = [(names[tier], [row[tier] for row in rows]) for tier in TIERS if tier in names]
        return shares_figure(
            words.ticks([row["month"] for row in rows]), tiers, words=words, scheme=context.view.scheme
        )

    return chart_card(context, shares_table(context), draw, words("tiers.shares_plain"))


def lowest_card(context: Context) -> html.Section:
    """Who pays the lowest tier."""
    return table_card(context, lowest_table(context), context.words("tiers.lowest_plain"), "")


def base_card(context: Context) -> html.Section:
    """The average base over three years."""
    words = context.words

    def draw(shown: Table) -> Drawing:
        rows = list(shown.rows)[::-1]
        ticks = words.ticks([row["month"] for row in rows])
        return lines_figure(
            ticks, {words("tiers.base"): [row[BASE] for row in rows]}, scheme=context.view.scheme, zero=False
        )

    return chart_card(context, base_table(context), draw, words("tiers.base_plain"))


def moves_card(context: Context) -> html.Section:
    """Which tier those who paid a year ago chose now."""
    words, month = context.words, context.when.month
    subtitle = words("tiers.moves_subtitle", first=words.full_month(month - 12), last=words.full_month(month))
    try:
        rows = context.reading.study("tier_migration", Scope(where=context.view.where, month=month))
    except QuestionError:
        rows = ()
    cells = {(row["from_tier"], row["to_tier"]): row for row in rows if row["persons"] is not None}
    if not cells:
        return card(words("tiers.moves_plain"), subtitle, state(words("state.nothing"), words("state.nothing_hint")))
    return card(_moves_title(context, cells), subtitle, _moves_table(context, cells))


def _moves_title(context: Context, cells: dict[tuple[str, str], Any]) -> str:
    """How many of those who paid a year ago moved down, moved up, or stopped."""
    places = {tier: place for place, tier in enumerate(TIERS)}
    stayed = {pair: row["persons"] for pair, row in cells.items() if pair[0] in places}
    total = sum(stayed.values())
    down = sum(n for (was, now), n in stayed.items() if now in places and places[now] < places[was])
    up = sum(n for (was, now), n in stayed.items() if now in places and places[now] > places[was])
    gone = sum(n for (_, now), n in stayed.items() if now == NONE)
    rates = {name: percent(ratio(n, total)) for name, n in (("down", down), ("up", up), ("gone", gone))}
    return context.words("tiers.moves_title", **rates)


def _moves_table(context: Context, cells: dict[tuple[str, str], Any]) -> html.Div:
    """From (rows) to (columns), in per cent of the row."""
    names = {code.code: context.words.of(code) for code in DIMENSION["tier"].codes}
    names[NONE] = context.words("tiers.none")
    tiers = [tier for tier in (*TIERS, NONE) if any(tier in pair for pair in cells)]
    head = html.Tr([html.Th(context.words("tiers.from_to")), *(html.Th(names[tier]) for tier in tiers)])
    body = [
        html.Tr([html.Th(names[was], scope="row"), *(_move(cells.get((was, now))) for now in tiers)])
        for was in tiers
        if was != NONE
    ]
    return html.Div(
        html.Table([html.Thead(head), html.Tbody(body)], className="heat moves"), className="scroll", tabIndex=0
    )


def _move(row: Any) -> html.Td:
    if row is None or row["rate"] is None:
        return html.Td("", className="few")
    step = min(6, int(float(row["rate"]) * 7))
    return html.Td(percent(row["rate"]), style={"background": f"var(--seqT{step})"}, title=f"{row['persons']:,}")
