"""Closing a month on the page: the checklist with a form for everything that a person must do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import card
from dashboard.components.forms import form, hidden, labelled, send, text_field
from dashboard.components.marks import UP, badge
from dashboard.numbers import yuan
from dashboard.pages.page import Context
from dashboard.reports.blocks import Report
from dashboard.reports.closing import Closed, Item, State
from dashboard.reports.monthly import suggested
from dashboard.state.closes import NOTE
from dashboard.wording import Words
from sql.metrics.period import month_text

LONGEST_TEXT = 2_000
_KINDS = {State.DONE: ("good", ""), State.OPEN: ("warn", UP), State.NOT_APPLICABLE: ("quiet", "")}


def checklist_card(context: Context, report: Report, closing: Closed | None) -> html.Section:
    """What is left to do, then the button that closes; of a closed month the form that opens it again."""
    words, month = context.words, context.when.month
    if closing is not None or context.services.months.pending(month) is not None:
        return card(words("reports.reopen_title"), words("reports.reopen_subtitle"), _reopening(context))
    items = context.services.months.checklist(context.reading, month)
    left = sum(1 for item in items if item.state is State.OPEN)
    title = words("reports.left_title" if left else "reports.ready_title", count=left)
    open_ones, others = ([item for item in items if (item.state is State.OPEN) is wanted] for wanted in (True, False))
    rows = [_row(context, report, item) for item in open_ones]
    done = html.Details(
        [
            html.Summary(words("reports.done_items", count=len(others))),
            html.Ul([_row(context, report, item) for item in others], className="checks"),
        ]
    )
    closes = form(
        context.view.link("/reports/close"),
        [_month(context), send(words("reports.close"), css="primary")],
        title=words("reports.close_hint"),
    )
    parts = [*([html.Ul(rows, className="checks")] if rows else []), *([] if left else [closes]), done]
    return card(title, words("reports.checklist_subtitle"), parts)


def second_signature(context: Context, waiting: Closed) -> Component:
    """The form of the second signature; whoever signed first reads that another must."""
    words = context.words
    said = html.Span(words("reports.waits", who=waiting.signer), className="said")
    sign = form(context.view.link("/reports/sign"), [_month(context), send(words("reports.sign"), css="primary")])
    return html.Div([said, sign], className="forms")


def _month(context: Context) -> Component:
    return hidden("month", month_text(context.when.month))


def _reopening(context: Context) -> Component:
    words = context.words
    fields = [
        _month(context),
        labelled("reason", words("reports.reason"), NOTE, w=420),
        send(words("reports.reopen")),
    ]
    return form(context.view.link("/reports/reopen"), fields)


def _row(context: Context, report: Report, item: Item) -> Component:
    return html.Li(_item(context, report, item), className="check")


def _item(context: Context, report: Report, item: Item) -> list[Component]:
    words = context.words
    kind, mark = _KINDS[item.state]
    values = _printed(words, item.values or {})
    head = html.B(words(f"reports.item_{item.what}", **values))
    parts: list[Component] = [badge(words(f"reports.state_{item.state}"), kind, mark), head]
    if item.detail:
        parts.append(html.Span(words(f"reports.{item.detail}", **values), className="said"))
    make = _FORMS.get(item.what.partition("_")[0])
    return [*parts, *([make(context, report, item)] if make else [])]


def _printed(words: Words, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an item as they are said."""
    said = dict(values)
    for name in ("theirs", "ours", "difference"):
        if name in said:
            said[name] = yuan(said[name])
    if "feed" in said:
        said["feed"] = words(f"feed.{said['feed']}")
    if "day" in said:
        said["day"] = words.full_day(said["day"]) if said["day"] else words("reports.never")
    if "name" in said:
        said["name"] = words(f"check.{said['name']}") if f"check.{said['name']}" in words else said["name"]
    return said


def _treasury(context: Context, report: Report, item: Item) -> Component:
    del report
    words = context.words
    known = context.services.months.treasury(context.when.month)
    del item
    fields = [
        _month(context),
        labelled("amount", words("reports.amount"), 24, value=known.amount if known else "", w=180),
        labelled("note", words("reports.note"), NOTE, value=known.note if known else "", required=False, w=300),
        send(words("reports.keep")),
    ]
    return form(context.view.link("/reports/treasury"), fields)


def _warning(context: Context, report: Report, item: Item) -> Component:
    del report
    words, name = context.words, item.name
    note = str((item.values or {}).get("note", ""))
    fields = [
        _month(context),
        hidden("name", name),
        text_field("note", words("reports.seen_note"), NOTE, value=note, w=300),
        send(words("reports.seen")),
    ]
    return form(context.view.link("/reports/acknowledge"), fields)


def _text(context: Context, report: Report, item: Item) -> Component:
    words = context.words
    written = context.services.months.texts(context.when.month).get(item.name)
    text = written.text if written else suggested(report, item.name)
    label = words(f"reports.item_{item.what}")
    field = dmc.Textarea(
        name="text",
        value=text,
        size="xs",
        minRows=2,
        autosize=True,
        inputProps={"maxLength": LONGEST_TEXT},
        **{"aria-label": label},
    )
    fields = [
        _month(context),
        hidden("area", ""),
        hidden("name", item.name),
        html.Div(field, className="wide"),
        send(words("reports.keep"), name="confirmed", value="no"),
        send(words("reports.stand_by"), name="confirmed", value="yes", css="primary"),
    ]
    return form(context.view.link("/reports/write"), fields)


_FORMS: Mapping[str, Callable[[Context, Report, Item], Component]] = {
    "treasury": _treasury,
    "warning": _warning,
    "text": _text,
}
