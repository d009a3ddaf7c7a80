"""Connections to the reporting database: the only package that knows which engine it is.

Where the database is, `Place` says: in files of the home folder (DuckDB), or on a PostgreSQL server. A
bare home folder stands for the place that its settings name. Everything else is the same on both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from sqlalchemy import Table

from sql.connect import duckdb
from sql.connect.disk import sync_folder
from sql.connect.duckdb import version_path
from sql.connect.interface import (
    Connection,
    Engine,
    NothingPublished,
    Prepared,
    Statement,
    Template,
    Version,
    Writer,
    compiled,
    template,
)
from sql.connect.patience import TooSlow
from sql.connect.pins import pin, pinned
from sql.connect.place import Place, Unable, checked_url, located, without_password
from sql.connect.shapes import strange_tables

__all__ = [
    "Connection",
    "NothingPublished",
    "Place",
    "Prepared",
    "Statement",
    "Template",
    "TooSlow",
    "Unable",
    "Version",
    "Writer",
    "alone",
    "checked_url",
    "compiled",
    "create_table",
    "current_version",
    "discard_unfinished",
    "drop_version",
    "has_warehouse",
    "known_on",
    "located",
    "open_reader",
    "open_writer",
    "pin",
    "pinned",
    "publish",
    "rebuilding",
    "rehearsing",
    "strange_tables",
    "sync_folder",
    "template",
    "version_path",
    "versions",
    "without_password",
]

Where = Path | Place


def _engine(place: Place) -> Engine:
    """The module of the engine; PostgreSQL's is loaded only where it is used."""
    if not place.url:
        return duckdb
    from sql.connect import postgresql

    return postgresql


def create_table(connection: Connection, table: Table) -> None:
    """Create one declared table if it is not there."""
    connection.create(table)


def open_writer(where: Where, *, memory: str = "3GB", threads: int | None = None) -> Writer:
    """The warehouse for writing, as `landed`; one process at a time (see `alone`).

    `memory` bounds what reading files takes; on DuckDB everything: beyond it, it spills to `<home>/work/spill`.
    """
    place = located(where)
    return _engine(place).open_writer(place, memory=memory, threads=threads)


def open_reader(
    where: Where, version: str | None = None, *, memory: str = "1GB", threads: int | None = None
) -> Connection:
    """A published version for reading, as `marts`; it does not change, and stays until the reader is closed.

    Without `version` the one the pointer names. Raises NothingPublished.
    """
    place = located(where)
    return _engine(place).open_reader(place, version, memory=memory, threads=threads)


def rebuilding(
    where: Where, kept: Sequence[str], *, memory: str = "3GB", threads: int | None = None
) -> AbstractContextManager[Writer]:
    """An empty warehouse but for the tables kept, where they can be read; it replaces the old one if all ends well."""
    place = located(where)
    return _engine(place).rebuilding(place, kept, memory=memory, threads=threads)


def rehearsing(
    where: Where, home: Path, *, memory: str = "3GB", threads: int | None = None
) -> AbstractContextManager[Writer]:
    """The warehouse to write to without consequence; what needs files uses another home folder."""
    place = located(where)
    return _engine(place).rehearsing(place, home, memory=memory, threads=threads)


def alone(where: Where) -> AbstractContextManager[Callable[[], bool]]:
    """What to call until it is true: then this is the only writer, for as long as the block lasts."""
    place = located(where)
    return _engine(place).alone(place)


def has_warehouse(where: Where) -> bool:
    """Whether a night has ever written here."""
    place = located(where)
    return _engine(place).has_warehouse(place)


def current_version(where: Where) -> Version:
    """The version the pointer names.

    Raises NothingPublished when no night has been published yet.
    """
    place = located(where)
    return _engine(place).current_version(place)


def publish(where: Where, version: Version) -> None:
    """Point at a version: readers see it from their next question on."""
    place = located(where)
    _engine(place).publish(place, version)


def versions(where: Where) -> list[str]:
    """The names of the versions that are whole, in order."""
    place = located(where)
    return _engine(place).versions(place)


def known_on(where: Where, business_date: date) -> str:
    """The name of the version kept of a business date, the last built of several.

    Raises NothingPublished naming the dates there are.
    """
    names = sorted(versions(where))
    of_date = [name for name in names if name.startswith(f"{business_date:%Y%m%d}-")]
    if not of_date:
        dates = ", ".join(sorted({f"{name[:4]}-{name[4:6]}-{name[6:8]}" for name in names})) or "none"
        raise NothingPublished(f"no version as known on {business_date} is kept; kept are: {dates}")
    return of_date[-1]


def drop_version(where: Where, name: str) -> None:
    """Remove a version; whoever reads it can finish."""
    place = located(where)
    _engine(place).drop_version(place, name)


def discard_unfinished(where: Where) -> None:
    """Remove what a killed night left half built."""
    place = located(where)
    _engine(place).discard_unfinished(place)
