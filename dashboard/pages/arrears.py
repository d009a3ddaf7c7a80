"""欠费: what was assessed and not paid by its date, how old it is, and where."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.cards import guarded, state
from dashboard.findings.monthly import absent
from dashboard.pages.arrears_cards import ageing_card, ages_card, arrears_strip
from dashboard.pages.arrears_table import groups_card
from dashboard.pages.page import Context
from sql.metrics import METRIC


def body(context: Context) -> Sequence[Component]:
    """Figures; ageing over time beside the ages now; by area; by worker type."""
    words = context.words
    if absent(context.reading, METRIC["arrears_amount"]):
        return [html.Section(state(words("state.absent"), words("state.absent_hint")), className="card")]
    cards = [guarded(context, lambda: ageing_card(context)), guarded(context, lambda: ages_card(context))]
    tables = [guarded(context, lambda: groups_card(context, context.view.part))]
    if not context.view.worker_type:
        tables.append(guarded(context, lambda: groups_card(context, "worker_type")))
    return [guarded(context, lambda: arrears_strip(context)), html.Div(cards, className="row thirds"), *tables]
