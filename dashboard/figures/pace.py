"""The pace of the year: cumulative receipts, and under them the distance from the season."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas
import plotly.graph_objects as go

from dashboard.figures.parts import blank, spread, words_at
from dashboard.theme import TOKENS, Scheme, Tokens
from dashboard.wording import Words, months_of_year

UPPER, LOWER = (0.385, 1.0), (0.0, 0.25)


@dataclass(frozen=True)
class Marks:
    """What is marked beside the lines: the day, the plan, and the values at their ends, in 万元."""

    day: date
    plan: float | None
    this_year: float
    last_year: float | None
    gap: float | None
    years: int = 0


def pace_figure(frame: pandas.DataFrame, *, marks: Marks, words: Words, scheme: Scheme) -> go.Figure:
    """Columns: day, this_year, last_year, season, low, high (万元), gap, gap_last, gap_low, gap_high (points).

    Columns that are not known are left out of the frame.
    """
    tokens = TOKENS[scheme]
    figure = blank(scheme, margin={"l": 44, "r": 96, "t": 14, "b": 22})
    _upper(figure, frame, marks, tokens, words)
    if "gap" in frame:
        _lower(figure, frame, marks, tokens, words)
    _axes(figure, frame, marks, words)
    figure.add_shape(type="line", x0=marks.day, x1=marks.day, y0=0, y1=1, yref="paper", line={"color": tokens["line2"], "width": 1}, layer="below")
    return figure


def _upper(figure: go.Figure, frame: pandas.DataFrame, marks: Marks, tokens: Tokens, words: Words) -> None:
    if "low" in frame:
        _band(figure, frame, "low", "high", tokens, "y")
    if "last_year" in frame:
        figure.add_scatter(x=frame["day"], y=frame["last_year"], name=words("pace.last_year"), line={"color": tokens["mute"], "width": 1.6}, hovertemplate="%{y:,.0f}")
    if marks.plan:
        ends = frame["day"].iloc[[0, -1]]
        figure.add_scatter(x=ends, y=[0, marks.plan], mode="lines", line={"color": tokens["ink3"], "width": 1.2, "dash": "dot"}, hoverinfo="skip")
    if "season" in frame:
        figure.add_scatter(x=frame["day"], y=frame["season"], name=words("pace.season"), line={"color": tokens["accent"], "width": 1.4, "dash": "dash"}, hovertemplate="%{y:,.0f}")
    figure.add_scatter(x=frame["day"], y=frame["this_year"], name=words("pace.this_year"), line={"color": tokens["accent"], "width": 3}, hovertemplate="%{y:,.0f}")
    _point(figure, marks.day, marks.this_year, tokens, "y")
    words_at(figure, marks.day, marks.this_year, f"<b>{words('pace.this_year')} {marks.this_year:,.0f}</b>", tokens["accent"], xanchor="right", xshift=-8, yshift=12)
    _ends(figure, frame, marks, tokens, words)


def _ends(figure: go.Figure, frame: pandas.DataFrame, marks: Marks, tokens: Tokens, words: Words) -> None:
    """The names at the right ends, kept apart."""
    ends: list[tuple[float, str, str]] = []
    if marks.plan:
        ends.append((marks.plan, words("pace.plan", value=f"{marks.plan:,.0f}"), tokens["ink"]))
    if marks.last_year is not None:
        ends.append((marks.last_year, words("pace.last_year_value", value=f"{marks.last_year:,.0f}"), tokens["ink3"]))
    if "season" in frame:
        ends.append((float(frame["season"].iloc[-1]) * 0.84, words("pace.season_band") if "low" in frame else words("pace.season"), tokens["accent"]))
    heights = spread([end[0] for end in ends], _top(frame, marks) * 0.125)
    for (_, text, colour), height in zip(ends, heights, strict=True):
        words_at(figure, frame["day"].iloc[-1], height, text, colour, align="left", yanchor="top" if "<br>" in text else "middle", yshift=8 if "<br>" in text else 0)


def _top(frame: pandas.DataFrame, marks: Marks) -> float:
    """The highest value drawn."""
    drawn = [name for name in ("this_year", "last_year", "season") if name in frame]
    return max(float(frame[drawn].max().max()), marks.plan or 0.0)


def _lower(figure: go.Figure, frame: pandas.DataFrame, marks: Marks, tokens: Tokens, words: Words) -> None:
    if "gap_low" in frame:
        _band(figure, frame, "gap_low", "gap_high", tokens, "y2")
    if "gap_last" in frame:
        figure.add_scatter(x=frame["day"], y=frame["gap_last"], name=words("pace.last_year"), yaxis="y2", line={"color": tokens["mute"], "width": 1.6}, hoverinfo="skip")
        words_at(figure, frame["day"].iloc[-1], 0, words("pace.grey"), tokens["ink3"], yref="y2")
    figure.add_scatter(x=frame["day"], y=frame["gap"], name=words("pace.gap"), yaxis="y2", line={"color": tokens["accent"], "width": 3}, hovertemplate="%{y:+.2f}")
    if marks.gap is not None:
        _point(figure, marks.day, marks.gap, tokens, "y2")
        words_at(figure, marks.day, marks.gap, f"<b>{marks.gap:+.2f}</b>".replace("-", "−"), tokens["accent"], yref="y2", xshift=9, yshift=8)
    figure.add_annotation(text=words("pace.strip", years=marks.years), x=0, xref="paper", y=LOWER[1] + 0.015, yref="paper", xanchor="left", yanchor="bottom", showarrow=False, font={"color": tokens["ink2"], "size": 12})


def _band(figure: go.Figure, frame: pandas.DataFrame, low: str, high: str, tokens: Tokens, axis: str) -> None:
    edge: dict[str, Any] = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "yaxis": axis}
    figure.add_scatter(x=frame["day"], y=frame[low], **edge)
    figure.add_scatter(x=frame["day"], y=frame[high], fill="tonexty", fillcolor=tokens["band"], **edge)


def _point(figure: go.Figure, day: date, value: float, tokens: Tokens, axis: str) -> None:
    marker = {"size": 8, "color": tokens["accent"], "line": {"color": tokens["surface"], "width": 2}}
    figure.add_scatter(x=[day], y=[value], mode="markers", marker=marker, hoverinfo="skip", yaxis=axis)


def _axes(figure: go.Figure, frame: pandas.DataFrame, marks: Marks, words: Words) -> None:
    year = marks.day.year
    middles = [date(year, month, 15) for month in range(1, 13)]
    strip = "gap" in frame
    figure.update_xaxes(
        range=[date(year, 1, 1), date(year, 12, 31)], tickvals=middles, ticktext=months_of_year(words), ticks="",
        hoverformat="%-m月%-d日" if words.chinese else "%-d %b", anchor="y2" if strip else "y",
    )  # fmt: skip
    figure.update_layout(yaxis={"range": [0, _top(frame, marks) * 1.04], "nticks": 5, "tickformat": ",.0f", "domain": UPPER if strip else (0.0, 1.0)})
    if strip:
        figure.update_layout(yaxis2={"domain": LOWER, "anchor": "x", **_gap_ticks(frame)})


def _gap_ticks(frame: pandas.DataFrame) -> dict[str, Any]:
    """The same distance up and down, with room for the band."""
    drawn = [name for name in ("gap", "gap_last", "gap_low", "gap_high") if name in frame]
    reach = max(1.0, float(frame[drawn].abs().max().max()))
    step = max(1, round(reach * 0.75))
    return {"range": [-reach * 1.1, reach * 1.1], "tickvals": [-step, 0, step], "ticktext": [f"−{step}", "0", f"+{step}"]}
