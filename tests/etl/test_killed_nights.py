"""Every source row is counted once, whatever dies: a night killed anywhere and run again ends where it would have.

The sample kills at side effects of the kinds that matter most, and at a moment; the campaign (`pytest -m campaign`) at
every one, right before and right after it, and at KILLED_MOMENTS random moments, 200 unless said.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random, SystemRandom

import pytest

from tests.killing import AFTER, BEFORE, Death, Order, Runner
from tests.left_behind import Figures, LeftBehind, contents, figures, left_behind, status
from tests.program import call, night
from tests.three_nights import copied
from tests.tried import Trying, Wrong
from tests.two_nights import SECOND

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="killing looks into /proc")
PROMISE = "every source row counted once, whatever dies"
KILLED = -9
SEED = int(os.environ.get("KILLED_SEED", "20250620"))
MOMENTS = int(os.environ.get("KILLED_MOMENTS", "200"))
AT_ONCE = {"COLLECTION_SETTLE_SECONDS": "0"}
"""A file whose control file is gone already need not be watched."""
POINTER = "rename versions/current.json.new"
KINDS = (
    *("write work/landing", "rename work/landing", "commit", "rename archive", "remove inbox", "delete from landed."),
    *("checkpoint", POINTER, "remove versions", "update landed.run"),
)


@dataclass
class Bureau:
    """The home before the second night, that night undisturbed, and the one who kills it."""

    home: Path
    runner: Runner
    earlier: Figures
    later: LeftBehind
    effects: tuple[str, ...]
    seconds: float

    @property
    def pointed(self) -> int:
        """Return the place of the side effect from which on readers see the second night."""
        return self.effects.index(POINTER) + 1

    def dies(self, order: Order) -> tuple[str, Callable[[Path], Wrong]]:
        """Return what is done, and the check: kill the night, look at what readers see, and run it again."""
        at = self.effects[order.place - 1] if order.place else "seconds"
        return f"{order.side} {order.place or order.seconds} {at}", lambda folder: self._wrong(folder / "home", order)

    def _wrong(self, home: Path, order: Order) -> Iterator[str]:
        death = self._kill(home, order)
        yield from self._seen(home, order, death)
        night(home, SECOND, AT_ONCE)
        yield from self.later.differences(left_behind(home))
        yield from _runs(home)

    def _kill(self, home: Path, order: Order) -> Death:
        """Kill the night over a copy of the home; earlier, if it had already ended at the moment chosen."""
        shutil.copytree(self.home, home)
        death = self.runner.run(replace(order, home=str(home)))
        if death.code == KILLED or not order.seconds:
            return death
        shutil.rmtree(home)
        return self._kill(home, replace(order, seconds=order.seconds * 0.8))

    def _seen(self, home: Path, order: Order, death: Death) -> Iterator[str]:
        """Say what is wrong with the death, and with what readers see after it."""
        if death.code != KILLED:
            yield f"it ended with {death.code} instead of being killed"
        if order.place and death.effects != self.effects[: order.place]:
            yield "it did something else before it was killed"
        seen, reached = figures(home), len(death.effects)
        done = reached > self.pointed or (reached == self.pointed and order.side == AFTER)
        unclear = not order.place and reached == self.pointed
        if seen != (self.later.figures if done else self.earlier) and not (unclear and seen == self.later.figures):
            yield f"readers do not see the figures of the {'second' if done else 'first'} night"


def _runs(home: Path) -> Iterator[str]:
    """Say what is wrong with the ledger of nights: one was interrupted at most, none is left open."""
    outcomes = [run["outcome"] for run in status(home)["runs"]]
    if outcomes[0] != "published" or outcomes[1:-3] not in ([], ["failed"], ["published"]):
        yield f"the nights ended as {outcomes}"


@pytest.fixture(scope="module")
def bureau(between_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """Live through everything once."""
    undisturbed = copied(between_nights, tmp_path_factory.mktemp("undisturbed"))
    with Runner() as runner:
        started = time.monotonic()
        life = runner.run(Order(str(undisturbed), SECOND))
        seconds = time.monotonic() - started
        assert life.code == 0
        yield Bureau(between_nights, runner, figures(between_nights), left_behind(undisturbed), life.effects, seconds)


def test_undisturbed_night_lands_everything(bureau: Bureau) -> None:
    """What the others are held against is a night that did its work and left nothing lying about."""
    assert bureau.earlier != bureau.later.figures
    assert sum(name.startswith("archive/deliveries/") for name in bureau.later.files) == 13
    beside = [name for name in bureau.later.files if name.startswith(("inbox/", "work/", "versions/"))]
    assert sorted(beside) == ["versions/VERSION.duckdb", "versions/current.json"]
    assert bureau.later.files["versions/VERSION.duckdb"] == 3


@pytest.mark.parametrize("kind", KINDS)
def test_killed_night_run_again_ends_where_it_would_have(bureau: Bureau, trying: Trying, kind: str) -> None:
    """One side effect of each kind, on either side of it."""
    chance = Random(f"{SEED} {kind}")
    places = [place for place, name in enumerate(bureau.effects, start=1) if name.startswith(kind)]
    order = Order("", SECOND, chance.choice(places), chance.choice((BEFORE, AFTER)))
    assert trying(PROMISE, "SIGKILL before and after every side effect").each([bureau.dies(order)]) == []


def test_night_killed_at_any_moment_run_again_ends_where_it_would_have(bureau: Bureau, trying: Trying) -> None:
    """A moment at which nothing in particular happens."""
    assert trying(PROMISE, "SIGKILL at a random moment").each([bureau.dies(_moment(bureau, 0.6))]) == []


def test_dry_run_after_a_killed_night_changes_nothing(bureau: Bureau, tmp_path: Path) -> None:
    """What the killed night had committed lies beside the warehouse: it is read, and stays where it is."""
    home = copied(bureau.home, tmp_path)
    place = bureau.effects.index("checkpoint marts")
    assert bureau.runner.run(Order(str(home), SECOND, place, AFTER)).code == KILLED
    assert (home / "warehouse.duckdb.wal").exists()
    before = contents(home)
    assert call(home, "night", "--date", SECOND, "--dry-run").code == 0
    assert contents(home) == before


def test_killed_night_keeps_the_account_of_earlier_files(bureau: Bureau, tmp_path: Path) -> None:
    """Rows are accounted for anew in one step: who asks in between is told what was known, and of the interruption."""
    home = copied(bureau.home, tmp_path)
    known = status(home)["files"]
    place = bureau.effects.index("delete from landed.account") + 1
    assert bureau.runner.run(Order(str(home), SECOND, place, AFTER)).code == KILLED
    said = status(home)
    assert said["files"][: len(known)] == known
    latest = said["runs"][0]
    assert (latest["outcome"], latest["reason"], latest["version"]) == ("failed", "it was interrupted", None)


READER = "import os, subprocess, sys; args = [sys.executable, '-m', 'etl.sources.apart', str(os.getpid())]"


def test_killed_night_leaves_no_reader_of_workbooks_behind() -> None:
    """The process that reads a workbook, here one still waiting for its question, dies with the night."""
    program = f"{READER}; print(subprocess.Popen(args).pid, flush=True); input()"
    night = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with night:
        assert night.stdout is not None
        reader = Path("/proc", night.stdout.readline().strip())
        assert reader.exists()
        night.kill()
        give_up = time.monotonic() + 10
        while _lives(reader) and time.monotonic() < give_up:
            time.sleep(0.05)
        assert not _lives(reader)


def _lives(process: Path) -> bool:
    """Say whether a process lives; one that has ended and was not asked after is dead."""
    try:
        return "\nState:\tZ" not in (process / "status").read_text(encoding="utf-8")
    except OSError:
        return False


def _moment(bureau: Bureau, share: float) -> Order:
    return Order("", SECOND, seconds=round(share * bureau.seconds, 4))


@pytest.mark.campaign
def test_night_killed_everywhere_run_again_ends_where_it_would_have(bureau: Bureau, trying: Trying) -> None:
    """Every side effect on both sides, and random moments."""
    chosen = SEED if "KILLED_SEED" in os.environ else SystemRandom().randrange(2**32)
    places, chance = range(1, len(bureau.effects) + 1), Random(chosen)
    orders = [Order("", SECOND, place, side) for place in places for side in (BEFORE, AFTER)]
    print(f"\n{len(places)} side effects, KILLED_SEED={chosen}")
    moments = [_moment(bureau, chance.random()) for _ in range(MOMENTS)]
    failures = trying(PROMISE, "SIGKILL before and after every side effect").each(map(bureau.dies, orders))
    failures = [*failures, *trying(PROMISE, "SIGKILL at a random moment").each(map(bureau.dies, moments))]
    assert failures == []
