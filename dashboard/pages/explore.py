"""分析: any metric by any dimensions, as a chart and a table with totals that are their own questions."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import guarded
from dashboard.pages.explore_cards import chart_cards, cut_card
from dashboard.pages.explore_choices import choices_card, refusals
from dashboard.pages.explore_table import chosen_cut, cut_table
from dashboard.pages.page import Context, Tables

TABLES: Tables = {"cut": cut_table}


def body(context: Context) -> Sequence[Component]:
    """What can be chosen beside what was."""
    shown = guarded(context, lambda: _shown(context))
    choices = guarded(context, lambda: choices_card(context))
    return [html.Div([choices, shown], className="exploring")]


def _shown(context: Context) -> html.Div:
    """What is left out, the charts, the table; one question for all, so one answer where it cannot be asked."""
    cut = chosen_cut(context)
    return html.Div([*refusals(context, cut), *chart_cards(context), cut_card(context)], className="page-column")
