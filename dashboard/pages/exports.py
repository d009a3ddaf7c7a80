"""导出台账: every file that was handed out, and whose a file is that turned up somewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.forms import form, labelled, send
from dashboard.components.tables import Column, page_shown, table, turning
from dashboard.exports.ledger import HandedOut
from dashboard.numbers import count
from dashboard.pages.page import Context
from dashboard.state.columns import in_china

PAGE = 50
SHORT = 12
"""Characters of a hash that are shown; all of it on hover."""


def body(context: Context) -> Sequence[Component]:
    """The way to trace a file, and the ledger, the latest first."""
    words, ledger = context.words, context.services.ledger
    wanted = context.view.choices.get("file", "")
    total = ledger.count(wanted)
    first = (page_shown(context.view, PAGE, total) - 1) * PAGE
    rows = [{"file": one} for one in ledger.entries(wanted, first, PAGE)]
    title = words("exports.title", count=count(total))
    trace = html.Div(_trace(context, wanted), className="forms")
    if not rows:
        nothing = state(words("exports.nothing"), words("exports.nothing_hint"), (words("state.reset"), "/exports"))
        if not wanted:
            nothing = state(words("exports.none"), words("exports.none_hint"))
        return [card(title, words("exports.subtitle"), [trace, nothing])]
    shown = [table(_columns(context), rows, context.view), turning(context.view, PAGE, total, words)]
    return [card(title, words("exports.subtitle"), [trace, *shown])]


def _trace(context: Context, wanted: str) -> html.Form:
    words = context.words
    fields = [
        labelled("file", words("exports.trace"), 64, value=wanted, w=480),
        send(words("exports.find"), css="primary"),
    ]
    return form(context.view.link("/exports/trace"), fields, title=words("exports.trace_hint"))


def _columns(context: Context) -> list[Column]:
    words = context.words

    def of(name: str) -> str:
        return words(f"exports.{name}")

    return [
        Column("number", of("number"), lambda row: row["file"].number, number=False),
        Column("at", of("at"), lambda row: in_china(row["file"].at, seconds=True), number=False),
        Column("by", of("by"), lambda row: row["file"].by, number=False),
        Column("what", of("what"), lambda row: row["file"].what, number=False),
        Column("filters", of("filters"), lambda row: row["file"].filters, number=False, css="long"),
        Column("reason", of("reason"), lambda row: row["file"].reason, number=False, css="long"),
        Column("form", of("form"), lambda row: row["file"].form, number=False),
        Column("rows", of("rows"), lambda row: count(row["file"].rows)),
        Column("hash", of("hash"), partial(_hash), number=False),
    ]


def _hash(row: dict[str, HandedOut]) -> html.Span:
    full = row["file"].sha256
    return html.Span(full[:SHORT], title=full, className="code")
