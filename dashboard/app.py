"""The application put together: settings in, a Dash application out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import dash
from dash import Dash, Input
from flask import Flask, has_request_context, request

from dashboard import security, shell
from dashboard.components import filters
from dashboard.data import Door
from dashboard.pages import PAGES
from dashboard.pages.page import render
from dashboard.theme import TOKENS, Scheme
from dashboard.wording import words_in

DEFAULT_HOME = "./var"

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


@dataclass(frozen=True)
class Settings:
    """Where the published versions lie, and what one worker may use to answer from them."""

    home: Path
    memory: str = "1GB"
    threads: int = 2


def settings_from(environment: Mapping[str, str]) -> Settings:
    """COLLECTION_HOME, and the worker's share of memory and threads."""
    return Settings(
        home=Path(environment.get("COLLECTION_HOME", DEFAULT_HOME)),
        memory=environment.get("COLLECTION_DASHBOARD_MEMORY", Settings.memory),
        threads=int(environment.get("COLLECTION_DASHBOARD_THREADS", str(Settings.threads))),
    )


def create_app(settings: Settings | None = None) -> Dash:
    """The dashboard over one home folder; opens nothing until the first question.

    Call it once per process: Dash keeps callbacks in one global list.
    """
    settings = settings or settings_from(os.environ)
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
    _register(Door(settings.home, memory=settings.memory, threads=settings.threads), settings.home)
    app.layout = _document
    shell.register_callbacks()
    filters.register_callbacks()
    _secure(app)
    return app


def _register(door: Door, home: Path) -> None:
    for order, page in enumerate(PAGES):
        layout = partial(render, page, door, home)
        dash.register_page(page.name, path=page.path, name=page.name, title=page.title, order=order, layout=layout)


def _document() -> object:
    return shell.document(_scheme())


def _scheme() -> Scheme:
    """The colours chosen last, from the cookie."""
    said = request.cookies.get("scheme", "") if has_request_context() else ""
    return "dark" if said == "dark" and "dark" in TOKENS else "light"


def _secure(app: Dash) -> None:
    """Headers and compression; one request first, for by its end Dash has put up all its scripts."""
    security.compress(app.server)
    security.protect(app.server, app.csp_hashes)
    app.server.test_client().get("/")
