"""The application put together: settings in, a Dash application out."""

from __future__ import annotations

from functools import partial

import dash
from dash import Dash, Input
from flask import Flask, has_request_context, request

from dashboard import security, shell
from dashboard.access.guard import stand_guard
from dashboard.components import filters
from dashboard.pages import PAGES
from dashboard.pages.page import render
from dashboard.services import Services, services_of
from dashboard.settings import Settings, load_settings
from dashboard.theme import TOKENS, Scheme
from dashboard.wording import words_in

INDEX = """<!DOCTYPE html>
<html lang="zh-CN" data-mantine-color-scheme="light">
    <head>
        {%metas%}
        <title>{%title%}</title>
        {%favicon%}
        {%css%}
        <script src="/assets/scheme.js"></script>
    </head>
    <body>
        {%app_entry%}
        <footer>
            {%config%}
            {%scripts%}
            {%renderer%}
        </footer>
    </body>
</html>"""


def create_app(settings: Settings | None = None) -> Dash:
    """The dashboard over one home folder; opens nothing until the first question.

    Call it once per process: Dash keeps callbacks in one global list.
    """
    settings = settings or load_settings()
    services = services_of(settings)
    app = Dash(
        "dashboard",
        server=Flask("dashboard", static_folder=None),
        use_pages=True,
        include_pages_meta=False,
        pages_folder="",
        title=words_in("zh")("app.title"),
        update_title=None,
        index_string=INDEX,
        assets_ignore=r"scheme\.js|.*\.txt",
        routing_callback_inputs={"scheme": Input(shell.Ids.SCHEME, "data")},
    )
    _register(services)
    app.layout = _document
    shell.register_callbacks()
    filters.register_callbacks()
    _secure(app, services)
    return app


def _register(services: Services) -> None:
    for order, page in enumerate(PAGES):
        layout = partial(render, page, services)
        dash.register_page(page.name, path=page.path, name=page.name, title=page.title, order=order, layout=layout)


def _document() -> object:
    return shell.document(_scheme())


def _scheme() -> Scheme:
    """The colours chosen last, from the cookie."""
    said = request.cookies.get("scheme", "") if has_request_context() else ""
    return "dark" if said == "dark" and "dark" in TOKENS else "light"


def _secure(app: Dash, services: Services) -> None:
    """Headers, compression and the guard; one request before it, for by its end Dash has put up all its scripts."""
    security.compress(app.server)
    security.protect(app.server, app.csp_hashes)
    app.server.test_client().get("/")
    stand_guard(app.server, services)
    app.server.extensions["services"] = services
