"""The key of a colour ramp: its two ends in words, its steps between."""

from __future__ import annotations

from dashboard.components import html


def ramp(low: str, high: str, token: str, steps: int, first: int = 0) -> html.Span:
    """`steps` colours of a token from the `first` on, from low to high."""
    boxes = [
        html.Span(style={"background": f"var(--{token}{step})", "boxShadow": "inset 0 0 0 1px var(--line)"})
        for step in range(first, first + steps)
    ]
    return html.Span([low, *boxes, high], className="ramp")
