"""月报: the monthly report of a month and an area, how the month stands, and what is left to do before it is closed."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.access.roles import Right
from dashboard.components import html
from dashboard.components.cards import card, guarded, state
from dashboard.components.forms import form, hidden, send
from dashboard.components.marks import UP, badge
from dashboard.pages.page import Context
from dashboard.pages.reports_closing import checklist_card, second_signature
from dashboard.pages.reports_preview import preview
from dashboard.pages.reports_restated import restated_card
from dashboard.pages.reports_subscriptions import daily_card, subscriptions_card
from dashboard.reports.blocks import Report
from dashboard.reports.checks import DoesNotAddUp
from dashboard.reports.closing import Closed
from dashboard.reports.formats import Format
from dashboard.reports.template import templates
from dashboard.state.columns import in_china
from sql.metrics.period import month_text


def body(context: Context) -> Sequence[Component]:
    """How the month stands, what is left to do, the report, and what has been restated since."""
    months, month = context.services.months, context.when.month
    closing = months.closed(month)
    try:
        report = months.report(context.reading, month, context.view.area)
    except DoesNotAddUp as fault:
        words = context.words
        return [html.Section(state(words("reports.fault"), words("reports.fault_hint", fault=fault)), className="card")]
    cards: list[Component] = [_standing(context, closing, report)]
    if context.viewer.may(Right.CLOSE) and not context.view.area and context.viewer.areas is None:
        cards.append(guarded(context, lambda: checklist_card(context, report, closing)))
    if closing is not None:
        cards.append(guarded(context, lambda: restated_card(context, closing)))
    cards.append(guarded(context, lambda: daily_card(context)))
    cards.append(guarded(context, lambda: subscriptions_card(context)))
    cards.append(html.Section(preview(report), className="card"))
    return cards


def _standing(context: Context, closing: Closed | None, report: Report) -> html.Section:
    words, month = context.words, context.when.month
    waiting = context.services.months.pending(month)
    name = "closed" if closing else "waiting" if waiting else "draft"
    title = words(f"reports.{name}_title", month=words.full_month(month), place=context.place)
    parts: list[Component] = []
    if context.view.worker_type or context.view.more:
        parts.append(html.P(words("reports.not_by_type"), className="refused"))
    if waiting is not None:
        parts.append(second_signature(context, waiting))
    parts.append(_downloads(context, report))
    if context.files:
        parts += _templates(context)
    parts += _history(context)
    return card(title, words(f"reports.{name}_subtitle", day=words.full_day(context.reading.business_date)), parts)


def _downloads(context: Context, report: Report) -> html.Div:
    """A button per format; the file name says the month, the scope, and how the month stands."""
    words = context.words
    if not context.files:
        return html.Div(words("reports.no_files"), className="said")
    month = month_text(context.when.month)
    buttons = [
        form(
            context.view.link("/reports/download"),
            [
                hidden("month", month),
                hidden("area", context.view.area),
                hidden("form", one),
                send(words(f"reports.form_{one}"), css="primary" if one is Format.PDF else ""),
            ],
        )
        for one in Format
    ]
    return html.Div([*buttons, html.Span(report.name, className="said")], className="forms")


def _templates(context: Context) -> list[Component]:
    """The bureau's own workbooks, each with the button that fills it."""
    words, month = context.words, month_text(context.when.month)
    names = templates(context.services.settings.home)
    buttons = [
        form(
            context.view.link("/reports/fill"),
            [hidden("month", month), hidden("area", context.view.area), hidden("name", name), send(name)],
            title=words("reports.fill_hint"),
        )
        for name in names
    ]
    said = html.Span(words("reports.templates"), className="said")
    return [html.Div([said, *buttons], className="forms")] if buttons else []


def _history(context: Context) -> list[Component]:
    """Every closing of the month, the latest first."""
    words = context.words
    lines = []
    for one in context.services.months.closings(context.when.month):
        said = words("reports.closed_line", number=one.number, at=in_china(one.closed_at), who=one.signer)
        parts: list[Component | str] = [said]
        if one.countersigner:
            parts.append(words("reports.countersigned_line", who=one.countersigner))
        if one.reopened_at is not None:
            again = words("reports.reopened_line", at=in_china(one.reopened_at), reason=one.reason)
            parts += [" ", badge(words("reports.reopened"), "warn", UP), " ", again]
        lines.append(html.Li(parts))
    return [html.Ul(lines, className="closings")] if lines else []
