"""Tiles: one figure with its axis, two comparisons with their dates, and where it has been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.icons import icon
from dashboard.components.marks import change_mark
from dashboard.components.sparks import Value, spark
from dashboard.numbers import Figure, change, count, difference, percent, points, wan
from dashboard.wording import Words
from sql.metrics import Metric, Unit


@dataclass(frozen=True)
class Comparison:
    """A change since a date that is written out, or a plain note in its place."""

    than: str
    mark: Component


@dataclass(frozen=True)
class Tile:
    """What a tile shows; `hint` says what the value is made of."""

    label: str
    tag: str
    value: str = ""
    unit: str = ""
    comparisons: Sequence[Comparison] = ()
    spark: Sequence[Value] = ()
    note: str = ""
    hint: str = ""
    href: str = ""
    badge: Any = None
    explain: tuple[str, str] = ("", "")
    """Address and name of the way to what the number is made of."""


def tile(shown: Tile) -> Component:
    """A tile; the whole of it is one link."""
    children = [
        html.Div([html.Span(shown.label), html.Span(shown.tag, className="tag")], className="label"),
        html.Div(
            [
                shown.value,
                html.Span(shown.unit, className="unit"),
                shown.badge,
                html.Span(spark(shown.spark), className="past"),
            ],
            className="value",
        ),
        html.Div(shown.note, className="note") if shown.note else changes(shown.comparisons),
    ]
    body = (
        html.Link(children, href=shown.href, className="tile") if shown.href else html.Div(children, className="tile")
    )
    return with_way(hinted(body, shown.hint) if shown.hint else body, shown.explain)


def with_way(whole: Component, explain: tuple[str, str], css: str = "") -> Component:
    """A tile with the way to what its number is made of: an address and its name; without where that is empty."""
    address, name = explain
    if not address:
        return whole
    said = [icon("explain"), html.Span(name, className="hidden")]
    return html.Div(
        [whole, html.Link(said, href=address, className="explain-tool", title=name)], className=f"tiled {css}".strip()
    )


def changes(comparisons: Sequence[Comparison]) -> html.Div:
    """The comparison lines."""
    cells = [cell for one in comparisons for cell in (html.Span(one.than, className="than"), one.mark)]
    return html.Div(cells, className="changes")


def hinted(body: Component, hint: str) -> Component:
    """Something with a word more on hover and focus."""
    return dmc.Tooltip(
        body,
        label=hint,
        multiline=True,
        openDelay=300,
        withArrow=True,
        maw=340,
        boxWrapperProps={"className": "hinted"},
        events={"hover": True, "focus": True, "touch": False},
    )


def written(metric: Metric, value: Figure, words: Words) -> tuple[str, str]:
    """A value and its unit as tiles write them."""
    if metric.unit is Unit.YUAN:
        return wan(value), words("unit.wan")
    if metric.unit in (Unit.RATE, Unit.POINTS):
        return percent(value), "%"
    return count(value), words("unit.persons") if metric.unit is Unit.PERSONS else words("unit.none")


def compared(metric: Metric, value: Figure, before: Figure, than: str, words: Words) -> Comparison:
    """Against an earlier value: rates in percentage points, all else in per cent."""
    if metric.unit in (Unit.RATE, Unit.POINTS):
        return Comparison(
            than, change_mark(points(difference(value, before)), metric.good, words, words("unit.points"))
        )
    return Comparison(than, change_mark(points(change(value, before)), metric.good, words, "%"))


def made_of(metric: Metric, record: dict[str, Any], words: Words) -> str:
    """Numerator ÷ denominator of a rate, and what the metric means."""
    meaning = words.of(metric, "meaning")
    above, below = record.get(f"{metric.name}_num"), record.get(f"{metric.name}_den")
    if above is None or below is None:
        return meaning
    write = wan if not isinstance(below, int) else count
    return f"{write(above)} ÷ {write(below)} · {meaning}"
