"""Arrears by age, month end by month end; older is darker."""

from __future__ import annotations

from collections.abc import Sequence

import pandas

from dashboard.figures.parts import Drawing, every_third, figure_of, words_at
from dashboard.figures.policies import with_policies
from dashboard.theme import TOKENS, Scheme
from dashboard.wording import Words


def ageing_figure(frame: pandas.DataFrame, *, ages: Sequence[tuple[str, str]], words: Words, scheme: Scheme) -> Drawing:
    """Columns: month (as labelled) and one per age code (万元); `ages` are codes with their names, youngest first."""
    tokens = TOKENS[scheme]
    bars = [
        {
            "type": "bar", "x": frame["month"], "y": frame[code], "name": name, "hovertemplate": "%{y:,.2f}",
            "marker": {"color": tokens["seq"][step + 1], "line": {"width": 0}},
        }
        for step, (code, name) in enumerate(ages)
    ]  # fmt: skip
    total = float(frame[[code for code, _ in ages]].iloc[-1].sum())
    labels = [
        words_at(1, total, f"<b>{total:,.0f}</b>", tokens["ink"], xref="paper"),
        words_at(1, total, words("unit.wan"), tokens["ink3"], xref="paper", yshift=-16),
    ]
    drawing = figure_of(
        scheme, bars, annotations=labels, barmode="stack", margin={"l": 46, "r": 74, "t": 10, "b": 22},
        xaxis={"tickvals": every_third(frame["month"]), "ticks": ""},
        yaxis={"rangemode": "tozero", "nticks": 5, "tickformat": ",.0f"},
    )  # fmt: skip
    return with_policies(drawing, frame["month"], words, tokens)
