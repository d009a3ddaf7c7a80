"""A disk that fails and a clock that is set: compiled from C when first wanted, preloaded into the program under test.

`disk.c`: the night calls write, fsync, rename … as ever; on files of its home folder one of these calls fails, or all
do from one on. `clock.c`: the time of day is off by so many seconds. The program knows nothing of either.
"""

from __future__ import annotations

import atexit
import ctypes
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.killing import Order

DISK, CLOCK = (Path(__file__).parent / "etl" / "faults" / name for name in ("disk.c", "clock.c"))
_WRITES, _REMOVES, _READS = 1, 2, 4
FULL, BROKEN, GONE, UNREADABLE = "full", "broken", "gone", "unreadable"
WAYS = {
    FULL: (_WRITES, errno.ENOSPC, True),
    BROKEN: (_WRITES | _REMOVES, errno.EIO, False),
    GONE: (_WRITES | _REMOVES, errno.EIO, True),
    UNREADABLE: (_READS, errno.EIO, False),
}
"""Which calls fail, with what, and whether all after the first do too: the disk is full (half of a block still fits,
and what is there can be removed), one call fails, every one does from one on, and one fails that reads."""
STRUCK = "! "
"""Stands before a call that was made to fail."""


@cache
def _compiled(source: Path) -> Path:
    made = Path(tempfile.mkdtemp(prefix="failing-")) / f"{source.stem}.so"
    atexit.register(shutil.rmtree, made.parent)
    compiler = shutil.which("gcc") or shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("NOTHING FAILS HERE: disk and clock need Linux and a C compiler; install gcc")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
    return made


def preloaded(source: Path) -> dict[str, str]:
    """Return the environment of a process into which a library is loaded; the test is skipped where there is none."""
    return {"LD_PRELOAD": str(_compiled(source))}


def arm(order: Order, told: int) -> None:
    """Let the disk of this process fail as ordered; each call that counts is told on the descriptor."""
    which, code, lasting = WAYS[order.fails]
    home = os.fsencode(order.home)
    ctypes.CDLL(None).disk_arm(home, told, which, order.place, code, int(lasting))
