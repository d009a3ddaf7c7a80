"""The application put together: settings in, a Dash application out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

import dash
from dash import Dash, Input, _dash_renderer
from dash.development.base_component import Component
from flask import Flask, Response, g, has_request_context, redirect, request
from flask.typing import ResponseReturnValue

from dashboard import security, shell
from dashboard.access.account_routes import add_account_routes
from dashboard.access.guard import stand_guard
from dashboard.access.inputs import Callback, Query
from dashboard.access.inputs import Path as PagePath
from dashboard.access.oidc_routes import add_provider_routes
from dashboard.access.sign_in import add_sign_in_routes
from dashboard.access.viewer import Viewer
from dashboard.components import charts
from dashboard.components.markup import compact
from dashboard.health import add_health_routes
from dashboard.logs import number_failures, number_requests
from dashboard.measures import measure
from dashboard.pages import PAGES, reveal
from dashboard.pages.audit_routes import add_audit_routes
from dashboard.pages.export_routes import add_export_routes
from dashboard.pages.gaps_routes import add_gaps_routes
from dashboard.pages.intake_routes import add_intake_routes
from dashboard.pages.menus_routes import add_menus_routes
from dashboard.pages.page import not_found, render
from dashboard.pages.parallel_routes import add_parallel_routes
from dashboard.pages.people_routes import add_people_routes
from dashboard.pages.plain_routes import add_plain_routes
from dashboard.pages.reports_routes import add_reports_routes
from dashboard.pages.users_routes import add_users_routes
from dashboard.pages.views_routes import add_views_routes
from dashboard.services import Services, services_of
from dashboard.settings import Settings, load_settings
from dashboard.state.columns import in_china
from dashboard.theme import TOKENS, Scheme
from dashboard.wording import words_in
from sql.connect import NothingPublished

INDEX = """<!DOCTYPE html>
<html lang="zh-CN" data-mantine-color-scheme="light">
    <head>
        {%metas%}
        <title>{%title%}</title>
        {%favicon%}
        {%css%}
        <link id="plots" rel="prefetch" href="PLOTS">
        <script src="/assets/browser.js"></script>
        <script src="/assets/scheme.js"></script>
    </head>
    <body>
        {%app_entry%}
        {%config%}
        {%scripts%}
        {%renderer%}
    </body>
</html>"""

ASSETS = Path(__file__).with_name("assets")

PAGE = Callback(
    ".._pages_content.children..._pages_store.data..",
    inputs={
        "_pages_location.pathname": PagePath,
        "_pages_location.search": Query,
        f"{shell.Ids.SCHEME}.data": Scheme,
    },
)
"""Dash's own callback, which draws the page of an address; each page asks for its right itself."""

LIVE = frozenset((*shell.Ids, *reveal.Ids))
"""The ids that callbacks name; everything else on a page only shows and links."""

NOT_FOUND = "not_found_404"
"""Dash knows the page for addresses without one by this name."""

CALLBACKS = (PAGE, shell.STILL_THERE, reveal.REVEAL)
"""Every callback that the server answers, as it is declared beside its function."""


def create_app(settings: Settings | None = None) -> Dash:
    """The dashboard over one home folder; opens nothing until the first question.

    Call it once per process: Dash keeps callbacks in one global list.
    """
    settings = settings or load_settings()
    services = services_of(settings)
    _leave_out_polyfill()
    app = Dash(
        "dashboard",
        server=_server(),
        use_pages=True,
        include_pages_meta=False,
        pages_folder="",
        title=words_in("zh")("app.title"),
        update_title=None,
        index_string=INDEX.replace("PLOTS", _plots()),
        assets_ignore=r"browser\.js|scheme\.js|plotly-cartesian\..*|entrance\..*|.*\.txt",
        routing_callback_inputs={"scheme": Input(shell.Ids.SCHEME, "data")},
        enable_mcp=False,
        websocket_callbacks=False,
    )
    _register(services)
    app.layout = _document
    shell.register_callbacks(partial(_current, services))
    charts.register_callbacks()
    reveal.register_callbacks(services)
    add_menus_routes(app.server, services)
    add_people_routes(app.server, services)
    add_intake_routes(app.server, services)
    add_gaps_routes(app.server, services)
    add_parallel_routes(app.server, services)
    add_sign_in_routes(app.server, services)
    add_account_routes(app.server, services)
    add_provider_routes(app.server, services)
    add_users_routes(app.server, services)
    add_audit_routes(app.server, services)
    add_export_routes(app.server, services)
    add_views_routes(app.server, services)
    add_reports_routes(app.server, services)
    add_plain_routes(app.server, services)
    add_health_routes(app.server, services)
    _secure(app, services)
    return app


