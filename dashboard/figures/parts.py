"""What the figures share: how one is put together, and words at the end of lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil, isnan
from typing import Any

from dashboard.theme import TEMPLATES, Scheme

Part = dict[str, Any]

Drawing = dict[str, Any]
"""What Plotly draws: its traces as `data`, and their `layout`."""


def figure_of(scheme: Scheme, traces: Sequence[Part], **layout: Any) -> Drawing:
    """A figure in the template of a scheme.

    Plotly's own classes check and copy for longer than the rest of a page takes, so they are left to the tests.
    """
    return {"data": [_sent(trace) for trace in traces], "layout": {"template": TEMPLATES[scheme], **layout}}


_VALUES = ("x", "y", "z", "base", "customdata")
_PLACES = 6
"""Decimals drawn: of 万元 the cent."""


def _sent(trace: Part) -> Part:
    """A trace as it goes out: its values as lists of as many decimals as are drawn, None for what is not known.

    Left to Plotly, one value that is not a number has it read and write the whole page once more.
    """
    return {**trace, **{name: _listed(trace[name]) for name in _VALUES if name in trace}}


def _listed(values: Any) -> Any:
    if hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, float):
        return None if isnan(values) else round(values, _PLACES)
    return [_listed(value) for value in values] if isinstance(values, list | tuple) else values


def words_at(x: Any, y: float, text: str, colour: str, **place: Any) -> Part:
    """A direct label beside a point; to its right unless placed otherwise."""
    font = {"color": colour, "size": 12}
    beside: Part = {"xanchor": "left", "yanchor": "middle", "xshift": 6, "showarrow": False}
    return {"x": x, "y": y, "text": text, "font": font, **beside, **place}


def room_for(texts: Iterable[str]) -> int:
    """The pixels that the longest label needs beside a panel: a Chinese character is as wide as the font is high."""
    widths = [sum(_HIGH if ord(letter) > _LATIN else _NARROW for letter in text) for text in texts]
    return ceil(max(widths, default=0)) + 16


_HIGH, _NARROW, _LATIN = 12, 6.6, 0x2E7F


def every_day(first: str) -> Part:
    """Where the points of a trace without `x` stand: on a first day (ISO), and one on each day after it."""
    return {"x0": first, "dx": 86_400_000}


def line(x: Any, y: Any, name: str, colour: str, width: float, **more: Any) -> Part:
    """A line; hovering shows its value with thousands commas."""
    dash = {"dash": more.pop("dash")} if "dash" in more else {}
    pen = {"color": colour, "width": width, **dash}
    return {
        "type": "scatter",
        "mode": "lines",
        **_at(x),
        "y": y,
        "name": name,
        "line": pen,
        "hovertemplate": "%{y:,.0f}",
        **more,
    }


def _at(x: Any) -> Part:
    return {} if x is None else {"x": x}


def dot(x: Any, y: float, colour: str, edge: str, **more: Any) -> Part:
    """A point that marks a line's place of interest."""
    marker = {"size": 8, "color": colour, "line": {"color": edge, "width": 2}}
    return {"type": "scatter", "mode": "markers", "x": [x], "y": [y], "marker": marker, "hoverinfo": "skip", **more}


def band(x: Any, low: Any, high: Any, colour: str, **more: Any) -> list[Part]:
    """The ground between two lines."""
    edge: Part = {"type": "scatter", "mode": "lines", **_at(x), "line": {"width": 0}, "hoverinfo": "skip", **more}
    return [{**edge, "y": low}, {**edge, "y": high, "fill": "tonexty", "fillcolor": colour}]


def spread(places: list[float], least: float) -> list[float]:
    """Label heights moved apart, downward from the highest, until each keeps its distance; the order stays."""
    order = sorted(range(len(places)), key=lambda place: -places[place])
    moved = list(places)
    for upper, lower in pairwise(order):
        moved[lower] = min(moved[lower], moved[upper] - least)
    return moved


def every_third(labels: Iterable[str]) -> list[str]:
    """Labels of an axis with a month each: the last, and every third before it; of a longer axis fewer."""
    shown = list(labels)
    return shown[::-1][:: 3 if len(shown) <= _TWO_YEARS else 6][::-1]


_TWO_YEARS = 25
