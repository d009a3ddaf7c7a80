"""People by tier as parts of a whole, month by month; darker pays more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.figures.parts import Drawing, Part, every_third, figure_of, spread, words_at
from dashboard.figures.policies import with_policies
from dashboard.theme import TOKENS, Scheme
from dashboard.wording import Words

LAST = 6
"""The darkest step of the ramp."""
PALE = 2
"""So many of the lowest tiers are hardly darker than the card: they have an edge that is."""


def shares_figure(
    months: Sequence[str], tiers: Sequence[tuple[str, Sequence[Any]]], *, words: Words, scheme: Scheme
) -> Drawing:
    """Tiers from the lowest up, each a name and its persons by month; bars of one height."""
    tokens = TOKENS[scheme]
    sums = [sum(values[place] or 0 for _, values in tiers) or 1 for place in range(len(months))]
    traces: list[Part] = []
    middles: list[float] = []
    names: list[str] = []
    base = 0.0
    for step, (name, values) in enumerate(tiers):
        shares = [100 * (value or 0) / total for value, total in zip(values, sums, strict=True)]
        colour = tokens["seq"][min(LAST, step + 1)]
        edge = {"width": 1, "color": tokens["ctl"]} if step < PALE else {"width": 0}
        traces.append(
            {
                "type": "bar", "x": list(months), "y": shares, "name": name, "hovertemplate": "%{y:.2f}%",
                "marker": {"color": colour, "line": edge},
            }
        )  # fmt: skip
        if shares[-1]:
            middles.append(base + shares[-1] / 2)
            names.append(f"{name} {shares[-1]:.2f}%")
        base += shares[-1]
    labels = [
        words_at(1, place, text, tokens["ink2"], xref="paper")
        for place, text in zip(spread(middles, 9), names, strict=True)
    ]
    drawing = figure_of(
        scheme, traces, annotations=labels, barmode="stack", bargap=0.15, margin={"l": 40, "r": 118, "t": 12, "b": 22},
        xaxis={"tickvals": every_third(months), "tickangle": 0, "ticks": ""},
        yaxis={"range": [0, 100], "nticks": 5, "ticksuffix": "%"},
    )  # fmt: skip
    return with_policies(drawing, months, words, tokens)
