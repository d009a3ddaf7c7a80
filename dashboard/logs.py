"""What is written down of running: nothing that names a person, no query of an address, and what failed by a number."""

from __future__ import annotations

import logging
from http import HTTPStatus
from time import perf_counter
from typing import Any
from uuid import uuid4

from dash.exceptions import DependencyException
from flask import Flask, Response, g, has_request_context, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound

from messages.logs import Discreet

LOG = logging.getLogger(__name__)


def _request() -> dict[str, str]:
    """The number of the request that is being answered, if one is."""
    return {"request": g.get("request_id", "") if has_request_context() else ""}


def configuration(level: str) -> dict[str, Any]:
    """How the server and all it is made of write: to standard error, discreetly."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"discreet": {"()": Discreet, "within": _request}},
        "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "discreet"}},
        "root": {"level": level.upper(), "handlers": ["error"]},
        "loggers": {
            "gunicorn.error": {"level": level.upper(), "handlers": [], "propagate": True},
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
        },
    }


def number_requests(server: Flask) -> None:
    """Give every request a number, which its lines in the log and its answer carry; one line for each, when asked.

    Put up after the guard, it begins before it: what is refused has a number too.
    """

    def begin() -> None:
        g.request_id, g.began_at = uuid4().hex[:12], perf_counter()

    server.before_request_funcs.setdefault(None, []).insert(0, begin)

    @server.after_request
    def end(response: Response) -> Response:
        number = g.get("request_id", "")
        response.headers["X-Request-ID"] = number
        took = seconds_taken() * 1000
        LOG.info("%s %s %d %.1f ms", request.method, request.path, response.status_code, took)
        return response


def seconds_taken() -> float:
    """How long the request has taken so far; 0 where it never began."""
    now = perf_counter()
    return float(now - g.get("began_at", now))


def number_failures(server: Flask) -> None:
    """Answer whatever fails with a number that the log has too, and nothing else of it.

    That a package has no such file is no failure, though Dash says it like one.
    """

    @server.errorhandler(Exception)
    def failed(error: Exception) -> ResponseReturnValue:
        if isinstance(error, HTTPException):
            return error
        if isinstance(error, DependencyException):
            return NotFound()
        number = f"E-{uuid4().hex[:8].upper()}"
        LOG.error("%s %s %s failed", number, request.method, request.path, exc_info=error)
        answer: Response = jsonify({"error": f"this failed; its number in the log is {number}"})
        answer.status_code = HTTPStatus.INTERNAL_SERVER_ERROR
        return answer
