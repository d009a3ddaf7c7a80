"""Charts of a report as SVG, drawn without a browser: one blue, grey, one alarm; signs and labels say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from dashboard.numbers import MINUS
from dashboard.reports.blocks import Chart, Drawn, Figure
from dashboard.reports.printing import number_of, printed, text_of

BLUE, GREY, ALARM, INK, RULE = "#1F4E79", "#8C8C8C", "#C0392B", "#262626", "#D9D9D9"
FONT = "FandolHei, Noto Sans CJK SC, sans-serif"
WIDTH = 560
_SIZE = 11
_LEFT, _RIGHT = 46, 96
_HEIGHT = 230
_ROW = 26
_TICKS = 5
_APART = 14
_NUMBERS = re.compile(rf"([0-9.,+{MINUS}]+)")
"""How far names at the ends of lines stand from one another."""
Point = tuple[float, float]


def svg(chart: Chart) -> str:
    """The chart as a document of its own."""
    return {Drawn.LINES: _lines, Drawn.BARS: _bars, Drawn.FLOWS: _flows}[chart.drawn](chart)


def _document(width: float, height: float, parts: Iterable[str]) -> str:
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" font-family="{FONT}" font-size="{_SIZE}">{body}</svg>'
    )


def _text(at: Point, said: str, *, anchor: str = "start", fill: str = INK, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" fill="{fill}"{weight}>{_marked(said)}</text>'


def _marked(said: str) -> str:
    """Text with its numbers out of the font that they have in the text of the report."""
    runs = _NUMBERS.split(said)
    spans = [
        f'<tspan font-family="Liberation Serif">{run}</tspan>' if place % 2 else escape(run)
        for place, run in enumerate(runs)
    ]
    return "".join(spans)


def _line(start: Point, end: Point, stroke: str = RULE, width: float = 0.7) -> str:
    ends = f'x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
    return f'<line {ends} stroke="{stroke}" stroke-width="{width}"/>'


def _bar(at: Point, width: float, height: float, fill: str) -> str:
    return f'<rect x="{at[0]:.1f}" y="{at[1]:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


@dataclass(frozen=True)
class _Scale:
    """Where places and values stand."""

    step: float
    ticks: Sequence[float]
    top: float
    right: float
    left: float = _LEFT
    bottom: float = _HEIGHT - 26.0

    def x(self, place: float) -> float:
        return self.left + place * self.step

    def y(self, value: float) -> float:
        part = (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return self.bottom - part * (self.bottom - self.top)

    def rules(self, *, signed: bool) -> list[str]:
        """A line and its value for every tick; zero stands out."""
        parts = []
        for tick in self.ticks:
            stroke = (INK, 0.9) if not tick else (RULE, 0.6)
            parts.append(_line((self.left, self.y(tick)), (self.right, self.y(tick)), *stroke))
            said = _tick(tick if signed else abs(tick), signed=signed)
            parts.append(_text((self.left - 6, self.y(tick) + 4), said, anchor="end", fill=GREY))
        return parts


def _values(figures: Sequence[Figure]) -> list[float | None]:
    numbers = [number_of(figure) for figure in figures]
    return [None if number is None else float(number) for number in numbers]


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers around zero that cover what is drawn."""
    span = max(high - low, 1e-9)
    raw = span / _TICKS
    size = Decimal(10) ** Decimal(raw).adjusted()
    step = float(next(size * factor for factor in (1, 2, 5, 10) if float(size * factor) >= raw))
    first = int(low // step)
    last = int(-(-high // step))
    return [place * step for place in range(first, last + 1)]


def _tick(value: float, *, signed: bool) -> str:
    text = f"{abs(value):,.10g}"
    return text if not value else (MINUS if value < 0 else "+" if signed else "") + text


def _lines(chart: Chart) -> str:
    """A line for each series over the places; the first is told in blue, each named at its end."""
    series = [_values(one.values) for one in chart.series]
    known = [value for values in series for value in values if value is not None]
    right = WIDTH - _RIGHT
    step = (right - _LEFT) / max(len(chart.places) - 1, 1)
    scale = _Scale(step, _ticks(min([*known, 0.0]), max([*known, 0.0])), 14.0, right)
    parts = scale.rules(signed=True)
    for place, name in enumerate(chart.places):
        parts.append(_text((scale.x(place), _HEIGHT - 8), name, anchor="middle"))
    for number, values in reversed(list(enumerate(series))):
        parts += _drawn(values, scale, first=number == 0)
    return _document(WIDTH, _HEIGHT, [*parts, *_names(chart, series, scale)])


def _drawn(values: list[float | None], scale: _Scale, *, first: bool) -> list[str]:
    points = [(scale.x(place), scale.y(value)) for place, value in enumerate(values) if value is not None]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dash = "" if first else ' stroke-dasharray="5 3"'
    colour, width = (BLUE, 2.2) if first else (GREY, 1.3)
    line = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dash}/>'
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{BLUE}"/>' for x, y in points] if first else []
    return [line, *dots]


def _names(chart: Chart, series: list[list[float | None]], scale: _Scale) -> list[str]:
    """The name and last value of each line beside its end, clear of the others'."""
    parts: list[str] = []
    ends: list[float] = []
    for number, (values, one) in enumerate(zip(series, chart.series, strict=True)):
        last = max((place for place, value in enumerate(values) if value is not None), default=0)
        height = scale.y(values[last] or 0.0) + 4
        for other in sorted(ends):
            if abs(other - height) < _APART:
                height = other + _APART
        ends.append(height)
        said = f"{one.name} {printed(one.values[last])}"
        parts.append(_text((scale.x(last) + 7, height), said, fill=BLUE if number == 0 else GREY, bold=number == 0))
    return parts


def _bars(chart: Chart) -> str:
    """A bar for each place out of zero, its value at its end, a word beside it."""
    [series] = chart.series
    values = [value or 0.0 for value in _values(series.values)]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    names = max((_width(name) for name in chart.places), default=0)
    beside = max((_width(text_of(said)) for said in chart.beside), default=0)
    left, right = names + 60.0 if low < 0 else names + 16.0, WIDTH - beside - 66
    height = _ROW * len(chart.places) + 12

    def x(value: float) -> float:
        return left + (value - low) / ((high - low) or 1) * (right - left)

    parts = [_line((x(0), 4), (x(0), height - 4), INK, 0.9)]
    for place, (name, value, figure) in enumerate(zip(chart.places, values, series.values, strict=True)):
        top = 6 + place * _ROW
        middle = top + _ROW / 2 + 1
        start, end = sorted((x(0), x(value)))
        parts.append(_text((names, middle), name, anchor="end"))
        parts.append(_bar((start, top + 3), end - start, _ROW - 12, BLUE if value >= 0 else ALARM))
        if value >= 0:
            parts.append(_text((end + 5, middle), printed(figure)))
        else:
            parts.append(_text((start - 5, middle), printed(figure), anchor="end", fill=ALARM))
        if chart.beside:
            parts.append(_text((WIDTH - 2, middle), text_of(chart.beside[place]), anchor="end", fill="#595959"))
    return _document(WIDTH, height, parts)


def _width(text: str) -> float:
    """The room a text takes, roughly: a Chinese character is as wide as it is high."""
    return sum(_SIZE if ord(character) > 0x2E80 else _SIZE * 0.56 for character in text)


def _flows(chart: Chart) -> str:
    """Upright bars: the first series up from zero, the others down one under the other."""
    up, *down = [[value or 0.0 for value in _values(one.values)] for one in chart.series]
    sums = [sum(values) for values in zip(*down, strict=True)]
    right = WIDTH - 10.0
    step = (right - _LEFT) / len(chart.places)
    scale = _Scale(step, _ticks(-max([*sums, 0.0]), max([*up, 0.0])), 30.0, right)
    thick = step * 0.56
    parts = scale.rules(signed=False)
    colours = (ALARM, BLUE, GREY)
    for place, name in enumerate(chart.places):
        start = scale.x(place) + (step - thick) / 2
        parts.append(_bar((start, scale.y(up[place])), thick, scale.y(0) - scale.y(up[place]), ALARM))
        low = 0.0
        for values, colour in zip(down, colours[1:], strict=False):
            height = scale.y(-low - values[place]) - scale.y(-low)
            parts.append(_bar((start, scale.y(-low)), thick, height, colour))
            low += values[place]
        parts.append(_text((start + thick / 2, _HEIGHT - 8), name, anchor="middle"))
    x = float(_LEFT)
    for one, colour in zip(chart.series, colours, strict=False):
        parts += [_bar((x, 8), 10, 10, colour), _text((x + 14, 17), one.name)]
        x += 14 + _width(one.name) + 18
    return _document(WIDTH, _HEIGHT, parts)
