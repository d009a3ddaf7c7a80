"""A strip of figures across the page, each with its change or its make-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.marks import change_mark
from dashboard.components.tiles import hinted
from dashboard.numbers import Figure, difference, percent, points
from dashboard.wording import Words
from sql.metrics import Metric, Unit


@dataclass(frozen=True)
class Item:
    """One figure: its label, its value, and a line under it."""

    label: str
    value: str
    unit: str
    note: Any
    hint: str = ""
    badge: Any = None
    href: str = ""


def strip(items: Sequence[Item], *rest: Component) -> html.Div:
    """Figures side by side in one card."""
    return html.Div([*(_item(item) for item in items), *rest], className="strip")


def change_since(metric: Metric, value: Figure, before: Figure, words: Words) -> Component:
    """The change in the metric's own unit; money relative."""
    added = difference(value, before)
    if metric.unit is Unit.RATE:
        return change_mark(points(added), metric.good, words, words("unit.points"))
    if metric.unit is Unit.YUAN:
        return change_mark(None if added is None or not before else added / before * 100, metric.good, words, "%")
    unit = words("unit.changed") if metric.unit is Unit.PERSONS else words("unit.none")
    return change_mark(added, metric.good, words, unit, 0)


def choices(label: str, note: str, options: Sequence[tuple[str, str, str, bool]]) -> html.Div:
    """A few links of which one is on: name, value, address, on."""
    links = [
        html.Link([name, html.B(value)], href=href, className="on" if on else "") for name, value, href, on in options
    ]
    return html.Div(
        [html.Div(label, className="label"), html.Div(links, className="choices"), html.Div(note, className="note")],
        className="item wide",
    )


def share_of(rate: Figure) -> str:
    """A rate with its sign, – when unknown."""
    text = percent(rate)
    return text if rate is None else f"{text}%"


def _item(item: Item) -> html.Div:
    label = html.Span(item.label)
    value = html.Link(item.value, href=item.href, className="explained") if item.href else item.value
    return html.Div(
        [
            html.Div([hinted(label, item.hint) if item.hint else label, item.badge], className="label"),
            html.Div([value, html.Span(item.unit, className="unit")], className="value"),
            html.Div(item.note, className="note"),
        ],
        className="item",
    )
