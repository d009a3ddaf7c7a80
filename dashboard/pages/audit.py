"""审计: who did what and when, the latest first; whether all of it is as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

from dash.development.base_component import Component

from dashboard.access.audit import Action, Chosen
from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.forms import day_field, form, labelled, one_of, send
from dashboard.components.tables import Column, page_shown, table, turning
from dashboard.findings.audited import about_of, actor_of, chosen_of, query_of, role_of, told
from dashboard.numbers import count
from dashboard.pages.page import Context
from dashboard.state.columns import in_china
from dashboard.state.deeds import AuditEntry
from dashboard.wording import Words

PAGE = 50
ABOUT = 20
"""Characters of what a line is about that are shown; all of it on hover."""
REASON = 200


def body(context: Context) -> Sequence[Component]:
    """The filters, the lines, and what can be done with them."""
    words, audit, view = context.words, context.services.audit, context.view
    chosen = chosen_of(view.choices)
    total = audit.count(chosen)
    lines = audit.lines(chosen, (page_shown(view, PAGE, total) - 1) * PAGE, PAGE)
    tools = html.Div([_filters(context, chosen), _verify(context), _export(context, chosen)], className="forms")
    shown = _lines(context, lines, total) if lines else [_nothing(words)]
    title = words("audit.title", count=count(total))
    return [card(title, words("audit.subtitle"), [tools, *shown], tools=_narrowed(context, chosen))]


def _lines(context: Context, lines: Sequence[AuditEntry], total: int) -> list[Component]:
    rows = [{"line": line} for line in lines]
    return [table(_columns(context), rows, context.view), turning(context.view, PAGE, total, context.words)]


def _nothing(words: Words) -> Component:
    return state(words("audit.nothing"), words("audit.nothing_hint"))


def _narrowed(context: Context, chosen: Chosen) -> list[Component]:
    """What the lines are about, where that was clicked, and the way back to all of them."""
    words, view = context.words, context.view
    if not query_of(chosen):
        return []
    rest = {name: value for name, value in view.choices.items() if name != "about"}
    said = words("audit.about_chosen", about=_short(about_of(chosen.about, words)))
    cross = html.Span("×", className="x")
    chip = [html.Link([said, cross], href=view.link(choices=rest), className="chip")] if chosen.about else []
    return [*chip, html.Link(words("state.reset"), href=view.link(choices={}), className="link")]


def _columns(context: Context) -> list[Column]:
    words = context.words
    return [
        Column("number", words("audit.number"), lambda row: count(row["line"].number)),
        Column("at", words("audit.at"), lambda row: in_china(row["line"].at, seconds=True), number=False),
        Column("actor", words("audit.actor"), partial(_actor, context), number=False),
        Column("role", words("audit.role"), lambda row: role_of(row["line"], words), number=False),
        Column("action", words("audit.action"), lambda row: words(f"action.{row['line'].action}"), number=False),
        Column("about", words("audit.about"), partial(_about, context), number=False),
        Column("detail", words("audit.detail"), partial(_detail, words), number=False, css="long"),
        Column("address", words("audit.address"), lambda row: row["line"].address, number=False),
    ]


def _actor(context: Context, row: dict[str, AuditEntry]) -> html.Link:
    actor = row["line"].actor
    return html.Link(actor_of(actor, context.words), href=context.view.link(choices={"actor": actor}))


def _about(context: Context, row: dict[str, AuditEntry]) -> html.Link:
    about = row["line"].about
    shown = _short(about_of(about, context.words))
    return html.Link(shown, href=context.view.link(choices={"about": about}), title=about)


def _short(about: str) -> str:
    return about if len(about) <= ABOUT else f"{about[:ABOUT]}…"


def _detail(words: Words, row: dict[str, AuditEntry]) -> html.Span:
    line = row["line"]
    return html.Span(told(line, words, short=True), title=told(line, words))


def _filters(context: Context, chosen: Chosen) -> html.Form:
    words = context.words
    actions = [{"value": "", "label": words("audit.every")}]
    actions += [{"value": str(action), "label": words(f"action.{action}")} for action in Action]
    fields = [
        labelled("actor", words("audit.actor"), 64, value=chosen.actor, required=False, w=120),
        one_of("action", words("audit.action"), actions, chosen.action, 172),
        day_field("first", words("audit.first"), chosen.first),
        day_field("last", words("audit.last"), chosen.last),
        send(words("audit.choose"), css="primary"),
    ]
    return form(context.view.link("/audit/choose"), fields)


def _verify(context: Context) -> html.Form:
    words = context.words
    return form(context.view.link("/audit/verify"), [send(words("audit.verify"))], title=words("audit.verify_hint"))


def _export(context: Context, chosen: Chosen) -> html.Form:
    words = context.words
    query = urlencode([*query_of(chosen), ("lang", context.view.language)])
    fields = [
        labelled("reason", words("people.reason_export"), REASON, w=180),
        send("xlsx", name="form", value="xlsx"),
        send("csv", name="form", value="csv"),
    ]
    return form(f"/audit/export?{query}", fields)
