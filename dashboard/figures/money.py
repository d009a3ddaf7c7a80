"""Money as it came, lap by lap; and what a change of it is of."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.data import Record
from dashboard.figures.parts import Part, figure_of, line
from dashboard.theme import TOKENS, Scheme
from dashboard.wording import Words

WAN = 10_000
TICKS = 12


def laps_figure(names: Sequence[str], rows: Sequence[Record], *, words: Words, scheme: Scheme) -> go.Figure:
    """Rows of gross, refunded, net and before (yuan): gross up, refunds down, the year before as a thin line."""
    tokens = TOKENS[scheme]
    hover = "%{customdata:,.2f}"
    traces: list[Part] = [
        {
            "type": "bar", "x": list(names), "y": [sign * float(row[name]) / WAN for row in rows],
            "name": words(f"collection.{name}"),
            "customdata": [float(row[name]) / WAN for row in rows], "hovertemplate": hover,
            "marker": {"color": tokens[colour], "line": {"width": 0}},
        }
        for name, sign, colour in (("gross", 1, "accent"), ("refunded", -1, "c2"))
    ]  # fmt: skip
    before = [None if row["before"] is None else float(row["before"]) / WAN for row in rows]
    traces.append(line(list(names), before, words("collection.before"), tokens["ink3"], 1.6, hovertemplate="%{y:,.2f}"))
    step = max(1, len(names) // TICKS)
    return figure_of(
        scheme, traces, barmode="relative", margin={"l": 52, "r": 16, "t": 12, "b": 22},
        xaxis={"type": "category", "tickvals": list(names)[::step], "tickangle": 0, "ticks": ""},
        yaxis={"nticks": 5, "tickformat": ",.0f"},
    )  # fmt: skip


def waterfall_figure(
    steps: Sequence[tuple[str, float]], ends: Sequence[tuple[str, float]], *, scheme: Scheme
) -> go.Figure:
    """From the first of the ends (万元) to the last by the steps, each a bar between what was and what then is."""
    tokens = TOKENS[scheme]
    (first, start), (last, finish) = ends
    names, bases, heights, colours, texts = [first], [0.0], [start], [tokens["mute"]], [f"{start:,.0f}"]
    level = start
    for name, effect in steps:
        names.append(name)
        bases.append(min(level, level + effect))
        heights.append(abs(effect))
        colours.append(tokens["accent"] if effect >= 0 else tokens["c2"])
        texts.append(f"{effect:+,.0f}".replace("-", "\N{MINUS SIGN}"))
        level += effect
    names, bases, heights = [*names, last], [*bases, 0.0], [*heights, finish]
    colours, texts = [*colours, tokens["mute"]], [*texts, f"{finish:,.0f}"]
    bar: Part = {
        "type": "bar", "x": names, "y": heights, "base": bases, "text": texts, "textposition": "outside",
        "textfont": {"color": tokens["ink"], "size": 12}, "marker": {"color": colours},
        "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip
    low = min([start, finish, *bases[1:-1]]) if len(names) > 2 else 0.0
    reach = max(start, finish, *(base + height for base, height in zip(bases, heights, strict=True)))
    floor = max(0.0, low - (reach - low) * 0.6)
    return figure_of(
        scheme, [bar], margin={"l": 52, "r": 16, "t": 22, "b": 22}, xaxis={"type": "category", "ticks": ""},
        yaxis={"range": [floor, reach + (reach - floor) * 0.12], "nticks": 5, "tickformat": ",.0f"},
    )  # fmt: skip
