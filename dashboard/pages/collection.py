"""征收: how the money comes, day by day, against the plan, through which channels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import guarded, state
from dashboard.findings.monthly import absent
from dashboard.pages.collection_bank import RATE, deductions_card, failures_table, success_table
from dashboard.pages.collection_cards import channels_card, collection_strip, receipts_card
from dashboard.pages.collection_factors import factors_card, factors_table
from dashboard.pages.collection_plans import plans_card, plans_table
from dashboard.pages.collection_tables import NET, channels_table, laps_table
from dashboard.pages.page import Context, Tables
from sql.metrics import METRIC

TABLES: Tables = {
    "laps": laps_table,
    "plans": plans_table,
    "channels": channels_table,
    "success": success_table,
    "failures": failures_table,
    "factors": factors_table,
}

Card = Callable[[Context], Component]


def body(context: Context) -> Sequence[Component]:
    """Figures; receipts; plans beside channels; deductions beside what a change is of."""
    words = context.words
    if absent(context.reading, METRIC[NET]):
        return [html.Section(state(words("state.absent"), words("state.absent_hint")), className="card")]
    return [
        guarded(context, lambda: collection_strip(context)),
        guarded(context, lambda: receipts_card(context)),
        _row(context, {"plan_amount": plans_card, NET: channels_card}),
        _row(context, {RATE: deductions_card, "": factors_card}),
    ]


def _row(context: Context, cards: dict[str, Card]) -> html.Div:
    """Cards side by side; one whose metric cannot exist here is not there."""
    there = [draw for metric, draw in cards.items() if not metric or not absent(context.reading, METRIC[metric])]
    shown = [guarded(context, lambda draw=draw: draw(context)) for draw in there]  # type: ignore[misc]
    return html.Div(shown, className="row halves" if len(shown) > 1 else "row")
