"""征收: how the money comes, day by day, against the plan, through which channels."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.cards import guarded
from dashboard.pages.collection_cards import (
    channels_card,
    collection_strip,
    deductions_card,
    factors_card,
    plans_card,
    receipts_card,
)
from dashboard.pages.collection_tables import channels_table, factors_table, failures_table, laps_table, plans_table
from dashboard.pages.page import Context, Tables

TABLES: Tables = {
    "laps": laps_table,
    "plans": plans_table,
    "channels": channels_table,
    "failures": failures_table,
    "factors": factors_table,
}


def body(context: Context) -> Sequence[Component]:
    """Figures; receipts; plans beside channels; deductions beside what a change is of."""
    return [
        guarded(context, lambda: collection_strip(context)),
        guarded(context, lambda: receipts_card(context)),
        html.Div(
            [guarded(context, lambda: plans_card(context)), guarded(context, lambda: channels_card(context))],
            className="row halves",
        ),
        html.Div(
            [guarded(context, lambda: deductions_card(context)), guarded(context, lambda: factors_card(context))],
            className="row halves",
        ),
    ]
