"""Opening the application database: SQLite in the home folder, or PostgreSQL by its URL."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.orm import Session as Work

MIGRATIONS = Path(__file__).parent / "migrations"
FILE = "state.db"
WAIT = 10_000
"""Milliseconds one writer waits for another."""


class OfLaterRelease(Exception):
    """The application database was moved on by a release later than this; the message says what to do."""


class Database:
    """The application database of one process; open it after a fork, never before."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """Read; what is changed is not kept."""
        with Work(self.engine, expire_on_commit=False) as work:
            yield work

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """Read and write as one transaction, kept whole when the block ends well.

        On SQLite it holds the one write lock from its beginning: what it reads stays true until it ends.
        """
        with (
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
            Work(connection, expire_on_commit=False) as work,
        ):
            yield work
            work.flush()

    def close(self) -> None:
        """Let the connections go."""
        self.engine.dispose()


def open_database(home: Path, url: str = "") -> Database:
    """Open it, brought up to this release; without a URL it is `<home>/state.db`, readable by its owner alone.

    Raises OfLaterRelease.
    """
    if not url:
        home.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{_private(home / FILE)}"
    engine = _engine(url)
    with _alone(home), engine.connect() as connection:
        _upgrade(connection)
    return Database(engine)


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: object) -> None:
    """Transactions begin where we say so; a reader never waits for a writer."""
    del record
    connection.isolation_level = None
    for pragma in (f"busy_timeout = {WAIT}", "journal_mode = wal", "foreign_keys = on", "synchronous = full"):
        connection.execute(f"pragma {pragma}")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("begin immediate" if connection.get_execution_options().get("writes") else "begin")


def _private(path: Path) -> Path:
    """The file, there and readable by its owner alone.

    One that is there is not opened: closing it again would let go of the locks SQLite holds on it in this process,
    and another process could then remove the log that this one still writes to.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    return path.resolve()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Workers start together; one of them upgrades."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".state.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _upgrade(connection: Any) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_heads()
    if current == tuple(script.get_heads()):
        return
    unknown = set(current) - {step.revision for step in script.walk_revisions()}
    if unknown:
        raise OfLaterRelease(
            f"the application database is of a later release ({', '.join(sorted(unknown))}); run that release, or"
            " restore the backup made before the upgrade"
        )
    connection.rollback()
    config.attributes["connection"] = connection.execution_options(writes=True)
    command.upgrade(config, "head")
