"""Any cut as bars or lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.parts import Part, figure_of, line, spread, words_at
from dashboard.theme import TOKENS, Scheme

TICKS = 10


def bars_of_groups(pairs: Sequence[tuple[str, float]], *, scheme: Scheme) -> go.Figure:
    """Groups with their values, the first on top."""
    tokens = TOKENS[scheme]
    names, values = [name for name, _ in pairs][::-1], [value for _, value in pairs][::-1]
    bar: Part = {
        "type": "bar", "orientation": "h", "x": values, "y": names,
        "text": [f"{value:,.2f}".removesuffix(".00") for value in values],
        "textposition": "outside", "textfont": {"size": 12, "color": tokens["ink"]},
        "marker": {"color": tokens["accent"]},
        "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip
    return figure_of(
        scheme, [bar], margin={"l": 150, "r": 70, "t": 8, "b": 22}, xaxis={"rangemode": "tozero", "nticks": 5},
        yaxis={"type": "category", "showgrid": False},
    )  # fmt: skip


def lines_of_groups(
    labels: Sequence[str], times: Sequence[Any], series: Mapping[str, Mapping[Any, float]], *, scheme: Scheme
) -> go.Figure:
    """A line per group over the times; names at the ends."""
    tokens = TOKENS[scheme]
    colours = [tokens[name] for name in ("accent", "c2", "c3", "c4", "c5", "c6", "mute", "ink3")]
    traces, ends = [], []
    for (name, values), colour in zip(series.items(), colours, strict=False):
        traces.append(
            line(list(labels), [values.get(time) for time in times], name, colour, 2, hovertemplate="%{y:,.2f}")
        )
        last = [values[time] for time in times if time in values]
        ends.append((last[-1], name, colour))
    everything = [value for values in series.values() for value in values.values()]
    reach = (max(everything) - min(everything)) or 1 if everything else 1
    places = spread([end[0] for end in ends], reach * 0.07)
    names = [
        words_at(1, place, name, colour, xref="paper") for place, (_, name, colour) in zip(places, ends, strict=True)
    ]
    step = max(1, len(labels) // TICKS)
    return figure_of(
        scheme, traces, annotations=names, margin={"l": 56, "r": 150, "t": 12, "b": 22},
        xaxis={"type": "category", "tickvals": list(labels)[::step], "tickangle": 0, "ticks": ""}, yaxis={"nticks": 5},
    )  # fmt: skip
