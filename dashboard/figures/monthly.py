"""Lines and bars by month, with labels at their ends instead of a legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.figures.parts import Drawing, Part, dot, every_third, figure_of, line, room_for, spread, words_at
from dashboard.theme import TOKENS, Scheme

COLOURS = (("accent", "accent"), ("c2", "c2t"), ("c3", "c3t"), ("mute", "ink2"))
"""A line's colour and that of its label, in the order of the lines."""


def lines_figure(
    months: Sequence[str],
    series: Mapping[str, Sequence[Any]],
    *,
    scheme: Scheme,
    zero: bool = True,
) -> Drawing:
    """Lines by month: names to values, None where nothing is known; `zero` starts the axis there."""
    tokens = TOKENS[scheme]
    traces, ends = [], []
    for (name, values), (colour, text) in zip(series.items(), COLOURS, strict=False):
        known = [(place, float(value)) for place, value in enumerate(values) if value is not None]
        if not known:
            continue
        numbers = [None if value is None else float(value) for value in values]
        traces.append(line(list(months), numbers, name, tokens[colour], 2.4, hovertemplate="%{y:,.2f}"))
        traces.append(dot(months[known[-1][0]], known[-1][1], tokens[colour], tokens["surface"]))
        ends.append((known[-1][1], f"{name} {known[-1][1]:,.2f}", tokens[text]))
    everything = [float(value) for values in series.values() for value in values if value is not None]
    reach = (max(everything, default=1) - (0 if zero else min(everything, default=0))) or 1
    places = spread([end[0] for end in ends], reach * 0.09)
    labels = [
        words_at(1, place, text, colour, xref="paper") for place, (_, text, colour) in zip(places, ends, strict=True)
    ]
    return figure_of(
        scheme, traces, annotations=labels, margin={"l": 46, "r": room_for(end[1] for end in ends), "t": 12, "b": 22},
        xaxis={"tickvals": every_third(months), "tickangle": 0, "ticks": ""},
        yaxis={"rangemode": "tozero" if zero else "normal", "nticks": 5, "tickformat": ",~r"},
    )  # fmt: skip


def bars_figure(
    months: Sequence[str], series: Mapping[str, Sequence[Any]], colours: Sequence[str], *, scheme: Scheme,
    ids: Sequence[str] = (),
) -> Drawing:  # fmt: skip
    """Bars by month, one trace per name; values below zero go down. `ids` are addresses, one per month."""
    tokens = TOKENS[scheme]
    traces: list[Part] = [
        {
            "type": "bar", "x": list(months), "y": [None if value is None else float(value) for value in values],
            "customdata": [None if value is None else abs(float(value)) for value in values], "name": name,
            "marker": {"color": tokens[colour], "line": {"width": 0}}, "hovertemplate": "%{customdata:,.10~g}",
            **({"ids": list(ids)} if ids else {}),
        }
        for (name, values), colour in zip(series.items(), colours, strict=True)
    ]  # fmt: skip
    last = {name: values[-1] for name, values in series.items() if values and values[-1] is not None}
    labels = _bar_labels(last, colours, tokens)
    return figure_of(
        scheme, traces, annotations=labels, barmode="relative", margin={"l": 46, "r": 104, "t": 12, "b": 22},
        xaxis={"tickvals": every_third(months), "tickangle": 0, "ticks": ""}, yaxis={"nticks": 5, "tickformat": ",~r"},
    )  # fmt: skip


def _bar_labels(last: Mapping[str, Any], colours: Sequence[str], tokens: Mapping[str, Any]) -> list[Part]:
    """Names beside the last bars, in the middle of each piece, kept apart."""
    places = [float(value) / 2 for value in last.values()]
    reach = sum(abs(float(value)) for value in last.values()) or 1
    apart = spread(places, reach * 0.1)
    shown = []
    for (name, value), place, colour in zip(last.items(), apart, colours, strict=False):
        label = {"c2": "c2t", "c3": "c3t"}.get(colour, colour if colour in ("accent", "ink") else "ink2")
        shown.append(words_at(1, place, f"{name} {_plain(abs(float(value)))}", tokens[label], xref="paper"))
    return shown


def _plain(value: float) -> str:
    """Whole numbers whole, others with two decimals."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
