"""Cohort survival: steps with their bands, and the numbers at risk under the axis."""

from __future__ import annotations

import pandas

from dashboard.figures.parts import Drawing, Part, band, dot, figure_of, line, spread, words_at
from dashboard.theme import TOKENS, Scheme, Tokens
from dashboard.wording import Words

EVERY = 6
"""Months between two numbers at risk."""
PENS = (("c2", "c2t", 3.0), ("c1", "c1", 2.2), ("c3", "c3t", 1.8), ("mute", "ink3", 1.6))
"""Colour, colour of the words, width; the latest cohort first."""
CLEAR = 0.15
"""How much of its colour a band keeps."""
REACH = 4
"""Months to either side of its end that a label covers."""
LABEL = 0.1
"""The part of the axis a label is high."""
LINE = 17
"""Pixels of a line of numbers at risk."""


def survival_figure(
    frame: pandas.DataFrame, risk: pandas.DataFrame, *, floor: float, words: Words, scheme: Scheme
) -> Drawing:
    """Columns of the frame: cohort, month, survival, low, high (per cent), a row per month up to the cohort's end.

    `risk` has a row per cohort and a column per month that is written under the axis; cohorts run from early to late.
    """
    tokens = TOKENS[scheme]
    cohorts = list(dict.fromkeys(frame["cohort"]))
    pens = dict(zip(reversed(cohorts), PENS, strict=False))
    parts = {name: frame[frame["cohort"] == name] for name in cohorts}
    end = max(int(frame["month"].max()), EVERY)
    bands = [trace for name in cohorts for trace in _band(parts[name], tokens[pens[name][0]])]
    lines = [trace for name in cohorts for trace in _line(name, parts[name], pens[name], tokens)]
    labels = _labels(parts, pens, floor, tokens)
    ticks = list(range(0, end + 1, EVERY))
    return figure_of(
        scheme, [*bands, *lines], annotations=[*labels, *_at_risk(risk, pens, tokens, words)],
        margin={"l": 58, "r": 84, "t": 10, "b": 30 + LINE * (len(cohorts) + 1)},
        xaxis={"tickvals": ticks, "ticktext": [*map(str, ticks[:-1]), words("survival.tick", count=ticks[-1])],
               "range": [-0.3, end + 0.3], "hoverformat": "d"},
        yaxis={"range": [floor, 101], "nticks": 5, "tickformat": ".0f"},
    )  # fmt: skip


def _band(rows: pandas.DataFrame, colour: str) -> list[Part]:
    ground = _clear(colour)
    return band(rows["month"], rows["low"], rows["high"], ground, line={"width": 0, "shape": "hv"}, showlegend=False)


def _line(name: str, rows: pandas.DataFrame, pen: tuple[str, str, float], tokens: Tokens) -> list[Part]:
    colour, width = tokens[pen[0]], pen[2]
    steps = line(rows["month"], rows["survival"], name, colour, width, hovertemplate="%{y:.2f}%")
    steps["line"]["shape"] = "hv"
    return [steps, dot(rows["month"].iloc[-1], float(rows["survival"].iloc[-1]), colour, tokens["surface"])]


def _labels(
    parts: dict[str, pandas.DataFrame], pens: dict[str, tuple[str, str, float]], floor: float, tokens: Tokens
) -> list[Part]:
    """Cohort and last value at the end of each line: beside the longest, of the others where no line runs."""
    ends = {name: int(rows["month"].iloc[-1]) for name, rows in parts.items()}
    values = {name: float(rows["survival"].iloc[-1]) for name, rows in parts.items()}
    longest = [name for name, end in ends.items() if end == max(ends.values())]
    height = (101 - floor) * LABEL
    beside = dict(zip(longest, spread([values[name] for name in longest], height), strict=True))
    labels = []
    for name, value in values.items():
        text, colour = f"<b>{name}</b> {value:.2f}", tokens[pens[name][1]]
        place = {"y": beside[name]} if name in beside else _apart(parts, name, ends[name], floor + height)
        labels.append(words_at(ends[name], place.pop("y"), text, colour, **place))
    return labels


def _apart(parts: dict[str, pandas.DataFrame], name: str, month: int, least: float) -> Part:
    """Under all bands where the line is the lowest at its end, else above all of them; inside the axes."""
    rows = pandas.concat(parts.values())
    lowest = rows[rows["month"] == month]["survival"].min() == parts[name]["survival"].iloc[-1]
    near = rows[rows["month"].between(month - REACH, month + REACH)]
    if lowest:
        return {"y": max(least, float(near["low"].min())), "xanchor": "center", "yanchor": "top", "xshift": 0}
    return {"y": float(near["high"].max()), "xanchor": "center", "yanchor": "bottom", "xshift": 0}


def _at_risk(
    risk: pandas.DataFrame, pens: dict[str, tuple[str, str, float]], tokens: Tokens, words: Words
) -> list[Part]:
    """The numbers at risk in columns under their months, the cohorts at the left."""
    below: Part = {"yref": "paper", "yanchor": "top", "xshift": 0}
    left: Part = {"xref": "paper", "xanchor": "left", **below, "xshift": -56}
    rows = [words_at(0, 0, words("survival.at_risk"), tokens["ink3"], **left, yshift=-24)]
    for place, name in enumerate(risk.index, start=1):
        shift, colour = -24 - LINE * place, tokens[pens[name][1]]
        rows.append(words_at(0, 0, name, colour, **left, yshift=shift))
        rows += [
            words_at(month, 0, f"{value:,.0f}", tokens["ink2"], **below, xanchor="center", yshift=shift)
            for month, value in risk.loc[name].items()
            if not pandas.isna(value)
        ]
    return rows


def _clear(colour: str) -> str:
    """A colour of which the ground shows through."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{CLEAR})"
