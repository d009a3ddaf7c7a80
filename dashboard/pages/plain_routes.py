"""The page for browsers that cannot draw the dashboard: what to install, and the day's figures as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from flask import Flask, request
from flask.typing import ResponseReturnValue

from dashboard.access.roles import Right
from dashboard.access.sign_in import Routes
from dashboard.access.viewer import current_viewer
from dashboard.areas import home_of
from dashboard.components.tiles import written
from dashboard.findings.monthly import absent
from dashboard.findings.receipts import latest_day, month_so_far, pace_of, working_days, year_so_far
from dashboard.pages.overview_tiles import MONTHLY, label_of, month_tag
from dashboard.pages.page import Context
from dashboard.services import Services
from dashboard.view import read_view
from dashboard.wording import words_in
from sql.metrics import METRIC


class Line(NamedTuple):
    """One figure: what it is, of when, and how it is written."""

    label: str
    tag: str
    value: str
    unit: str


def add_plain_routes(server: Flask, services: Services) -> None:
    """Put the route up; the guard stands before it."""
    pages = Routes(services)

    def plain() -> ResponseReturnValue:
        context = _context(services)
        if not (context.viewer.may(Right.FIGURES) and context.published):
            return pages.page("plain")
        return pages.page("plain", lines=list(day_figures(context)), as_of=context.reading.business_date.isoformat())

    server.add_url_rule("/plain", "plain", plain, methods=["GET"])


def day_figures(context: Context) -> Iterator[Line]:
    """What the overview's tiles say: money of the year, the month and the last working day, then by month."""
    words, reading = context.words, context.reading
    if not absent(reading, METRIC["received_net"]):
        pace = pace_of(reading, context.view, context.when)
        year, month = year_so_far(pace.daily, pace.day), month_so_far(pace.daily, pace.day)
        last = latest_day(pace.daily, pace.day, working_days(reading))
        for label, money in (("hero.label", year), ("tile.month", month), ("tile.last_working_day", last)):
            yield Line(words(label), words.span(money.span), *written(METRIC["received_net"], money.value, words))
    monthly = context.headline.by_month(MONTHLY, context.when.month, 1)
    for metric in (METRIC[name] for name in MONTHLY if not absent(reading, METRIC[name])):
        value = monthly(metric.name, context.when.month)
        yield Line(label_of(context, metric), month_tag(context, metric), *written(metric, value, words))


def _context(services: Services) -> Context:
    view, viewer = read_view("/", request.args), current_viewer()
    return Context(replace(view, area=home_of(viewer.areas)), words_in(view.language), viewer, services)
