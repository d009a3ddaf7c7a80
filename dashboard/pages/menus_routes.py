"""The route behind what a page shows only when it is opened: the menus of the filter row, and what else is folded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus

from dash.development.base_component import Component
from flask import Flask, abort, jsonify
from flask.typing import ResponseReturnValue

from dashboard.access.viewer import current_viewer
from dashboard.components.filter_menus import SHEETS, Choices
from dashboard.components.markup import plain
from dashboard.components.menus import ADDRESS
from dashboard.components.view_tools import saved_sheet
from dashboard.findings.when import first_month
from dashboard.pages import PAGE
from dashboard.pages.page import Context, Folded, context_of
from dashboard.services import Services
from sql.metrics.period import month_of


def add_menus_routes(server: Flask, services: Services) -> None:
    """Put the route up; the guard stands before it."""

    def menus(name: str, path: str) -> ResponseReturnValue:
        page, viewer = PAGE.get(f"/{path}"), current_viewer()
        if page is None or not page.filtered or viewer.screen or not viewer.may(page.right):
            abort(HTTPStatus.NOT_FOUND)
        context = context_of(page, services)
        held = OF_THE_BAR.get(name) or page.folded.get(name)
        if held is None or not context.published:
            abort(HTTPStatus.NOT_FOUND)
        return jsonify(plain(held(context)))

    server.add_url_rule(f"{ADDRESS}/<name>/", "menus", menus, methods=["GET"], defaults={"path": ""})
    server.add_url_rule(f"{ADDRESS}/<name>/<path>", "menus", menus, methods=["GET"])


def _sheet(name: str, context: Context) -> Sequence[Component]:
    first, last = first_month(context.reading), month_of(context.reading.business_date)
    choices = Choices(range(last, first - 1, -1), context.areas, context.types)
    return SHEETS[name](context.view, choices, context.words)


def _saved(context: Context) -> Sequence[Component]:
    return saved_sheet(context.view, context.words, context.services.saved_views.of(context.viewer.user_id))


OF_THE_BAR: Folded = {**{name: partial(_sheet, name) for name in SHEETS}, "views": _saved}
"""What every page that can be filtered has."""
