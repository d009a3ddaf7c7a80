"""The guard: before any route is answered it is known who asks, or the route is one of the few that need nobody."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from flask import Flask, Response, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from dashboard.access.cookies import session_word
from dashboard.access.sessions import Stage
from dashboard.services import Services

OPEN = frozenset(("sign_in", "sign_in_post", "assets.static", "/_favicon.ico"))
"""Endpoints that need nobody signed in."""


def stand_guard(server: Flask, services: Services) -> None:
    """Refuse everything that is not open or asked by somebody signed in."""

    @server.before_request
    def guard() -> ResponseReturnValue | None:
        if request.endpoint in OPEN:
            return None
        found = services.sessions.find(session_word(request, services.settings), active=True)
        if found is None or found.stage is not Stage.OPEN:
            return _sign_in_first()
        g.signed_in, g.viewer = found, found.viewer
        return None


def _sign_in_first() -> ResponseReturnValue:
    """People are led to the sign-in page, programs are told."""
    if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
        return redirect(f"/sign-in?next={quote(request.full_path.rstrip('?'))}", HTTPStatus.SEE_OTHER)
    refused: Response = jsonify({"error": "sign in first"})
    refused.status_code = HTTPStatus.UNAUTHORIZED
    return refused
