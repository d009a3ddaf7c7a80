"""A lock on an open file, held until it is closed or its process ends, however it ends."""

from __future__ import annotations

import fcntl
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


def locked(file: TextIO) -> bool:
    """Whether the lock could be had; nobody is waited for."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
