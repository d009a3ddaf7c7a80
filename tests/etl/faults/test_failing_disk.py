"""A full disk, a failing one, one that is gone: the night says so, the old version is served, the next run is clean.

The sample lets a few calls fail, one of each file that matters most; the campaign DISK_PLACES of them for each way to
fail, 30 unless said: one of every kind of call, then others by chance. 0 stands for every single call.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random, SystemRandom

import pytest

from etl.failures import TRANSIENT
from tests.failing import BROKEN, DISK, FULL, GONE, STRUCK, UNREADABLE, WAYS, preloaded
from tests.killing import VERSION_NAME, Death, Order, Runner
from tests.left_behind import Figures, LeftBehind, figures, left_behind
from tests.three_nights import copied
from tests.tried import Trying, Wrong
from tests.two_nights import SECOND

PLACES = int(os.environ.get("DISK_PLACES", "30"))
SEED = int(os.environ.get("DISK_SEED", "0")) or SystemRandom().randrange(2**32)
ABORTED = -6
PROMISE = "full disk, I/O error: the old version serves, the next run is clean"
POINTER = "rename versions/current.json.new"
SAMPLE = {
    FULL: ("write warehouse.duckdb.wal", "write versions/VERSION"),
    BROKEN: ("fsync versions/VERSION.duckdb.building", POINTER),
    GONE: ("remove inbox",),
    UNREADABLE: ("read inbox",),
}


@dataclass
class Bureau:
    """The home before the second night, that night undisturbed, and the calls it makes, by the way they may fail."""

    home: Path
    runner: Runner
    earlier: Figures
    later: LeftBehind
    calls: dict[str, tuple[str, ...]]

    def fails(self, way: str, place: int) -> Callable[[Path], Wrong]:
        """Return the check of one fault."""
        return lambda folder: self._wrong(copied(self.home, folder), Order("", SECOND, place, fails=way))

    def _wrong(self, home: Path, order: Order) -> Iterator[str]:
        met = self.runner.run(replace(order, home=str(home)))
        struck = [call.removeprefix(STRUCK) for call in met.effects if call.startswith(STRUCK)]
        if not struck:
            yield "the fault did not strike"
        yield from _announced(met, struck)
        yield from self._seen(home, met)
        again = self.runner.run(Order(str(home), SECOND))
        if again.code:
            yield f"the run after it ended with {again.code}: {again.said}"
        yield from self.later.differences(left_behind(home))

    def _seen(self, home: Path, met: Death) -> Iterator[str]:
        """Say what is wrong with what readers see after the fault.

        The new figures may be there already: the pointer had swung, or only reading was told, which says nothing of it.
        """
        reads = {call.removeprefix(STRUCK).split()[0] for call in met.effects} == {"open", "read"}
        begun = reads or POINTER in met.effects
        seen = figures(home)
        if met.code == 0 and seen != self.later.figures:
            yield "it succeeded, and readers do not see its figures"
        if met.code and seen != self.earlier and not (begun and seen == self.later.figures):
            yield "readers do not see the figures of the first night"


def _announced(met: Death, struck: list[str]) -> Iterator[str]:
    """Say what is wrong with how the failure was announced: one line, and the exit code for trying again.

    DuckDB ends its process where it cannot take back what it wrote; the scheduler takes that for the same.
    """
    lines = [line for line in met.said.splitlines() if not line.startswith("warning: ")]
    if met.code == 0 and not all(map(_is_harmless, struck)):
        yield f"it went on as if nothing had happened after {', '.join(struck)}"
    in_a_line = len(lines) == 1 and lines[0].startswith("etl night: ") and " again" in lines[0]
    if met.code != 0 and not (in_a_line if met.code == TRANSIENT else met.code == ABORTED and lines):
        yield f"it ended with {met.code} and said {met.said!r}"


def _is_harmless(call: str) -> bool:
    """Whether a night may go on where this call has failed.

    Its own scraps are removed by the next; a folder may be there already; a source is opened for reading too; what
    DuckDB could not put into the warehouse as it closed is in its log, and is put there by the next. An old version
    that cannot be read says no longer what has changed since, and no status when one was last published.
    """
    name = call.split()[1]
    old = re.match(r"(open|read) (versions/\S+\.duckdb(\.wal)?|status\.json)$", call)
    return (
        bool(old) or name.startswith("work/") or call.startswith("mkdir ") or name in ("tax.sqlite", "warehouse.duckdb")
    )


def kind(call: str) -> str:
    """Return what a call is called whichever version, delivery and hash it is about."""
    named = VERSION_NAME.sub("VERSION", call.removeprefix(STRUCK))
    return re.sub(r"archive/[0-9a-f]{2}(/[0-9a-f]{64})?", "archive/HASH", re.sub(r"\d{8}\.json", "NOTE.json", named))


@pytest.fixture(scope="module")
def bureau(between_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """Live through the second night undisturbed, once for each way to count."""
    calls = {}
    with Runner(preloaded(DISK)) as runner:
        for way in WAYS:
            home = copied(between_nights, tmp_path_factory.mktemp(way))
            life = runner.run(Order(str(home), SECOND, fails=way))
            assert life.code == 0, life.said
            calls[way] = tuple(map(kind, life.effects))
        yield Bureau(between_nights, runner, figures(between_nights), left_behind(home), calls)


def test_disk_that_does_not_fail_is_watched(bureau: Bureau) -> None:
    """What the night does to the disk is counted, and what only reads is not."""
    assert bureau.earlier != bureau.later.figures
    for way in (FULL, BROKEN, GONE):
        for call in (POINTER, "write warehouse.duckdb.wal", "fsync versions/VERSION.duckdb.building"):
            assert call in bureau.calls[way]
    assert {call.split()[0] for call in bureau.calls[UNREADABLE]} == {"open", "read"}


@pytest.mark.parametrize(("way", "call"), [(way, call) for way, calls in SAMPLE.items() for call in calls])
def test_disk_that_fails_is_said_and_the_next_run_is_clean(bureau: Bureau, trying: Trying, way: str, call: str) -> None:
    """One call of each kind that matters, for each way to fail."""
    places = [place for place, name in enumerate(bureau.calls[way], start=1) if name.startswith(call)]
    place = Random(f"{way} {call}").choice(places)
    assert trying(PROMISE, way).each([(f"{place} {call}", bureau.fails(way, place))]) == []


@pytest.mark.campaign
@pytest.mark.parametrize("way", WAYS)
def test_disk_that_fails_anywhere_is_said_and_the_next_run_is_clean(bureau: Bureau, trying: Trying, way: str) -> None:
    """One call of every kind, and others by chance."""
    print(f"\nDISK_SEED={SEED}")
    tried = trying(PROMISE, way)
    names = bureau.calls[way]
    faults = [(f"{place} {names[place - 1]}", bureau.fails(way, place)) for place in _chosen(names)]
    assert tried.each(faults) == []


def _chosen(names: tuple[str, ...]) -> list[int]:
    """Return the places of calls: one of every kind, then of all."""
    chance = Random(SEED)
    places = list(range(1, len(names) + 1))
    chance.shuffle(places)
    firsts = list({names[place - 1]: place for place in places}.values())
    chance.shuffle(firsts)
    return sorted(list(dict.fromkeys([*firsts, *places]))[: PLACES or None])
