"""The one door to the published figures: version, viewer's scope, cache, one log line per question."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from sql.connect import Connection, Version, current_version, open_reader
from sql.metrics import Question, ask
from sql.schema import marts

Record = dict[str, Any]
Records = tuple[Record, ...]

LOG = logging.getLogger(__name__)

OPEN_TABLES = (
    marts.AREA,
    marts.WORKER_TYPE,
    marts.WORKDAY,
    marts.VERSION,
    marts.FEED,
    marts.DELIVERY_ACCOUNT,
    marts.QUARANTINE_REASON,
    marts.CHECK,
    marts.STEP_TAKEN,
    marts.NIGHT,
)
"""The tables without personal data that a page may read whole."""


@dataclass(frozen=True)
class Viewer:
    """Who is asking; `areas` is the part of the district the answers are confined to, empty for all."""

    areas: tuple[str, ...] = ()


EVERYONE = Viewer()


@dataclass(frozen=True)
class _Opened:
    version: Version
    connection: Connection
    cursors: threading.local


class Door:
    """Opens the version the pointer names, once per worker, and keeps what was answered from it."""

    def __init__(self, home: Path, *, memory: str = "1GB", threads: int = 2, answers: int = 1024) -> None:
        self._home = home
        self._memory = memory
        self._threads = threads
        self._limit = answers
        self._opened: _Opened | None = None
        self._answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = threading.Lock()

    def reading(self, viewer: Viewer = EVERYONE) -> Reading:
        """The current version for one page; all its questions are answered from the same version.

        Raises NothingPublished.
        """
        return Reading(self, self._current(), viewer)

    def kept(self, key: tuple[Any, ...], make: Callable[[], Any]) -> tuple[Any, bool]:
        """The answer kept under a key, else a fresh one; and whether it had been kept."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key], True
        made = make()
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > self._limit:
                self._answers.popitem(last=False)
        return made, False

    def _current(self) -> _Opened:
        version = current_version(self._home)
        with self._lock:
            if self._opened is None or self._opened.version != version:
                connection = open_reader(self._home, version.name, memory=self._memory, threads=self._threads)
                self._opened = _Opened(version, connection, threading.local())
                self._answers.clear()
            return self._opened


class Reading:
    """One version as one viewer may see it."""

    def __init__(self, door: Door, opened: _Opened, viewer: Viewer) -> None:
        self._door = door
        self._opened = opened
        self._viewer = viewer

    @property
    def version(self) -> str:
        """The name of the version."""
        return self._opened.version.name

    @property
    def business_date(self) -> date:
        """The date the figures are as known on."""
        return self._opened.version.business_date

    def ask(self, question: Question) -> Records:
        """The answer, one record per group; kept by version, scope and question, so never to be changed."""
        within = self._within_scope(question)
        started = time.perf_counter()
        answer, kept = self._door.kept(self._key("ask", *_words(within)), lambda: self._answer(within))
        _noted(within, answer, self.version, kept=kept, seconds=time.perf_counter() - started)
        return answer  # type: ignore[no-any-return]

    def table(self, table: Table) -> Records:
        """A small table without personal data, whole."""
        if table not in OPEN_TABLES:
            raise ValueError(f"{table.fullname} is not open to pages; see OPEN_TABLES")
        answer, _ = self._door.kept(self._key("table", table.name), lambda: self._whole(table))
        return answer  # type: ignore[no-any-return]

    def made(self, name: str, make: Callable[[], Any]) -> Any:
        """Something worked out from this version alone, worked out once."""
        answer, _ = self._door.kept(self._key("made", name), make)
        return answer

    def _within_scope(self, question: Question) -> Question:
        """The one place where a viewer's areas will narrow every question; for now everyone sees all."""
        return question

    def _key(self, *words: Any) -> tuple[Any, ...]:
        return (self.version, self._viewer, *words)

    def _answer(self, question: Question) -> Records:
        answer = ask(self._cursor(), question)
        return tuple(dict(zip(answer.columns, row, strict=True)) for row in answer.rows)

    def _whole(self, table: Table) -> Records:
        names = [column.name for column in table.columns]
        return tuple(dict(zip(names, row, strict=True)) for row in self._cursor().rows(select(table)))

    def _cursor(self) -> Connection:
        """This thread's own connection to the version."""
        cursors = self._opened.cursors
        if not hasattr(cursors, "connection"):
            cursors.connection = self._opened.connection.cursor()
        return cursors.connection  # type: ignore[no-any-return]


def _noted(question: Question, answer: Records, version: str, *, kept: bool, seconds: float) -> None:
    """One line per question: what was asked, never about whom."""
    asked = (",".join(question.metrics), ",".join(question.by), len(answer), seconds * 1000, kept, version)
    LOG.info("ask metrics=%s by=%s rows=%d milliseconds=%.1f kept=%s version=%s", *asked)


def _words(question: Question) -> tuple[Any, ...]:
    """A question as something that can be a key."""
    where = tuple(sorted((name, tuple(values)) for name, values in question.where.items()))
    return (question.metrics, question.by, question.period, where, question.k, question.successors)
