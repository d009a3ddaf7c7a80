"""PostgreSQL: one database; `landed`, `staging` and `facts` are schemas of it, and so is every version.

A version's schema is called `v` and the version's name; statements say `marts` and are told which
schema that is. What is published is named by the one row of `published.pointer`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import errors

from sql.connect.duckdb import open_files
from sql.connect.interface import Connection, NothingPublished, Version
from sql.connect.place import Place, Unable
from sql.connect.postgresql.server import (
    READING,
    WRITER,
    WRITING,
    Native,
    asked,
    budget,
    columns_in,
    connected,
    end_sessions,
    hold_alone,
    lock_of,
    unable,
)
from sql.connect.postgresql.sessions import BUILDING, NIGHT, WHOLE, Reader, Rehearsal, Writer, as_schema
from sql.connect.postgresql.statements import view_statements
from sql.schema import tables_of

BRIEF = "set lock_timeout = '5s'"
"""What is waited for that can as well be done tomorrow."""
_POINTER = """
create schema if not exists published;
create table if not exists published.pointer (
    one boolean primary key default true check (one), version text not null, business_date date not null
);
comment on table published.pointer is 'One row: the version that is served; its schema is v and its name';
"""


def open_writer(place: Place, *, memory: str, threads: int | None) -> Writer:
    """A session that may write everything, with the schemas and tables every night needs."""
    writer = Writer(place, f"{WRITING}; {budget(memory, threads)}", {}, _files(place, memory, threads))
    _make_missing(writer, place)
    return writer


def open_reader(place: Place, name: str | None, *, memory: str, threads: int | None) -> Reader:
    """A session that reads the schema of one version, and holds it: it is not dropped meanwhile."""
    settings = f"{READING}; {budget(memory, threads)}"
    while True:
        version = name or current_version(place).name
        reader = Reader(place, settings, {"marts": WHOLE + as_schema(version)}, remembered={})
        if version in versions(place):
            return reader
        reader.close()
        if name or current_version(place).name == version:
            raise NothingPublished(f"version {version} is not in {place}; run `python -m etl rollback`")


@contextmanager
def rebuilding(place: Place, kept: Sequence[str], *, memory: str, threads: int | None) -> Iterator[Writer]:
    """The warehouse made anew, in a transaction: when the block fails it is as it was."""
    writer = open_writer(place, memory=memory, threads=threads)
    try:
        with writer.transaction():
            for table in tables_of("landed"):
                if table.name not in kept:
                    writer.execute(f"drop table {table.fullname}")
                    writer.create(table)
            yield writer
    finally:
        writer.close()


class _Rehearsed(Exception):
    """The rehearsal is over; nothing of it stays."""


@contextmanager
def rehearsing(place: Place, home: Path, *, memory: str, threads: int | None) -> Iterator[Writer]:
    """The warehouse in a transaction that is rolled back; files are spooled in another home folder."""
    elsewhere = Place(home, place.url)
    schemas = {"staging": "rehearsal"}
    settings = f"{WRITING}; {budget(memory, threads)}"
    writer = Rehearsal(elsewhere, settings, schemas, _files(elsewhere, memory, threads))
    try:
        with suppress(_Rehearsed), writer.transaction():
            _make_missing(writer, place)
            yield writer
            raise _Rehearsed
    finally:
        writer.close()


@contextmanager
def alone(place: Place) -> Iterator[Callable[[], bool]]:
    """Try to hold the writer's lock, for as long as the block lasts, against writers on any machine."""
    with _administering(place) as native:
        yield lambda: _alone_now(native)


def _alone_now(native: Native) -> bool:
    """Whether the lock is held from now on; then a session of a night that was killed has no business any more."""
    if not hold_alone(native, WRITER):
        return False
    end_sessions(native, NIGHT)
    return True


def has_warehouse(place: Place) -> bool:
    """Whether a night has ever written here."""
    return bool(asked(place, b"select to_regclass('landed.run') is not null")[0][0])


