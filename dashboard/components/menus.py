"""Menus of the filter row: a button that opens a sheet of links; each link is the view with one choice changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from dashboard.components import html


@dataclass(frozen=True)
class Pick:
    """One thing to choose: its name, its address, whether it is chosen, and what it can be found by."""

    text: str
    href: str
    on: bool = False
    find: str = ""


def menu(kind: str, label: str, value: str, sheet: Sequence[Component], css: str = "") -> html.Details:
    """A button that says what is chosen; `keep` in `css` leaves its sheet open, where several can be chosen."""
    name = [html.Span(label, className="of"), html.B(value)] if value else [html.Span(label)]
    opened = html.Div(list(sheet), className="sheet")
    return html.Details([html.Summary(name, id=f"pick-{kind}"), opened], className=f"menu {css}".strip())


def pick(one: Pick) -> html.Link:
    """A link that says whether it is the one chosen."""
    current: dict[str, Any] = {"aria-current": "true"} if one.on else {}
    found: dict[str, Any] = {"data-find": one.find} if one.find else {}
    return html.Link(one.text, href=one.href, className="pick on" if one.on else "pick", **current, **found)


def group(title: str, picks: Iterable[Pick], css: str = "") -> html.Div:
    """Several of one kind under a head."""
    head = [html.Div(title, className="head")] if title else []
    return html.Div(
        [*head, html.Div([pick(one) for one in picks], className="picks")], className=f"group {css}".strip()
    )
