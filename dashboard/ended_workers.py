"""What workers count lies in a file of each; what those that have ended counted is kept in one file of all of them.

The server's first process does so, which serves nobody: it must not load `dashboard.counts`, or it would count itself.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prometheus_client.metrics_core import Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

LOG = logging.getLogger(__name__)

ENDED = "ended"
KINDS = ("counter", "histogram")
"""What adds up; there is no other kind in `dashboard.counts`."""
_LOCK = "lock"
_ENTRY = 64
"""Bytes a number takes beside its name, and more."""


class Workers(Collector):
    """The sum of what all workers counted, those that have ended too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        """Read while nothing is moved."""
        with _locked(self._folder, fcntl.LOCK_SH):
            collector = MultiProcessCollector(None, str(self._folder))  # type: ignore[no-untyped-call]
            return list(collector.collect())  # type: ignore[no-untyped-call]


def begin_anew(folder: Path) -> None:
    """Forget what was counted before the server was started."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def take_over(folder: Path, living: Iterable[int]) -> None:
    """Add what workers that have ended counted to what others did; with the next that ends where it cannot be now."""
    alive = {str(process) for process in living}
    with suppress(BlockingIOError), _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
        for path in folder.glob("*.db"):
            kind, _, process = path.stem.rpartition("_")
            if process.isdecimal() and process not in alive and kind in KINDS:
                _try_to_add(path, folder / f"{kind}_{ENDED}.db")


def _try_to_add(own: Path, ended: Path) -> None:
    """Whatever is wrong with the file of one worker, the server goes on."""
    try:
        _add(own, ended)
    except OSError as error:
        LOG.warning("%s is kept beside the others: %s", own.name, error)
    except (RuntimeError, ValueError, struct.error) as error:
        own.unlink()
        LOG.warning("%s is damaged (%s): what this worker counted is lost", own.name, error)


def _add(own: Path, ended: Path) -> None:
    """Write both together, then leave the worker's out."""
    sums: dict[str, float] = {}
    for path in (ended, own):
        for name, number in _numbers(path):
            sums[name] = sums.get(name, 0.0) + number
    fresh = ended.with_suffix(".new")
    with fresh.open("wb") as file:
        # Room first: on a full disk this fails, where writing to memory that stands for the file would kill the server.
        os.posix_fallocate(file.fileno(), 0, sum(len(name.encode()) + _ENTRY for name in sums) + _ENTRY)
    together = MmapedDict(str(fresh))  # type: ignore[no-untyped-call]
    for name, number in sums.items():
        together.write_value(name, number, 0.0)  # type: ignore[no-untyped-call]
    together.close()  # type: ignore[no-untyped-call]
    fresh.replace(ended)
    own.unlink()


def _numbers(path: Path) -> Iterator[tuple[str, float]]:
    """The names in a file and what was counted under them; of no file, none."""
    if path.exists():
        for name, number, _, _ in MmapedDict.read_all_values_from_file(str(path)):  # type: ignore[no-untyped-call]
            yield name, number


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    with (folder / _LOCK).open("a") as file:
        fcntl.flock(file, how)
        yield
