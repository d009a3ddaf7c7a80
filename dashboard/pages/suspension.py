"""断缴: who stops, when, where, for how long, and who comes back."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.cards import guarded, state
from dashboard.findings.monthly import absent
from dashboard.pages.page import Context, Tables
from dashboard.pages.stock_card import stock_card
from dashboard.pages.suspension_cards import heat_card, lengths_card, multiples_card, suspension_strip
from dashboard.pages.suspension_table import parts_card, parts_table
from sql.metrics import METRIC

TABLES: Tables = {"parts": parts_table}


def body(context: Context) -> Sequence[Component]:
    """Figures; stock and flow beside the subdistricts; area by type beside length; the table."""
    words = context.words
    if absent(context.reading, METRIC["suspension_rate"]):
        return [html.Section(state(words("state.absent"), words("state.absent_hint")), className="card")]
    return [
        guarded(context, lambda: suspension_strip(context)),
        html.Div(
            [
                guarded(context, lambda: stock_card(context, height=246, linked=False)),
                guarded(context, lambda: multiples_card(context)),
            ],
            className="row halves",
        ),
        html.Div(
            [guarded(context, lambda: heat_card(context)), guarded(context, lambda: lengths_card(context))],
            className="row thirds",
        ),
        guarded(context, lambda: parts_card(context)),
    ]
