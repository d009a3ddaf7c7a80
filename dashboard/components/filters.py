"""The filter row: where one is, what is chosen, and what can be chosen; links, for the address is the view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboard.areas import Areas
from dashboard.components import html
from dashboard.components.menus import Pick, group, menu
from dashboard.periods import Span, parse_span
from dashboard.view import COMPARISONS, MORE, NO_COMPARISON, View
from dashboard.wording import Words
from sql.metrics import DIMENSION
from sql.metrics.period import month_of

SHOWN_MORE = ("age_band", "sex", "tier", "pay_frequency", "hukou", "subsidy", "channel")
"""What stands under *more*; the other dimensions of an address come from clicks."""


@dataclass(frozen=True)
class Choices:
    """What can be chosen: months, latest first, areas with how they are spelled, and worker types with their names."""

    months: Sequence[int] = ()
    areas: Areas = field(default_factory=lambda: Areas((), ()))
    types: Sequence[tuple[str, str]] = ()


def filter_row(
    crumbs: Sequence[Any], view: View, choices: Choices, words: Words, tools: Sequence[Component]
) -> html.Div:
    """Breadcrumb, the menus, what is chosen as chips, and what can be done with the view."""
    return html.Div(
        [
            html.Nav(crumbs, className="crumbs", **{"aria-label": words("crumbs.label")}),
            html.Span(className="grow"),
            period_menu(view, choices.months, words),
            area_menu(view, choices.areas, words),
            _type_menu(view, choices.types, words),
            _compare_menu(view, words),
            _more_menu(view, words),
            *chips(view, choices, words),
            *tools,
        ],
        className="choosing",
        role="search",
        **{"aria-label": words("filter.label")},
    )


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


def period_menu(view: View, months: Sequence[int], words: Words) -> html.Details:
    """The latest, a month, whole years, months or days from one to another."""
    latest = Pick(words("filter.latest"), view.link(month=None, span=""), not view.month and not view.span)
    years = sorted({month // 12 for month in months}, reverse=True)
    whole = [Pick(_year(year, years, words), view.link(span=str(year)), view.span == str(year)) for year in years]
    by_year = [
        group(
            str(year),
            [
                Pick(words.month(month), view.link(month=month), view.month == month)
                for month in sorted(month for month in months if month // 12 == year)
            ],
            "months",
        )
        for year in years
    ]
    spans = [_span_form(view, kind, words) for kind in ("month", "date")]
    return menu(
        "period",
        words("filter.month"),
        _period_said(view, words),
        [group("", [latest, *whole], "line"), *spans, *by_year],
        css="wide",
    )


def _year(year: int, years: Sequence[int], words: Words) -> str:
    return words("filter.year_to_date" if year == years[0] else "filter.whole_year", year=year)


def _span_form(view: View, kind: str, words: Words) -> html.Div:
    """Two fields and a button; shell.js writes what they hold into the address."""
    span = parse_span(view.span)
    ends = [_text(end, kind) for end in (span.start, span.end)] if span else ["", ""]
    names = (words("filter.from"), words("filter.to"))
    fields: list[Any] = [
        dmc.TextInput(
            value=end,
            size="xs",
            inputProps={"type": kind},
            **{"aria-label": f"{words(f'filter.by_{kind}')} {name}"},
        )
        for end, name in zip(ends, names, strict=True)
    ]
    apply = html.Button(words("filter.apply"), type="button", className="button apply-span")
    return html.Div([html.Span(words(f"filter.by_{kind}"), className="head"), *fields, apply], className="span-form")


def _text(day: Any, kind: str) -> str:
    return str(day.isoformat()[:7] if kind == "month" else day.isoformat())


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


def area_menu(view: View, areas: Areas, words: Words) -> html.Details:
    """All areas as a tree; found by name, by how it is spelled, or by the first letters of that."""
    find = dmc.TextInput(
        placeholder=words("area.find"), size="xs", className="find-area", **{"aria-label": words("area.find")}
    )
    top = Pick(areas.everything(words), view.link(area=""), view.area in ("", areas.home), words("area.all"))
    branches = [_branch(code, view, areas, words) for code in areas.subdistricts if code.strip("0")]
    value = areas.short_name(view.area, words) if view.area else words("filter.every")
    return menu(
        "area",
        words("filter.area"),
        value,
        [find, group("", [top], "line"), html.Div(branches, className="tree")],
        css="wide",
    )


def _branch(subdistrict: str, view: View, areas: Areas, words: Words) -> html.Details:
    """A subdistrict with its communities; open where the area shown lies in it."""
    codes = [code for code in areas.within(subdistrict) if code.strip("0") and areas.known(code)]
    whole = Pick(
        words("area.whole", name=areas.name(subdistrict, words)),
        view.link(area=subdistrict),
        view.area == subdistrict,
        areas.spelled(subdistrict),
    )
    parts = [
        Pick(areas.name(code, words), view.link(area=code), view.area == code, areas.spelled(code)) for code in codes
    ]
    name = html.Summary([areas.name(subdistrict, words), html.Span(f"{len(codes)}", className="of")])
    return html.Details([name, group("", [whole, *parts])], className="branch", open=view.area[:9] == subdistrict)


def _type_menu(view: View, types: Sequence[tuple[str, str]], words: Words) -> html.Details:
    every = Pick(words("filter.every"), view.link(worker_type=""), not view.worker_type)
    picks = [Pick(name, view.link(worker_type=code), view.worker_type == code) for code, name in types]
    return menu(
        "type",
        words("filter.type"),
        dict(types).get(view.worker_type, words("filter.every")),
        [group("", [every, *picks])],
    )


def _compare_menu(view: View, words: Words) -> html.Details:
    """What figures are compared with, two of them at a time."""
    picks = [
        Pick(words(f"compare.{name}"), view.link(comparisons=_turned(view.compared, name)), name in view.compared)
        for name in COMPARISONS
    ]
    value = words.listed(words(f"compare.{name}_short") for name in view.compared) or words("compare.none")
    return menu("compare", words("filter.compare"), value, [group(words("compare.two"), picks)], css="keep")


def _turned(chosen: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The comparisons with one more or less, or none; the one chosen longest gives way."""
    left = tuple(one for one in chosen if one != name)
    turned = left if name in chosen else (*left[-1:], name)
    kept = tuple(one for one in COMPARISONS if one in turned)
    return () if kept == COMPARISONS[:2] else kept or (NO_COMPARISON,)


