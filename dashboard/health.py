"""Whether this process lives, and whether it can answer: for the proxy and the engineer, nothing of what is served."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from dashboard.services import Services
from sql.connect import NothingPublished, Unable

OPEN_ENDPOINTS = frozenset(("healthy", "ready"))
"""What is asked without signing in."""


def add_health_routes(server: Flask, services: Services) -> None:
    """`/healthz`: this process answers. `/readyz`: it has a published version and its application database, or 503."""

    @server.get("/healthz")
    def healthy() -> Response:
        return jsonify(status="ok")

    @server.get("/readyz")
    def ready() -> tuple[Response, HTTPStatus]:
        faults = {name: why for name, why in (("figures", _figures(services)), ("state", _state(services))) if why}
        if faults:
            return jsonify(status="not ready", faults=faults), HTTPStatus.SERVICE_UNAVAILABLE
        return jsonify(status="ready"), HTTPStatus.OK


def _figures(services: Services) -> str:
    try:
        services.door.version()
    except NothingPublished:
        return "nothing is published yet"
    except (OSError, Unable):
        return "the reporting database cannot be read"
    return ""


def _state(services: Services) -> str:
    try:
        with services.database.reading() as session:
            session.execute(text("select 1"))
    except SQLAlchemyError:
        return "the application database cannot be read"
    return ""
