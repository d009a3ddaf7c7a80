"""Forms: sent whole to a route of the server, which answers with a page or a file; no script is needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboard.components import html
from dashboard.wording import Words


def form(action: str, fields: Sequence[Component], *, title: str = "") -> html.Form:
    """Fields in a line, sent to an address by POST."""
    return html.Form(list(fields), action=action, method="POST", className="sending", title=title)


def text_field(name: str, hint: str, longest: int, **more: Any) -> dmc.TextInput:
    """A line to write on; the hint is its name too."""
    field = {"placeholder": hint, "aria-label": hint, "required": True, "inputProps": {"maxLength": longest}}
    return dmc.TextInput(name=name, size="xs", className="field", **{**field, **more})


def plain_field(label: str, **more: Any) -> html.Div:
    """A line to write on in a menu, where nothing of Dash's is drawn; `label` is read out, `more` said of the input."""
    return html.Div(html.Field(**{"aria-label": label, **more}), className="plain-field")


def labelled(name: str, label: str, longest: int, **more: Any) -> dmc.TextInput:
    """The same with its name above it."""
    return text_field(name, label, longest, **{"label": label, "placeholder": "", "withAsterisk": False, **more})


def day_field(name: str, label: str, day: date | None) -> dmc.TextInput:
    """A day, or none; browsers bring their own calendar and send 2026-09-15."""
    said = day.isoformat() if day else ""
    return labelled(name, label, 10, value=said, required=False, w=136, inputProps={"type": "date"})


def one_of(name: str, label: str, options: Sequence[dict[str, Any]], value: str, width: int) -> dmc.Select:
    """One of several, its name above it."""
    return dmc.Select(
        name=name,
        label=label,
        data=list(options),
        value=value,
        allowDeselect=False,
        size="xs",
        w=width,
        **{"aria-label": label},
    )


def file_field(name: str, label: str, accept: str, words: Words) -> html.Label:
    """A file of this computer, its name above it; the form must be a `form_with_file`.

    The button and what is chosen are in the page's language, where a browser's own are in the browser's.
    """
    field = html.File(type="file", name=name, accept=accept, required=True)
    button = html.Span(words("form.choose_file"), className="button")
    chosen = html.Span(words("form.no_file"), className="chosen-file")
    return html.Label([html.Span(label, className="label"), field, button, chosen], className="file")


def form_with_file(action: str, fields: Sequence[Component]) -> html.Form:
    """A form that brings a file along."""
    return html.Form(list(fields), action=action, method="POST", className="sending", encType="multipart/form-data")


def hidden(name: str, value: str) -> html.Div:
    """A field that is sent and not seen."""
    return html.Div(html.Hidden(type="hidden", name=name, value=value), className="hidden")


def send(says: str, *, name: str = "", value: str = "", css: str = "") -> html.Button:
    """The button that sends the form; with a name it says which of several it was."""
    which = {"name": name, "value": value} if name else {}
    return html.Button(says, type="submit", className=f"button {css}".strip(), **which)
