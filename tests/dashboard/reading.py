"""Pages' questions to the door while versions are published: in processes like the server's workers, of many threads.

A read asks several questions in a row, as a page does, and every answer must be the one that its version gives.
"""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import Queue, get_context
from multiprocessing.sharedctypes import Synchronized
from random import Random

import psutil

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.data import Door, Reading
from sql.connect import Place
from sql.metrics import Month, Months, Question
from sql.schema import marts
from tests.publishing import TURNS, turn_of

AUGUST = 2026 * 12 + 7
QUESTIONS = (
    Question(("registered_persons",), by=("community",)),
    Question(("received_net", "receipt_count"), by=("month",), period=Months(AUGUST - 5, AUGUST)),
    Question(("suspended_persons", "suspension_rate"), by=("subdistrict",), period=Month(AUGUST)),
    Question(("arrears_amount",), by=("worker_type",)),
    Question(("received_net",), by=("channel",), period=Month(AUGUST), where={"subdistrict": ("210213013",)}),
)
VIEWERS = (
    Viewer("chief", Role.MANAGER, None),
    Viewer("area", Role.MANAGER, ("210213013",)),
    Viewer("analyst", Role.ANALYST, None),
)
TABLES = (marts.AREA, marts.FEED, marts.WORKDAY)
THREADS = 4
"""Threads of a process."""


@dataclass
class Read:
    """What became of the reads of a process: how often each outcome, the first of each that is bad, files open."""

    outcomes: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    files: int = 0


def answers(reading: Reading) -> list[object]:
    """Return the answers to everything that is asked."""
    return [*map(reading.ask, QUESTIONS), *map(reading.table, TABLES)]


@dataclass(frozen=True)
class _Task:
    """Where is read, what is to be answered, and how many reads and publishes are wanted and done."""

    place: Place
    expected: dict[tuple[str, str], list[object]]
    wanted: tuple[int, int]
    done: tuple[Synchronized, Synchronized]

    @property
    def enough(self) -> bool:
        """Whether as many are done as wanted."""
        return all(one.value >= least for one, least in zip(self.done, self.wanted, strict=True))


class Readers:
    """Processes that read until they and the publisher have done enough."""

    def __init__(self, place: Place, expected: dict[tuple[str, str], list[object]], reads: int, publishes: int) -> None:
        """Start two, as many as there are workers of a server."""
        context = get_context("spawn")
        self.read, self.published = context.Value("q", 0), context.Value("q", 0)
        self._told = context.Queue()
        self._task = _Task(place, expected, (reads, publishes), (self.read, self.published))
        self._processes = [
            context.Process(target=_read_on, args=(number, self._task, self._told)) for number in range(2)
        ]
        for process in self._processes:
            process.start()

    @property
    def enough(self) -> bool:
        """Whether there were as many reads and publishes as wanted."""
        return self._task.enough

    @property
    def behind(self) -> bool:
        """Whether less of the reads wanted is done than of the publishes."""
        reads, publishes = self._task.wanted
        return self.read.value * publishes < self.published.value * reads

    def outcome(self) -> Read:
        """Wait for the processes to end; return what became of all reads."""
        said = [self._told.get(timeout=120) for _ in self._processes]
        for process in self._processes:
            process.join(timeout=60)
        outcomes = sum((one.outcomes for one in said), Counter())
        examples = dict(chain.from_iterable(one.examples.items() for one in said))
        return Read(outcomes, examples, max(one.files for one in said))


def _read_on(number: int, task: _Task, told: Queue) -> None:
    """Read with all threads of one process, over one door."""
    door, result, lock = Door(task.place.home, memory="256MB", threads=1), Read(), threading.Lock()

    def read_on(thread: int) -> None:
        chance = Random(f"{number} {thread}")
        while not task.enough:
            outcome, example = read(door, task.expected, chance)
            with lock:
                result.outcomes.update(outcome)
                result.examples.setdefault(outcome[0], example)
            with task.done[0].get_lock():
                task.done[0].value += 1

    threads = [threading.Thread(target=read_on, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.files = psutil.Process().num_fds()
    told.put(result)


def read(door: Door, expected: dict[tuple[str, str], list[object]], chance: Random) -> tuple[list[str], str]:
    """Read once; return "right" or what was wrong, and whether another version was published meanwhile."""
    viewer = chance.choice(VIEWERS)
    try:
        reading = door.reading(viewer)
        said = []
        for question in QUESTIONS:
            said.append(reading.ask(question))
            time.sleep(chance.random() * 0.01)
        said += map(reading.table, TABLES)
        (version,) = reading.table(marts.VERSION)
        overtaken = ["overtaken"] if door.version() != reading.version else []
    except Exception as error:  # noqa: BLE001 - any is a failed read
        return ["failed"], f"{type(error).__name__}: {error}"
    if version["version"] != reading.version:
        return ["mixed", *overtaken], f"{reading.version} says it is {version['version']}"
    should = expected[turn_of(reading.version), viewer.name]
    wrong = [place for place, (one, other) in enumerate(zip(said, should, strict=True)) if one != other]
    if not wrong:
        return ["right", *overtaken], ""
    empty = not any(said[place] for place in wrong)
    return ["empty" if empty else "mixed", *overtaken], f"answers {wrong} of {reading.version} to {viewer.name}"


def expected_of(place: Place) -> dict[tuple[str, str], list[object]]:
    """Return what each viewer is answered by the version served, when nobody publishes; under its turn."""
    door = Door(place.home, memory="256MB", threads=1)
    turn = turn_of(door.version())
    assert turn in TURNS
    return {(turn, viewer.name): answers(door.reading(viewer)) for viewer in VIEWERS}
