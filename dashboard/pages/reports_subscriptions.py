"""Reports that are sent: what the viewer gets, and the form for more; and the daily report, to paste or to take."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.access.roles import Right
from dashboard.components import html
from dashboard.components.cards import card
from dashboard.components.forms import form, hidden, one_of, send, text_field
from dashboard.components.marks import UP, badge
from dashboard.pages.page import Context
from dashboard.reports.closing import closes
from dashboard.reports.daily import pasted
from dashboard.reports.formats import Format
from dashboard.reports.printing import text_of
from dashboard.reports.sending import DAILY, MONTHLY, REMINDER
from dashboard.state.columns import in_china
from dashboard.state.mail import ADDRESS, Sending, Subscription
from dashboard.wording import Words

DAYS = (0, 1, 3, 5, 8, 10, 15)
"""The days of the next month a monthly report can be sent on; 0: after it is closed."""


def daily_card(context: Context) -> html.Section:
    """The paragraph of the day, to be pasted into a message, and the page to print."""
    words, view = context.words, context.view
    report = context.services.months.daily(context.reading, view.area)
    parts: list[Component] = [html.P(text_of(pasted(report)), className="pasted", lang="zh-CN")]
    if context.files:
        fields = [hidden("area", view.area), hidden("form", Format.PDF), send(words("reports.daily_pdf"))]
        parts.append(form(view.link("/reports/daily"), fields))
    return card(words("reports.daily_title"), words("reports.daily_subtitle"), parts)


def subscriptions_card(context: Context) -> html.Section:
    """What the viewer gets, each with what was sent last, and the form for another."""
    words = context.words
    kept = context.services.subscriptions.of(context.viewer.user_id)
    rows = [html.Li(_line(context, one, last), className="check") for one, last in kept]
    title = words("reports.subscriptions_title" if kept else "reports.no_subscriptions", count=len(kept))
    parts: list[Component] = [html.Ul(rows, className="checks")] if rows else []
    if context.viewer.may(Right.EXPORT):
        parts.append(_adding(context))
    return card(title, words("reports.subscriptions_subtitle"), parts)


def _line(context: Context, one: Subscription, last: Sending | None) -> list[Component]:
    words = context.words
    when = _when(context, one)
    fields = [hidden("id", str(one.id)), send(words("reports.unsubscribe"))]
    where = one.address or words("reports.outbox")
    parts: list[Component] = [
        html.B(_what(context, one)),
        html.Span(f"{when} · {where}", className="said"),
        *_sent(words, last),
    ]
    return [*parts, form(context.view.link("/reports/unsubscribe"), fields)]


def _what(context: Context, one: Subscription) -> str:
    words = context.words
    report = words(f"reports.{one.report}")
    if one.report == REMINDER:
        return report
    area = context.areas.name(one.area, words) if one.area else context.areas.everything(words)
    formats = words.listed(words(f"reports.form_{name}") for name in one.formats.split(","))
    return words("reports.subscription", report=report, area=area, formats=formats)


def _when(context: Context, one: Subscription) -> str:
    words = context.words
    if one.report == REMINDER:
        return words("reports.if_open", day=context.services.settings.close_day)
    if one.report == DAILY:
        return words("reports.every_day")
    return words("reports.on_day", day=one.day) if one.day else words("reports.after_close")


def _sent(words: Words, last: Sending | None) -> list[Component]:
    if last is None:
        return [html.Span(words("reports.nothing_sent"), className="said")]
    if last.state == "failed":
        return [badge(words("reports.failed"), "warn", UP), html.Span(last.fault, className="said")]
    return [html.Span(words("reports.sent", about=last.about, at=in_china(last.accepted_at)), className="said")]


def _adding(context: Context) -> Component:
    words = context.words
    kinds = (MONTHLY, DAILY, REMINDER) if closes(context.viewer) else (MONTHLY, DAILY)
    reports = [{"value": name, "label": words(f"reports.{name}")} for name in kinds]
    formats = [{"value": str(one), "label": words(f"reports.form_{one}")} for one in Format]
    days = [
        {"value": str(day), "label": words("reports.on_day", day=day) if day else words("reports.after_close")}
        for day in DAYS
    ]
    fields = [
        hidden("area", context.view.area),
        one_of("report", words("reports.report"), reports, MONTHLY, 110),
        one_of("form", words("reports.format"), formats, str(Format.PDF), 110),
        one_of("day", words("reports.day"), days, "0", 150),
        text_field(
            "address",
            words("reports.address"),
            ADDRESS,
            required=False,
            label=words("reports.address"),
            placeholder=words("reports.outbox"),
        ),
        send(words("reports.subscribe"), css="primary"),
    ]
    return form(context.view.link("/reports/subscribe"), fields, title=words("reports.subscribe_hint"))
