"""Reaching a PostgreSQL server: connections, the locks they hold, and the one kept for short questions."""

from __future__ import annotations

import atexit
import os
import re
import threading
import zlib
from typing import Any

import psycopg

from sql.connect.place import Place, Unable

Native = psycopg.Connection[tuple[Any, ...]]
WRITER = 0
"""The lock of the writer; any other number is a version's."""
READING = "set default_transaction_read_only = on; set statement_timeout = '60s'"
"""What a reader may do: read, and not for ever."""
WRITING = "set lock_timeout = '60s'"
"""What a writer waits for: not for ever, where somebody else's tool holds a table."""
_ALWAYS = (
    "set client_min_messages = warning; set jit = off; set search_path = '';"
    " set statement_timeout = 0; set idle_in_transaction_session_timeout = 0"
)
_LOCKS = 1_129_270_892
_SHARE_OF_MEMORY = 8
_UNITS = {"k": 1, "m": 1 << 10, "g": 1 << 20, "t": 1 << 30}
_KEPT: dict[tuple[int, str], Native] = {}
_KEPT_LOCK = threading.Lock()


def connected(place: Place, settings: str, name: str = "collection") -> Native:
    """A connection that commits every statement by itself, in a session of this name with these settings.

    Raises Unable when there is none to be had.
    """
    try:
        native: Native = psycopg.connect(
            place.url,
            autocommit=True,
            prepare_threshold=None,
            cursor_factory=psycopg.RawCursor,
            application_name=name,
        )
        native.execute(f"{_ALWAYS}; {settings}".encode())
    except psycopg.Error as error:
        raise Unable(f"{unable(place, error)}; start the server or correct the setting database") from None
    return native


def unable(place: Place, error: psycopg.Error) -> Unable:
    """The server's complaint in one line."""
    return Unable(f"{place}: {' '.join(str(error).split())}")


def budget(memory: str, threads: int | None) -> str:
    """The settings that keep a session to a share of memory, and a statement to so many processes."""
    found = re.match(r"\s*([0-9.]+)\s*([kmgt])i?b\s*$", memory, re.IGNORECASE)
    kilobytes = int(float(found.group(1)) * _UNITS[found.group(2).lower()]) if found else _UNITS["g"]
    share = max(kilobytes // _SHARE_OF_MEMORY, 4096)
    settings = f"set work_mem = '{share}kB'; set maintenance_work_mem = '{share}kB'"
    return f"{settings}; set max_parallel_workers_per_gather = {threads - 1}" if threads else settings


def hold_together(native: Native, schema: str) -> None:
    """Hold a version for as long as the connection lasts, beside others who do."""
    native.execute(b"select pg_advisory_lock_shared($1, $2)", [_LOCKS, lock_of(schema)])


def hold_alone(native: Native, lock: int) -> bool:
    """Hold a lock for as long as the connection lasts; False when somebody else holds it."""
    row = native.execute(b"select pg_try_advisory_lock($1, $2)", [_LOCKS, lock]).fetchone()
    return bool(row and row[0])


def end_sessions(native: Native, name: str) -> None:
    """End the sessions of a name: they belong to processes that were killed and work on for nobody."""
    native.execute(
        b"select pg_terminate_backend(pid) from pg_catalog.pg_stat_activity"
        b" where application_name = $1 and datname = current_database() and pid <> pg_backend_pid()",
        [name],
    )


def columns_in(native: Native, schema: str) -> dict[str, set[str]]:
    """The names of the tables that a schema has, each with its columns'."""
    found = native.execute(
        b"select relname, array_agg(attname::text) from pg_catalog.pg_attribute join pg_catalog.pg_class"
        b" on attrelid = pg_class.oid where relnamespace = (select oid from pg_catalog.pg_namespace where nspname = $1)"
        b" and relkind = 'r' and attnum > 0 and not attisdropped group by relname",
        [schema],
    )
    return {row[0]: set(row[1]) for row in found.fetchall()}


def lock_of(schema: str) -> int:
    """The number of a version's lock."""
    return zlib.crc32(schema.encode()) % (2**31 - 1) + 1


def asked(place: Place, question: bytes) -> list[tuple[Any, ...]]:
    """The rows of a short question, over a connection that this process keeps; made anew once it was lost."""
    with _KEPT_LOCK:
        try:
            return _kept(place).execute(question).fetchall()
        except psycopg.OperationalError:
            _kept(place).close()
        try:
            return _kept(place).execute(question).fetchall()
        except psycopg.OperationalError as error:
            raise unable(place, error) from None


def _kept(place: Place) -> Native:
    key = (os.getpid(), place.url)
    if key not in _KEPT or _KEPT[key].closed:
        _KEPT[key] = connected(place, READING)
    return _KEPT[key]


@atexit.register
def forget() -> None:
    """Close the connections kept by this process."""
    for key in [key for key in _KEPT if key[0] == os.getpid()]:
        _KEPT.pop(key).close()