def current_version(place: Place) -> Version:
    """The version that the pointer names."""
    try:
        rows = asked(place, b"select version, business_date from published.pointer")
    except errors.UndefinedTable:
        rows = []
    if not rows:
        raise NothingPublished(f"no night has been published in {place}; run `python -m etl night`")
    return Version(*rows[0])


def publish(place: Place, version: Version) -> None:
    """Let the pointer name a version, in one transaction; then let the views of `published` show it, in another."""
    with _administering(place) as native:
        native.execute(
            b"insert into published.pointer (version, business_date) values ($1, $2)"
            b" on conflict (one) do update set version = excluded.version, business_date = excluded.business_date",
            [version.name, version.business_date],
        )
    _show(place, WHOLE + as_schema(version.name))


def _show(place: Place, schema: str) -> None:
    """Let the views show a version: their names stay, for people who connect tools of their own.

    A tool that reads for long is not waited for: then the views show the version before until the next is published.
    """
    busy = suppress(errors.LockNotAvailable, errors.DeadlockDetected)
    with _administering(place, BRIEF) as native, busy, native.transaction():
        there = columns_in(native, schema)
        for table in tables_of("marts"):
            if table.name in there:
                _show_table(native, view_statements(table, schema, there[table.name]), table.name)


def _show_table(native: Native, statements: str, name: str) -> None:
    """Replace a view, which keeps who may read it; make it anew where its columns are others now."""
    try:
        with native.transaction():
            native.execute(statements.encode())
    except errors.InvalidTableDefinition:
        native.execute(f'drop view published."{name}"'.encode())
        native.execute(statements.encode())


def versions(place: Place) -> list[str]:
    """The names of the versions that are whole."""
    rows = asked(place, b"select nspname from pg_catalog.pg_namespace where nspname ~ '^v[0-9]{8}_[0-9]+$' order by 1")
    return [row[0].removeprefix(WHOLE).replace("_", "-") for row in rows]


def drop_version(place: Place, name: str) -> None:
    """Drop the schema of a version, unless somebody is reading it: then it stays until the next night."""
    schema = WHOLE + as_schema(name)
    with _administering(place, BRIEF) as native, suppress(errors.LockNotAvailable):
        if hold_alone(native, lock_of(schema)):
            native.execute(f'drop schema if exists "{schema}" cascade'.encode())


def discard_unfinished(place: Place) -> None:
    """Drop the schemas of versions that a killed night left half built."""
    with _administering(place) as native:
        found = native.execute(f"select nspname from pg_catalog.pg_namespace where nspname ~ '^{BUILDING}'".encode())
        for row in found.fetchall():
            native.execute(f'drop schema "{row[0]}" cascade'.encode())


@contextmanager
def _administering(place: Place, settings: str = WRITING) -> Iterator[Native]:
    """A connection for a few statements."""
    native = connected(place, settings)
    try:
        yield native
    except psycopg.Error as error:
        raise unable(place, error) from error
    finally:
        native.close()


def _files(place: Place, memory: str, threads: int | None) -> Connection:
    """What reads delivered files."""
    work = place.home / "work"
    work.mkdir(parents=True, exist_ok=True)
    return open_files(memory=memory, threads=threads, spill=work / "spill")


def _make_missing(writer: Writer, place: Place) -> None:
    """Make the schemas and tables that are not there yet."""
    encoding = writer.value("show server_encoding")
    if encoding != "UTF8":
        raise Unable(f"{place} keeps text as {encoding}; make a database with encoding UTF8 and name it")
    if not writer.value("select to_regclass('published.pointer')"):
        writer.execute(_POINTER)
    there = columns_in(writer.native.connection, "landed")
    if not there:
        writer.execute("create schema if not exists landed")
    for table in tables_of("landed"):
        if table.name not in there:
            writer.create(table)
