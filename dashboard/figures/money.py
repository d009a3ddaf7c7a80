"""Money as it came, lap by lap; how many deductions succeed; what a change is of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from dashboard.data import Record
from dashboard.figures.monthly import lines_figure
from dashboard.figures.parts import Drawing, Part, figure_of, line, spread, words_at
from dashboard.numbers import MINUS
from dashboard.theme import TOKENS, Scheme, Tokens
from dashboard.wording import Words

WAN = 10_000
TICKS = 12
LABEL = 0.1
"""The part of a figure's height that a label needs for itself."""

Step = tuple[str, float]


def laps_figure(rows: Sequence[Record], *, words: Words, scheme: Scheme) -> Drawing:
    """Net up, refunds down, the year before as a thin line.

    Rows of net, refunded and before (yuan); name, all different; tick, what stands under the axis; href, where a
    click leads.
    """
    tokens, names = TOKENS[scheme], [row["name"] for row in rows]
    traces = [_bars(rows, name, words, tokens) for name in ("net", "refunded")]
    before = [None if row["before"] is None else float(row["before"]) / WAN for row in rows]
    if any(number is not None for number in before):
        said = words("collection.before")
        traces.append(line(names, before, said, tokens["surface"], 4.4, hoverinfo="skip", hovertemplate=None))
        traces.append(line(names, before, said, tokens["ink3"], 1.6, hovertemplate="%{y:,.2f}"))
    some = slice(None, None, -(-len(rows) // TICKS))
    ticks = {"tickvals": names[some], "ticktext": [row["tick"] for row in rows[some]], "tickangle": 0, "ticks": ""}
    return figure_of(
        scheme, traces, annotations=_ends(rows[-1], words, tokens, _reach(rows)), barmode="relative",
        margin={"l": 52, "r": 124, "t": 12, "b": 22}, xaxis={"type": "category", **ticks},
        yaxis={"nticks": 5, "tickformat": ",~r", "zeroline": True, "zerolinecolor": tokens["zero"]},
    )  # fmt: skip


def _bars(rows: Sequence[Record], name: str, words: Words, tokens: Tokens) -> Part:
    sign, colour = (-1, "c6") if name == "refunded" else (1, "accent")
    amounts = [float(row[name]) / WAN for row in rows]
    return {
        "type": "bar", "x": [row["name"] for row in rows], "y": [sign * amount for amount in amounts],
        "customdata": amounts, "name": words(f"collection.{name}"), "hovertemplate": "%{customdata:,.2f}",
        "marker": {"color": tokens[colour], "line": {"width": 0}}, "ids": [row["href"] for row in rows],
    }  # fmt: skip


def _reach(rows: Sequence[Record]) -> float:
    """From the lowest to the highest of a figure of laps, in 万元."""
    up = max(float(max(row["net"], row["before"] or 0)) for row in rows)
    return (up + max(float(row["refunded"]) for row in rows)) / WAN or 1.0


def _ends(last: Record, words: Words, tokens: Tokens, reach: float) -> list[Part]:
    """What the last lap is made of, in words beside it."""
    parts = [("net", "accent", 1), ("before", "ink3", 1), ("refunded", "ink2", -1)]
    known = [(name, colour, sign) for name, colour, sign in parts if last[name] is not None]
    places = [sign * float(last[name]) / WAN for name, _, sign in known]
    return [
        words_at(
            1, place, f"{words(f'collection.{name}')} {float(last[name]) / WAN:,.2f}", tokens[colour], xref="paper"
        )
        for place, (name, colour, _) in zip(spread(places, reach * LABEL), known, strict=True)
    ]


def success_figure(
    months: Sequence[str], rates: Sequence[float | None], name: str, *, scheme: Scheme, ids: Sequence[str]
) -> Drawing:
    """A rate in per cent by month; `ids` are the addresses of the months."""
    figure = lines_figure(months, {name: rates}, scheme=scheme, zero=False)
    for trace in figure["data"][:1]:
        trace.update(ids=list(ids), mode="lines+markers", marker={"size": 5})
    return figure


def waterfall_figure(steps: Sequence[Step], ends: tuple[Step, Step], *, scheme: Scheme) -> Drawing:
    """From the first of the ends (万元) to the last by the steps, each a bar between what was and what then is."""
    tokens = TOKENS[scheme]
    (first, start), (last, finish) = ends
    levels = list(accumulate((effect for _, effect in steps), initial=start))
    bases = [min(before, after) for before, after in pairwise(levels)]
    floor, top = _room([*levels, finish])
    colours = [tokens["accent"] if effect >= 0 else tokens["c2"] for _, effect in steps]
    bar: Part = {
        "type": "bar", "x": [first, *(name for name, _ in steps), last], "base": [floor, *bases, floor],
        "y": [start - floor, *(abs(effect) for _, effect in steps), finish - floor],
        "text": [f"{start:,.0f}", *(_signed(effect) for _, effect in steps), f"{finish:,.0f}"],
        "textposition": "outside", "textfont": {"color": tokens["ink"], "size": 12}, "cliponaxis": False,
        "marker": {"color": [tokens["mute"], *colours, tokens["mute"]]}, "hoverinfo": "skip",
    }  # fmt: skip
    return figure_of(
        scheme, [bar], margin={"l": 52, "r": 16, "t": 22, "b": 22}, xaxis={"type": "category", "ticks": ""},
        yaxis={"range": [floor, top], "nticks": 5, "tickformat": ",.0f"},
    )  # fmt: skip


def _room(levels: Sequence[float]) -> tuple[float, float]:
    """Where the axis starts and ends so that the steps are seen and their numbers have room."""
    low, high = min(levels), max(levels)
    floor = max(0.0, low - (high - low) * 0.6) if low >= 0 else low * 1.1
    return floor, high + ((high - floor) or 1.0) * 0.12


def _signed(value: float) -> str:
    text = f"{abs(value):,.0f}"
    return text if text == "0" else f"{'+' if value > 0 else MINUS}{text}"
