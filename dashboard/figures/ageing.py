"""Arrears by age, month end by month end; older is darker."""

from __future__ import annotations

from collections.abc import Sequence

import pandas
import plotly.graph_objects as go

from dashboard.figures.parts import blank, words_at
from dashboard.theme import TOKENS, Scheme
from dashboard.wording import Words


def ageing_figure(frame: pandas.DataFrame, *, ages: Sequence[tuple[str, str]], words: Words, scheme: Scheme) -> go.Figure:
    """Columns: month (as labelled) and one per age code (万元); `ages` are codes with their names, youngest first."""
    tokens = TOKENS[scheme]
    figure = blank(scheme, margin={"l": 46, "r": 74, "t": 10, "b": 22}, barmode="stack")
    for step, (code, name) in enumerate(ages):
        figure.add_bar(x=frame["month"], y=frame[code], name=name, marker={"color": tokens["seq"][step + 1], "line": {"width": 0}}, hovertemplate="%{y:,.2f}")
    total = frame[[code for code, _ in ages]].sum(axis=1)
    words_at(figure, frame["month"].iloc[-1], float(total.iloc[-1]), f"<b>{total.iloc[-1]:,.0f}</b>", tokens["ink"], xshift=14)
    words_at(figure, frame["month"].iloc[-1], float(total.iloc[-1]), words("unit.wan"), tokens["ink3"], xshift=14, yshift=-16)
    figure.update_xaxes(tickvals=list(frame["month"])[::-1][::3][::-1], ticks="")
    figure.update_layout(yaxis={"rangemode": "tozero", "nticks": 5, "tickformat": ",.0f"})
    return figure
