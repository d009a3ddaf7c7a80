"""欠费: what was assessed and not paid by its date, how old it is, where it goes, and who owes it."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import guarded, state
from dashboard.findings.monthly import absent
from dashboard.pages.arrears_cards import ageing_card, ageing_table, ages_card, arrears_strip
from dashboard.pages.arrears_debtors import debtors_card, shows_people
from dashboard.pages.arrears_rolls import rolls_card, rolls_table
from dashboard.pages.arrears_table import groups_card, parts_table, types_table
from dashboard.pages.page import Context, Tables
from sql.metrics import METRIC

TABLES: Tables = {"parts": parts_table, "types": types_table, "ageing": ageing_table, "rolls": rolls_table}


def body(context: Context) -> Sequence[Component]:
    """Figures; ageing over time beside the ages now; the moves beside the largest; by area; by worker type."""
    words = context.words
    if absent(context.reading, METRIC["arrears_amount"]):
        return [html.Section(state(words("state.absent"), words("state.absent_hint")), className="card")]
    cards = [guarded(context, lambda: ageing_card(context)), guarded(context, lambda: ages_card(context))]
    tables = [guarded(context, lambda: groups_card(context, context.view.part))]
    if not context.view.worker_type:
        tables.append(guarded(context, lambda: groups_card(context, "worker_type")))
    return [
        guarded(context, lambda: arrears_strip(context)),
        html.Div(cards, className="row thirds"),
        _moves_and_people(context),
        *tables,
    ]


def _moves_and_people(context: Context) -> Component:
    """The moves between ages, beside them the largest debtors where people may be seen."""
    rolls = guarded(context, lambda: rolls_card(context))
    if not shows_people(context):
        return rolls
    return html.Div([rolls, guarded(context, lambda: debtors_card(context))], className="row halves")
