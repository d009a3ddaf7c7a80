"""The guard: before a route is answered it is known who asks and what that needs; what is not declared is refused.

Dash's pages come through one route that answers anybody who asks, so nothing is left to the routes: a new
one is answered with 404 until it stands in ROUTES, and a new callback with 403 until it is declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from urllib.parse import quote

from flask import Flask, Response, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from dashboard import health
from dashboard.access import sign_in
from dashboard.access.audit import Action
from dashboard.access.cookies import session_word
from dashboard.access.forgery import READING, is_own
from dashboard.access.inputs import LARGEST_BODY, Callback, Callbacks, Unusable, asked_of, by_output
from dashboard.access.limits import Limit
from dashboard.access.roles import Right
from dashboard.access.sessions import SignedIn, Stage
from dashboard.services import Services

OPEN_ENDPOINTS = (
    sign_in.OPEN_ENDPOINTS | health.OPEN_ENDPOINTS | {"measured"} | {"_dash_assets.static", "/_favicon.ico"}
)
"""Endpoints that need nobody signed in: the sign-in itself, the files its page is made of, and whether we live."""

CALLBACK = "/_dash-update-component"
"""The endpoint of every callback; which one is asked for stands in the body."""

ROUTES: Mapping[tuple[str, str], Right | None] = {
    ("GET", "/"): None,
    ("GET", "/<path:path>"): None,
    ("GET", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"): None,
    ("GET", "/_dash-dependencies"): None,
    ("GET", "/_dash-layout"): None,
    ("POST", CALLBACK): None,
    ("GET", "account"): None,
    ("GET", "enrol"): None,
    ("GET", "password"): None,
    ("GET", "plain"): None,
    ("GET", "menus"): None,
    ("POST", "second_factor_post"): None,
    ("POST", "password_post"): None,
    ("POST", "sign_out"): None,
    ("POST", "sign_out_everywhere"): None,
    ("POST", "export"): Right.EXPORT,
    ("POST", "views_keep"): Right.FIGURES,
    ("POST", "views_drop"): Right.FIGURES,
    ("POST", "people_search"): Right.PEOPLE,
    ("POST", "people_export"): Right.EXPORT,
    ("POST", "people_request"): Right.REVEAL,
    ("POST", "lists_decide"): Right.APPROVE,
    ("POST", "lists_download"): Right.REVEAL,
    ("POST", "intake_bring"): Right.INTAKE,
    ("POST", "intake_say"): Right.INTAKE,
    ("POST", "intake_declare"): Right.INTAKE,
    ("POST", "intake_night"): Right.INTAKE,
    ("POST", "gaps_export"): Right.INTAKE,
    ("POST", "gaps_take"): Right.INTAKE,
    ("POST", "gaps_accept"): Right.INTAKE,
    ("POST", "parallel_bring"): Right.COMPARE,
    ("POST", "parallel_paste"): Right.COMPARE,
    ("POST", "parallel_point"): Right.COMPARE,
    ("POST", "parallel_again"): Right.COMPARE,
    ("POST", "parallel_comment"): Right.COMPARE,
    ("POST", "parallel_drop"): Right.COMPARE,
    ("POST", "parallel_sign"): Right.CLOSE,
    ("POST", "parallel_rows"): Right.EXPORT,
    ("POST", "parallel_certificate"): Right.EXPORT,
    ("POST", "reports_treasury"): Right.CLOSE,
    ("POST", "reports_acknowledge"): Right.CLOSE,
    ("POST", "reports_write"): Right.CLOSE,
    ("POST", "reports_close"): Right.CLOSE,
    ("POST", "reports_sign"): Right.CLOSE,
    ("POST", "reports_reopen"): Right.CLOSE,
    ("POST", "reports_download"): Right.EXPORT,
    ("POST", "reports_daily"): Right.EXPORT,
    ("POST", "reports_fill"): Right.EXPORT,
    ("POST", "reports_subscribe"): Right.EXPORT,
    ("POST", "reports_unsubscribe"): Right.EXPORT,
    ("POST", "users_add"): Right.USERS,
    ("POST", "users_change"): Right.USERS,
    ("POST", "users_disable"): Right.USERS,
    ("POST", "users_enable"): Right.USERS,
    ("POST", "users_password"): Right.USERS,
    ("POST", "users_second_factor"): Right.USERS,
    ("POST", "users_sessions"): Right.USERS,
    ("POST", "audit_choose"): Right.AUDIT,
    ("POST", "audit_verify"): Right.AUDIT,
    ("POST", "audit_export"): Right.AUDIT,
    ("POST", "exports_trace"): Right.AUDIT,
}
"""Method and endpoint of everything that somebody signed in may ask for, and the right it needs, if any."""

UPLOADS: Mapping[str, int] = {
    "intake_bring": 512 << 20,
    "gaps_take": 32 << 20,
    "parallel_bring": 3 << 20,
    "parallel_paste": 3 << 20,
}
"""Endpoints that take a file, each with the bytes it may have."""

REQUESTS = Limit("request", 600, 60, batch=20)
"""What one user may ask for: far more than a hand can click."""


class Refused(Exception):
    """A request is not answered; `why` is for whoever reads the answer, and says nothing of what there is."""

    def __init__(self, status: HTTPStatus, why: str, wait: int = 0) -> None:
        super().__init__(why)
        self.status = status
        self.why = why
        self.wait = wait


def stand_guard(server: Flask, services: Services, callbacks: Iterable[Callback]) -> None:
    """Put the guard before everything that a request would otherwise meet first."""
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    guard = _Guard(services, by_output(callbacks))
    server.before_request_funcs.setdefault(None, []).insert(0, guard.stop)


class _Guard:
    """What every request has to pass."""

    def __init__(self, services: Services, callbacks: Callbacks) -> None:
        self._services = services
        self._callbacks = callbacks

    def stop(self) -> ResponseReturnValue | None:
        """The answer of a request that goes no further; None for one that may."""
        try:
            self._pass(request.endpoint or "")
        except Refused as refused:
            return _refusal(refused)
        return None

    def _pass(self, endpoint: str) -> None:
        """Raises Refused."""
        if request.method not in READING and not is_own(request, https=self._services.settings.https):
            raise Refused(HTTPStatus.FORBIDDEN, "this was not sent by a page of this dashboard")
        if endpoint in OPEN_ENDPOINTS:
            return
        asked = self._asked() if endpoint == CALLBACK else None
        found = self._signed_in(active=not (isinstance(asked, Callback) and asked.polling))
        self._within_limit(found)
        if found.stage is not Stage.OPEN:
            _of_stage(found.stage, endpoint)
            return
        g.viewer = found.viewer
        self._by_right(found, _needed(endpoint))
        if endpoint in UPLOADS:
            request.max_content_length = UPLOADS[endpoint]
        if isinstance(asked, Unusable):
            raise Refused(asked.status, asked.why)
        if asked:
            self._by_right(found, asked.right)

    def _asked(self) -> Callback | Unusable:
        """The callback asked for; that nobody is signed in is said before anything is said of a body."""
        try:
            return asked_of(request, self._callbacks)
        except Unusable as unusable:
            return unusable

    def _signed_in(self, *, active: bool) -> SignedIn:
        found = self._services.sessions.find(session_word(request, self._services.settings), active=active)
        if found is None:
            raise Refused(HTTPStatus.UNAUTHORIZED, "sign in first")
        g.signed_in = found
        return found

    def _within_limit(self, found: SignedIn) -> None:
        wait = self._services.limits.take(REQUESTS, found.viewer.name)
        if wait:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too much is asked for at once", wait)

    def _by_right(self, found: SignedIn, right: Right | None) -> None:
        """A denial is written down: path and right, for a query could hold what somebody looks for."""
        if right is not None and not found.viewer.may(right):
            self._services.audit.record(found.viewer, Action.DENIED, request.path[:200], right=right)
            raise Refused(HTTPStatus.FORBIDDEN, "the role may not do this")


def _of_stage(stage: Stage, endpoint: str) -> None:
    """A session that is not open yet reaches the pages of its stage and nothing else."""
    if endpoint not in sign_in.STAGE_ENDPOINTS[stage]:
        raise Refused(HTTPStatus.UNAUTHORIZED, "sign in first")


def _needed(endpoint: str) -> Right | None:
    """The right a route needs; what is not declared is there for nobody."""
    method = "GET" if request.method in READING else request.method
    if (method, endpoint) not in ROUTES:
        raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here")
    return ROUTES[method, endpoint]


def _refusal(refused: Refused) -> ResponseReturnValue:
    """People are led to the sign-in page, and back from it; programs are told."""
    if refused.status is HTTPStatus.UNAUTHORIZED and "text/html" in request.headers.get("Accept", ""):
        back = request.full_path.rstrip("?") if request.method in READING else "/"
        return redirect(f"/sign-in?next={quote(back)}", HTTPStatus.SEE_OTHER)
    answer: Response = jsonify({"error": refused.why})
    answer.status_code = refused.status
    if refused.wait:
        answer.headers["Retry-After"] = str(refused.wait)
    return answer
