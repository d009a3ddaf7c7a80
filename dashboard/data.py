"""The one door to the published figures: version, viewer's scope, cache, one log line per question."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer
from dashboard.counts import count_question
from dashboard.small_cells import CROWD, crowd_of, shares_of, without_small, without_small_rows
from sql.connect import Connection, NothingPublished, Place, Version, current_version, located, open_reader
from sql.metrics import METRIC, Period, Question, ask
from sql.metrics.answer import Answer
from sql.metrics.comparing import earlier
from sql.metrics.plain import explain
from sql.schema import marts
from sql.studies.listing import asked_of
from sql.studies.restatement import checked_scope, restatement
from sql.studies.scope import Scope

Record = dict[str, Any]
Records = tuple[Record, ...]

LOG = logging.getLogger(__name__)

OPEN_TABLES = (
    marts.AREA,
    marts.WORKER_TYPE,
    marts.WORKDAY,
    marts.VERSION,
    marts.FEED,
    marts.STEP_TAKEN,
    marts.NIGHT,
)
"""The tables without personal data and without figures, for everybody."""

WHOLE_TABLES: Mapping[Table, tuple[str, ...]] = {
    marts.DELIVERY_ACCOUNT: ("feed", "file_date"),
    marts.QUARANTINE_REASON: (),
    marts.CHECK: (),
}
"""Tables with figures of the whole bureau, and the columns of them that others may see too."""

EVERYBODY = "everybody"
"""In place of a scope: what stands under it is the same for every viewer."""

EARLIER = 4
"""Earlier versions one worker keeps open."""


class Denied(Exception):
    """A viewer asked for what the role may not see."""


class Unfit(Exception):
    """A figure is not counted by something it is filtered by; `dimensions` are the filters to leave out."""

    def __init__(self, dimensions: tuple[str, ...]) -> None:
        super().__init__(f"not counted by {', '.join(dimensions)}")
        self.dimensions = dimensions


@dataclass(frozen=True)
class _Opened:
    version: Version
    connection: Connection
    cursors: threading.local


class Door:
    """Opens the version the pointer names, once per worker, and keeps what was answered from it."""

    def __init__(
        self, home: Path, *, memory: str = "1GB", threads: int = 2, answers: int = 1024, seconds: float | None = None
    ) -> None:
        self._home = home
        self._memory = memory
        self._threads = threads
        self._limit = answers
        self._seconds = seconds
        self._opened: _Opened | None = None
        self._earlier: OrderedDict[str, _Opened] = OrderedDict()
        self._answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[tuple[Any, ...], threading.Lock] = {}

    @cached_property
    def _place(self) -> Place:
        """Where the versions are; read from the settings once, not for every page."""
        return located(self._home)

    def reading(self, viewer: Viewer) -> Reading:
        """The current version as one viewer may see it; all questions of a page are answered from the same version.

        Raises NothingPublished.
        """
        return Reading(self, self._current(), viewer)

    def reading_of(self, viewer: Viewer, version: str) -> Reading:
        """An earlier version that is kept, such as the one a month was closed with.

        Raises NothingPublished where it is not there any more.
        """
        current = self._current()
        return Reading(self, current if version == current.version.name else self._of(version), viewer)

    def version(self) -> str:
        """The name of the version served; says nothing of what is in it. Raises NothingPublished."""
        return self._current().version.name

    def kept(self, key: tuple[Any, ...], make: Callable[[], Any]) -> tuple[Any, bool]:
        """The answer kept under a key, else a fresh one; and whether it had been kept.

        Who asks while it is being made waits for it: the same question is never answered twice at once.
        """
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key], True
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._answers:
                    return self._answers[key], True
            try:
                made = make()
                self._keep(key, made)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return made, False

    def _reader(self, name: str) -> Connection:
        connection = open_reader(self._place, name, memory=self._memory, threads=self._threads)
        connection.patience = self._seconds
        return connection

    def _of(self, name: str) -> _Opened:
        with self._lock:
            if name not in self._earlier:
                connection = self._reader(name)
                version = Version(name, date.fromisoformat(name[:8]))
                self._earlier[name] = _Opened(version, connection, threading.local())
                while len(self._earlier) > EARLIER:
                    self._earlier.popitem(last=False)
            self._earlier.move_to_end(name)
            return self._earlier[name]

    def _keep(self, key: tuple[Any, ...], made: Any) -> None:
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > self._limit:
                self._answers.popitem(last=False)

    def _current(self) -> _Opened:
        version = current_version(self._place)
        with self._lock:
            if self._opened is None or self._opened.version != version:
                self._opened = self._open_current(self._opened)
            return self._opened

    def _open_current(self, opened: _Opened | None) -> _Opened:
        """What the pointer names by now: others may have opened it meanwhile, or it was dropped before it was open."""
        while True:
            version = current_version(self._place)
            if opened is not None and opened.version == version:
                return opened
            try:
                fresh = _Opened(version, self._reader(version.name), threading.local())
            except NothingPublished:
                if current_version(self._place) == version:
                    raise
            else:
                self._answers.clear()
                return fresh


class Reading:
    """One version as one viewer may see it."""

    def __init__(self, door: Door, opened: _Opened, viewer: Viewer) -> None:
        self._door = door
        self._opened = opened
        self.viewer = viewer

    @property
    def version(self) -> str:
        """The name of the version."""
        return self._opened.version.name

    @property
    def business_date(self) -> date:
        """The date the figures are as known on."""
        return self._opened.version.business_date

    def ask(self, question: Question) -> Records:
        """The answer, one record per group; kept by version, scope and question, so never to be changed.

        Raises Denied, and Unfit where a metric is not counted by one of the filters.
        """
        if not self.viewer.may(Right.FIGURES):
            raise Denied(f"the role {self.viewer.role} sees no figures")
        if unfit := tuple(dict.fromkeys(name for one in question.metrics for name in unfit_for(one, question.where))):
            raise Unfit(unfit)
        within = replace(question, within=self.viewer.areas)
        started = time.perf_counter()
        answer, kept = self._door.kept(self._key("ask", *_words(within)), lambda: self._answer(within))
        _noted(within, answer, self.version, kept=kept, seconds=time.perf_counter() - started)
        return answer  # type: ignore[no-any-return]

    def study(self, name: str, scope: Scope, rate: str | None = None) -> Records:
        """The answer of a study, one record per row; kept as answers of questions are.

        Raises Denied, and QuestionError where the study cannot be asked so.
        """
        if not self.viewer.may(Right.FIGURES):
            raise Denied(f"the role {self.viewer.role} sees no figures")
        within = replace(scope, within=self.viewer.areas)
        answer, _ = self._door.kept(
            self._key("study", name, rate, *_words(within)), lambda: self._studied(name, within, rate)
        )
        return answer  # type: ignore[no-any-return]

    def of(self, version: str) -> Reading:
        """An earlier version that is kept, as the same viewer may see it.

        Raises NothingPublished.
        """
        return self._door.reading_of(self.viewer, version)

    def restated(self, metric: str, version: str, scope: Scope) -> Records:
        """How a figure of a month differs from what an earlier version that is kept knew, by cause.

        Raises Denied, NothingPublished, and QuestionError where it is no sum over people.
        """
        if not self.viewer.may(Right.FIGURES):
            raise Denied(f"the role {self.viewer.role} sees no figures")
        within = replace(checked_scope(scope, metric), within=self.viewer.areas)
        earlier = self.of(version)
        answer, _ = self._door.kept(
            self._key("restated", metric, version, *_words(within)),
            lambda: _recorded(restatement(metric)(earlier.cursor(), self.cursor(), within)),
        )
        return answer  # type: ignore[no-any-return]

    def before(self, metric: str, period: Period, months: int) -> Period | None:
        """The time that a figure of a period is compared with some months earlier; None where there is none."""
        answer, _ = self._door.kept(
            self._key("before", metric, period, months),
            lambda: earlier(METRIC[metric], period, months, self.cursor()).period,
        )
        return answer  # type: ignore[no-any-return]

    def statements(self, question: Question) -> tuple[tuple[str, tuple[Any, ...]], ...]:
        """The SQL that answers a question, each with its parameters; the viewer's areas are in it."""
        within = replace(question, within=self.viewer.areas)
        return tuple((text, tuple(parameters)) for text, parameters in explain(self.cursor(), within))

    @property
    def scope(self) -> tuple[str, ...] | None:
        """The areas the answers are confined to; None for everything."""
        return self.viewer.areas

    @property
    def sees_whole(self) -> bool:
        """Whether the viewer sees figures of the whole bureau."""
        return self.viewer.areas is None and self.viewer.may(Right.FIGURES)

    def hides(self, where: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether a filter leaves so few people that this viewer is shown nothing of them."""
        if self.viewer.may(Right.SMALL_CELLS):
            return False
        counted = {name: codes for name, codes in where.items() if name in METRIC[CROWD].takes.dimensions}
        (row,) = self.ask(Question((CROWD,), where=counted))
        return row[CROWD] is None

    def table(self, table: Table) -> Records:
        """A small table without personal data; one with figures of the whole bureau only for those who see it all.

        Raises Denied.
        """
        if table not in (*OPEN_TABLES, *WHOLE_TABLES):
            raise ValueError(f"{table.fullname} is not open to pages; see OPEN_TABLES")
        names = tuple(column.name for column in table.columns)
        if table in WHOLE_TABLES and not self.sees_whole:
            names = WHOLE_TABLES[table]
            if not names:
                raise Denied(f"{table.fullname} holds figures of the whole bureau")
        answer, _ = self._door.kept(self._for_all("table", table.name, names), lambda: self._whole(table, names))
        return answer  # type: ignore[no-any-return]

    def made(self, name: str, make: Callable[[], Any]) -> Any:
        """Something worked out from what the viewer may see of this version, once for each scope."""
        answer, _ = self._door.kept(self._key("made", name), make)
        return answer

    def made_for_all(self, name: str, make: Callable[[], Any]) -> Any:
        """Something worked out from open tables alone, once: it is the same for everybody."""
        answer, _ = self._door.kept(self._for_all("made", name), make)
        return answer

    def _key(self, *words: Any) -> tuple[Any, ...]:
        """Version, scope and question: what one scope was answered is never found by another."""
        return (self.version, self.viewer.scope, *words)

    def _for_all(self, *words: Any) -> tuple[Any, ...]:
        """The same of what every scope is answered alike."""
        return (self.version, EVERYBODY, *words)

    def _answer(self, question: Question) -> Records:
        """The one place where figures leave the database for the screen."""
        rows = self._records(question)
        if self.viewer.may(Right.SMALL_CELLS):
            return rows
        shares = {name: self._records(share) for name, share in shares_of(question).items()}
        return without_small(question, rows, self._records(crowd_of(question)), shares)

    def _studied(self, name: str, scope: Scope, rate: str | None) -> Records:
        rows = _recorded(asked_of(name, rate)(self.cursor(), scope))
        return rows if self.viewer.may(Right.SMALL_CELLS) else without_small_rows(name, rows)

    def _records(self, question: Question) -> Records:
        return _recorded(ask(self.cursor(), question))

    def _whole(self, table: Table, names: tuple[str, ...]) -> Records:
        rows = self.cursor().rows(select(*(table.c[name] for name in names)))
        return tuple(dict(zip(names, row, strict=True)) for row in rows)

    def cursor(self) -> Connection:
        """This thread's own connection to the version: for the modules of the door alone, never for a page."""
        cursors = self._opened.cursors
        if not hasattr(cursors, "connection"):
            cursors.connection = self._opened.connection.cursor()
        return cursors.connection  # type: ignore[no-any-return]


def unfit_for(metric: str, where: Iterable[str]) -> list[str]:
    """The filters among some that a metric is not counted by."""
    known = METRIC.get(metric)
    return [name for name in where if known is not None and name not in known.takes.dimensions]


def _noted(question: Question, answer: Records, version: str, *, kept: bool, seconds: float) -> None:
    """One line per question: what was asked, never about whom."""
    asked = (",".join(question.metrics), ",".join(question.by), len(answer), seconds * 1000, kept, version)
    count_question(seconds, kept=kept)
    LOG.info("ask metrics=%s by=%s rows=%d milliseconds=%.1f kept=%s version=%s", *asked)


def _recorded(answer: Answer) -> Records:
    return tuple(dict(zip(answer.columns, row, strict=True)) for row in answer.rows)


def _words(question: Question | Scope) -> tuple[Any, ...]:
    """A question or a study's scope as something that can be a key; every field of it, those to come too."""
    return tuple(_word(getattr(question, field.name)) for field in fields(question))


def _word(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple(sorted((name, tuple(codes)) for name, codes in value.items()))
    return value