def _more_menu(view: View, words: Words) -> html.Details:
    """Every other dimension; several codes of each can be chosen."""
    codes = {name: [(code.code, words.of(code)) for code in DIMENSION[name].codes] for name in SHOWN_MORE}
    codes["channel"] = [(code, words(f"channel.{code}")) for code in words.named("channel")]
    groups = [
        group(
            words.of(DIMENSION[name]),
            [
                Pick(text, view.link(more=with_code(view, name, code)), code in view.more.get(name, ()))
                for code, text in codes[name]
            ],
        )
        for name in SHOWN_MORE
        if codes[name]
    ]
    count = sum(len(view.more.get(name, ())) for name in SHOWN_MORE)
    return menu("more", words("filter.more"), str(count) if count else "", groups, css="keep wide")


def with_code(view: View, name: str, code: str) -> dict[str, tuple[str, ...]]:
    """The further filters with a code of a dimension turned on, or off where it was on."""
    chosen = view.more.get(name, ())
    kept = tuple(one for one in chosen if one != code) if code in chosen else (*chosen, code)
    return {one: codes for one in MORE if (codes := kept if one == name else view.more.get(one, ()))}


def chips(view: View, choices: Choices, words: Words) -> list[html.Link]:
    """What is chosen, each with a link that drops it."""
    found = []
    if view.month or view.span:
        found.append((_period_said(view, words), view.link(month=None, span=""), "month"))
    if view.area != choices.areas.home:
        found.append((choices.areas.name(view.area, words), view.link(area=""), "area"))
    if view.worker_type:
        found.append((dict(choices.types).get(view.worker_type, view.worker_type), view.link(worker_type=""), "type"))
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
