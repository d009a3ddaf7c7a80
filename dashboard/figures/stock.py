"""Stock and flow of suspension: who is suspended above, who came and went below, one time axis."""

from __future__ import annotations

from typing import Any

import pandas

from dashboard.figures.parts import Drawing, Part, dot, every_third, figure_of, line, spread, words_at
from dashboard.figures.policies import with_policies
from dashboard.theme import TOKENS, Scheme, Tokens
from dashboard.wording import Words

LABEL = 0.27
"""The part of the lower panel a label needs for itself."""


def stock_figure(frame: pandas.DataFrame, *, words: Words, scheme: Scheme) -> Drawing:
    """Columns: month (as labelled), suspended, newly, resumed, left (persons)."""
    tokens = TOKENS[scheme]
    last, stock = frame["month"].iloc[-1], float(frame["suspended"].iloc[-1])
    label = words_at(1, stock, f"<b>{words('suspension.stock')} {stock:,.0f}</b>", tokens["ink"], xref="paper")
    traces = [
        line(frame["month"], frame["suspended"], words("suspension.stock"), tokens["ink"], 2),
        dot(last, stock, tokens["ink"], tokens["surface"]),
        *_flows(frame, tokens, words),
    ]
    drawing = figure_of(
        scheme, traces, annotations=[label, *_flow_labels(frame, tokens, words)], barmode="relative",
        margin={"l": 46, "r": 92, "t": 10, "b": 22}, **_axes(frame, tokens),
    )  # fmt: skip
    return with_policies(drawing, frame["month"], words, tokens)


def _flows(frame: pandas.DataFrame, tokens: Tokens, words: Words) -> list[Part]:
    return [
        {
            "type": "bar", "x": frame["month"], "y": frame[name] * sign, "customdata": frame[name], "yaxis": "y2",
            "name": words(f"suspension.{name}"), "marker": {"color": tokens[colour], "line": {"width": 0}},
            "hovertemplate": "%{customdata:,.0f}",
        }
        for name, sign, colour in (("newly", 1, "c2"), ("resumed", -1, "c1"), ("left", -1, "muteFill"))
    ]  # fmt: skip


def _flow_labels(frame: pandas.DataFrame, tokens: Tokens, words: Words) -> list[Part]:
    values = frame.iloc[-1]
    low, high = _reach(frame)
    wanted = [float(values["newly"]) / 2, -float(values["resumed"]) / 2, -float(values["resumed"] + values["left"])]
    places = spread(wanted, (high - low) * LABEL)
    lifted = max(0.0, low - places[-1])
    texts = (("newly", "c2t"), ("resumed", "c1"), ("left", "ink3"))
    return [
        words_at(
            1,
            place + lifted,
            f"{words(f'suspension.{name}')} {values[name]:,.0f}",
            tokens[colour],
            xref="paper",
            yref="y2",
        )
        for (name, colour), place in zip(texts, places, strict=True)
    ]


def _axes(frame: pandas.DataFrame, tokens: Tokens) -> dict[str, Any]:
    low, high = float(frame["suspended"].min()), float(frame["suspended"].max())
    margin = max((high - low) * 0.25, high * 0.01, 1.0)
    stock = [max(0.0, low - margin), high + margin]
    zero = {"zeroline": True, "zerolinecolor": tokens["zero"], "zerolinewidth": 1}
    return {
        "xaxis": {"tickvals": every_third(frame["month"]), "ticks": "", "anchor": "y2", "showline": False},
        "yaxis": {"domain": (0.62, 1.0), "nticks": 3, "tickformat": ",.0f", "range": stock},
        "yaxis2": {"domain": (0.0, 0.52), "anchor": "x", **zero, **_mirrored(frame)},
    }


def _reach(frame: pandas.DataFrame) -> tuple[float, float]:
    """The lowest and highest point of the lower panel."""
    up, down = float(frame["newly"].max()), float((frame["resumed"] + frame["left"]).max())
    return -max(down, 1.0) * 1.12, max(up, 1.0) * 1.05


def _mirrored(frame: pandas.DataFrame) -> dict[str, Any]:
    """Ticks at one size up and down, both written without sign."""
    low, high = _reach(frame)
    step = _nice(max(high, -low) * 0.8)
    return {"range": [low, high], "tickvals": [-step, 0.0, step], "ticktext": [f"{step:,.0f}", "0", f"{step:,.0f}"]}


def _nice(value: float) -> float:
    """The largest of 1, 2, 3, 4, 5, 6, 8 times a power of ten that is not above a value; at least 1."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    return max((power * step for step in (1, 2, 3, 4, 5, 6, 8) if power * step <= value), default=1.0)
