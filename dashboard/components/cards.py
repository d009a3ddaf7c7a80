"""Cards: a finding as title, what was measured under it, and the thing itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from uuid import uuid4

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.data import Unfit
from dashboard.view import View
from dashboard.wording import Words
from sql.connect import TooSlow
from sql.metrics import DIMENSION

LOG = logging.getLogger(__name__)

Content = Any


def card(title: str, subtitle: str, body: Content, *, tools: Content = None, key: Content = None) -> html.Section:
    """A card; read aloud it says its title and its subtitle. `key` stands at the right of the subtitle."""
    head = html.Div([html.H2(title), *_listed(tools)], className="head")
    measured = html.Div([html.Span(subtitle), *_listed(key)], className="sub")
    children = [head, measured, html.Div(body, className="body")]
    return html.Section(children, className="card", **{"aria-label": f"{title}。{subtitle}"})


class Asked(Protocol):
    """What a card must know to say why it shows nothing."""

    @property
    def words(self) -> Words:
        """The words to say it in."""

    @property
    def view(self) -> View:
        """The view that is shown."""


def guarded(context: Asked, build: Callable[[], Component]) -> Component:
    """What `build` makes; else a card that says why not and the way on, and the rest of the page stands."""
    words, view = context.words, context.view
    try:
        return build()
    except Unfit as unfit:
        return html.Section(not_by(unfit.dimensions, view, words), className="card")
    except TooSlow:
        LOG.warning("a card took too long")
        way = (words("state.reset"), view.link(area="", worker_type="", more={}))
        return html.Section(state(words("state.slow"), words("state.slow_hint"), way), className="card")
    except Exception:
        number = f"E-{uuid4().hex[:8].upper()}"
        LOG.exception("%s a card could not be made", number)
        again = (words("state.again"), view.link(page=view.page))
        return html.Section(
            state(words("state.failed"), words("state.failed_hint", number=number), again), className="card"
        )


def not_by(dimensions: Sequence[str], view: View, words: Words) -> Component:
    """A figure that is not counted by a filter: which, and the link that leaves it out."""
    names = words.listed(words.of(DIMENSION[name]) for name in dimensions)
    without = view.link(
        more={name: codes for name, codes in view.more.items() if name not in dimensions},
        worker_type="" if "worker_type" in dimensions else view.worker_type,
    )
    return state(
        words("state.unfit", names=names), words("state.unfit_hint"), (words("state.drop", names=names), without)
    )


def state(title: str, hint: str, link: tuple[str, str] | None = None) -> html.Div:
    """Nothing to show: why, and the way on."""
    way_on = [html.Link(link[0], href=link[1], className="button")] if link else []
    return html.Div([html.B(title), html.Span(hint), *way_on], className="state")


def more(text: str, href: str) -> html.Link:
    """A small link at the head of a card."""
    return html.Link(f"{text} ›", href=href, className="link")


def _listed(content: Content) -> list[Content]:
    if content is None:
        return []
    return list(content) if isinstance(content, list | tuple) else [content]
