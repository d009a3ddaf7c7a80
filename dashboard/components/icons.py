"""Icons, drawn as masks in assets/icons.css."""

from __future__ import annotations

from dashboard.components import html


def icon(name: str) -> html.Span:
    """An icon in the colour of the text around it; for the eye only."""
    return html.Span(className=f"icon icon-{name}", **{"aria-hidden": "true"})
