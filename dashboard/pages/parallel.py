"""对数: printed tables beside our figures: bring one, what was brought, how far it is to going live, and one whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboard.access.roles import Right
from dashboard.components import html
from dashboard.components.cards import card, guarded, state
from dashboard.components.forms import file_field, form, form_with_file, send
from dashboard.components.marks import UP, badge
from dashboard.components.tables import Column, table
from dashboard.numbers import NOTHING, count
from dashboard.pages.intake import tabs
from dashboard.pages.page import Context
from dashboard.pages.parallel_point import POINTING, STEP, pointing
from dashboard.pages.parallel_table import COMPARISON, cards_of
from dashboard.parallel.comparisons import GO_LIVE, Kept, NotDone, changes, counted
from dashboard.state.columns import in_china

ACCEPTED = ".xlsx,.xls,.csv,.txt,.htm,.html"
PASTED = 50_000
"""Characters that can be pasted."""


def body(context: Context) -> Sequence[Component]:
    """The tabs of intake for those who have it; one comparison where the address names one, else all of them."""
    shown = [tabs(context, "parallel")] if context.viewer.may(Right.INTAKE) else []
    return [*shown, *_body(context)]


def _body(context: Context) -> Sequence[Component]:
    if not context.published:
        nothing = state(context.words("parallel.unpublished"), context.words("parallel.unpublished_hint"))
        return [html.Section(nothing, className="card")]
    said = context.view.choices.get(COMPARISON, "")
    if not (said.isdecimal() and len(said) < 10):
        return [_bring(context), guarded(context, partial(_all, context)), guarded(context, partial(_live, context))]
    words = context.words
    try:
        kept = context.services.comparisons.one(context.viewer, int(said))
    except NotDone as missing:
        way = (words("parallel.back"), context.view.link(choices={}))
        return [html.Section(state(words(missing.why), words("parallel.none_hint"), way), className="card")]
    points = context.view.choices.get(STEP) == POINTING or kept.outcome is None
    if points and kept.signed_at is None and changes(context.viewer, kept.by_id):
        return [guarded(context, lambda: pointing(context, kept))]
    return cards_of(context, kept)


def _bring(context: Context) -> html.Section:
    words = context.words
    brought = form_with_file(
        context.view.link("/intake/parallel/bring", choices={}),
        [file_field("table", words("parallel.file"), ACCEPTED, words), send(words("parallel.bring"), css="primary")],
    )
    area = dmc.Textarea(
        name="text",
        placeholder=words("parallel.paste_hint"),
        size="xs",
        minRows=2,
        maxRows=6,
        autosize=True,
        required=True,
        w=420,
        inputProps={"maxLength": PASTED},
        **{"aria-label": words("parallel.paste_label")},
    )
    pasted = form(context.view.link("/intake/parallel/paste", choices={}), [area, send(words("parallel.paste"))])
    known = words.full_day(context.reading.business_date)
    subtitle = words("parallel.bring_subtitle", known=known)
    return card(words("parallel.bring_title"), subtitle, html.Div([brought, pasted], className="forms"))


def _all(context: Context) -> html.Section:
    words = context.words
    kept = context.services.comparisons.of(context.viewer)
    if not kept:
        nothing = state(words("parallel.nothing"), words("parallel.nothing_hint"))
        return card(words("parallel.all_title"), words("parallel.all_subtitle"), nothing)
    rows = [{"kept": one, "counted": counted(one.seen_by(context.viewer))} for one in kept]
    return card(
        words("parallel.all_title"), words("parallel.all_subtitle"), table(_columns(context), rows, context.view)
    )


def _columns(context: Context) -> list[Column]:
    words = context.words
    numbers = [
        Column(name, words(f"parallel.{name}"), partial(_number, name))
        for name in ("cells", "agree", "explained", "open")
    ]
    return [
        Column("month", words("parallel.month"), lambda row: _month(context, row["kept"]), number=False),
        Column("title", words("parallel.table"), lambda row: _link(context, row["kept"]), number=False, css="long"),
        *numbers,
        Column("state", words("parallel.state"), lambda row: standing(context, row["kept"]), number=False),
        Column("by", words("parallel.by"), lambda row: row["kept"].by, number=False),
        Column("at", words("parallel.at"), lambda row: in_china(row["kept"].at), number=False),
    ]


def _number(name: str, row: dict[str, dict[str, int]]) -> str:
    return count(row["counted"][name])


def _month(context: Context, kept: Kept) -> str:
    return NOTHING if kept.month is None else context.words.full_month(kept.month)


def _link(context: Context, kept: Kept) -> html.Link:
    title = kept.title or context.words("parallel.untitled")
    return html.Link(title, href=context.view.link(choices={COMPARISON: str(kept.id)}))


def standing(context: Context, kept: Kept) -> html.Span:
    """How far a comparison has come."""
    words = context.words
    if kept.signed_at is not None:
        return badge(words("parallel.signed", who=kept.signer), "good")
    if kept.outcome is None:
        return badge(words("parallel.asks"), "warn", UP)
    return badge(words("parallel.compared"), "quiet")


def _live(context: Context) -> html.Section:
    """How many months in a row are signed, and the certificate once there are enough."""
    words = context.words
    kept = context.services.comparisons.live(context.viewer)
    months = sorted({one.month for one in kept if one.month is not None})
    ready = len(months) >= GO_LIVE
    said = words.listed(words.full_month(month) for month in months) or words("parallel.no_months")
    title = words(
        "parallel.live_ready" if ready else "parallel.live_title", count=len(months), left=GO_LIVE - len(months)
    )
    parts: list[Component] = [html.P(words("parallel.live_months", months=said))]
    if ready and context.files and context.viewer.areas is None:
        certificate = form(
            context.view.link("/intake/parallel/certificate", choices={}),
            [send(words("parallel.certificate"), css="primary")],
        )
        parts.append(html.Div(certificate, className="forms"))
    return card(title, words("parallel.live_subtitle", count=GO_LIVE), parts)
