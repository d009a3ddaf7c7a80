"""Telling what goes on: to somebody who watches a terminal, and in the log to programs."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType

from messages.logs import Discreet

RUN: ContextVar[str] = ContextVar("run", default="")
"""The name of the run that lines of the log belong to."""


def say(text: str) -> None:
    """Print a line on a terminal's standard error."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)


def log_as_lines() -> None:
    """Log to standard error for programs: a JSON object a line, with the name of the run; also what breaks."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet(lambda: {"run": RUN.get()}))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    sys.excepthook = _broke


@contextmanager
def within(run: str) -> Iterator[None]:
    """Lines that are logged in the block belong to a run."""
    before = RUN.set(run)
    try:
        yield
    finally:
        RUN.reset(before)


def _broke(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("etl").critical("%s: %s", kind.__name__, error, exc_info=(kind, error, trace))
