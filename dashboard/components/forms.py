"""Forms: sent whole to a route of the server, which answers with a page or a file; no script is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component


def form(action: str, fields: Sequence[Component], *, title: str = "") -> html.Form:
    """Fields in a line, sent to an address by POST."""
    return html.Form(list(fields), action=action, method="POST", className="sending", title=title)


def text_field(name: str, hint: str, longest: int, **more: Any) -> dmc.TextInput:
    """A line to write on; the hint is its name too."""
    field = {"placeholder": hint, "aria-label": hint, "required": True, "inputProps": {"maxLength": longest}}
    return dmc.TextInput(name=name, size="xs", className="field", **{**field, **more})


def hidden(name: str, value: str) -> html.Div:
    """A field that is sent and not seen."""
    return html.Div(dcc.Input(type="hidden", name=name, value=value), className="hidden")


def send(says: str, *, name: str = "", value: str = "", css: str = "") -> html.Button:
    """The button that sends the form; with a name it says which of several it was."""
    which = {"name": name, "value": value} if name else {}
    return html.Button(says, type="submit", className=f"button {css}".strip(), **which)
