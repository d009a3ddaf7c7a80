"""How long a question may take: one thread of the process looks after all that are being answered."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

LOG = logging.getLogger(__name__)
_LOOK = 0.2
"""Seconds between two looks."""


class TooSlow(Exception):
    """A question was stopped because it took longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the question was not answered within {seconds:g} seconds and was stopped; ask for less")


@dataclass
class _Asked:
    """A question that is being answered: when it is stopped, and how; `stopped` once it was."""

    until: float
    stop: Callable[[], None]
    stopped: bool = False


class Watch:
    """The questions that are being answered in this process; its thread is there while there are any."""

    def __init__(self) -> None:
        self._asked: dict[int, _Asked] = {}
        self._numbers = count()
        self._lock = threading.Lock()
        self._looking = False

    @contextmanager
    def over(self, stop: Callable[[], None], seconds: float) -> Iterator[_Asked]:
        """Stop what the block does when it takes too long."""
        asked, number = _Asked(time.monotonic() + seconds, stop), next(self._numbers)
        with self._lock:
            self._asked[number] = asked
            begin, self._looking = not self._looking, True
        if begin:
            threading.Thread(target=self._look, name="patience", daemon=True).start()
        try:
            yield asked
        finally:
            with self._lock:
                del self._asked[number]

    def _look(self) -> None:
        idle = time.monotonic() + 60
        while True:
            time.sleep(_LOOK)
            now = time.monotonic()
            with self._lock:
                for asked in self._asked.values():
                    if now >= asked.until:
                        self._stop(asked)
                if self._asked:
                    idle = now + 60
                elif now > idle:
                    self._looking = False
                    return

    def _stop(self, asked: _Asked) -> None:
        """Stop one, at every look until it has ended: what comes before the engine has begun is lost on it."""
        asked.stopped = True
        try:
            asked.stop()
        except Exception as error:  # noqa: BLE001 - whatever it is, others are looked after in this thread too
            LOG.warning("a question that takes too long could not be stopped: %s", type(error).__name__)


WATCH = Watch()
"""The one of this process; after a fork the child's has no thread until it is asked for."""
