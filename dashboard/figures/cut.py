"""Any cut as bars or lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures.parts import Drawing, Part, figure_of, line, spread, words_at
from dashboard.theme import TOKENS, Scheme, Tokens

TICKS = 9
COLOURS = ("accent", "c2", "c3", "c4", "c5", "c6", "mute", "ink3")
BAR = 24
"""Pixels of height of one bar."""


@dataclass(frozen=True)
class Bar:
    """A group with its value as it is drawn and as it is written, and where a click leads."""

    name: str
    value: float
    text: str
    href: str = ""


@dataclass(frozen=True)
class Series:
    """A group over time, gaps where nothing is known; `whole` is everything together."""

    name: str
    values: Sequence[float | None]
    whole: bool = False

    @property
    def last(self) -> float | None:
        """The latest value that is known."""
        return next((value for value in reversed(self.values) if value is not None), None)


@dataclass(frozen=True)
class Times:
    """A time axis: what its places are, how they are written, and where a click on one leads; `days` may have gaps."""

    places: Sequence[str]
    labels: Sequence[str]
    hrefs: Sequence[str]
    days: bool = False


def bars_of_groups(bars: Sequence[Bar], *, unit: str, scheme: Scheme) -> Drawing:
    """Groups with their values written beside them, the first on top."""
    tokens, shown = TOKENS[scheme], list(bars)[::-1]
    trace: Part = {
        "type": "bar", "orientation": "h", "x": [bar.value for bar in shown], "y": [*range(len(shown))],
        "ids": [bar.href for bar in shown], "text": [bar.text for bar in shown], "textposition": "outside",
        "textfont": {"size": 12, "color": tokens["ink"]}, "marker": {"color": tokens["accent"]},
        "hoverinfo": "none", "cliponaxis": False,
    }  # fmt: skip
    names = {
        "tickvals": [*range(len(shown))],
        "ticktext": [bar.name for bar in shown],
        "ticklabelstandoff": 6,
        "showgrid": False,
        "ticks": "",
    }
    values = {
        "rangemode": "tozero",
        "nticks": 6,
        "tickformat": ",~f",
        "ticksuffix": unit,
        "showgrid": True,
        "gridcolor": tokens["grid"],
    }
    left = 26 + max((_width(bar.name) for bar in shown), default=0)
    return figure_of(
        scheme, [trace], hovermode="closest", bargap=0.3, margin={"l": min(left, 230), "r": 86, "t": 4, "b": 24},
        xaxis={**values, "showline": False, "ticks": ""}, yaxis={**names, "range": [-0.6, len(shown) - 0.4]},
    )  # fmt: skip


def lines_of_groups(series: Sequence[Series], times: Times, *, unit: str, height: int, scheme: Scheme) -> Drawing:
    """A line per group, its name at the end; everything together in ink."""
    tokens = TOKENS[scheme]
    colours = iter(COLOURS)
    drawn = [(one, tokens["ink" if one.whole else next(colours)]) for one in series]
    traces = [_trace(one, colour, times, unit) for one, colour in drawn]
    step = max(1, -(-len(times.places) // TICKS))
    ticks = {"tickvals": list(times.places)[::-1][::step][::-1], "ticktext": list(times.labels)[::-1][::step][::-1]}
    right = 24 + max((_width(one.name) for one in series), default=0)
    kind = {"type": "date", "hoverformat": "%Y-%m-%d"} if times.days else {"type": "category"}
    return figure_of(
        scheme, traces, annotations=_ends(drawn, height, tokens),
        margin={"l": 62, "r": min(right, 190), "t": 12, "b": 24},
        xaxis={**kind, **ticks, "tickangle": 0, "ticks": ""},
        yaxis={"nticks": 6, "tickformat": ",~f", "ticksuffix": unit},
    )  # fmt: skip


def _trace(one: Series, colour: str, times: Times, unit: str) -> Part:
    """A point that stands alone is drawn as a dot, for a line needs two."""
    known = [value for value in one.values if value is not None]
    dots: Part = {"mode": "lines+markers", "marker": {"size": 6, "color": colour}} if len(known) < 3 else {}
    trace = line(
        list(times.places), list(one.values), one.name, colour, 2,
        ids=list(times.hrefs), hovertemplate="%{y:,.2f}" + unit, connectgaps=False,
    )  # fmt: skip
    return {**trace, **dots}


def _ends(drawn: Sequence[tuple[Series, str]], height: int, tokens: Tokens) -> list[Part]:
    """Names beside the last points, kept apart by the height of a line of text."""
    known = [value for one, _ in drawn for value in one.values if value is not None]
    named = [(one, colour, one.last) for one, colour in drawn if one.last is not None]
    reach = (max(known) - min(known) or abs(max(known)) or 1.0) if known else 1.0
    places = spread([float(last) for _, _, last in named if last is not None], reach * 19 / max(height - 36, 60))
    low = min(known, default=0.0)
    lifted = max(0.0, low - min(places, default=low))
    return [
        words_at(1, place + lifted, one.name, _readable(colour, tokens), xref="paper")
        for place, (one, colour, _) in zip(places, named, strict=True)
    ]


def _readable(colour: str, tokens: Tokens) -> str:
    """Orange and green words are darker than lines of these colours."""
    return str({tokens["c2"]: tokens["c2t"], tokens["c3"]: tokens["c3t"]}.get(colour, colour))


def _width(text: str) -> int:
    """About how wide a text of 12 pixels is: Chinese a full square, all else a little more than half of one."""
    return sum(12 if ord(letter) > 0x2E7F else 7 for letter in text)


def height_of_bars(bars: Sequence[Any]) -> int:
    """As high as that many bars need."""
    return max(96, BAR * len(bars) + 30)
