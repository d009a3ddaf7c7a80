"""社区: one community whole, against its subdistrict and communities like it."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.areas import COMMUNITY
from dashboard.components import html
from dashboard.components.cards import guarded
from dashboard.pages.community_against import against_card, against_table
from dashboard.pages.community_cards import head_card, multiples_card, past_table, receipts_card, receipts_table
from dashboard.pages.community_tables import choose_card, choose_table, types_card, types_table
from dashboard.pages.page import Context, Tables

TABLES: Tables = {
    "choose": choose_table,
    "against": against_table,
    "past": past_table,
    "types": types_table,
    "receipts": receipts_table,
}


def body(context: Context) -> Sequence[Component]:
    """A community's figures; every indicator against others; over time; by worker type and its money. Else a list."""
    if len(context.view.area) < COMMUNITY:
        return [guarded(context, lambda: choose_card(context))]
    return [
        guarded(context, lambda: head_card(context)),
        _beside(
            ("indicators", guarded(context, lambda: against_card(context))),
            ("over-time", guarded(context, lambda: multiples_card(context))),
        ),
        _beside(
            ("by-type", guarded(context, lambda: types_card(context))),
            ("money", guarded(context, lambda: receipts_card(context))),
        ),
    ]


def _beside(*cards: tuple[str, Component]) -> html.Div:
    """Cards beside one another for as long as there is room, each with a name for how wide it is."""
    return html.Div([html.Div(one, className=name) for name, one in cards], className="row community")
