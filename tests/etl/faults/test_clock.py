"""Once per business date, none missed, whatever the clock says, whenever the machine is down, and with two schedulers.

Histories of a scheduler by chance: hours pass, the machine is down for days, the clock is hours ahead or behind and is
set right again, nights are killed; all in the time zone the container happens to have. The campaign lives through
CLOCK_HISTORIES of them, 8 unless said, and lets SCHEDULERS pairs, 5 unless said, begin at once; the sample one each.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random, SystemRandom
from zoneinfo import ZoneInfo

import pytest

from etl import schedule
from etl.due import SHANGHAI, last_begun
from etl.failures import TRANSIENT
from etl.settings import Settings, load_settings
from sql.connect import Version, current_version
from tests.deliveries import delivery, receipt, write
from tests.failing import CLOCK, preloaded
from tests.killing import AFTER, BEFORE, Order, Runner
from tests.left_behind import figures, in_any_order
from tests.program import QUIET, environment
from tests.tried import Trying, Wrong
from tests.world import A
from tests.yesterday import AT_ONCE, YESTERDAY, publish_yesterday

HISTORIES = int(os.environ.get("CLOCK_HISTORIES", "8"))
SCHEDULERS = int(os.environ.get("SCHEDULERS", "5"))
SEED = int(os.environ.get("CLOCK_SEED", "0")) or SystemRandom().randrange(2**32)
PROMISE = "once per business date, none missed"
SETTINGS = {**QUIET, **AT_ONCE, "COLLECTION_WAIT_UNTIL": "03:00", "COLLECTION_NIGHTS_MADE_UP": "60"}
STEPS = 14
LAST_EFFECT = 150
"""A night of this home has about so many side effects at which it can be killed."""
ZONES = ("UTC", "Asia/Shanghai", "America/New_York")
HAPPENS = ("hours pass", "down", "ahead", "behind", "set right", "killed")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish one night."""
    home = tmp_path_factory.mktemp("published")
    publish_yesterday(home)
    return home


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """Start the program that runs nights, and kills them."""
    with Runner(SETTINGS) as runner:
        yield runner


