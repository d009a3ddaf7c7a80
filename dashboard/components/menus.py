"""Menus: a button that opens a sheet of links, each the view with one choice changed; sheets travel when opened."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.components import html
from dashboard.components.markup import Markup, Node
from dashboard.view import View
from dashboard.wording import Words


@dataclass(frozen=True)
class Pick:
    """One thing to choose: its name, its address, whether it is chosen, and what it can be found by."""

    text: str
    href: str
    on: bool = False
    find: str = ""


FOLDED, PICKS = "folded", "picks"
"""What `assets/menus.js` and `assets/markup.js` know such parts of a page by."""

ADDRESS = "/menus"
"""What the addresses of what is folded begin with; then its name, then the path and the query of the view."""


def menu(view: View, kind: str, value: str, words: Words, css: str = "") -> html.Details:
    """A button that says what is chosen; `keep` in `css` leaves its sheet open, where several can be chosen."""
    label = words(f"filter.{kind}")
    name = [html.Span(label, className="of"), html.B(value)] if value else [html.Span(label)]
    return html.Details(
        [html.Summary(name, id=f"pick-{kind}"), folded(view, kind, words, "sheet")], className=f"menu {css}".strip()
    )


def folded(view: View, name: str, words: Words, css: str = "") -> Markup:
    """What the details around it hold, fetched once somebody is about to open them; most are never opened.

    The name is one of those in `dashboard.pages.menus_routes`, or of the page's own.
    """
    address = f"{ADDRESS}/{name}{view.link(page=view.page)}"
    return Markup([FOLDED, {"className": css, "from": address, "failed": words("menu.failed")}])


def picks(offered: Iterable[Pick | Node]) -> Markup:
    """Links that say whether they are chosen, and between them what cannot be.

    A menu has up to hundreds, whose addresses differ in a piece: that piece alone goes out of each, with its text.
    """
    parts = list(offered)
    hrefs = [one.href for one in parts if isinstance(one, Pick)]
    before = _beginning(hrefs)
    after = _beginning([href[len(before) :][::-1] for href in hrefs])[::-1]
    shared = len(before), -len(after) or None
    drawn = [_short(one, *shared) if isinstance(one, Pick) else one for one in parts]
    return Markup([PICKS, {"before": before, "after": after}, *drawn])


def _beginning(texts: Sequence[str]) -> str:
    """What all of them begin with: the first and the last in order, and so what stands between."""
    low, high = min(texts, default=""), max(texts, default="")
    return low[: bisect_left(range(len(low)), True, key=lambda end: low[: end + 1] != high[: end + 1])]


def _short(one: Pick, start: int, end: int | None) -> list[str | int]:
    """Its text, its piece of the address, whether it is chosen, what it is found by; the last two where they are."""
    said: list[str | int] = [one.text, one.href[start:end]]
    if one.find:
        return [*said, int(one.on), one.find]
    return [*said, 1] if one.on else said


def group(title: str, offered: Iterable[Pick | Node], css: str = "") -> html.Div:
    """Several of one kind under a head."""
    head = [html.Div(title, className="head")] if title else []
    return html.Div([*head, picks(offered)], className=f"group {css}".strip())
