"""断缴: who stops, when, where, for how long, and who comes back."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.areas import COMMUNITY
from dashboard.components import html
from dashboard.components.cards import guarded, state
from dashboard.findings.monthly import absent
from dashboard.pages.page import Context, Tables
from dashboard.pages.stock_card import stock_card
from dashboard.pages.survival_card import survival_card, survival_table
from dashboard.pages.suspension_cards import heat_card, lengths_card, multiples_card, suspension_strip
from dashboard.pages.suspension_table import parts_card, parts_table
from sql.metrics import METRIC

TABLES: Tables = {"parts": parts_table, "survival": survival_table}
TALL = 300
"""Pixels of the two charts at the top."""


def body(context: Context) -> Sequence[Component]:
    """Figures; stock and flow beside survival; area by type beside the subdistricts and the lengths; the table."""
    words = context.words
    if absent(context.reading, METRIC["suspension_rate"]):
        return [html.Section(state(words("state.absent"), words("state.absent_hint")), className="card")]
    return [
        guarded(context, lambda: suspension_strip(context)),
        html.Div(
            [
                guarded(context, lambda: stock_card(context, height=TALL, linked=False)),
                guarded(context, lambda: survival_card(context, height=TALL)),
            ],
            className="row halves",
        ),
        html.Div([_left(context), _right(context)], className="row halves"),
        guarded(context, lambda: parts_card(context)),
    ]


def _left(context: Context) -> Component:
    """The heat map as high as what stands beside it; of a community, which has but one row, with the lengths below."""
    heat = guarded(context, lambda: heat_card(context))
    if len(context.view.area) < COMMUNITY:
        return html.Div(heat, className="stretched")
    return html.Div([heat, guarded(context, lambda: lengths_card(context))], className="page-column")


def _right(context: Context) -> Component:
    """The subdistricts, and for more than a community the lengths below."""
    areas = guarded(context, lambda: multiples_card(context))
    if len(context.view.area) == COMMUNITY:
        return areas
    return html.Div([areas, guarded(context, lambda: lengths_card(context))], className="page-column")
