"""Explain this number: a panel beside any page, as the address asks for it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from dash.development.base_component import Component

from dashboard.access.roles import Right
from dashboard.components import html
from dashboard.components.cards import guarded
from dashboard.components.icons import icon
from dashboard.components.marks import ALARM, UP, badge
from dashboard.components.strips import change_since
from dashboard.components.tiles import written
from dashboard.findings.explained import Explained, explained
from dashboard.findings.partition import Group, groups_of
from dashboard.numbers import count, percent, wan
from dashboard.pages.notes import code_named, notes_of
from dashboard.pages.page import Context
from dashboard.pages.people_link import people_link
from dashboard.periods import parse_month
from dashboard.places import PATHS
from dashboard.view import MORE, View
from dashboard.wording import Words
from sql.connect import NothingPublished
from sql.metrics import DIMENSION, METRIC
from sql.metrics.comparing import RIPENING
from sql.metrics.dimensions import AREA_NAMES
from sql.metrics.period import QuestionError
from sql.studies.restatement import Cause
from sql.studies.scope import Scope


def panel(context: Context) -> Component | None:
    """The panel, where the address names a metric there is."""
    if context.view.explain not in METRIC:
        return None
    words = context.words
    close = html.Link(
        icon("close"),
        href=context.view.link(explain="", of={}, page=context.view.page),
        className="tool",
        title=words("explain.close"),
    )
    head = html.Div([html.H2(words("explain.title")), close], className="head")
    body = guarded(context, lambda: html.Div(_sections(context), className="sections"))
    return html.Aside([head, body], className="explain", **{"aria-label": words("explain.title")})


def _sections(context: Context) -> list[Component]:
    words = context.words
    found = explained(context.reading, context.view, context.when)
    metric = found.metric
    parts = [
        _section(
            "", [html.Div(f"{words.of(metric)} · {subject(context)}", className="subject"), _equation(context, found)]
        ),
        *_parts(context, found),
        *([_section(words("explain.since"), [_since(context, found)])] if found.month is not None else []),
        *([_section(words("explain.usual"), [_usual(context, found)])] if found.usual else []),
        *_closed(context, found),
        _section(words("explain.meaning"), _meaning(context, found)),
        _section(words("explain.filters"), [_filters(context)]),
        _section(words("explain.sql"), _sql(found)),
    ]
    return list(parts)


def subject(context: Context) -> str:
    """What the number is of: an area, and whatever else the place that was clicked stands for."""
    words, of = context.words, context.view.of
    area = next((of[name] for name in reversed(AREA_NAMES) if name in of), "")
    said = [context.areas.name(area, words) if area else context.place]
    for name, code in of.items():
        if name == "worker_type":
            said.append(dict(context.types).get(code, code))
        elif name not in (*AREA_NAMES, "month", "span"):
            said.append(code_named(name, code, words))
    return " · ".join(said)


def _section(title: str, body: list[Any]) -> html.Div:
    head = [html.H3(title)] if title else []
    return html.Div([*head, *body], className="part")


def _equation(context: Context, found: Explained) -> html.Div:
    """The value, and where it is a rate what is divided by what."""
    words = context.words
    value, unit = written(found.metric, found.value, words)
    text = value if found.value is None else f"{value}%" if unit == "%" else f"{value} {unit}"
    pieces: list[Any] = [_term(text, words.of(found.metric))]
    if found.below is not None:
        pieces += [html.Span("="), _term(_amount(found.above), words("explain.above"))]
        pieces += [html.Span("÷"), _term(_amount(found.below), words("explain.below"))]
    persons = found.above if found.below is not None else found.value
    link = people_link(context, found.metric.name, persons if isinstance(persons, int) else None, _own(context.view))
    return html.Div([html.Div(pieces, className="equation"), html.Div(link, className="to-list")])


def _own(view: View) -> dict[str, Any]:
    """The area, type and further filters of the number; those of the view where it has none of its own."""
    of = view.of
    area = next((of[name] for name in reversed(AREA_NAMES) if name in of), view.area)
    more = dict(view.more) | {name: (code,) for name, code in of.items() if name in MORE}
    return {"area": area, "worker_type": of.get("worker_type", view.worker_type), "more": more}


def _term(text: str, name: str) -> html.Div:
    return html.Div([html.B(text), html.Span(name)])


def _amount(value: Any) -> str:
    return count(value) if isinstance(value, int) else wan(value)


def _parts(context: Context, found: Explained) -> list[Component]:
    """Where the people went, as one bar of parts and a word for each."""
    groups, words = groups_of(context.reading, found.question) if found.month is not None else (), context.words
    if len(groups) < 2:
        return []
    total = sum(group.persons for group in groups)
    pieces = [
        html.Span(className=group.name, style={"width": f"{100 * group.persons / total:.2f}%"}) for group in groups
    ]
    bar = html.Div(pieces, className="parts", **{"aria-hidden": "true"})
    named = [html.Div([html.B(count(group.persons)), _group_said(words, group)]) for group in groups]
    title = words("explain.parts", count=count(total))
    return [_section(title, [bar, html.Div(named, className="parts-key")])]


def _group_said(words: Words, group: Group) -> html.Span:
    first, last = group.months
    months = f"{first}–{last}" if first < last else str(first)
    return html.Span([html.Span(className=group.name), words(f"explain.group_{group.name}", months=months)])


def _closed(context: Context, found: Explained) -> list[Component]:
    """What the month was closed with, how far it is from that now, and why where that can be told."""
    closing = None if found.month is None else context.services.months.closed(found.month)
    if closing is None:
        return []
    words, name = context.words, found.metric.name
    try:
        (then,) = context.reading.of(closing.version).ask(found.question)
    except NothingPublished:
        return []
    value, unit = written(found.metric, then[name], words)
    said = words("explain.closed_with", number=closing.number, day=closing.day.isoformat())
    change = change_since(found.metric, found.value, then[name], words)
    line = html.Div([html.B(f"{value}{unit}"), f" {said} · {words('explain.now')} ", change])
    causes = _causes(context, found, closing.version)
    return [_section(words("explain.closed"), [line, *([html.Div(causes, className="quiet")] if causes else [])])]


def _causes(context: Context, found: Explained, version: str) -> str:
    """Why a closed figure is another now, by cause; empty where it is no sum over people, or that would tell of few."""
    if not context.viewer.may(Right.SMALL_CELLS):
        return ""
    scope = Scope(found.question.where, k=found.question.k, month=found.month)
    try:
        rows = context.reading.restated(found.metric.name, version, scope)
    except QuestionError:
        return ""
    changed = {row["cause"]: row[found.metric.columns[-1]] for row in rows}
    words, there = context.words, [cause for cause in Cause if changed[cause]]
    return words.listed(f"{words(f'explain.cause_{cause}')} {_signed(changed[cause])}" for cause in there)


def _signed(value: Any) -> str:
    text = _amount(value)
    return f"+{text}" if value > 0 else text


def _since(context: Context, found: Explained) -> html.Div:
    words, month = context.words, found.month or 0
    if found.moves:
        return _moved(context, found, month)
    before, unit = written(found.metric, found.before, words)
    change = change_since(found.metric, found.value, found.before, words)
    then = words("explain.same_age") if found.metric.name in RIPENING else ""
    return html.Div([f"{words.full_month(month - 1)}{then} {before}{unit} → {words.full_month(month)} ", change])


def _moved(context: Context, found: Explained, month: int) -> html.Div:
    """The stock before, what came and went, and the stock now, as one sum."""
    words = context.words
    first, *rest = found.moves
    pieces: list[Any] = [html.B(count(first.persons)), html.Span(f" {words.full_month(month - 1)} ")]
    for move in (move for move in rest if move.persons):
        sign = "+" if move.persons > 0 else "−"
        pieces += [sign, " ", html.B(count(abs(move.persons))), html.Span(f" {words.of(move.metric)} ")]
    return html.Div([*pieces, "= ", html.B(count(sum(move.persons for move in found.moves)))], className="moves")


def _usual(context: Context, found: Explained) -> html.Div:
    words, usual = context.words, found.usual
    if usual is None:
        return html.Div()
    limits = usual.alarm if usual.verdict == "alarm" else usual.warn
    ends = "–".join(percent(Decimal(repr(end))) for end in (limits.low, limits.high))
    said = badge(
        words(f"limit.{usual.verdict}"),
        {"alarm": "alarm", "warn": "warn"}.get(usual.verdict, "quiet"),
        {"alarm": ALARM, "warn": UP}.get(usual.verdict, ""),
    )
    return html.Div(
        [
            html.Div(words("explain.whole", rate=percent(usual.whole))),
            html.Div(words("explain.range", range=ends)),
            said,
        ]
    )


def _meaning(context: Context, found: Explained) -> list[Any]:
    words, metric = context.words, found.metric
    caveat = words.of(metric, "caveat")
    link = html.A(
        words("explain.definition"), href=f"{context.view.link(PATHS['definitions'])}#{metric.name}", className="link"
    )
    return [html.P(words.of(metric, "meaning")), *([html.P(caveat, className="quiet")] if caveat else []), link]


def _filters(context: Context) -> html.Dl:
    pairs = filters_said(context)
    return html.Dl(
        [part for name, value in pairs.items() for part in (html.Dt(name), html.Dd(value))], className="filters"
    )


def filters_said(context: Context) -> dict[str, str]:
    """What the number is of, in words: what was clicked stands for itself, before the filters of the page."""
    words, of = context.words, context.view.of
    beside = {
        words.of(DIMENSION[name]): code_named(name, code, words)
        for name, code in of.items()
        if name not in (*AREA_NAMES, *MORE, "worker_type", "month", "span")
    }
    return {**beside, **dict(notes_of(replace(context, view=_own_view(context.view))))}


def _own_view(view: View) -> View:
    """The view narrowed to what the number stands for."""
    month, span = parse_month(view.of.get("month", "")), view.of.get("span", "")
    own = replace(view, **_own(view))
    return own if month is None and not span else replace(own, month=month, span=span)


def _sql(found: Explained) -> list[Any]:
    shown = []
    for text, parameters in found.statements:
        values = f"\n-- {', '.join(repr(value) for value in parameters)}" if parameters else ""
        shown.append(html.Pre(f"{text}{values}", className="sql", tabIndex=0))
    return shown
