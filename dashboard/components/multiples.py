"""Small multiples: the same measure for many areas on one range, the whole as a grey line in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from dashboard.components import html
from dashboard.components.sparks import Value

HEIGHT = 84


@dataclass(frozen=True)
class Multiple:
    """One panel: name, latest value in words, the line and its colour, where it leads, whether it is the one chosen."""

    name: str
    latest: str
    values: Sequence[Value]
    href: str
    colour: str = "accent"
    on: bool = False


def multiples(panels: Sequence[Multiple], whole: Sequence[Value], low: float, high: float) -> html.Div:
    """All panels between the same two values."""
    return html.Div([_panel(panel, whole, low, high) for panel in panels], className="multiples")


def _panel(panel: Multiple, whole: Sequence[Value], low: float, high: float) -> html.Link:
    name = html.Div([html.B(panel.name), html.Span(panel.latest)], className="name")
    lines = [_line(whole, low, high, "muteFill", 1.2), _line(panel.values, low, high, panel.colour, 2.0)]
    edges = [html.Span(f"{high:.0%}", className="edge high"), html.Span(f"{low:.0%}", className="edge low")]
    return html.Link(
        [name, html.Div([*edges, *lines], className="plot", style={"height": f"{HEIGHT}px"})],
        href=panel.href,
        className="multiple on" if panel.on else "multiple",
    )


def _line(values: Sequence[Value], low: float, high: float, token: str, width: float) -> html.Span:
    known = [(place, float(value)) for place, value in enumerate(values) if value is not None]
    last = max(len(values) - 1, 1)
    points = " ".join(
        f"{100 * place / last:.2f},{HEIGHT * (1 - (value - low) / (high - low)):.2f}" for place, value in known
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 {HEIGHT}" preserveAspectRatio="none">'
        f'<polyline points="{points}" fill="none" stroke="#000" stroke-width="{width}"'
        ' vector-effect="non-scaling-stroke"/></svg>'
    )
    return html.Span(
        className="stroke",
        style={"--shape": f'url("data:image/svg+xml,{quote(svg, safe=" =:/,")}")', "background": f"var(--{token})"},
    )
