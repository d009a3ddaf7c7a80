"""参保: who is not in, by area and worker type."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.areas import COMMUNITY
from dashboard.components import html
from dashboard.components.cards import guarded, state
from dashboard.findings.monthly import absent
from dashboard.pages.coverage_cards import coverage_strip, heat_card, map_card
from dashboard.pages.coverage_months import moves_card, moves_table, trend_card, trend_table
from dashboard.pages.coverage_table import parts_card, parts_table
from dashboard.pages.page import Context, Tables
from sql.metrics import METRIC

TABLES: Tables = {"parts": parts_table, "trend": trend_table, "moves": moves_table}


def body(context: Context) -> Sequence[Component]:
    """Figures; map and heat map; both rates, and new and lost, by month; the table."""
    if absent(context.reading, METRIC["coverage_rate"]):
        words = context.words
        return [html.Section(state(words("state.absent"), words("state.absent_hint")), className="card")]
    return [
        guarded(context, lambda: coverage_strip(context)),
        *(_of_community(context) if len(context.view.area) == COMMUNITY else _of_area(context)),
        guarded(context, lambda: parts_card(context)),
    ]


def _of_area(context: Context) -> list[Component]:
    """The map, the heat map as high as it; below them the months."""
    heat = html.Div(guarded(context, lambda: heat_card(context)), className="stretched")
    trend, moves = guarded(context, lambda: trend_card(context)), guarded(context, lambda: moves_card(context))
    return [
        html.Div([guarded(context, lambda: map_card(context)), heat], className="row halves"),
        html.Div([trend, moves], className="row halves"),
    ]


def _of_community(context: Context) -> list[Component]:
    """A community has but one row of heat map: the rates by month stand below it, beside the map."""
    heat, trend = guarded(context, lambda: heat_card(context)), guarded(context, lambda: trend_card(context))
    beside = html.Div([heat, trend], className="page-column")
    return [
        html.Div([guarded(context, lambda: map_card(context)), beside], className="row halves"),
        guarded(context, lambda: moves_card(context)),
    ]
