"""Cards: a finding as title, what was measured under it, and the thing itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.wording import Words

LOG = logging.getLogger(__name__)

Content = Any


def card(title: str, subtitle: str, body: Content, *, tools: Content = None, key: Content = None) -> html.Section:
    """A card; read aloud it says its title and its subtitle. `key` stands at the right of the subtitle."""
    head = html.Div([html.H2(title), *_listed(tools)], className="head")
    measured = html.Div([html.Span(subtitle), *_listed(key)], className="sub")
    children = [head, measured, html.Div(body, className="body")]
    return html.Section(children, className="card", **{"aria-label": f"{title}。{subtitle}"})


def guarded(words: Words, build: Callable[[], Component]) -> Component:
    """What `build` makes; if it fails, a card that says so with a number to quote, and the rest of the page stands."""
    try:
        return build()
    except Exception:
        number = f"E-{uuid4().hex[:8].upper()}"
        LOG.exception("%s a card could not be made", number)
        return html.Section(state(words("state.failed"), words("state.failed_hint", number=number)), className="card")


def state(title: str, hint: str, link: tuple[str, str] | None = None) -> html.Div:
    """Nothing to show: why, and the way on."""
    way_on = [dcc.Link(link[0], href=link[1], className="button")] if link else []
    return html.Div([html.B(title), html.Span(hint), *way_on], className="state")


def more(text: str, href: str) -> dcc.Link:
    """A small link at the head of a card."""
    return dcc.Link(f"{text} ›", href=href, className="link")


def _listed(content: Content) -> list[Content]:
    if content is None:
        return []
    return list(content) if isinstance(content, list | tuple) else [content]
