"""Charts of a report as SVG, drawn without a browser: one blue, grey, one alarm; sign and label say what colour says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape

from dashboard.reports.blocks import Chart, Drawn, Figure, Series
from dashboard.reports.printing import number_of, printed, text_of

BLUE, GREY, ALARM, INK, RULE = "#1F4E79", "#8C8C8C", "#C0392B", "#262626", "#D9D9D9"
FONT = "FandolHei, Noto Sans CJK SC, sans-serif"
WIDTH = 560
_SIZE = 11
_LEFT, _RIGHT = 46, 96
_HEIGHT = 230
_ROW = 26
_TICKS = 5


def svg(chart: Chart) -> str:
    """The chart as a document of its own."""
    return {Drawn.LINES: _lines, Drawn.BARS: _bars, Drawn.FLOWS: _flows}[chart.drawn](chart)


def _document(width: float, height: float, parts: Iterable[str]) -> str:
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" font-family="{FONT}" font-size="{_SIZE}">{body}</svg>'
    )


def _text(x: float, y: float, said: str, *, anchor: str = "start", fill: str = INK, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}"{weight}>{escape(said)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str = RULE, width: float = 0.7) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}" stroke-width="{width}"/>'
    )


def _bar(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


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
    return text if not value else ("−" if value < 0 else "+" if signed else "") + text


def _lines(chart: Chart) -> str:
    """A line for each series over the places; the first is told in blue, its lowest point named."""
    series = [_values(one.values) for one in chart.series]
    known = [value for values in series for value in values if value is not None]
    ticks = _ticks(min([*known, 0.0]), max([*known, 0.0]))
    top, bottom = 14.0, _HEIGHT - 26.0
    right = WIDTH - _RIGHT
    step = (right - _LEFT) / max(len(chart.places) - 1, 1)

    def y(value: float) -> float:
        return bottom - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (bottom - top)

    parts = []
    for tick in ticks:
        parts.append(_line(_LEFT, y(tick), right, y(tick), INK if not tick else RULE, 0.9 if not tick else 0.6))
        parts.append(_text(_LEFT - 6, y(tick) + 4, _tick(tick, signed=True), anchor="end", fill=GREY))
    for place, name in enumerate(chart.places):
        parts.append(_text(_LEFT + place * step, _HEIGHT - 8, name, anchor="middle"))
    ends: list[float] = []
    for number, values in reversed(list(enumerate(series))):
        parts += _drawn(values, number, _LEFT, step, y)
    for number, (values, one) in enumerate(zip(series, chart.series, strict=True)):
        parts += _ended(values, one, number, step, y, ends)
    return _document(WIDTH, _HEIGHT, parts)


def _drawn(values: list[float | None], number: int, left: float, step: float, y: object) -> list[str]:
    at = y  # the scale of the chart
    points = [(left + place * step, at(value)) for place, value in enumerate(values) if value is not None]  # type: ignore[operator]
    path = " ".join(f"{x:.1f},{height:.1f}" for x, height in points)
    first = number == 0
    dash = "" if first else ' stroke-dasharray="5 3"'
    colour, width = (BLUE, 2.2) if first else (GREY, 1.3)
    line = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dash}/>'
    dots = [f'<circle cx="{x:.1f}" cy="{height:.1f}" r="2.4" fill="{BLUE}"/>' for x, height in points] if first else []
    return [line, *dots]


def _ended(
    values: list[float | None], one: Series, number: int, step: float, y: object, ends: list[float]
) -> list[str]:
    """The name and last value of a line beside its end, clear of the others'."""
    last = max((place for place, value in enumerate(values) if value is not None), default=None)
    if last is None:
        return []
    height = y(values[last]) + 4  # type: ignore[operator]
    for other in sorted(ends):
        if abs(other - height) < 14:
            height = other + 14
    ends.append(height)
    said = f"{one.name} {printed(one.values[last])}"
    x = _LEFT + last * step + 7
    return [_text(x, height, said, fill=BLUE if number == 0 else GREY, bold=number == 0)]


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

    parts = [_line(x(0), 4, x(0), height - 4, INK, 0.9)]
    for place, (name, value, figure) in enumerate(zip(chart.places, values, series.values, strict=True)):
        top = 6 + place * _ROW
        middle = top + _ROW / 2 + 1
        start, end = sorted((x(0), x(value)))
        parts.append(_text(names, middle, name, anchor="end"))
        parts.append(_bar(start, top + 3, end - start, _ROW - 12, BLUE if value >= 0 else ALARM))
        if value >= 0:
            parts.append(_text(end + 5, middle, printed(figure)))
        else:
            parts.append(_text(start - 5, middle, printed(figure), anchor="end", fill=ALARM))
        if chart.beside:
            parts.append(_text(WIDTH - 2, middle, text_of(chart.beside[place]), anchor="end", fill="#595959"))
    return _document(WIDTH, height, parts)


def _width(text: str) -> float:
    """The room a text takes, roughly: a Chinese character is as wide as it is high."""
    return sum(_SIZE if ord(character) > 0x2E80 else _SIZE * 0.56 for character in text)


def _flows(chart: Chart) -> str:
    """Upright bars: the first series up from zero, the others down one under the other."""
    up, *down = [[value or 0.0 for value in _values(one.values)] for one in chart.series]
    sums = [sum(values) for values in zip(*down, strict=True)]
    ticks = _ticks(-max([*sums, 0.0]), max([*up, 0.0]))
    top, bottom, right = 30.0, _HEIGHT - 26.0, WIDTH - 10.0
    step = (right - _LEFT) / len(chart.places)
    thick = step * 0.56

    def y(value: float) -> float:
        return bottom - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (bottom - top)

    parts = []
    for tick in ticks:
        parts.append(_line(_LEFT, y(tick), right, y(tick), INK if not tick else RULE, 0.9 if not tick else 0.6))
        parts.append(_text(_LEFT - 6, y(tick) + 4, _tick(abs(tick), signed=False), anchor="end", fill=GREY))
    colours = (BLUE, GREY)
    for place, name in enumerate(chart.places):
        start = _LEFT + place * step + (step - thick) / 2
        parts.append(_bar(start, y(up[place]), thick, y(0) - y(up[place]), ALARM))
        low = 0.0
        for values, colour in zip(down, colours, strict=False):
            parts.append(_bar(start, y(-low), thick, y(-low - values[place]) - y(-low), colour))
            low += values[place]
        parts.append(_text(start + thick / 2, _HEIGHT - 8, name, anchor="middle"))
    x = float(_LEFT)
    for one, colour in zip(chart.series, (ALARM, *colours), strict=False):
        parts += [_bar(x, 8, 10, 10, colour), _text(x + 14, 17, one.name)]
        x += 14 + _width(one.name) + 18
    return _document(WIDTH, _HEIGHT, parts)