class Life:
    """A scheduler's life by chance: what time it really is, by how much the clock is off, what was served."""

    def __init__(self, home: Path, runner: Runner, chance: Random) -> None:
        """Begin on the morning after the night published."""
        self.home, self.runner, self.chance = home, runner, chance
        self.true = datetime.fromisoformat(f"{YESTERDAY}T09:00+08:00") + timedelta(days=1)
        self.off = timedelta()
        self.zone = ZoneInfo(chance.choice(ZONES))
        self.settings: Settings = load_settings(home, {**SETTINGS, "COLLECTION_HOME": str(home)})
        self.served: list[Version] = [current_version(home)]
        self.delivered = date.fromisoformat(YESTERDAY)
        self.killed = self.happened = 0
        self.dies = False

    def pass_by(self, spell: timedelta) -> None:
        """Let time pass; what the days bring lies in the inbox before the night."""
        self.true += spell
        while self.delivered < self.true.date() - timedelta(days=1):
            self.delivered += timedelta(days=1)
            deliver(self.home, self.delivered)

    def happen(self, what: str) -> None:
        """Let something happen, and the scheduler look."""
        self.happened += 1
        hours = timedelta(minutes=self.chance.randrange(1, 30 * 60))
        if what in ("ahead", "behind", "set right"):
            self.off = {"ahead": hours, "behind": -hours}.get(what, timedelta())
        self.dies = what == "killed"
        self.pass_by(timedelta(days=self.chance.randrange(1, 5)) if what == "down" else hours / 3)
        self.look()

    def look(self) -> bool:
        """Let the scheduler look at its clock."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(schedule, "_night", self._night)
            ran = schedule.look(self.settings, (self.true + self.off).astimezone(self.zone))
        now = current_version(self.home)
        figures(self.home)
        if now != self.served[-1]:
            self.served.append(now)
        return ran

    def _night(self, settings: Settings, business_date: date) -> schedule.Ended:
        place = self.chance.randrange(1, LAST_EFFECT) if self.dies else 0
        order = Order(str(settings.home), business_date.isoformat(), place, self.chance.choice((BEFORE, AFTER)))
        death = self.runner.run(order)
        self.killed += death.code == -9
        return schedule.Ended(death.code, death.said, "")

    def end(self) -> None:
        """Set the clock right, and live on until every night is made up and every file taken.

        A night while the clock was ahead may have been that of a day not over yet; what the day still brought is taken
        by the next.
        """
        self.off, self.dies = timedelta(), False
        for _ in range(60):
            self.pass_by(timedelta(minutes=61))
            begun = self.look()
            taken = not any((self.home / "inbox").iterdir())
            if not begun and taken and last_begun(self.settings, self.true) == self.served[-1].business_date:
                return

    def wrong(self) -> Iterator[str]:
        """Say which dates were not published once, in order, and what readers see that a clean run does not say."""
        days = [version.business_date for version in self.served]
        if days != [days[0] + timedelta(days=place) for place in range(len(days))]:
            yield f"served were {', '.join(map(str, days))}"
        if days[-1] < last_begun(self.settings, self.true):
            yield f"the last night was that of {days[-1]}, and it is {self.true}"


def deliver(home: Path, day: date) -> None:
    """Let a receipt of a day come."""
    said = f"{day:%Y-%m-%d}"
    write([delivery("receipts", said, [receipt(f"D{day:%m%d}", A, "202512", "202512", "5.00", said)])], home / "inbox")


def _lived(published: Path, runner: Runner, folder: Path, seed: str) -> Iterator[str]:
    """Live through a history, then through the same dates in one clean night."""
    chance = Random(seed)
    life = Life(copied_to(published, folder / "home"), runner, chance)
    for what in [*HAPPENS, *chance.choices(HAPPENS, k=STEPS - len(HAPPENS))]:
        life.happen(what)
    life.end()
    if life.happened != STEPS:
        yield "it did not all happen"
    yield from life.wrong()
    clean = copied_to(published, folder / "clean")
    for place in range((life.delivered - date.fromisoformat(YESTERDAY)).days):
        deliver(clean, date.fromisoformat(YESTERDAY) + timedelta(days=place + 1))
    assert runner.run(Order(str(clean), life.served[-1].business_date.isoformat())).code == 0
    wanted, seen = in_any_order(figures(clean)), in_any_order(figures(life.home))
    yield from (f"{name} is not as in a clean run" for name in wanted if seen[name] != wanted[name])


def copied_to(home: Path, target: Path) -> Path:
    """Return a copy of a home."""
    return Path(shutil.copytree(home, target))


def _live(published: Path, runner: Runner, trying: Trying, seeds: list[str]) -> list[str]:
    tried = trying(PROMISE, "clock set, machine down, night killed, any time zone")

    def check(seed: str, folder: Path) -> Wrong:
        return _lived(published, runner, folder, seed)

    return tried.each((seed, lambda folder, seed=seed: check(seed, folder)) for seed in seeds)


def test_each_date_is_published_once_whatever_the_clock_says(published: Path, runner: Runner, trying: Trying) -> None:
    """One history."""
    assert _live(published, runner, trying, ["sample"]) == []


@pytest.mark.campaign
def test_each_date_is_published_once_in_every_history(published: Path, runner: Runner, trying: Trying) -> None:
    """Many histories."""
    print(f"\nCLOCK_SEED={SEED}")
    assert _live(published, runner, trying, [f"{SEED} {number}" for number in range(HISTORIES)]) == []


LOOKS = """
from etl import schedule
from etl.settings import home_folder, load_settings
schedule.MINUTE, schedule.look = 0.2, lambda *_: print("looks", flush=True)
schedule.run_for_ever(load_settings(home_folder()))
"""
YEAR = 365 * 24 * 3600
SET = {
    "eight hours ahead": 8 * 3600,
    "right": 0,
    "a day behind": -24 * 3600,
    "in 1976": -50 * YEAR,
    "in 2076": 50 * YEAR,
}


def test_scheduler_goes_on_looking_whatever_its_clock_is_set_to(tmp_path: Path, trying: Trying) -> None:
    """The process itself, whose minute is a fifth of a second: it looks again within a few, also after years."""
    off = tmp_path / "off"
    off.write_text("0", encoding="utf-8")
    variables = {**preloaded(CLOCK), "CLOCK_OFF_BY": str(off), "COLLECTION_HOME": str(tmp_path)}
    looked: list[str] = []
    with _program(["-c", LOOKS], variables, looked):
        tried = trying(PROMISE, "clock of a running scheduler set")
        for name, seconds in (*SET.items(), ("right", 0)):
            tried.once(name, lambda _, seconds=seconds: _looks_again(off, seconds, looked))
    assert tried.failures == []


def _looks_again(off: Path, seconds: int, looked: list[str]) -> Iterator[str]:
    if not _waited(lambda: bool(looked), 30):
        yield "it never looked"
    off.write_text(str(seconds), encoding="utf-8")
    time.sleep(0.3)
    before = len(looked)
    if not _waited(lambda: len(looked) >= before + 3, 10):
        yield "it looks no more"


def _waited(done: Callable[[], bool], seconds: float) -> bool:
    give_up = time.monotonic() + seconds
    while not done() and time.monotonic() < give_up:
        time.sleep(0.05)
    return bool(done())


@contextmanager
def _program(words: list[str], variables: dict[str, str], said: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a program of ours; what it says is appended line by line."""
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=Path(__file__).parents[3],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    reading = threading.Thread(target=lambda: said.extend(process.stdout), daemon=True)
    reading.start()
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        reading.join()
        process.stdout.close()


