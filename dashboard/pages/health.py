"""数据质量: can it be trusted? Nights, steps, files accounted for to the row and the cent, checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import guarded, state
from dashboard.pages.health_cards import checks_card, feeds_card, health_strip, nights_card, quarantine_card, steps_card
from dashboard.pages.health_files import files_card
from dashboard.pages.page import Context


def body(context: Context) -> Sequence[Component]:
    """Figures; sources over checks beside nights over steps; quarantine; every file.

    Rows and amounts are of the whole bureau: who sees a part of it sees the sources and the nights.
    """
    words = context.words
    if not context.reading.sees_whole:
        return [
            html.Div(
                [guarded(context, lambda: feeds_card(context)), guarded(context, lambda: nights_card(context))],
                className="row halves",
            ),
            html.Section(state(words("health.part"), words("health.part_hint")), className="card"),
        ]
    return [
        guarded(context, lambda: health_strip(context)),
        html.Div(
            [_column(context, feeds_card, checks_card), _column(context, nights_card, steps_card)],
            className="row halves",
        ),
        guarded(context, lambda: quarantine_card(context)),
        guarded(context, lambda: files_card(context)),
    ]


def _column(context: Context, *cards: Callable[[Context], Component]) -> html.Div:
    """Cards one under the other; the last is as high as what is left."""
    return html.Div([guarded(context, partial(draw, context)) for draw in cards], className="page-column")
