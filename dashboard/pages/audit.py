"""审计: who did what and when, the latest first; whether all of it is as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access.audit import Action, Chosen
from dashboard.access.roles import Role
from dashboard.components.cards import card, state
from dashboard.components.forms import form, send, text_field
from dashboard.components.tables import Column, table, turning
from dashboard.findings.audited import chosen_of, query_of, told
from dashboard.numbers import count
from dashboard.pages.page import Context
from dashboard.state.columns import in_china
from dashboard.state.deeds import AuditEntry

PAGE = 50
ABOUT = 24
"""Characters of what a line is about that are shown; all of it on hover."""
REASON = 200


def body(context: Context) -> Sequence[Component]:
    """The filters, the lines, and what can be done with them."""
    words, audit = context.words, context.services.audit
    chosen = chosen_of(context.view.choices)
    total = audit.count(chosen)
    lines = audit.lines(chosen, (context.view.page - 1) * PAGE, PAGE)
    rows = [{"line": line} for line in lines]
    tools = html.Div([_filters(context, chosen), _verify(context), _export(context, chosen)], className="forms")
    title = words("audit.title", count=count(total))
    if not rows:
        nothing = state(words("audit.nothing"), words("audit.nothing_hint"), (words("state.reset"), "/audit"))
        return [card(title, words("audit.subtitle"), [tools, nothing])]
    shown = [table(_columns(context), rows, context.view), turning(context.view, PAGE, total, words)]
    return [card(title, words("audit.subtitle"), [tools, *shown])]


def _columns(context: Context) -> list[Column]:
    words = context.words
    return [
        Column("number", words("audit.number"), lambda row: str(row["line"].number)),
        Column("at", words("audit.at"), lambda row: in_china(row["line"].at), number=False),
        Column("actor", words("audit.actor"), partial(_actor, context), number=False),
        Column("role", words("audit.role"), lambda row: _role(context, row["line"]), number=False),
        Column("action", words("audit.action"), lambda row: words(f"action.{row['line'].action}"), number=False),
        Column("about", words("audit.about"), partial(_about, context), number=False),
        Column("detail", words("audit.detail"), lambda row: told(row["line"], words), number=False, css="long"),
        Column("address", words("audit.address"), lambda row: row["line"].address, number=False),
    ]


def _actor(context: Context, row: dict[str, AuditEntry]) -> dcc.Link:
    actor = row["line"].actor
    return dcc.Link(actor, href=context.view.link(choices={"actor": actor}))


def _role(context: Context, line: AuditEntry) -> str:
    return context.words(f"role.{line.role}") if line.role in {*Role} else "–"


def _about(context: Context, row: dict[str, AuditEntry]) -> dcc.Link:
    about = row["line"].about
    short = about if len(about) <= ABOUT else f"{about[:ABOUT]}…"
    return dcc.Link(short, href=context.view.link(choices={"about": about}), title=about)


def _filters(context: Context, chosen: Chosen) -> html.Form:
    words = context.words
    actions = [{"value": "", "label": words("audit.every")}]
    actions += [{"value": str(action), "label": words(f"action.{action}")} for action in Action]
    fields = [
        text_field("actor", words("audit.actor"), 64, value=chosen.actor, required=False, w=120),
        dmc.Select(
            name="action",
            data=actions,
            value=chosen.action,
            allowDeselect=False,
            searchable=True,
            size="xs",
            w=150,
            **{"aria-label": words("audit.action")},
        ),
        _day("first", words("audit.first"), chosen.first),
        _day("last", words("audit.last"), chosen.last),
        send(words("audit.choose")),
    ]
    return form(context.view.link("/audit/choose"), fields)


def _day(name: str, hint: str, day: object) -> Component:
    return text_field(name, hint, 10, value=str(day or ""), required=False, w=140)


def _verify(context: Context) -> html.Form:
    words = context.words
    return form(context.view.link("/audit/verify"), [send(words("audit.verify"))], title=words("audit.verify_hint"))


def _export(context: Context, chosen: Chosen) -> html.Form:
    words = context.words
    query = urlencode([*query_of(chosen), ("lang", context.view.language)])
    fields = [
        text_field("reason", words("people.reason_export"), REASON, w=160),
        send("xlsx", name="form", value="xlsx"),
        send("csv", name="form", value="csv"),
    ]
    return form(f"/audit/export?{query}", fields)
