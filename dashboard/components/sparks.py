"""Sparklines: a line as a mask, so that it takes its colour from the theme."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import quote

from dashboard.components import html

Value = Decimal | int | float | None

WIDTH, HEIGHT, INSET = 64, 26, 3


def spark(values: Sequence[Value], width: int = WIDTH, height: int = HEIGHT, end: str = "accent") -> html.Span:
    """A small line with a dot at its end; gaps where nothing is known, nothing at all for fewer than two values."""
    points = _points(values, width, height)
    known = [point for point in points if point]
    if len(known) < 2:
        return html.Span(className="spark", style={"width": f"{width}px", "height": f"{height}px"})
    shape = f'url("data:image/svg+xml,{quote(_svg(points, width, height), safe=" =:/,")}")'
    left, top = known[-1]
    return html.Span(
        [
            html.Span(className="line", style={"--shape": shape}),
            html.Span(
                className="end", style={"left": f"{left:.1f}px", "top": f"{top:.1f}px", "background": f"var(--{end})"}
            ),
        ],
        className="spark",
        style={"width": f"{width}px", "height": f"{height}px"},
        **{"aria-hidden": "true"},
    )


def _points(values: Sequence[Value], width: int, height: int) -> list[tuple[float, float] | None]:
    known = [float(value) for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    step = (width - 2 * INSET) / max(len(values) - 1, 1)
    rise = (height - 2 * INSET) / (high - low) if high > low else 0.0
    base = height - INSET if rise else height / 2
    return [
        None if value is None else (INSET + place * step, base - (float(value) - low) * rise)
        for place, value in enumerate(values)
    ]


def _svg(points: Sequence[tuple[float, float] | None], width: int, height: int) -> str:
    pieces: list[str] = []
    pen = "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        pieces.append(f"{pen}{point[0]:.1f} {point[1]:.1f}")
        pen = "L"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<path d="{"".join(pieces)}" fill="none" stroke="#000" stroke-width="1.4" stroke-linejoin="round"/></svg>'
    )
