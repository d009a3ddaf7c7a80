"""What only shows and links, drawn by one component of the browser instead of one for every cell.

Dash keeps books on each of its components: a page of two thousand cells and links takes the browser more
than ten seconds when each is one, and a fraction of one when they are the HTML they stand for. So a page is
written with Dash's components, and goes out with every part that nothing answers to as plain elements,
which `assets/markup.js` draws.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy
from itertools import groupby
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

Node = Any
"""A text, or an element: its tag (none: several beside each other), its properties, and the nodes in it."""

WAY = "data-way"
"""Marks a link that the browser follows without loading the document again, as `dcc.Link` does."""


ELEMENTS = f"{html.__name__}."
"""The modules of the components that are elements of HTML."""

_BOOKS = frozenset(
    ("children", "_prop_names", "_valid_wildcard_attributes", "available_properties", "available_wildcard_properties")
)
"""What a component carries beside what has been said of it."""


class Markup(Component):  # type: ignore[misc] # Dash says nothing of its types
    """Elements that nothing answers to."""

    _type = "Markup"
    _namespace = "bureau"
    _children_props: Sequence[str] = ()
    _base_nodes = ("children",)

    def __init__(self, drawn: Node) -> None:
        self._prop_names = self.available_properties = ["drawn"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_wildcard_properties: list[str] = []
        super().__init__(drawn=drawn)


def compact(part: Component, live: Collection[str]) -> Component:
    """The same page with what nothing answers to as plain elements; `live` are the ids that callbacks name."""
    drawn = _drawn(part, live)
    return drawn if isinstance(drawn, Component) else Markup(drawn)


def _drawn(part: Any, live: Collection[str]) -> Node | Component:
    """An element where nothing in it answers to anybody; else the component, with its children so."""
    if not isinstance(part, Component):
        return part
    said = vars(part)
    children = [_drawn(child, live) for child in _listed(said.get("children"))]
    tag = _tag(part, said, live)
    if tag and not any(isinstance(child, Component) for child in children):
        return [tag, _properties(part, said), *children]
    if not any(isinstance(child, list | Component) for child in children):
        return part
    kept = copy(part)
    kept.children = [one for live_part, run in groupby(children, _is_component) for one in _run(live_part, list(run))]
    return kept


def _is_component(child: Any) -> bool:
    return isinstance(child, Component)


def _run(live_part: bool, children: list[Any]) -> list[Any]:
    """Components as they are; what stands between them as one."""
    if live_part or not any(isinstance(child, list) for child in children):
        return children
    return [Markup(children[0] if len(children) == 1 else ["", {}, *children])]


def _tag(part: Component, said: dict[str, Any], live: Collection[str]) -> str:
    """The tag of a component that is an element and nothing more; else empty."""
    name = said.get("id")
    if isinstance(name, dict) or name in live:
        return ""
    if isinstance(part, dcc.Link):
        return "a"
    if isinstance(part, dcc.Input):
        return "input" if said.get("type") == "hidden" else ""
    kind = type(part)
    return kind.__name__.lower() if kind.__module__.startswith(ELEMENTS) else ""


def _properties(part: Component, said: dict[str, Any]) -> dict[str, Any]:
    properties = {name: value for name, value in said.items() if name not in _BOOKS}
    return {**properties, WAY: ""} if isinstance(part, dcc.Link) else properties


def _listed(children: Any) -> list[Any]:
    if children is None:
        return []
    return list(children) if isinstance(children, list | tuple) else [children]
