"""What the figures share: words at the end of lines, and marks across panels."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from dashboard.theme import TEMPLATES, Scheme


def blank(scheme: Scheme, **layout: Any) -> go.Figure:
    """An empty figure in the template of a scheme."""
    return go.Figure(layout=go.Layout(template=TEMPLATES[scheme], **layout))


def words_at(figure: go.Figure, x: Any, y: float, text: str, colour: str, **place: Any) -> None:
    """A direct label beside a point; to its right unless placed otherwise."""
    settings: dict[str, Any] = {"xanchor": "left", "yanchor": "middle", "xshift": 6, "showarrow": False, **place}
    figure.add_annotation(x=x, y=y, text=text, font={"color": colour, "size": 12}, **settings)


def spread(places: list[float], least: float) -> list[float]:
    """Label heights moved apart, downward from the highest, until each keeps its distance; the order stays."""
    order = sorted(range(len(places)), key=lambda place: -places[place])
    moved = list(places)
    for upper, lower in pairwise(order):
        moved[lower] = min(moved[lower], moved[upper] - least)
    return moved
