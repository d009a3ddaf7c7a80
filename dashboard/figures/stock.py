"""Stock and flow of suspension: who is suspended above, who came and went below, one time axis."""

from __future__ import annotations

import pandas
import plotly.graph_objects as go

from dashboard.figures.parts import blank, spread, words_at
from dashboard.theme import TOKENS, Scheme, Tokens
from dashboard.wording import Words


def stock_figure(frame: pandas.DataFrame, *, words: Words, scheme: Scheme) -> go.Figure:
    """Columns: month (as labelled), suspended, newly, resumed, left (persons)."""
    tokens = TOKENS[scheme]
    figure = blank(scheme, margin={"l": 46, "r": 92, "t": 10, "b": 22}, barmode="relative")
    last = frame["month"].iloc[-1]
    stock = frame["suspended"]
    figure.add_scatter(x=frame["month"], y=stock, name=words("suspension.stock"), line={"color": tokens["ink"], "width": 2}, hovertemplate="%{y:,.0f}")
    figure.add_scatter(x=[last], y=[stock.iloc[-1]], mode="markers", marker={"size": 8, "color": tokens["ink"]}, hoverinfo="skip")
    words_at(figure, last, float(stock.iloc[-1]), f"<b>{words('suspension.stock')} {stock.iloc[-1]:,.0f}</b>", tokens["ink"], xshift=10)
    _flows(figure, frame, tokens, words)
    _axes(figure, frame, tokens)
    return figure


def _flows(figure: go.Figure, frame: pandas.DataFrame, tokens: Tokens, words: Words) -> None:
    for name, sign, colour in (("newly", 1, "c2"), ("resumed", -1, "c1"), ("left", -1, "muteFill")):
        figure.add_bar(
            x=frame["month"], y=frame[name] * sign, customdata=frame[name], name=words(f"suspension.{name}"), yaxis="y2",
            marker={"color": tokens[colour], "line": {"width": 0}}, hovertemplate="%{customdata:,.0f}",
        )  # fmt: skip
    values = frame.iloc[-1]
    room = float(frame["newly"].max() + (frame["resumed"] + frame["left"]).max())
    places = [-float(values["resumed"] + values["left"]), -float(values["resumed"]) / 2, float(values["newly"]) / 2]
    texts = (("left", "ink3"), ("resumed", "c1"), ("newly", "c2t"))
    for (name, colour), place in zip(texts, spread(places, room * 0.13), strict=True):
        words_at(figure, values["month"], place, f"{words(f'suspension.{name}')} {values[name]:,.0f}", tokens[colour], yref="y2", xshift=16)


def _axes(figure: go.Figure, frame: pandas.DataFrame, tokens: Tokens) -> None:
    shown = list(frame["month"])[::-1][::3][::-1]
    low, high = float(frame["suspended"].min()), float(frame["suspended"].max())
    margin = max((high - low) * 0.25, high * 0.01, 1.0)
    figure.update_xaxes(tickvals=shown, ticks="", anchor="y2", showline=False)
    figure.update_layout(
        yaxis={"domain": (0.60, 1.0), "nticks": 4, "tickformat": ",.0f", "range": [max(0.0, low - margin), high + margin]},
        yaxis2={"domain": (0.0, 0.54), "nticks": 5, "tickformat": ",.0f", "anchor": "x", "zeroline": True, "zerolinecolor": tokens["zero"], "zerolinewidth": 1, **_absolute(frame)},
    )


def _absolute(frame: pandas.DataFrame) -> dict[str, list[float] | list[str]]:
    """Ticks at one size up and down, both written without sign."""
    highest = float(max(frame["newly"].max(), (frame["resumed"] + frame["left"]).max()))
    step = _nice(highest * 0.9)
    return {"tickvals": [-step, 0.0, step], "ticktext": [f"{step:,.0f}", "0", f"{step:,.0f}"]}


def _nice(value: float) -> float:
    """The largest of 1, 2, 5, 6, 8 times a power of ten that is not above a value; at least 1."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    return max((power * step for step in (1, 2, 3, 4, 5, 6, 8) if power * step <= value), default=1.0)
