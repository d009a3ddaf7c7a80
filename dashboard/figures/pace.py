"""The pace of the year: cumulative receipts, and under them the distance from the season."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas

from dashboard.figures.parts import Drawing, Part, band, dot, figure_of, line, spread, words_at
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


def pace_figure(frame: pandas.DataFrame, *, marks: Marks, words: Words, scheme: Scheme) -> Drawing:
    """Columns: day (ISO), this_year, last_year, season, low, high (万元), gap, gap_last, gap_low, gap_high (points).

    Columns that are not known are left out of the frame.
    """
    tokens = TOKENS[scheme]
    strip = "gap" in frame
    traces, labels = _upper(frame, marks, tokens, words)
    if strip:
        more_traces, more_labels = _lower(frame, marks, tokens, words)
        traces, labels = traces + more_traces, labels + more_labels
    now = marks.day.isoformat()
    rule = {"type": "line", "x0": now, "x1": now, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return figure_of(
        scheme, traces, annotations=labels, shapes=[{**rule, "line": {"color": tokens["line2"], "width": 1}}],
        margin={"l": 44, "r": 96 if words.chinese else 102, "t": 14, "b": 22}, **_axes(frame, marks, tokens, words),
    )  # fmt: skip


def _upper(frame: pandas.DataFrame, marks: Marks, tokens: Tokens, words: Words) -> tuple[list[Part], list[Part]]:
    days, now = frame["day"], marks.day.isoformat()
    traces: list[Part] = band(days, frame["low"], frame["high"], tokens["band"]) if "low" in frame else []
    if "last_year" in frame:
        traces.append(line(days, frame["last_year"], words("pace.last_year"), tokens["mute"], 1.6))
    if marks.plan:
        traces.append(line(days.iloc[[0, -1]], [0, marks.plan], "", tokens["ink3"], 1.2, dash="dot", hoverinfo="skip"))
    if "season" in frame:
        traces.append(line(days, frame["season"], words("pace.season"), tokens["accent"], 1.4, dash="dash"))
    traces.append(line(days, frame["this_year"], words("pace.this_year"), tokens["accent"], 3))
    traces.append(dot(now, marks.this_year, tokens["accent"], tokens["surface"]))
    text = f"<b>{words('pace.this_year')} {_written(marks.this_year, frame, marks)}</b>"
    late = marks.day.month > 2
    label = words_at(
        now,
        marks.this_year,
        text,
        tokens["accent"],
        **({"xanchor": "right", "xshift": -8, "yshift": 12} if late else {"yshift": 12}),
    )
    return traces, [label, *_ends(frame, marks, tokens, words)]


def _ends(frame: pandas.DataFrame, marks: Marks, tokens: Tokens, words: Words) -> list[Part]:
    """The names at the right ends, kept apart."""
    ends: list[tuple[float, str, str]] = []
    if marks.plan:
        ends.append((marks.plan, words("pace.plan", value=_written(marks.plan, frame, marks)), tokens["ink"]))
    if marks.last_year is not None:
        value = _written(marks.last_year, frame, marks)
        ends.append((marks.last_year, words("pace.last_year_value", value=value), tokens["ink3"]))
    if "season" in frame:
        text = words("pace.season_band") if "low" in frame else words("pace.season")
        ends.append((float(frame["season"].iloc[-1]) * 0.84, text, tokens["accent"]))
    heights = spread([end[0] for end in ends], _top(frame, marks) * 0.125)
    return [_end(frame, height, text, colour) for (_, text, colour), height in zip(ends, heights, strict=True)]


def _end(frame: pandas.DataFrame, height: float, text: str, colour: str) -> Part:
    two = "<br>" in text
    return words_at(
        frame["day"].iloc[-1],
        height,
        text,
        colour,
        align="left",
        yanchor="top" if two else "middle",
        yshift=8 if two else 0,
    )


def _written(value: float, frame: pandas.DataFrame, marks: Marks) -> str:
    """A value at a line, with decimals where all of them are small."""
    return f"{value:,.0f}" if _top(frame, marks) >= FEW else f"{value:,.2f}"


def _top(frame: pandas.DataFrame, marks: Marks) -> float:
    """The highest value drawn."""
    drawn = [name for name in ("this_year", "last_year", "season") if name in frame]
    return max(float(frame[drawn].max().max()), marks.plan or 0.0, 1.0)


def _lower(frame: pandas.DataFrame, marks: Marks, tokens: Tokens, words: Words) -> tuple[list[Part], list[Part]]:
    days = frame["day"]
    traces: list[Part] = (
        band(days, frame["gap_low"], frame["gap_high"], tokens["band"], yaxis="y2") if "gap_low" in frame else []
    )
    caption: Part = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "xshift": 0}
    labels = [words_at(0, LOWER[1] + 0.015, words("pace.strip", years=marks.years), tokens["ink2"], **caption)]
    if "gap_last" in frame:
        traces.append(
            line(days, frame["gap_last"], words("pace.last_year"), tokens["mute"], 1.6, yaxis="y2", hoverinfo="skip")
        )
        labels.append(words_at(days.iloc[-1], 0, words("pace.grey"), tokens["ink3"], yref="y2"))
    traces.append(
        line(days, frame["gap"], words("pace.gap"), tokens["accent"], 3, yaxis="y2", hovertemplate="%{y:+.2f}")
    )
    if marks.gap is not None:
        now, text = marks.day.isoformat(), f"<b>{marks.gap:+.2f}</b>".replace("-", "−")
        traces.append(dot(now, marks.gap, tokens["accent"], tokens["surface"], yaxis="y2"))
        aside = -14 if -_reach(frame) / 2 < marks.gap < 0 else 14  # away from zero, where last year's line is
        labels.append(words_at(now, marks.gap, text, tokens["accent"], yref="y2", xshift=9, yshift=aside))
    return traces, labels


def _axes(frame: pandas.DataFrame, marks: Marks, tokens: Tokens, words: Words) -> dict[str, Any]:
    year, strip = marks.day.year, "gap" in frame
    x = {
        "type": "date", "range": [f"{year}-01-01", f"{year}-12-31"], "ticks": "", "anchor": "y2" if strip else "y",
        "tickvals": [f"{year}-{month:02d}-15" for month in range(1, 13)], "ticktext": months_of_year(words),
        "hoverformat": "%-m月%-d日" if words.chinese else "%-d %b",
    }  # fmt: skip
    y = {
        "range": [0, _top(frame, marks) * 1.04],
        "nticks": 5,
        "tickformat": ",.0f" if _top(frame, marks) >= FEW else ",.1f",
        "domain": UPPER if strip else (0.0, 1.0),
    }
    y2 = (
        {
            "domain": LOWER,
            "anchor": "x",
            "zeroline": True,
            "zerolinewidth": 1,
            "zerolinecolor": tokens["zero"],
            **_gap_ticks(frame),
        }
        if strip
        else None
    )
    return {"xaxis": x, "yaxis": y, **({"yaxis2": y2} if y2 else {})}


def _gap_ticks(frame: pandas.DataFrame) -> dict[str, Any]:
    reach = _reach(frame)
    step = max(1, round(reach * 0.75))
    return {
        "range": [-reach * 1.1, reach * 1.1],
        "tickvals": [-step, 0, step],
        "ticktext": [f"−{step}", "0", f"+{step}"],
    }


def _reach(frame: pandas.DataFrame) -> float:
    """The same distance up and down: room for the lines and for half the days of the band, which is cut off beyond."""
    lines = [name for name in ("gap", "gap_last") if name in frame]
    edges = [name for name in ("gap_low", "gap_high") if name in frame]
    usual = [float(frame[edges].abs().max(axis=1).median())] if edges else []
    return max([1.0, float(frame[lines].abs().max().max()), *usual])
