"""What the menus of the filter row hold: everything that can be chosen, each a link to the view with that choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dash.development.base_component import Component

from dashboard.areas import Areas
from dashboard.components import html
from dashboard.components.forms import plain_field
from dashboard.components.menus import Pick, group
from dashboard.periods import parse_span
from dashboard.view import COMPARISONS, MORE, NO_COMPARISON, View
from dashboard.wording import Words
from sql.metrics import DIMENSION

SHOWN_MORE = ("age_band", "sex", "tier", "pay_frequency", "hukou", "subsidy", "channel")
"""What stands under *more*; the other dimensions of an address come from clicks."""


@dataclass(frozen=True)
class Choices:
    """What can be chosen: months, latest first, areas with how they are spelled, and worker types with their names."""

    months: Sequence[int]
    areas: Areas
    types: Sequence[tuple[str, str]]


Sheet = Callable[[View, Choices, Words], Sequence[Component]]


def _period(view: View, choices: Choices, words: Words) -> Sequence[Component]:
    """The latest, a month, whole years, months or days from one to another."""
    months = choices.months
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
    return [group("", [latest, *whole], "line"), *spans, *by_year]


def _year(year: int, years: Sequence[int], words: Words) -> str:
    return words("filter.year_to_date" if year == years[0] else "filter.whole_year", year=year)


def _span_form(view: View, kind: Literal["month", "date"], words: Words) -> html.Div:
    """Two fields and a button; menus.js writes what they hold into the address."""
    span = parse_span(view.span)
    ends = [_text(end, kind) for end in (span.start, span.end)] if span else ["", ""]
    said = words(f"filter.by_{kind}")
    names = [f"{said} {words(f'filter.{end}')}" for end in ("from", "to")]
    fields = [plain_field(name, type=kind, defaultValue=end) for end, name in zip(ends, names, strict=True)]
    apply = html.Button(words("filter.apply"), type="button", className="button apply-span")
    return html.Div([html.Span(said, className="head"), *fields, apply], className="span-form")


def _text(day: date, kind: Literal["month", "date"]) -> str:
    return day.isoformat()[:7] if kind == "month" else day.isoformat()


def _area(view: View, choices: Choices, words: Words) -> Sequence[Component]:
    """All areas as a tree; found by name, by how it is spelled, or by the first letters of that."""
    areas = choices.areas
    find = plain_field(words("area.find"), className="find-area", placeholder=words("area.find"))
    none = html.Div(words("area.none_found"), className="none-found", role="status", hidden=True)
    top = Pick(areas.everything(words), view.link(area=""), view.area in ("", areas.home), words("area.all"))
    branches = [_branch(code, view, areas, words) for code in areas.subdistricts if code.strip("0")]
    return [find, none, group("", [top], "line"), html.Div(branches, className="tree")]


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


def _type(view: View, choices: Choices, words: Words) -> Sequence[Component]:
    every = Pick(words("filter.every"), view.link(worker_type=""), not view.worker_type)
    picks = [Pick(name, view.link(worker_type=code), view.worker_type == code) for code, name in choices.types]
    return [group("", [every, *picks])]


def _compare(view: View, _choices: Choices, words: Words) -> Sequence[Component]:
    """What figures are compared with, two of them at a time."""
    picks = [
        Pick(words(f"compare.{name}"), view.link(comparisons=_turned(view.compared, name)), name in view.compared)
        for name in COMPARISONS
    ]
    return [group(words("compare.two"), picks)]


def _turned(chosen: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The comparisons with one more or less, or none; the one chosen longest gives way."""
    left = tuple(one for one in chosen if one != name)
    turned = left if name in chosen else (*left[-1:], name)
    kept = tuple(one for one in COMPARISONS if one in turned)
    return () if kept == COMPARISONS[:2] else kept or (NO_COMPARISON,)


def _more(view: View, _choices: Choices, words: Words) -> Sequence[Component]:
    """Every other dimension; several codes of each can be chosen."""
    codes = {name: [(code.code, words.of(code)) for code in DIMENSION[name].codes] for name in SHOWN_MORE}
    codes["channel"] = [(code, words(f"channel.{code}")) for code in words.named("channel")]
    return [
        group(
            words.of(DIMENSION[name]),
            [
                Pick(text, view.link(more=_with_code(view, name, code)), code in view.more.get(name, ()))
                for code, text in codes[name]
            ],
        )
        for name in SHOWN_MORE
        if codes[name]
    ]


def _with_code(view: View, name: str, code: str) -> dict[str, tuple[str, ...]]:
    """The further filters with a code of a dimension turned on, or off where it was on."""
    chosen = view.more.get(name, ())
    kept = tuple(one for one in chosen if one != code) if code in chosen else (*chosen, code)
    return {one: codes for one in MORE if (codes := kept if one == name else view.more.get(one, ()))}


SHEETS: Mapping[str, Sheet] = {"period": _period, "area": _area, "type": _type, "compare": _compare, "more": _more}
"""What each menu of the filter row holds."""
