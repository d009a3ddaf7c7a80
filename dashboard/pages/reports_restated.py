"""A closed month beside what is known now: by cause, and the rows behind it for those who may see people."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dash.development.base_component import Component

from dashboard.access.audit import Action
from dashboard.access.roles import Right
from dashboard.components import html
from dashboard.components.cards import card
from dashboard.components.tables import Column, table
from dashboard.numbers import NOTHING, count
from dashboard.pages.page import Context
from dashboard.pages.reports_preview import sheet
from dashboard.people import Delivery
from dashboard.reports.closing import Closed
from dashboard.reports.restated import differences
from dashboard.wording import words_in
from sql.metrics.period import month_text
from sql.studies.scope import Scope

SHOWN = 100
"""Rows that are shown; how many there are is said."""


def restated_card(context: Context, closing: Closed) -> html.Section:
    """The figures, and below them the rows."""
    words = context.words
    shown = context.services.months.restated(context.reading, closing, context.view.area)
    differing = differences(shown)
    title = words("reports.restated_title" if differing else "reports.same_title", count=count(differing))
    named = replace(shown, number=words_in("zh").full_month(context.when.month))
    parts: list[Component] = [html.Article(sheet(named), className="report", lang="zh-CN")]
    if differing and context.viewer.may(Right.PEOPLE):
        parts += _rows(context, closing)
    return card(title, words("reports.restated_subtitle"), parts)


def _rows(context: Context, closing: Closed) -> list[Component]:
    """What was delivered since, the latest first; that it was looked at stands in the audit."""
    words, month = context.words, context.when.month
    total, found = context.people.delivered_since(closing.version, month, Scope(context.view.where_area), SHOWN)
    about = f"restated {month_text(month)}"
    context.services.audit.record(context.viewer, Action.LIST_SEEN, about, area=context.view.area, people=total, page=1)
    name = "reports.rows_behind" if total <= SHOWN else "reports.rows_behind_some"
    said = html.P(words(name, count=count(total), shown=count(SHOWN)), className="said")
    return [said, table(_columns(context), [{"row": one} for one in found], context.view)]


def _columns(context: Context) -> list[Column]:
    words = context.words

    def of(name: str) -> str:
        return words(f"reports.{name}")

    return [
        Column("name", words("people.name"), partial(_link, context), number=False),
        Column("identity", words("people.identity"), lambda row: row["row"].person.identity, number=False, css="mono"),
        Column("cause", of("cause"), lambda row: words(f"reports.cause_{row['row'].record['cause']}"), number=False),
        Column("feed", of("from"), lambda row: _feed(context, row["row"]), number=False),
        Column("file", of("file"), lambda row: row["row"].record["file_name"] or NOTHING, number=False),
        Column("dated", of("dated"), lambda row: _day(context, row["row"]), number=False),
        Column("months", of("months"), lambda row: _months(row["row"]), number=False),
    ]


def _link(context: Context, row: dict[str, Delivery]) -> html.Link:
    person = row["row"].person
    return html.Link(person.name or NOTHING, href=context.view.link("/person", person=person.word, sort=""))


def _feed(context: Context, row: Delivery) -> str:
    feed = row.record["feed"]
    return context.words(f"feed.{feed}") if feed else NOTHING


def _day(context: Context, row: Delivery) -> str:
    day = row.record["dated"]
    return context.words.full_day(day) if day else NOTHING


def _months(row: Delivery) -> str:
    first, last = row.record["first_month"], row.record["last_month"]
    if first is None:
        return NOTHING
    if last is None or last > first + 1_200:
        return f"{month_text(first)} –"
    return month_text(first) if last == first else f"{month_text(first)} – {month_text(last)}"
