"""A transaction: what is written within it is written whole and synced once, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sql.connect import Connection


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Commit what the block wrote, all of it to one attached file; roll back when it fails."""
    connection.execute("begin transaction")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")
