"""The sessions on a PostgreSQL server: one that reads a version, and one that writes a night."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Table

from sql.connect import interface
from sql.connect.interface import Connection, Parameters, insert_into
from sql.connect.place import Place
from sql.connect.postgresql.server import columns_in, connected, hold_together, unable
from sql.connect.postgresql.statements import (
    by_period,
    create_statements,
    index_statements,
    inlined,
    numbered,
    placed,
    types_of,
)
from sql.schema import tables_of

WHOLE, BUILDING = "v", "building_"
UNLOGGED = ("staging", "facts")
NIGHT = "collection night"
"""The name of the session of a night: there is one at a time."""
BLOCK_BYTES = 1 << 20


def as_schema(name: str) -> str:
    """A version's name in the name of its schema."""
    return name.replace("-", "_")


class Session(Connection):
    """A connection to the server; `schemas` says what stands for `marts` and `staging` here."""

    name = "collection"

    def __init__(
        self, place: Place, settings: str, schemas: dict[str, str], remembered: dict[object, Any] | None = None
    ) -> None:
        super().__init__(None, remembered)
        self._place, self._settings, self._schemas = place, settings, schemas
        self._connect()

    def _connect(self) -> None:
        native = connected(self._place, self._settings, self.name)
        self.native = native.cursor()
        self._closing = weakref.finalize(self, native.close)

    def cursor(self) -> Connection:
        """A second session like this one, for another thread."""
        other = type(self)(self._place, self._settings, self._schemas, self.remembered)
        other.patience = self.patience
        return other

    def stop(self) -> None:
        """Ask the server to cancel it."""
        self.native.connection.cancel_safe(timeout=5)

    def create(self, table: Table) -> None:
        """Create one declared table if it is not there, with its comments."""
        schema = str(table.schema)
        statements = create_statements(table, self._schemas.get(schema, schema), logged=schema not in UNLOGGED)
        self._ask(statements.encode(), None)

    def _run(self, sql: str, bound: Any) -> None:
        if isinstance(bound, dict):
            sql, names = numbered(sql)
            bound = [bound[name] for name in names]
        self._ask(self._placed(sql), bound or None)

    def _placed(self, sql: str) -> bytes:
        return placed(sql, tuple(self._schemas.items())).encode()

    def _ask(self, sql: bytes, values: list[Any] | None) -> None:
        with self._complaining():
            self.native.execute(sql, values)

    @contextmanager
    def _complaining(self) -> Iterator[None]:
        """Whatever the server complains of becomes Unable."""
        try:
            yield
        except psycopg.Error as error:
            raise unable(self._place, error) from error

    def _append(self, table: Table, batch: list[list[Any]]) -> None:
        with self._complaining(), self.native.copy(self._copying(table, table.columns.keys())) as copy:
            for row in batch:
                copy.write_row(row)

    def _copying(self, table: Table, columns: Sequence[str], options: str = "") -> bytes:
        names = ", ".join(f'"{name}"' for name in columns)
        return self._placed(f"copy {table.fullname} ({names}) from stdin{options}")

    def _close(self) -> None:
        self._closing()


class Reader(Session):
    """A session that reads one version, keeps it from being dropped, and outlives a restart of the server."""

    def _connect(self) -> None:
        super()._connect()
        hold_together(self.native.connection, self._schemas["marts"])

    def _ask(self, sql: bytes, values: list[Any] | None) -> None:
        try:
            self.native.execute(sql, values)
        except psycopg.OperationalError as error:
            if not self.native.connection.closed:
                raise unable(self._place, error) from error
            self._connect()
            super()._ask(sql, values)


class Writer(Session, interface.Writer):
    """The session of a night, and beside it the DuckDB connection that reads delivered files."""

    name = NIGHT

    def __init__(self, place: Place, settings: str, schemas: dict[str, str], files: Connection) -> None:
        super().__init__(place, settings, schemas)
        self.files = files
        self._spool = place.home / "work" / "spool.csv"
        self._changed: set[str] = set()

    def cursor(self) -> Connection:
        """A second session that sees what this one has committed."""
        return Session(self._place, self._settings, self._schemas)

    def take_in(self, table: Table, columns: Sequence[str], select: str, parameters: Parameters = None) -> None:
        """Append the rows of a SELECT over files: DuckDB spools them, COPY takes them in."""
        try:
            self.files.execute(f"copy ({select}) to {_literal(self._spool)} (format csv, header false)", parameters)
            question = self._copying(table, columns, " (format csv)")
            with self._complaining(), self._spool.open("rb") as spool, self.native.copy(question) as copy:
                while block := spool.read(BLOCK_BYTES):
                    copy.write(block.replace(b"\0", b""))
        finally:
            self._spool.unlink(missing_ok=True)
        self._changed.add(table.fullname)

    def hand_out(self, name: str, table: Table, select: str, parameters: Parameters = None) -> None:
        """Spool the rows of a SELECT and let DuckDB read them into a temporary table."""
        question = self._placed(f"copy ({inlined(select, parameters or {})}) to stdout (format csv)")
        try:
            with self._complaining(), self._spool.open("wb") as spool, self.native.copy(question) as copy:
                for block in copy:
                    spool.write(block)
            self.files.execute(f"create or replace temp table {name} as select * from {_csv(self._spool, table)}")
        finally:
            self._spool.unlink(missing_ok=True)

    def fill(self, table: Table, select: str) -> int:
        """Append the rows of a SELECT and let the planner know of them; how many there were."""
        ordered = by_period(table, select) if table.schema == "marts" else select
        self.execute(insert_into(table, table.columns.keys(), ordered))
        rows = int(self.native.rowcount)
        self.execute(f"analyze {table.fullname}")
        return rows

    def begin_scratch(self, *schemas: str) -> None:
        """Start these schemas anew; let the planner know what has landed."""
        for name in sorted(self._changed):
            self.execute(f"analyze {name}")
        self._changed.clear()
        for schema in schemas:
            name = self._schemas.get(schema, schema)
            self.execute(f'drop schema if exists "{name}" cascade; create schema "{name}"')

    def begin_version(self, name: str) -> None:
        """Start a schema that readers do not look for."""
        self._schemas["marts"] = BUILDING + as_schema(name)
        self.execute(f'create schema "{self._schemas["marts"]}"')

    def finish_version(self) -> None:
        """Index the marts, and give their schema the name readers look for."""
        building = self._schemas["marts"]
        there = columns_in(self.native.connection, building)
        for table in tables_of("marts"):
            if table.name in there:
                for statement in index_statements(table):
                    self.execute(statement)
        self._schemas["marts"] = WHOLE + building.removeprefix(BUILDING)
        self.execute(f'alter schema "{building}" rename to "{self._schemas["marts"]}"')

    def _append(self, table: Table, batch: list[list[Any]]) -> None:
        super()._append(table, batch)
        self.execute(f"analyze {table.fullname}")

    def _close(self) -> None:
        super()._close()
        self.files.close()


class Rehearsal(Writer):
    """A writer whose transaction is rolled back; nobody waits for it, and it for nobody."""

    name = Session.name

    def begin_scratch(self, *schemas: str) -> None:
        """Start these schemas anew; what the planner knows of landed rows stays as it is."""
        self._changed.clear()
        super().begin_scratch(*schemas)


def _csv(path: Path, table: Table) -> str:
    """The rows of a spool file with the columns of a table; an empty cell in quotes is an empty text."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types_of(table).items())
    return (
        f"read_csv({_literal(path)}, columns = {{{columns}}}, auto_detect = false, header = false,"
        " delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false)"
    )


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
