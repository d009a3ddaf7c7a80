"""What every engine can do: the connections, and the functions that its module has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self

import pandas
from sqlalchemy import ClauseElement, Table
from sqlalchemy.dialects import postgresql

from sql.connect.patience import WATCH, TooSlow
from sql.connect.place import Place

Row = tuple[Any, ...]
Parameters = dict[str, Any] | None

_DIALECT = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


class Prepared(NamedTuple):
    """A statement as text, and what is bound to its `$1`, `$2`, … in order."""

    sql: str
    bound: list[Any]


@dataclass(frozen=True)
class Template:
    """A statement made into text once, to be asked with other values each time.

    `names` are those of its parameters in order, `fixed` the values that were written into it.
    """

    sql: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]

    def of(self, values: Mapping[str, Any]) -> Prepared:
        """The statement with values for the parameters that were left open."""
        return Prepared(self.sql, [values[name] if name in values else self.fixed[name] for name in self.names])


Statement = str | Prepared | ClauseElement


class NothingPublished(Exception):
    """No version has been published under this home folder yet."""


@dataclass(frozen=True)
class Version:
    """A published version: its name and the business date it is as known on."""

    name: str
    business_date: date


class Connection(ABC):
    """One connection; takes SQL text with `$name` parameters, a Core statement, or one made into text before.

    `native` is the cursor of the engine's own library (DB-API) and holds what was asked last.
    `remembered` is what readers of one published version may keep, because it cannot change; it
    is None on a connection that writes. `patience` is how many seconds a question may take; None: as long as it
    takes.
    """

    patience: float | None = None

    def __init__(self, native: Any, remembered: dict[object, Any] | None = None) -> None:
        self.native = native
        self.remembered = remembered
        self._depth = 0

    def execute(self, statement: Statement, parameters: Parameters = None) -> Self:
        """Run one statement."""
        self._run(*compiled(statement, parameters))
        return self

    def rows(self, statement: Statement, parameters: Parameters = None) -> list[Row]:
        """All rows of a question; money is Decimal, dates are date."""
        with self._patiently():
            found: list[Row] = self.execute(statement, parameters).native.fetchall()
        return found

    def value(self, statement: Statement, parameters: Parameters = None) -> Any:
        """The first column of the first row; None when there is none."""
        with self._patiently():
            row = self.execute(statement, parameters).native.fetchone()
        return row[0] if row else None

    def frame(self, statement: Statement, parameters: Parameters = None) -> pandas.DataFrame:
        """The rows as a frame, for figures; money stays Decimal."""
        done = self.execute(statement, parameters).native
        names = [column[0] for column in done.description or ()]
        return pandas.DataFrame(done.fetchall(), columns=names)

    def insert(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Append a few rows, in the order of the table's columns."""
        batch = [list(row) for row in rows]
        if batch:
            self._append(table, batch)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write what the block writes whole and sync it once, or not at all; one within another is a savepoint."""
        begin, commit, rollback = _boundaries(self._depth)
        self.execute(begin)
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            self.execute(rollback)
            raise
        self._depth -= 1
        self.execute(commit)

    @contextmanager
    def _patiently(self) -> Iterator[None]:
        """Raises TooSlow where the block takes longer than it may."""
        if self.patience is None:
            yield
            return
        with WATCH.over(self.stop, self.patience) as asked:
            try:
                yield
            except Exception:
                if asked.stopped:
                    raise TooSlow(self.patience) from None
                raise

    def close(self) -> None:
        """Close; an attached writer checkpoints first."""
        self._close()

    @abstractmethod
    def cursor(self) -> Connection:
        """A second connection to the same database, for another thread."""

    @abstractmethod
    def stop(self) -> None:
        """Stop the question that is being answered, from another thread."""

    def prove(self) -> None:  # noqa: B027 - a server proves its own files
        """Read everything there is, where the files are ours.

        Raises Unable where something is damaged.
        """

    @abstractmethod
    def create(self, table: Table) -> None:
        """Create one declared table if it is not there."""

    @abstractmethod
    def _run(self, sql: str, bound: Any) -> None: ...

    @abstractmethod
    def _append(self, table: Table, batch: list[list[Any]]) -> None: ...

    @abstractmethod
    def _close(self) -> None: ...


class Writer(Connection):
    """The warehouse for writing: `landed`, and from what it begins on `staging`, `facts` and `marts`.

    `files` is the DuckDB connection that reads delivered files; on DuckDB it is the writer itself.
    """

    files: Connection

    @abstractmethod
    def take_in(self, table: Table, columns: Sequence[str], select: str, parameters: Parameters = None) -> None:
        """Append the rows of a SELECT asked of `files` to columns of a table."""

    @abstractmethod
    def hand_out(self, name: str, table: Table, select: str, parameters: Parameters = None) -> None:
        """Make the temporary table `name` in `files`, of the shape of a table, from a SELECT asked of the warehouse."""

    @abstractmethod
    def fill(self, table: Table, select: str) -> int:
        """Append the rows of a SELECT to a table; how many there were."""

    @abstractmethod
    def begin_scratch(self, *schemas: str) -> None:
        """Start these schemas anew, empty; nothing of them outlives the night."""

    @abstractmethod
    def begin_version(self, name: str) -> None:
        """Start a version: `marts` from now on; nobody can read it before it is finished."""

    @abstractmethod
    def finish_version(self) -> None:
        """Write the version out completely and give it its name."""


class Engine(Protocol):
    """What the module of an engine has; `place` is one of that engine's."""

    def open_writer(self, place: Place, *, memory: str, threads: int | None) -> Writer:
        """See sql.connect.open_writer."""

    def open_reader(self, place: Place, name: str | None, *, memory: str, threads: int | None) -> Connection:
        """See sql.connect.open_reader."""

    def rebuilding(
        self, place: Place, kept: Sequence[str], *, memory: str, threads: int | None
    ) -> AbstractContextManager[Writer]:
        """See sql.connect.rebuilding."""

    def rehearsing(
        self, place: Place, home: Path, *, memory: str, threads: int | None
    ) -> AbstractContextManager[Writer]:
        """See sql.connect.rehearsing."""

    def alone(self, place: Place) -> AbstractContextManager[Callable[[], bool]]:
        """See sql.connect.alone."""

    def has_warehouse(self, place: Place) -> bool:
        """See sql.connect.has_warehouse."""

    def current_version(self, place: Place) -> Version:
        """See sql.connect.current_version."""

    def publish(self, place: Place, version: Version) -> None:
        """See sql.connect.publish."""

    def versions(self, place: Place) -> list[str]:
        """See sql.connect.versions."""

    def drop_version(self, place: Place, name: str) -> None:
        """See sql.connect.drop_version."""

    def discard_unfinished(self, place: Place) -> None:
        """See sql.connect.discard_unfinished."""


def compiled(statement: Statement, parameters: Parameters = None) -> tuple[str, Any]:
    """SQL text and what is bound to it: `$name` in text, `$1` in a compiled statement."""
    if isinstance(statement, str):
        return statement, parameters
    return statement if isinstance(statement, Prepared) else template(statement).of({})


def template(statement: ClauseElement) -> Template:
    """The text of a Core statement; parameters without a value are those it is given each time."""
    done = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return Template(str(done), tuple(getattr(done, "positiontup", None) or ()), done.params)


def insert_into(table: Table, columns: Iterable[str], select: str) -> str:
    """The statement that appends the rows of a SELECT to these columns of a table."""
    names = ", ".join(f'"{name}"' for name in columns)
    return f"insert into {table.fullname} ({names})\n{select}"


def _boundaries(depth: int) -> tuple[str, str, str]:
    """How a transaction within so many others begins, ends well, and ends badly."""
    if depth == 0:
        return "begin transaction", "commit", "rollback"
    point = f"within_{depth}"
    return f"savepoint {point}", f"release savepoint {point}", f"rollback to savepoint {point}"
