"""Coverage by month: both rates as lines, and who came in and who left as bars up and down."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from typing import Any, NamedTuple

import pandas

from dashboard.figures.parts import Drawing, Part, dot, every_third, figure_of, line, spread, words_at
from dashboard.figures.policies import with_policies
from dashboard.theme import TOKENS, Scheme, Tokens
from dashboard.wording import Words


class Shown(NamedTuple):
    """A column and how it is drawn: its colour, the colour of its label, the width of a line or the way of a bar."""

    name: str
    colour: str
    text: str
    size: float


RATES = (Shown("coverage_rate", "accent", "accent", 3.0), Shown("effective_coverage_rate", "c3", "c3t", 1.8))
FLOWS = (Shown("new_persons", "accent", "accent", 1), Shown("lost_persons", "c2", "c2t", -1))
STEP = 5
"""Per cent between the values an axis of rates can start at."""
LABEL = 0.09
"""The part of a panel a label needs for itself."""


def starts_at(rates: Sequence[Any]) -> int:
    """The per cent a y axis of these rates starts at: a whole step, and at least some room below the lowest."""
    known = [float(rate) * 100 for rate in rates if rate is not None]
    return max(0, floor((min(known) - 1) / STEP) * STEP) if known else 0


def trend_figure(frame: pandas.DataFrame, *, start: int, words: Words, scheme: Scheme) -> Drawing:
    """Columns: month (as labelled), href, and the rates there are, in per cent; NaN where nothing is known."""
    tokens = TOKENS[scheme]
    shown = [one for one in RATES if one.name in frame and frame[one.name].notna().any()]
    high = max((float(frame[one.name].max()) for one in shown), default=100.0)
    top = max(high + (high - start) * 0.08, start + 1.0)
    traces = [trace for one in shown for trace in _rate(frame, one, words, tokens)]
    drawing = figure_of(
        scheme, traces, annotations=_rate_labels(frame, shown, (top - start) * LABEL, words, tokens),
        margin={"l": 46, "r": 128, "t": 12, "b": 22}, xaxis=_months(frame),
        yaxis={"range": [start, top], "nticks": 5, "ticksuffix": "%"},
    )  # fmt: skip
    return with_policies(drawing, frame["month"], words, tokens)


def _rate(frame: pandas.DataFrame, one: Shown, words: Words, tokens: Tokens) -> list[Part]:
    name, colour, _, width = one
    place = frame[name].last_valid_index()
    said = words(f"coverage.{name}")
    return [
        line(
            frame["month"], frame[name], said, tokens[colour], width, hovertemplate="%{y:.2f}%", ids=list(frame["href"])
        ),
        dot(frame["month"][place], float(frame[name][place]), tokens[colour], tokens["surface"]),
    ]


def _rate_labels(
    frame: pandas.DataFrame, shown: Sequence[Shown], least: float, words: Words, tokens: Tokens
) -> list[Part]:
    ends = [float(frame[one.name].dropna().iloc[-1]) for one in shown]
    return [
        words_at(1, place, f"{words(f'coverage.{one.name}')} {end:.2f}%", tokens[one.text], xref="paper")
        for place, end, one in zip(spread(ends, least), ends, shown, strict=True)
    ]


def moves_figure(frame: pandas.DataFrame, *, words: Words, scheme: Scheme) -> Drawing:
    """Columns: month (as labelled), href, new_persons, lost_persons; NaN where nothing is known or may be seen."""
    tokens = TOKENS[scheme]
    up, down = (_most(frame[one.name]) for one in FLOWS)
    drawing = figure_of(
        scheme, [_flow(frame, one, words, tokens) for one in FLOWS], barmode="relative",
        annotations=_flow_labels(frame, (up + down) * LABEL, words, tokens),
        margin={"l": 46, "r": 96, "t": 12, "b": 22}, xaxis=_months(frame), yaxis=_mirrored(up, down, tokens),
    )  # fmt: skip
    return with_policies(drawing, frame["month"], words, tokens)


def _flow(frame: pandas.DataFrame, one: Shown, words: Words, tokens: Tokens) -> Part:
    name, colour, _, sign = one
    return {
        "type": "bar", "x": frame["month"], "y": frame[name] * sign, "customdata": frame[name],
        "name": words(f"coverage.{name}"), "marker": {"color": tokens[colour], "line": {"width": 0}},
        "hovertemplate": "%{customdata:,.0f}", "ids": list(frame["href"]),
    }  # fmt: skip


def _flow_labels(frame: pandas.DataFrame, least: float, words: Words, tokens: Tokens) -> list[Part]:
    """Names beside the last month's bars, only of what is known of that month."""
    last = frame.iloc[-1]
    known = [one for one in FLOWS if pandas.notna(last[one.name])]
    wanted = [one.size * max(float(last[one.name]) / 2, least / 2) for one in known]
    return [
        words_at(1, place, f"{words(f'coverage.{one.name}')} {last[one.name]:,.0f}", tokens[one.text], xref="paper")
        for place, one in zip(spread(wanted, least), known, strict=True)
    ]


def _most(values: pandas.Series[Any]) -> float:
    return max(float(values.max()) if values.notna().any() else 0.0, 1.0)


def _mirrored(up: float, down: float, tokens: Tokens) -> dict[str, Any]:
    """One size up and down, both written without sign."""
    step = _round(max(up, down) * 0.8)
    zero = {"zeroline": True, "zerolinecolor": tokens["zero"], "zerolinewidth": 1}
    ticks = {"tickvals": [-step, 0.0, step], "ticktext": [f"{step:,.0f}", "0", f"{step:,.0f}"]}
    return {"range": [-down * 1.1, up * 1.1], **ticks, **zero}


def _round(value: float) -> float:
    """The largest of 1, 2, 3, 4, 5, 6, 8 times a power of ten that is not above a value; at least 1."""
    power = 10.0 ** floor(log10(max(value, 1.0)))
    return max(power * step for step in (1, 2, 3, 4, 5, 6, 8) if power * step <= max(value, 1.0))


def _months(frame: pandas.DataFrame) -> dict[str, Any]:
    return {"tickvals": every_third(frame["month"]), "tickangle": 0, "ticks": ""}
