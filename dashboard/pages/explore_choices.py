"""What can be chosen on the page of any cut: metrics, dimensions, how they are drawn; each a link."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import partial
from typing import Any

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import card
from dashboard.components.markup import Node
from dashboard.components.menus import Pick, folded, group
from dashboard.findings.cut import (
    DRAWN,
    MOST_DIMENSIONS,
    MOST_METRICS,
    NO_DIMENSION,
    Cut,
    Draw,
    Refused,
    Why,
    not_drawn,
    refused,
)
from dashboard.pages.definitions import SUBJECTS
from dashboard.pages.explore_table import chosen_cut, metrics_absent
from dashboard.pages.page import Context, Folded
from sql.metrics import DIMENSION, DIMENSIONS, METRIC, Dimension, Metric


def choices_card(context: Context) -> html.Section:
    """How to draw, the dimensions, and the metrics by subject; what does not fit says why."""
    words, cut = context.words, chosen_cut(context)
    body = [
        group(words("explore.draw"), [_draw(context, cut, name) for name in DRAWN]),
        group(words("explore.by"), [_dimension(context, cut, one) for one in DIMENSIONS]),
        *(_subject(context, cut, name, metrics) for name, metrics in SUBJECTS),
    ]
    subtitle = words("explore.choose_subtitle", metrics=MOST_METRICS, by=MOST_DIMENSIONS)
    return card(words("explore.choose"), subtitle, html.Div(body, className="choosing-cut"))


def refusals(context: Context, cut: Cut) -> list[Component]:
    """What was asked and is left out, why, and the link that takes it out of the address."""
    words = context.words
    lines = [
        html.Div(
            [
                html.Span(words("explore.refused", name=_called(context, one.name), why=said_why(context, one))),
                html.Link(words("explore.leave_out"), href=_without(context, cut, one), className="link"),
            ]
        )
        for one in cut.refused
    ]
    return [html.Div(lines, className="refused card", role="status")] if lines else []


def said_why(context: Context, one: Refused) -> str:
    """Why something is left out, in words."""
    words = context.words
    return words(
        f"explore.why.{one.why}",
        metric=words.of(METRIC[one.metric]) if one.metric else "",
        dimension=_called(context, one.name),
        other=words.of(DIMENSION[one.other]) if one.other else "",
        count=MOST_METRICS if one.why is Why.MOST_METRICS else MOST_DIMENSIONS,
    )


def _called(context: Context, name: str) -> str:
    words = context.words
    known: Metric | Dimension | None = METRIC.get(name) or DIMENSION.get(name)
    return words.of(known) if known else words(f"explore.{name}")


def _draw(context: Context, cut: Cut, name: Draw) -> Pick | Node:
    href = _link(context, cut, draw=name)
    return _offer(context, context.words(f"explore.{name}"), href, cut.draw == name, not_drawn(cut.by, name))


def _dimension(context: Context, cut: Cut, one: Dimension) -> Pick | Node:
    on = one.name in cut.by
    why = None if on else refused(cut.metrics, cut.by, context.view.where, one.name)
    return _offer(context, context.words.of(one), _link(context, cut, by=_turned(cut.said, one.name)), on, why)


def _subject(context: Context, cut: Cut, name: str, metrics: Sequence[Metric]) -> html.Details:
    """The metrics of a subject; open where one of them is chosen."""
    words = context.words
    chosen = len([one for one in metrics if one.name in cut.metrics])
    summary = [words(f"subject.{name}"), *([html.Span(str(chosen), className="of")] if chosen else [])]
    held = _metrics(context, cut, metrics) if chosen else folded(context.view, name, words)
    return html.Details([html.Summary(summary), held], className="branch", open=bool(chosen))


def _metrics(context: Context, cut: Cut, metrics: Sequence[Metric]) -> html.Div:
    absent = metrics_absent(context)
    return group("", [_metric(context, cut, one, absent) for one in metrics])


def _folded(metrics: Sequence[Metric], context: Context) -> list[Component]:
    return [_metrics(context, chosen_cut(context), metrics)]


FOLDED: Folded = {name: partial(_folded, metrics) for name, metrics in SUBJECTS}
"""The metrics of each subject, where none of them is chosen."""


def _metric(context: Context, cut: Cut, one: Metric, absent: Container[str]) -> Pick | Node:
    """A metric; the only one chosen stays."""
    on, why = one.name in cut.metrics, None
    if one.name in absent:
        why = Refused(one.name, Why.ABSENT)
    elif not on and len(cut.metrics) >= MOST_METRICS:
        why = Refused(one.name, Why.MOST_METRICS)
    href = _link(context, cut, metrics=_turned(cut.metrics, one.name) or cut.metrics)
    return _offer(context, context.words.of(one), href, on, why)


def _offer(context: Context, text: str, href: str, on: bool, why: Refused | None) -> Pick | Node:
    """A link; what cannot be chosen now stands there without one and says why."""
    if why is None or on:
        return Pick(text, href, on)
    said = {"className": "pick off", "title": said_why(context, why), "role": "link", "aria-disabled": "true"}
    return ["span", said, text]


def _turned(chosen: Sequence[str], name: str) -> tuple[str, ...]:
    """One more, or one less."""
    return tuple(one for one in chosen if one != name) if name in chosen else (*chosen, name)


def _without(context: Context, cut: Cut, one: Refused) -> str:
    """The view without something that was refused."""
    by = tuple(name for name in cut.said if name != one.name)
    return _link(context, cut, by=by, draw="" if cut.draw == one.name else context.view.choices.get("draw", ""))


def _link(context: Context, cut: Cut, **changes: Any) -> str:
    """The view with one choice changed; what is refused stays in the address and comes back when it fits."""
    asked = {"metrics": cut.metrics, "by": cut.said, **changes}
    said = {"metrics": ",".join(asked["metrics"]), "by": ",".join(asked["by"]) or NO_DIMENSION}
    draw = {"draw": changes["draw"]} if "draw" in changes else {}
    return context.view.link(choices={**context.view.choices, **said, **draw}, sort="")
