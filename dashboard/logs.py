"""What is written down of running: nothing that names a person, no query of an address, and what failed by a number."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from dash.exceptions import DependencyException
from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound

LOG = logging.getLogger(__name__)

HIDDEN = "…"
_HIDING = (
    (re.compile(r"\?[^\s'\"<>]+"), "?" + HIDDEN),
    (re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)"), HIDDEN),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}(?!\d)"), HIDDEN),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"), HIDDEN),
)
"""Queries of addresses, identity numbers of 18 and 15 digits, telephone numbers of both kinds."""


def hidden(text: str) -> str:
    """A text without what may not be written down."""
    for pattern, instead in _HIDING:
        text = pattern.sub(instead, text)
    return text


class Discreet(logging.Formatter):
    """Writes lines without what may not be in them; also those of errors, which quote what they choked on."""

    def format(self, record: logging.LogRecord) -> str:
        """A line, and the traceback below it."""
        return hidden(super().format(record))


def configuration(level: str) -> dict[str, Any]:
    """How the server and all it is made of write: to standard error, discreetly."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "discreet": {"()": Discreet, "format": "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"}
        },
        "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "discreet"}},
        "root": {"level": level.upper(), "handlers": ["error"]},
        "loggers": {
            "gunicorn.error": {"level": level.upper(), "handlers": [], "propagate": True},
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
        },
    }


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
