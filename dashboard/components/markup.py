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

from dash.development.base_component import Component

from dashboard.components import html

Node = Any
"""A text, or an element: its tag (none: several beside each other), its properties, and the nodes in it."""

PLAIN = frozenset((str, list, int, float, bool, type(None)))
"""What stands in a page beside components: texts, numbers, and elements already drawn."""


class Markup(Component):  # type: ignore[misc] # Dash says nothing of its types
    """Elements that nothing answers to."""

    _type = "Markup"
    _namespace = "bureau"
    _children_props: Sequence[str] = ()
    _base_nodes = ("children",)
    _prop_names = available_properties = ("drawn",)
    _valid_wildcard_attributes = available_wildcard_properties = ()

    def __init__(self, drawn: Node) -> None:
        self.drawn = drawn


def compact(part: Component, live: Collection[str]) -> Component:
    """The same page with what nothing answers to as plain elements; `live` are the ids that callbacks name."""
    drawn = _drawn(part, live)
    return Markup(drawn) if isinstance(drawn, list) else drawn


def plain(parts: Sequence[Component]) -> Node:
    """The same as one node, of parts in which nothing answers to anybody."""
    return ["", {}, *(_drawn(part, ()) for part in parts)]


def _drawn(part: Any, live: Collection[str]) -> Node | Component:
    """An element where nothing in it answers to anybody; else the component, with its children so."""
    if type(part) is Markup:
        return part.drawn
    element = isinstance(part, html.Element)
    if not element and not isinstance(part, Component):
        return part
    said = vars(part)
    children = [child if type(child) is str else _drawn(child, live) for child in _listed(said.get("children"))]
    if element and not _answers(said.get("id"), live) and not any(map(_is_component, children)):
        properties = dict(said)
        properties.pop("children", None)
        return [part.tag, properties, *children]
    if all(isinstance(child, str) for child in children):
        return part
    kept = copy(part)
    kept.children = [one for live_part, run in groupby(children, _is_component) for one in _run(live_part, list(run))]
    return kept


def _answers(name: str | dict[str, str] | None, live: Collection[str]) -> bool:
    """Whether an id is one that a callback names: charts have a pattern's."""
    return name is not None and (isinstance(name, dict) or name in live)


def _is_component(child: Node | Component) -> bool:
    return type(child) not in PLAIN


def _run(live_part: bool, children: list[Any]) -> list[Any]:
    """Components as they are; what stands between them as one."""
    if live_part or not any(isinstance(child, list) for child in children):
        return children
    return [Markup(children[0] if len(children) == 1 else ["", {}, *children])]


def _listed(children: Any) -> Sequence[Any]:
    if children is None:
        return []
    return children if isinstance(children, (list, tuple)) else [children]
