"""A lock on an open file, held until it is closed or its process ends, however it ends."""

from __future__ import annotations

import fcntl
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO


def locked(file: TextIO) -> bool:
    """Whether the lock could be had; nobody is waited for."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock of a file for a moment, after whoever has it."""
    with path.open("a", encoding="utf-8") as file:
        while not locked(file):
            time.sleep(0.05)
        yield
