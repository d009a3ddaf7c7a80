"""参保: who is not in, by area and worker type."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.areas import COMMUNITY
from dashboard.components.cards import guarded, state
from dashboard.findings.monthly import absent
from dashboard.pages.coverage_cards import coverage_strip, heat_card, map_card
from dashboard.pages.coverage_months import moves_card, moves_table, trend_card, trend_table
from dashboard.pages.coverage_table import parts_card, parts_table
from dashboard.pages.page import Context, Tables
from sql.metrics import METRIC

TABLES: Tables = {"parts": parts_table, "trend": trend_table, "moves": moves_table}


def body(context: Context) -> Sequence[Component]:
    """Figures; map beside heat map; trend beside new and lost; the table."""
    if absent(context.reading, METRIC["coverage_rate"]):
        words = context.words
        return [html.Section(state(words("state.absent"), words("state.absent_hint")), className="card")]
    return [
        guarded(context, lambda: coverage_strip(context)),
        html.Div([guarded(context, lambda: map_card(context)), _heat(context)], className="row halves"),
        html.Div(
            [guarded(context, lambda: trend_card(context)), guarded(context, lambda: moves_card(context))],
            className="row halves",
        ),
        guarded(context, lambda: parts_card(context)),
    ]


def _heat(context: Context) -> Component:
    """The heat map as high as the map beside it; of a community, which has but one row, as it is."""
    heat = guarded(context, lambda: heat_card(context))
    return html.Div(heat, className="stretched") if len(context.view.area) < COMMUNITY else heat