def _two_at_once(published: Path, folder: Path) -> Iterator[str]:
    """Two schedulers, and a night by hand, begin at the same moment: one night is run, the others say why not."""
    home = copied_to(published, folder / "home")
    day = datetime.now(SHANGHAI).date() - timedelta(days=1)
    deliver(home, day)
    variables = {**os.environ, **SETTINGS, "COLLECTION_HOME": str(home), "COLLECTION_NIGHT_AT": "00:00"}
    variables |= {"COLLECTION_NIGHTS_MADE_UP": "1", "COLLECTION_WAIT_UNTIL": "00:00"}
    begun = [
        subprocess.Popen(
            [sys.executable, "-m", "etl", "schedule", "--once"],
            cwd=Path(__file__).parents[3],
            env=variables,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate()[1] for process in begun]
    codes = sorted(process.returncode for process in begun)
    lines = [line for text in said for line in text.splitlines() if "another scheduler has" in line]
    if (codes, len(lines)) not in (([0, TRANSIENT], 1), ([0, 0], 0)):
        yield f"they ended with {codes} and said {said}"
    published_now = sorted(path.stem[:8] for path in (home / "versions").glob("*.duckdb"))
    if published_now != sorted((YESTERDAY.replace("-", ""), f"{day:%Y%m%d}")):
        yield f"versions are of {published_now}"
    if current_version(home).business_date != day:
        yield f"served is {current_version(home).business_date}"


def _try_two(published: Path, trying: Trying, times: int) -> list[str]:
    tried = trying(PROMISE, "two schedulers at once")
    return tried.each((f"pair {number}", lambda folder: _two_at_once(published, folder)) for number in range(times))


def test_two_schedulers_at_once_run_one_night(published: Path, trying: Trying) -> None:
    """One pair."""
    assert _try_two(published, trying, 1) == []


@pytest.mark.campaign
def test_many_pairs_of_schedulers_run_one_night_each(published: Path, trying: Trying) -> None:
    """Many pairs."""
    assert _try_two(published, trying, SCHEDULERS) == []


def test_scheduler_that_cannot_write_down_what_it_does_says_so_once_a_day(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full no night can begin, and that is no silence."""
    home = copied_to(published, tmp_path / "home")
    (home / "schedule.json.new").mkdir()
    said: list[str] = []
    monkeypatch.setattr(schedule, "alarm", lambda _settings, _kind, subject, text: said.append(f"{subject}: {text}"))
    settings = load_settings(home, {**SETTINGS, "COLLECTION_HOME": str(home)})
    for moment in ("2026-01-02T04:00+08:00", "2026-01-02T04:01+08:00", "2026-01-03T04:00+08:00"):
        with environment(home, SETTINGS), pytest.raises(IsADirectoryError):
            schedule.look(settings, datetime.fromisoformat(moment))
    error = f"IsADirectoryError: [Errno 21] Is a directory: '{home}/schedule.json.new'"
    assert said == [f"夜间加工无法开始 {day}: {error}" for day in ("2026-01-02", "2026-01-03")]


def test_version_of_a_date_that_has_not_come_is_said_and_once_rolled_back_nights_go_on(
    published: Path, runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that was three weeks ahead for a moment."""
    from etl.publish import rollback
    from sql.connect import located

    life = Life(copied_to(published, tmp_path / "home"), runner, Random(1))
    life.settings = load_settings(life.home, {**SETTINGS, "COLLECTION_NIGHTS_MADE_UP": "1"})
    said: list[str] = []
    monkeypatch.setattr(schedule, "alarm", lambda _settings, _kind, subject, text: said.append(f"{subject}: {text}"))
    life.true, life.off = life.true.replace(hour=4), timedelta(days=21)
    assert life.look()
    life.off = timedelta()
    for _ in range(2):
        life.pass_by(timedelta(hours=5))
        assert not life.look()
    ahead = life.served[-1].business_date
    wrong = f"现用版本为 {ahead}，该日未到；请校准时钟，或 python -m etl rollback / set the clock right, or roll back"
    assert said == [f"时钟有误 {YESTERDAY}: {wrong}"]
    rollback(located(life.home), None)
    life.pass_by(timedelta(days=1))
    assert life.look()
    assert current_version(life.home).business_date == date.fromisoformat("2025-12-31")
