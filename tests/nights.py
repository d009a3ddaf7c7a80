"""Nights one after the other in one process that is looked at: `python -m tests.nights`, a program of its own.

It is told a moment a line, and answers each with what the process holds once the night of that moment is over and
what is garbage is collected. As `nights` it runs them itself; as `scheduler` it is the scheduler, whose minute is a
tenth of a second and whose clock says what it is told.
"""

import gc
import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Self

import psutil

NIGHTS, SCHEDULER = "nights", "scheduler"


@dataclass(frozen=True)
class Held:
    """What a process holds: bytes of memory, open files, threads, processes it started that are not gone."""

    memory: int
    files: int
    threads: int
    children: int


class Watched:
    """The program, over a home folder; settings and engine are the environment's."""

    def __init__(self, kind: str) -> None:
        """Start it; what it says otherwise is told if it ends badly."""
        self.kind = kind
        self._said = TemporaryFile("w+")  # noqa: SIM115 - as long as the process
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nights", kind],
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
        )

    def __enter__(self) -> Self:
        """Return the program."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it; it must end well."""
        try:
            self._process.communicate(timeout=60)
        finally:
            self._process.kill()
        self._said.seek(0)
        assert self._process.returncode == 0, self._said.read()[-2000:]
        self._said.close()

    def live(self, moment: datetime) -> Held:
        """Let the time be a moment; what it holds after what is to be done then."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(moment.isoformat() + "\n")
        self._process.stdin.flush()
        return Held(**json.loads(self._process.stdout.readline()))


def held() -> Held:
    """Look at this process."""
    gc.collect()
    itself = psutil.Process()
    with itself.oneshot():
        return Held(itself.memory_info().rss, itself.num_fds(), itself.num_threads(), len(itself.children()))


def _told() -> datetime | None:
    """Return the next moment; None when there is none."""
    line = sys.stdin.readline()
    return datetime.fromisoformat(line.strip()) if line else None


def _live_nights() -> None:
    """Run the night of each moment as the command does."""
    from etl.due import last_begun
    from etl.night import night
    from etl.settings import home_folder, load_settings

    while moment := _told():
        settings = load_settings(home_folder())
        assert night(settings, last_begun(settings, moment)).outcome == "published"
        print(json.dumps(asdict(held())), flush=True)


def _live_scheduler() -> None:
    """Be the scheduler until there are no more moments."""
    from etl import schedule
    from etl.settings import home_folder, load_settings

    looks = schedule.look

    def look(settings: object, now: object = None) -> bool:
        moment = _told()
        if moment is None:
            os.kill(os.getpid(), signal.SIGTERM)
            return False
        done = looks(settings, moment)
        print(json.dumps(asdict(held())), flush=True)
        return done

    schedule.MINUTE, schedule.look = 0.1, look
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    schedule.run_for_ever(load_settings(home_folder()))


if __name__ == "__main__":
    {NIGHTS: _live_nights, SCHEDULER: _live_scheduler}[sys.argv[1]]()
