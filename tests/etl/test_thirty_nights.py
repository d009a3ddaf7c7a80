"""Thirty nights, one after the other: nothing of a night stays but its rows, its archive and its version.

Flat must be two processes: the scheduler, which runs for years and starts each night as a process of its own; and one
process that runs all nights itself, for only there is seen what a night leaves behind in memory. On the disk the
archive grows, by what was delivered alone; everything else stays as large as after the first nights.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.access.secret import make_secret
from sql.connect import versions
from tests import engines
from tests.deliveries import delivery, receipt, write
from tests.engines import Engine
from tests.left_behind import notes
from tests.nights import NIGHTS, SCHEDULER, Held, Watched
from tests.program import environment, night
from tests.three_nights import copied
from tests.tried import Trying
from tests.two_nights import (
    EARLIER_NIGHTS,
    HERE,
    SECOND,
    A,
    B,
    C,
    D,
    as_workbook,
    assess,
    assessed,
    live_until_the_second,
    on_roster,
    pack,
    recode,
    whole_register,
)

FIRST = date(2025, 6, 21)
SETTINGS = {
    "COLLECTION_SETTLE_SECONDS": "0",
    "COLLECTION_MONTHLY_VERSIONS_KEPT": "2",
    "COLLECTION_WAIT_UNTIL": "03:00",
    # Of minutes that are a tenth of a second.
    "COLLECTION_LONGEST_NIGHT": "10000",
}
KEPT = 3
WAREHOUSE, ARCHIVE, VERSIONS = "warehouse.duckdb", "archive", "versions"
PROCESSES = {NIGHTS: "a process that runs nights", SCHEDULER: "the scheduler"}
PROMISES = (
    "memory within 5 % of that after the first nights",
    "as many open files",
    "as many threads",
    "no process left over",
    "the archive holds what was delivered, nothing else",
    "the versions kept, no other",
    "versions no larger than a quarter more",
    "the warehouse no larger than a quarter more",
    "no other file, none larger than a tenth more",
)


def deliver(home: Path, day: date) -> dict[str, str]:
    """Let as much come as every day, of each kind; the name and SHA-256 of each file."""
    text, inbox = day.isoformat(), home / "inbox"
    tickets = [(f"N{day:%m%d}{number:02d}", p) for number in range(25) for p in (A, B, C, D)]
    fresh = [receipt(ticket + p[-4:], p, "202506", "202506", "9.00", text) for ticket, p in tickets]
    corrected = receipt(tickets[0][0] + A[-4:], A, "202506", "202506", "8.00", text, 更新时间=f"{text} 09:00:00")
    put_aside = receipt("", D, "202505", "202505", "900.00", text)
    write([delivery("receipts", text, fresh), delivery("receipts", text, [corrected, put_aside], 2)], inbox)
    pack(inbox / f"receipts_{day:%Y%m%d}.csv")
    recode(inbox / f"receipts_{day:%Y%m%d}_2.csv")
    write([whole_register(text, "1345" if day.day % 2 else "1235")], inbox)
    roster = [on_roster(f"{day:%Y%m}", HERE, p, "01") for p in (A, B, C)]
    as_workbook(inbox / f"roster_{day:%Y%m%d}.xlsx", "roster", roster)
    assess(home, [assessed(p, "202505", f"{800 + day.day}.00", text) for p in (A, D)])
    return {path.name: _hash(path) for path in inbox.iterdir() if path.suffix != ".ctl"}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Left:
    """What there is after a night: what the process holds, and the bytes of the files of the home folder by name."""

    held: Held
    sizes: dict[str, int]
    versions: tuple[str, ...]

    def of(self, part: str) -> dict[str, int]:
        """Return the files of a part of the home folder."""
        return {name: size for name, size in self.sizes.items() if name.partition("/")[0] == part}

    @property
    def largest_version(self) -> int:
        """Return the bytes of the largest version that is a file."""
        return max((size for name, size in self.of(VERSIONS).items() if name.endswith(".duckdb")), default=0)

    @property
    def warehouse(self) -> int:
        """Return the bytes of the warehouse that is a file; it is larger every second night, and smaller again."""
        return sum(self.of(WAREHOUSE).values())

    @property
    def rest(self) -> dict[str, int]:
        """Return the files that are neither archive nor versions nor warehouse."""
        parts = (ARCHIVE, VERSIONS, WAREHOUSE)
        return {name: size for name, size in self.sizes.items() if name.partition("/")[0] not in parts}


class Bureau:
    """A home folder, and what came to it."""

    def __init__(self, home: Path) -> None:
        """Four nights have been, and the inbox is empty."""
        self.home = home
        self.delivered: dict[str, str] = {}
        self.nights = 0
        self.days = [date.fromisoformat(day) for day in (*EARLIER_NIGHTS, SECOND)]
        self.before = {note["file_name"] for note in notes(home)}

    def live(self, program: Watched, day: date) -> Left:
        """Let a day come, its night at seven the next morning, and at nine the hour of reports."""
        self.delivered |= deliver(self.home, day)
        self.days.append(day)
        self.nights += 1
        morning = datetime.fromisoformat(f"{day + timedelta(days=1)}T07:00+08:00")
        held = program.live(morning)
        if program.kind == SCHEDULER:
            held = program.live(morning + timedelta(hours=2))
        sizes = {
            str(path.relative_to(self.home)): path.stat().st_size for path in self.home.rglob("*") if path.is_file()
        }
        return Left(held, sizes, tuple(versions(engines.chosen.place(self.home))))

    def wrong(self, first: Sequence[Left], left: Left) -> list[str]:
        """Return the promises that are not kept after a night; `first` is what there was after each of the first."""
        last = first[-1]
        kept = (
            left.held.memory <= max(one.held.memory for one in first) * 1.05,
            left.held.files == last.held.files,
            left.held.threads == last.held.threads,
            left.held.children == 0,
            self._archive_is_right(left),
            [name[:8] for name in left.versions] == self._versions_kept(),
            left.largest_version <= max(one.largest_version for one in first) * 1.25,
            left.warehouse <= max(one.warehouse for one in first) * 1.25,
            left.rest.keys() == last.rest.keys()
            and all(size <= last.rest[name] * 1.1 + 64 for name, size in left.rest.items()),
        )
        return [promise for promise, good in zip(PROMISES, kept, strict=True) if not good]

    def _archive_is_right(self, left: Left) -> bool:
        """Every file delivered is noted with its bytes, and every night's pull; no other bytes are kept."""
        noted = notes(self.home)
        new = [note for note in noted if note["file_name"] not in self.before]
        files = {note["file_name"]: note["sha256"] for note in new if note["source"] != "database"}
        there = {name.rpartition("/")[2] for name in left.of(ARCHIVE) if not name.endswith(".json")}
        return (
            files == self.delivered
            and len(new) == len(files) + self.nights
            and there == {note["sha256"] for note in noted}
        )

    def _versions_kept(self) -> list[str]:
        """Return the dates of the versions built last, and of the last of each of two months."""
        last_of = {day.strftime("%Y%m"): day for day in self.days}
        months = [last_of[month] for month in sorted(last_of)[-2:]]
        return [f"{day:%Y%m%d}" for day in sorted({*self.days[-KEPT:], *months})]


