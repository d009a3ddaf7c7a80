"""分析: any metric by any dimensions, as a chart and a table with totals that are their own questions."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.cards import guarded
from dashboard.pages.explore_cards import chart_of_cut, cut_card
from dashboard.pages.explore_choices import choices_card
from dashboard.pages.explore_table import cut_table
from dashboard.pages.page import Context, Tables

TABLES: Tables = {"cut": cut_table}


def body(context: Context) -> Sequence[Component]:
    """What can be chosen beside what was."""
    shown = [guarded(context, lambda: chart_of_cut(context)), guarded(context, lambda: cut_card(context))]
    return [html.Div([choices_card(context), html.Div(shown, className="page-column")], className="exploring")]