def _leave_out_polyfill() -> None:
    """Dash's first script, @babel/polyfill, is for browsers older than those served, and costs 0.1 s before a word.

    The one thing of it that Dash's own scripts still use is assets/regenerator-runtime.js.
    """
    for scripts in _dash_renderer._js_dist_dependencies:  # noqa: SLF001 - there is no setting for it
        paths = scripts["relative_package_path"]
        paths["prod"] = [path for path in paths["prod"] if "polyfill" not in path]


def _plots() -> str:
    """The address of Plotly: fetched at once, but run only when the first chart is drawn, after what stands above."""
    path = ASSETS / "plotly-cartesian.min.js"
    return f"/assets/{path.name}?m={path.stat().st_mtime}"


def _server() -> Flask:
    server = Flask("dashboard", static_folder=None, template_folder="access/templates")
    server.jinja_env.filters["china"] = in_china
    server.context_processor(lambda: {"scheme": _scheme()})
    return server


def _register(services: Services) -> None:
    for order, page in enumerate(PAGES):
        layout = partial(_drawn, partial(render, page, services))
        dash.register_page(page.name, path=page.path, name=page.name, title=page.title, order=order, layout=layout)
    title = f"{words_in('zh')('page.missing')} · {words_in('zh')('app.title')}"
    dash.register_page(
        NOT_FOUND, path=f"/{NOT_FOUND}", title=title, layout=partial(_drawn, partial(not_found, services))
    )


def _drawn(layout: Callable[..., Component], **query: Any) -> Component:
    """A page as it goes out to the browser."""
    return compact(layout(**query), LIVE)


def _document() -> object:
    return shell.document(_scheme())


def _scheme() -> Scheme:
    """The colours chosen last, from the cookie."""
    said = request.cookies.get("scheme", "") if has_request_context() else ""
    return "dark" if said == "dark" and "dark" in TOKENS else "light"


def _current(services: Services) -> str:
    """The name of the version that is served now; empty before the first."""
    try:
        return services.door.version()
    except NothingPublished:
        return ""


def _secure(app: Dash, services: Services) -> None:
    """Headers, compression, and the guard before everything."""
    security.compress(app.server)
    security.protect(app.server, app.csp_hashes, https=services.settings.https)
    number_failures(app.server)
    _say_missing(app.server)
    _hang(app.server)
    _settle(app)
    stand_guard(app.server, services, CALLBACKS)
    number_requests(app.server)
    measure(app.server, services)
    app.server.extensions["services"] = services


def _say_missing(server: Flask) -> None:
    """Dash sends its document for every address; that there is no such page is said to programs too."""
    paths = {page.path.strip("/") for page in PAGES}

    @server.after_request
    def missing(response: Response) -> Response:
        opened = request.endpoint == "/<path:path>" and response.status_code == HTTPStatus.OK
        if opened and request.path.strip("/") not in paths:
            response.status_code = HTTPStatus.NOT_FOUND
        return response


def _hang(server: Flask) -> None:
    """A screen is led to the wall, whatever address it opens."""

    @server.before_request
    def to_the_wall() -> ResponseReturnValue | None:
        viewer: Viewer | None = g.get("viewer")
        if viewer is None or not viewer.screen or request.endpoint not in ("/", "/<path:path>"):
            return None
        return None if request.args.get("wall") == "1" and request.path == "/" else redirect("/?wall=1")


def _settle(app: Dash) -> None:
    """What Dash puts up with its first request, scripts and callbacks, it puts up before anybody asks."""
    with app.server.test_request_context("/"):
        app.server.preprocess_request()
        app.index()
