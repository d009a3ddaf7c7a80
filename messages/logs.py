"""Lines of the log: a JSON object each, without what may not be written down of anybody."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

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
    """Writes a JSON object a line, without what may not be in it; also errors, which quote what they choked on.

    `within` says what a line belongs to, such as the number of a request or the name of a run.
    """

    def __init__(self, within: Callable[[], Mapping[str, str]] = dict) -> None:
        super().__init__()
        self._within = within

    def format(self, record: logging.LogRecord) -> str:
        """When, how grave, who says it, in which process, within what; the message; and the traceback."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            **self._within(),
            "message": hidden(record.getMessage()),
        }
        if record.exc_info:
            said["traceback"] = hidden(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)
