"""The pace of the year: cumulative receipts, and under them the distance from the season."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import isnan
from statistics import median
from typing import Any

import pandas

from dashboard.figures.parts import Drawing, Part, band, dot, every_day, figure_of, line, spread, words_at
from dashboard.theme import TOKENS, Scheme, Tokens
from dashboard.wording import Words, months_of_year

UPPER, LOWER = (0.385, 1.0), (0.0, 0.25)
FEW = 5
"""Below so many 万元 whole numbers say too little."""


@dataclass(frozen=True)
class Marks:
    """What is marked beside the lines: the day, the plan, and the values at their ends, in 万元 and points."""

    day: date
    plan: float | None
    this_year: float
    last_year: float | None
    gap: float | None
    years: int = 0


@dataclass(frozen=True)
class _Drawn:
    """What all parts of the figure are drawn from."""

    frame: pandas.DataFrame
    marks: Marks
    tokens: Tokens
    words: Words

    @property
    def last(self) -> str:
        """The last day of the year."""
        return str(self.frame["day"].iloc[-1])

    @cached_property
    def daily(self) -> Part:
        """Where the points of its lines stand."""
        return every_day(self.frame["day"].iloc[0])

    @cached_property
    def top(self) -> float:
        """The highest value drawn."""
        drawn = [max(self.known(name), default=0.0) for name in ("this_year", "last_year", "season")]
        return max(*drawn, self.marks.plan or 0.0, 1.0)

    @cached_property
    def reach(self) -> float:
        """How far up and down: room for the lines and for half the days of the band, which is cut off beyond."""
        lines = [abs(value) for name in ("gap", "gap_last") for value in self.known(name)]
        edges = list(zip(self.known("gap_low"), self.known("gap_high"), strict=True))
        usual = [median(max(abs(low), abs(high)) for low, high in edges)] if edges else []
        return max([1.0, *lines, *usual])

    def known(self, name: str) -> list[float]:
        """The values of a column that are known; none where there is no such column."""
        return [value for value in self.frame[name].tolist() if not isnan(value)] if name in self.frame else []

    def written(self, value: float) -> str:
        """A value at a line, with decimals where all of them are small."""
        return f"{value:,.0f}" if self.top >= FEW else f"{value:,.2f}"


def pace_figure(frame: pandas.DataFrame, *, marks: Marks, words: Words, scheme: Scheme) -> Drawing:
    """Columns: day (ISO), this_year, last_year, season, low, high (万元), gap, gap_last, gap_low, gap_high (points).

    Columns that are not known are left out of the frame.
    """
    tokens = TOKENS[scheme]
    drawn = _Drawn(frame, marks, tokens, words)
    traces, labels = _upper(drawn)
    if "gap" in frame:
        more_traces, more_labels = _lower(drawn)
        traces, labels = traces + more_traces, labels + more_labels
    now = marks.day.isoformat()
    rule = {"type": "line", "x0": now, "x1": now, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return figure_of(
        scheme, traces, annotations=labels, shapes=[{**rule, "line": {"color": tokens["line2"], "width": 1}}],
        margin={"l": 44, "r": 96 if words.chinese else 102, "t": 14, "b": 22}, **_axes(drawn),
    )  # fmt: skip


def _upper(drawn: _Drawn) -> tuple[list[Part], list[Part]]:
    frame, marks, tokens, words = drawn.frame, drawn.marks, drawn.tokens, drawn.words
    daily, now = drawn.daily, marks.day.isoformat()
    traces: list[Part] = band(None, frame["low"], frame["high"], tokens["band"], **daily) if "low" in frame else []
    if "last_year" in frame:
        traces.append(line(None, frame["last_year"], words("pace.last_year"), tokens["mute"], 1.6, **daily))
    if marks.plan:
        ends = [daily["x0"], drawn.last]
        traces.append(line(ends, [0, marks.plan], "", tokens["ink3"], 1.2, dash="dot", hoverinfo="skip"))
    if "season" in frame:
        traces.append(line(None, frame["season"], words("pace.season"), tokens["accent"], 1.4, dash="dash", **daily))
    traces.append(line(None, frame["this_year"], words("pace.this_year"), tokens["accent"], 3, **daily))
    traces.append(dot(now, marks.this_year, tokens["accent"], tokens["surface"]))
    text = f"<b>{words('pace.this_year')} {drawn.written(marks.this_year)}</b>"
    late = {"xanchor": "right", "xshift": -8} if marks.day.month > 2 else {}
    label = words_at(now, marks.this_year, text, tokens["accent"], yshift=12, **late)
    return traces, [label, *_ends(drawn)]


def _ends(drawn: _Drawn) -> list[Part]:
    """The names at the right ends, kept apart."""
    frame, marks, tokens, words = drawn.frame, drawn.marks, drawn.tokens, drawn.words
    ends: list[tuple[float, str, str]] = []
    if marks.plan:
        ends.append((marks.plan, words("pace.plan", value=drawn.written(marks.plan)), tokens["ink"]))
    if marks.last_year is not None:
        value = drawn.written(marks.last_year)
        ends.append((marks.last_year, words("pace.last_year_value", value=value), tokens["ink3"]))
    if "season" in frame:
        text = words("pace.season_band") if "low" in frame else words("pace.season")
        ends.append((float(frame["season"].iloc[-1]) * 0.84, text, tokens["accent"]))
    heights = spread([end[0] for end in ends], drawn.top * 0.125)
    return [_end(drawn, height, text, colour) for (_, text, colour), height in zip(ends, heights, strict=True)]


def _end(drawn: _Drawn, height: float, text: str, colour: str) -> Part:
    two = "<br>" in text
    place = {"yanchor": "top", "yshift": 8} if two else {"yanchor": "middle", "yshift": 0}
    return words_at(drawn.last, height, text, colour, align="left", **place)


def _lower(drawn: _Drawn) -> tuple[list[Part], list[Part]]:
    frame, marks, tokens, words = drawn.frame, drawn.marks, drawn.tokens, drawn.words
    daily = {**drawn.daily, "yaxis": "y2"}
    traces: list[Part] = (
        band(None, frame["gap_low"], frame["gap_high"], tokens["band"], **daily) if "gap_low" in frame else []
    )
    caption: Part = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "xshift": 0}
    labels = [words_at(0, LOWER[1] + 0.015, words("pace.strip", years=marks.years), tokens["ink2"], **caption)]
    if "gap_last" in frame:
        traces.append(
            line(None, frame["gap_last"], words("pace.last_year"), tokens["mute"], 1.6, hoverinfo="skip", **daily)
        )
        labels.append(words_at(drawn.last, 0, words("pace.grey"), tokens["ink3"], yref="y2"))
    traces.append(line(None, frame["gap"], words("pace.gap"), tokens["accent"], 3, hovertemplate="%{y:+.2f}", **daily))
    if marks.gap is not None:
        now, text = marks.day.isoformat(), f"<b>{marks.gap:+.2f}</b>".replace("-", "−")
        traces.append(dot(now, marks.gap, tokens["accent"], tokens["surface"], yaxis="y2"))
        aside = -14 if -drawn.reach / 2 < marks.gap < 0 else 14  # away from zero, where last year's line is
        labels.append(words_at(now, marks.gap, text, tokens["accent"], yref="y2", xshift=9, yshift=aside))
    return traces, labels


def _axes(drawn: _Drawn) -> dict[str, Any]:
    year, strip, words = drawn.marks.day.year, "gap" in drawn.frame, drawn.words
    x = {
        "type": "date", "range": [f"{year}-01-01", f"{year}-12-31"], "ticks": "", "anchor": "y2" if strip else "y",
        "tickvals": [f"{year}-{month:02d}-15" for month in range(1, 13)], "ticktext": months_of_year(words),
        "hoverformat": "%-m月%-d日" if words.chinese else "%-d %b",
    }  # fmt: skip
    y = {
        "range": [0, drawn.top * 1.04],
        "nticks": 5,
        "tickformat": ",.0f" if drawn.top >= FEW else ",.1f",
        "domain": UPPER if strip else (0.0, 1.0),
    }
    return {"xaxis": x, "yaxis": y, **({"yaxis2": _gaps(drawn)} if strip else {})}


def _gaps(drawn: _Drawn) -> dict[str, Any]:
    """The axis under the lines: the distance from the season."""
    step = max(1, round(drawn.reach * 0.75))
    return {
        "domain": LOWER,
        "anchor": "x",
        "zeroline": True,
        "zerolinewidth": 1,
        "zerolinecolor": drawn.tokens["zero"],
        "range": [-drawn.reach * 1.1, drawn.reach * 1.1],
        "tickvals": [-step, 0, step],
        "ticktext": [f"−{step}", "0", f"+{step}"],
    }
