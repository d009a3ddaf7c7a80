"""结构: which tier people choose, and whether they can afford it."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import guarded
from dashboard.pages.page import Context, Tables
from dashboard.pages.tiers_cards import base_card, lowest_card, moves_card, shares_card, tiers_strip
from dashboard.pages.tiers_tables import base_table, lowest_table, parts_card, parts_table, shares_table

TABLES: Tables = {"shares": shares_table, "lowest": lowest_table, "base": base_table, "parts": parts_table}


def body(context: Context) -> Sequence[Component]:
    """Figures; tiers over time beside who pays the lowest; moves between years beside the base; the table."""
    return [
        guarded(context, lambda: tiers_strip(context)),
        html.Div(
            [guarded(context, lambda: shares_card(context)), guarded(context, lambda: lowest_card(context))],
            className="row halves",
        ),
        html.Div(
            [guarded(context, lambda: moves_card(context)), guarded(context, lambda: base_card(context))],
            className="row halves",
        ),
        guarded(context, lambda: parts_card(context)),
    ]
