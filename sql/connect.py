"""Connections to the reporting database: the only module that knows which engine it is.

DuckDB files are attached under the schema names the transforms use, so `landed.receipts` is the
warehouse file's table `receipts`, and `marts.person_month` the published version's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas
from sqlalchemy import ClauseElement, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from sql.schema import tables_of

Row = tuple[Any, ...]
Parameters = dict[str, Any] | None

_DIALECT = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


class NothingPublished(Exception):
    """No version has been published under this home folder yet."""


@dataclass(frozen=True)
class Version:
    """A published version: its name and the business date it is as known on."""

    name: str
    business_date: date


class Connection:
    """One DuckDB connection; takes SQL text with `$name` parameters or a Core statement.

    `remembered` is what readers of one published version may keep, because it cannot change; it
    is None on a connection that writes.
    """

    def __init__(self, native: duckdb.DuckDBPyConnection, remembered: dict[object, Any] | None = None) -> None:
        self.native = native
        self.remembered = remembered

    def execute(self, statement: str | ClauseElement, parameters: Parameters = None) -> Connection:
        """Run one statement."""
        sql, bound = compiled(statement, parameters)
        if bound:
            self.native.execute(sql, bound)
        else:
            self.native.execute(sql)
        return self

    def rows(self, statement: str | ClauseElement, parameters: Parameters = None) -> list[Row]:
        """All rows of a question; money is Decimal, dates are date."""
        return self.execute(statement, parameters).native.fetchall()

    def value(self, statement: str | ClauseElement, parameters: Parameters = None) -> Any:
        """The first column of the first row; None when there is none."""
        row = self.execute(statement, parameters).native.fetchone()
        return row[0] if row else None

    def frame(self, statement: str | ClauseElement, parameters: Parameters = None) -> pandas.DataFrame:
        """The rows as a frame, for figures; money stays Decimal."""
        done = self.execute(statement, parameters).native
        names = [column[0] for column in done.description or ()]
        return pandas.DataFrame(done.fetchall(), columns=names)

    def insert(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Append a few rows, in the order of the table's columns."""
        marks = ", ".join("?" * len(table.columns))
        batch = [list(row) for row in rows]
        if batch:
            self.native.executemany(f"insert into {table.fullname} values ({marks})", batch)

    def cursor(self) -> Connection:
        """A second connection to the same database, for another thread."""
        return Connection(self.native.cursor(), self.remembered)

    def close(self) -> None:
        """Close; an attached writer checkpoints first."""
        self.native.close()


def compiled(statement: str | ClauseElement, parameters: Parameters = None) -> tuple[str, Any]:
    """SQL text and what is bound to it: `$name` in text, `$1` in a compiled statement."""
    if isinstance(statement, str):
        return statement, parameters
    done = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return str(done), [done.params[name] for name in getattr(done, "positiontup", None) or ()]


def create_table(connection: Connection, table: Table) -> None:
    """Create one declared table if it is not there."""
    connection.execute(CreateTable(table, if_not_exists=True))


def open_writer(home: Path, *, memory: str = "3GB", threads: int | None = None) -> Connection:
    """The warehouse for writing, attached as `landed`; one process at a time.

    Memory is bounded by `memory`, beyond it DuckDB spills to `<home>/work/spill`.
    """
    work = home / "work"
    work.mkdir(parents=True, exist_ok=True)
    connection = Connection(duckdb.connect(":memory:"))
    _bound(connection, memory=memory, threads=threads, spill=work / "spill")
    connection.execute(f"attach {_literal(home / 'warehouse.duckdb')} as landed")
    for table in tables_of("landed"):
        create_table(connection, table)
    return connection


def attach_scratch(connection: Connection, path: Path, schemas: Sequence[str]) -> None:
    """Attach a scratch file and make it the place of the named schemas."""
    connection.execute(f"attach {_literal(path)} as scratch")
    connection.execute("use scratch")
    for schema in schemas:
        connection.execute(f"create schema if not exists {_name(schema)}")


def attach_version(connection: Connection, path: Path, *, read_only: bool) -> None:
    """Attach a version's file as `marts`."""
    mode = " (read_only)" if read_only else ""
    connection.execute(f"attach {_literal(path)} as marts{mode}")


def attach_beside(connection: Connection, path: Path, name: str) -> None:
    """Attach another file, for reading only, under a name of its own."""
    connection.execute(f"attach {_literal(path)} as {_name(name)} (read_only)")


def detach(connection: Connection, name: str) -> None:
    """Write an attached file out completely (checkpoint) and let it go."""
    connection.execute("use memory")
    connection.execute(f"checkpoint {_name(name)}")
    connection.execute(f"detach {_name(name)}")


def current_version(home: Path) -> Version:
    """The version the pointer names.

    Raises NothingPublished when no night has been published yet.
    """
    pointer = home / "versions" / "current.json"
    try:
        said = json.loads(pointer.read_text(encoding="utf-8"))
        return Version(name=said["version"], business_date=date.fromisoformat(said["business_date"]))
    except FileNotFoundError:
        raise NothingPublished(
            f"{pointer} does not exist: no night has been published; run `python -m etl night`"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise NothingPublished(f"{pointer} cannot be read ({error}); run `python -m etl rollback`") from None


def version_path(home: Path, name: str) -> Path:
    """Where a version's file lies."""
    return home / "versions" / f"{name}.duckdb"


def publish(home: Path, version: Version) -> None:
    """Point at a version: readers see it from their next question on."""
    pointer = home / "versions" / "current.json"
    fresh = pointer.with_suffix(".json.new")
    content = {"version": version.name, "business_date": version.business_date.isoformat()}
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(pointer)
    sync_folder(pointer.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_reader(
    home: Path, version: str | None = None, *, memory: str = "1GB", threads: int | None = None
) -> Connection:
    """A published version for reading, attached as `marts`; nothing else can be reached from it.

    Without `version` the one the pointer names. Raises NothingPublished.
    """
    name = version or current_version(home).name
    path = version_path(home, name)
    if not path.exists():
        raise NothingPublished(f"version {name} is not in {path.parent}; run `python -m etl rollback`")
    connection = Connection(duckdb.connect(":memory:"), remembered={})
    _bound(connection, memory=memory, threads=threads, spill=None)
    attach_version(connection, path, read_only=True)
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _bound(connection: Connection, *, memory: str, threads: int | None, spill: Path | None) -> None:
    connection.execute(f"set memory_limit = {_literal(memory)}")
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute("set autoload_known_extensions = false")
    if threads:
        connection.execute(f"set threads = {int(threads)}")
    connection.execute(f"set temp_directory = {_literal(spill)}" if spill else "set temp_directory = ''")


def _literal(value: object) -> str:
    """A setting or path as an SQL string; DuckDB takes no bound parameter in these places."""
    return "'" + str(value).replace("'", "''") + "'"


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
