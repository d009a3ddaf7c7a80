"""The filter row: where one is, what is chosen, and menus of what can be; links, for the address is the view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash.development.base_component import Component

from dashboard.areas import Areas
from dashboard.components import html
from dashboard.components.filter_menus import SHOWN_MORE
from dashboard.components.menus import menu
from dashboard.periods import Span, parse_span
from dashboard.view import View
from dashboard.wording import Words
from sql.metrics import DIMENSION
from sql.metrics.period import month_of


def filter_row(
    view: View, areas: Areas, types: Sequence[tuple[str, str]], words: Words, tools: Sequence[Component]
) -> html.Div:
    """Breadcrumb, the menus, what is chosen as chips, and what can be done with the view.

    `types` are the worker types with their names.
    """
    chosen_type = dict(types).get(view.worker_type, view.worker_type)
    return html.Div(
        [
            html.Nav(crumbs_of(view, areas, words), className="crumbs", **{"aria-label": words("crumbs.label")}),
            html.Span(className="grow"),
            *_menus(view, areas, chosen_type, words),
            *chips(view, areas, chosen_type, words),
            *tools,
        ],
        className="choosing",
        role="search",
        **{"aria-label": words("filter.label")},
    )


def _menus(view: View, areas: Areas, chosen_type: str, words: Words) -> list[html.Details]:
    """What can be chosen, each with what is."""
    every = words("filter.every")
    area = areas.short_name(view.area, words) if view.area else every
    compared = words.listed(words(f"compare.{name}_short") for name in view.compared) or words("compare.none")
    further = sum(len(view.more.get(name, ())) for name in SHOWN_MORE)
    said = {
        "period": (_period_said(view, words), "wide"),
        "area": (area, "wide"),
        "type": (chosen_type or every, ""),
        "compare": (compared, "keep"),
        "more": (str(further) if further else "", "keep wide"),
    }
    return [menu(view, kind, value, words, css) for kind, (value, css) in said.items()]


def crumbs_of(view: View, areas: Areas, words: Words) -> list[Any]:
    """The way from the whole down to the area shown."""
    path = areas.path(view.area)
    whole = areas.everything(words)
    steps: list[Any] = [html.B(whole) if not path else html.Link(whole, href=view.link(area=""))]
    for code in path:
        name = areas.name(code, words)
        steps += [
            html.Span("›", className="sep"),
            html.B(name) if code == view.area else html.Link(name, href=view.link(area=code)),
        ]
    return [*steps, html.Span(_counted(view, areas, words), className="count")]


def _period_said(view: View, words: Words) -> str:
    if view.month is not None:
        return words.full_month(view.month)
    span = parse_span(view.span)
    return span_named(span, words) if span else words("filter.latest")


def span_named(span: Span, words: Words) -> str:
    """A year, months or days as they were chosen."""
    if (span.start.month, span.start.day, span.end.month, span.end.day) == (
        1,
        1,
        12,
        31,
    ) and span.start.year == span.end.year:
        return words("filter.whole_year", year=span.start.year)
    if span.start.day == 1 and Span(span.end.replace(day=1), span.end).whole_month:
        first, last = (words.full_month(month_of(day)) for day in (span.start, span.end))
        return first if first == last else f"{first}–{last}"
    return words.full_span(span)


def chips(view: View, areas: Areas, chosen_type: str, words: Words) -> list[html.Link]:
    """What is chosen, each with a link that drops it."""
    found = []
    if view.month or view.span:
        found.append((_period_said(view, words), view.link(month=None, span=""), "month"))
    if view.area != areas.home:
        found.append((areas.name(view.area, words), view.link(area=""), "area"))
    if view.worker_type:
        found.append((chosen_type, view.link(worker_type=""), "type"))
    found += [
        (f"{words.of(DIMENSION[name])} {_named(name, codes, words)}", view.link(more=_without(view, name)), name)
        for name, codes in view.more.items()
    ]
    return [
        html.Link(
            [text, html.Span("×", className="x")],
            href=href,
            className="chip crossed" if name in view.crossed else "chip",
            title=words("filter.drop"),
        )
        for text, href, name in found
    ]


def _without(view: View, name: str) -> dict[str, tuple[str, ...]]:
    return {one: codes for one, codes in view.more.items() if one != name}


def _named(name: str, codes: Iterable[str], words: Words) -> str:
    known = {code.code: words.of(code) for code in DIMENSION[name].codes}
    return words.listed(
        known.get(code, words(f"channel.{code}") if f"channel.{code}" in words and name == "channel" else code)
        for code in codes
    )


def _counted(view: View, areas: Areas, words: Words) -> str:
    if not view.area:
        return words(
            "area.counts", subdistricts=len(areas.named_subdistricts), communities=len(areas.named_communities())
        )
    return words("area.communities", communities=len(areas.named_communities(view.area))) if len(view.area) < 12 else ""
