"""What can be chosen on the page of any cut: metrics, dimensions, how they are drawn; each a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import html

from dashboard.components.cards import card
from dashboard.components.menus import Pick, group
from dashboard.findings.cut import DRAWN, MOST_DIMENSIONS, MOST_METRICS, Cut, cut_of, takes, together
from dashboard.pages.definitions import SUBJECTS
from dashboard.pages.page import Context
from sql.metrics import DIMENSIONS, Metric


def choices_card(context: Context) -> html.Section:
    """Metrics by subject, the dimensions all of them take, and how to draw."""
    words, cut = context.words, cut_of(context.view)
    draws = [Pick(words(f"explore.{name}"), _link(context, cut, draw=name), cut.draw == name) for name in DRAWN]
    dimensions = [
        Pick(words.of(one), _link(context, cut, by=_turned(cut.by, one.name, MOST_DIMENSIONS)), one.name in cut.by)
        for one in DIMENSIONS
        if takes(cut.metrics, one.name)
    ]
    subjects = [_subject(context, cut, name, metrics) for name, metrics in SUBJECTS]
    body = [group(words("explore.draw"), draws), group(words("explore.by"), dimensions), *subjects]
    subtitle = words("explore.choose_subtitle", metrics=MOST_METRICS, by=MOST_DIMENSIONS)
    return card(words("explore.choose"), subtitle, html.Div(body, className="choosing-cut"))


def _subject(context: Context, cut: Cut, name: str, metrics: Sequence[Metric]) -> html.Details:
    """The metrics of a subject; open where one of them is chosen."""
    words = context.words
    picks = [
        Pick(words.of(one), _link(context, cut, metrics=_with(cut, one.name)), one.name in cut.metrics)
        for one in metrics
    ]
    chosen = any(pick.on for pick in picks)
    return html.Details([html.Summary(words(f"subject.{name}")), group("", picks)], className="branch", open=chosen)


def _with(cut: Cut, name: str) -> tuple[str, ...]:
    """The metrics with one more or less; one that cannot stand beside the others takes their place."""
    return _turned(cut.metrics, name, MOST_METRICS) if together(cut.metrics, name) else (name,)


def _turned(chosen: tuple[str, ...], name: str, most: int) -> tuple[str, ...]:
    """One more or one less; the one chosen first gives way where there are too many."""
    return tuple(one for one in chosen if one != name) if name in chosen else (*chosen, name)[-most:]


def _link(context: Context, cut: Cut, **changes: Any) -> str:
    """The view with one choice changed; dimensions that the metrics do not all take are left out."""
    now = replace(cut, **changes)
    by = ",".join(name for name in now.by if takes(now.metrics, name))
    said = {"metrics": ",".join(now.metrics), "by": by or "none", "draw": now.draw}
    return context.view.link(choices={**context.view.choices, **said}, sort="")
