"""Seeing a person unmasked: a reason, a button, and the audit before the answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from urllib.parse import parse_qsl

import dash_mantine_components as dmc
from dash import Input, Output, State, callback
from pydantic import StringConstraints

from dashboard.access.inputs import Callback, Count, Query
from dashboard.access.reveals import NotRevealed
from dashboard.access.roles import Right
from dashboard.access.viewer import current_viewer
from dashboard.components import html
from dashboard.components.cards import card
from dashboard.components.charts import LOCATION
from dashboard.pages.page import Context
from dashboard.people import Plain
from dashboard.services import Services
from dashboard.view import View, read_view
from dashboard.wording import Words, words_in

REASON = 200
"""Characters a reason may have."""


Reason = Annotated[str, StringConstraints(max_length=REASON)]


class Ids(StrEnum):
    """What the card is made of."""

    REASON = "reveal-reason"
    SHOW = "reveal-show"
    SHOWN = "reveal-shown"


REVEAL = Callback(
    f"{Ids.SHOWN}.children",
    inputs={f"{Ids.SHOW}.n_clicks": Count},
    state={f"{Ids.REASON}.value": Reason | None, f"{LOCATION}.search": Query},
    right=Right.REVEAL,
)


def reveal_card(context: Context) -> html.Section:
    """The reason, the button, and how many more there may be today."""
    words = context.words
    left = context.services.reveals.left(context.viewer)
    return card(words("reveal.title"), words("reveal.subtitle", count=left), controls(words))


def controls(words: Words) -> html.Div:
    """The field, the button, and the place the answer is put; nothing of it stays in the browser."""
    hint = words("reveal.reason")
    field = dmc.TextInput(
        id=Ids.REASON, placeholder=hint, size="xs", w=320, inputProps={"maxLength": REASON}, **{"aria-label": hint}
    )
    button = html.Button(words("reveal.show"), id=Ids.SHOW, className="button")
    return html.Div(
        [html.Div([field, button], className="sending"), html.Div(id=Ids.SHOWN, role="status", className="revealed")]
    )


def register_callbacks(services: Services) -> None:
    """One question, one answer; what it says is nowhere else."""

    def reveal(_clicks: int, reason: str | None, search: str) -> object:
        view = read_view("/person", dict(parse_qsl(search.removeprefix("?"))))
        words = words_in(view.language)
        try:
            return _shown(_revealed(services, view, reason or ""), words)
        except NotRevealed as refused:
            return html.P(words(refused.why), className="refused")

    answered = callback(
        Output(Ids.SHOWN, "children"),
        Input(Ids.SHOW, "n_clicks"),
        State(Ids.REASON, "value"),
        State(LOCATION, "search"),
        prevent_initial_call=True,
    )
    answered(reveal)


def _revealed(services: Services, view: View, reason: str) -> Plain:
    viewer = current_viewer()
    people = services.people(services.door.reading(viewer))
    return services.reveals.reveal(viewer, people, view.person, reason)


def _shown(plain: Plain, words: Words) -> html.Dl:
    pairs = (("people.name", plain.name), ("people.identity", plain.identity), ("people.phone", plain.phone))
    return html.Dl(
        [part for name, value in pairs for part in (html.Dt(words(name)), html.Dd(value))], className="known"
    )
