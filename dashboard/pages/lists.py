"""名单: lists asked for to call people by, and what became of them; managers decide here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboard.access.lists import LONGEST, Asked
from dashboard.access.roles import Right
from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.forms import form, hidden, send, text_field
from dashboard.components.tables import Column, table
from dashboard.numbers import count
from dashboard.pages.page import Context
from dashboard.state.columns import in_china, now
from sql.metrics import METRIC

REASON = 200
DAYS = (1, 3, 7, LONGEST.days)


def body(context: Context) -> Sequence[Component]:
    """What waits for a decision, for those who decide; then every list the viewer may know of."""
    asked = context.services.lists.of(context.viewer)
    waiting = [one for one in asked if one.open and one.by != context.viewer.name]
    cards = [_waiting(context, waiting)] if context.viewer.may(Right.APPROVE) else []
    return [*cards, _asked(context, [one for one in asked if one not in waiting])]


def _waiting(context: Context, waiting: list[Asked]) -> html.Section:
    words = context.words
    title = words("lists.waiting", count=len(waiting))
    if not waiting:
        return card(title, words("lists.waiting_subtitle"), state(words("lists.nothing"), words("lists.nothing_hint")))
    rows = [{"asked": one} for one in waiting]
    columns = [*_columns(context), Column("decide", words("lists.decide"), partial(_decision, context), number=False)]
    return card(title, words("lists.waiting_subtitle"), table(columns, rows, context.view))


def _asked(context: Context, asked: list[Asked]) -> html.Section:
    words = context.words
    if not asked:
        return card(words("lists.title"), words("lists.subtitle"), state(words("lists.none"), words("lists.none_hint")))
    rows = [{"asked": one} for one in asked]
    columns = [*_columns(context), Column("state", words("lists.state"), partial(_state, context), number=False)]
    return card(words("lists.title"), words("lists.subtitle"), table(columns, rows, context.view))


def _columns(context: Context) -> list[Column]:
    words = context.words
    return [
        Column("id", words("lists.number"), lambda row: str(row["asked"].id)),
        Column("at", words("lists.at"), lambda row: in_china(row["asked"].asked_at), number=False),
        Column("by", words("lists.by"), lambda row: row["asked"].by, number=False),
        Column("what", words("lists.what"), lambda row: _what(context, row["asked"]), number=False),
        Column("people", words("lists.people"), lambda row: count(row["asked"].people)),
        Column("reason", words("lists.reason"), lambda row: row["asked"].reason, number=False, css="long"),
    ]


def _what(context: Context, asked: Asked) -> str:
    words, where = context.words, asked.listing.where
    areas = [
        context.areas.name(code, words) for name, codes in where.items() if name != "worker_type" for code in codes
    ]
    types = [dict(context.types).get(code, code) for code in where.get("worker_type", ())]
    return " · ".join([words.of(METRIC[asked.listing.metric]), *areas, *types])


def _decision(context: Context, row: dict[str, Asked]) -> html.Form:
    words = context.words
    days = dmc.Select(
        name="days",
        data=[{"value": str(days), "label": words("lists.days", count=days)} for days in DAYS],
        value=str(DAYS[1]),
        allowDeselect=False,
        size="xs",
        w=90,
        **{"aria-label": words("lists.until")},
    )
    return form(
        context.view.link("/lists/decide"),
        [
            hidden("id", str(row["asked"].id)),
            text_field("note", words("lists.note"), REASON),
            days,
            send(words("lists.approve"), name="decision", value="approve"),
            send(words("lists.refuse"), name="decision", value="refuse"),
        ],
    )


def _state(context: Context, row: dict[str, Asked]) -> object:
    words, asked = context.words, row["asked"]
    if asked.open:
        return words("lists.open")
    said = words("lists.approved" if asked.approved else "lists.refused", by=asked.decided_by, note=asked.note)
    until = words("lists.valid_until", moment=in_china(asked.expires_at)) if asked.approved else ""
    if asked.by != context.viewer.name or not asked.given_until(now()):
        return f"{said} {until}".strip()
    take = form(
        context.view.link("/lists/download"),
        [hidden("id", str(asked.id)), send(words("lists.take"))],
        title=words("lists.take_hint"),
    )
    return html.Div([html.Span(f"{said} {until}"), take])