def live(home: Path, kind: str, nights: tuple[int, int], trying: Trying) -> list[str]:
    """Live through the first nights, and more, each of which is held against those; the promises that were not kept."""
    (warm, more), bureau, first = nights, Bureau(home), list[Left]()
    tried = {promise: trying(f"nothing of a night stays, in {PROCESSES[kind]}", promise) for promise in PROMISES}
    with environment(home, SETTINGS), Watched(kind) as program:
        for day in (FIRST + timedelta(days=number) for number in range(warm + more)):
            left = bureau.live(program, day)
            if len(first) < warm:
                first.append(left)
                continue
            wrong = bureau.wrong(first, left)
            for promise, one in tried.items():
                one.tries += 1
                one.failures += [f"{promise}, {day}: {left.held}"] if promise in wrong else []
    return [failure for one in tried.values() for failure in one.failures]


def ready(home: Path) -> Path:
    """Live through the night for which everything lies ready, and set up a dashboard, whose reports are handed over."""
    night(home, SECOND, SETTINGS)
    make_secret(home)
    return home


@pytest.fixture
def home(engine: Engine, tmp_path: Path) -> Path:
    """Live through the nights before, on an engine."""
    home = tmp_path / "home"
    home.mkdir()
    live_until_the_second(home)
    return ready(home)


@pytest.mark.parametrize(("kind", "more"), [(NIGHTS, 2), (SCHEDULER, 1)])
def test_nothing_of_a_night_stays(between_nights: Path, tmp_path: Path, kind: str, more: int, trying: Trying) -> None:
    """A few nights, on DuckDB."""
    assert live(ready(copied(between_nights, tmp_path)), kind, (2, more), trying) == []


@pytest.mark.campaign
@pytest.mark.parametrize("kind", [NIGHTS, SCHEDULER])
def test_nothing_of_thirty_nights_stays(home: Path, kind: str, trying: Trying) -> None:
    """Thirty, on both engines; what PostgreSQL keeps on its own disk is its own business."""
    assert live(home, kind, (5, 25), trying) == []
