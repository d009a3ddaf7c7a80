"""What has rotted on the disk is found and never served as figures: versions, pointer, archive, warehouse.

One bit is turned, or the file cut off. The campaign does so DAMAGES times to each kind of file, 24 unless said, and to
every byte of the pointer; the sample a few times.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random, SystemRandom

import pytest

from sql.connect import NothingPublished, Unable
from sql.connect.duckdb import duckdb
from tests.etl.faults.spoiling import spoilt
from tests.left_behind import Figures, LeftBehind, figures, left_behind, notes
from tests.program import call, night
from tests.three_nights import copied
from tests.tried import Trying, Wrong
from tests.two_nights import SECOND

DAMAGES = int(os.environ.get("DAMAGES", "24"))
SEED = int(os.environ.get("DAMAGE_SEED", "0")) or SystemRandom().randrange(2**32)
PROMISE = "corruption is found, not served"
FOUND = (NothingPublished, Unable, duckdb.Error)
Damaging = Callable[[bytes], bytes]


@dataclass
class Bureau:
    """A home after all its nights, what it left, and what it will serve a night later."""

    home: Path
    left: LeftBehind
    later: Figures


@pytest.fixture(scope="module")
def bureau(between_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """Live through the second night, and once more through it."""
    home = copied(between_nights, tmp_path_factory.mktemp("lived"))
    night(home, SECOND)
    again = copied(home, tmp_path_factory.mktemp("again"))
    night(again, SECOND)
    return Bureau(home, left_behind(home), figures(again))


def damages(chance: Random, times: int, size: int) -> Iterator[tuple[str, Damaging]]:
    """Yield ways to damage a file of a size: a bit turned, every third time the end cut off."""
    for number in range(times):
        at, bit = chance.randrange(size), None if number % 3 == 2 else chance.randrange(8)
        yield f"{'cut off' if bit is None else f'bit {bit}'} at {at:,} of {size:,}", partial(spoilt, at=at, bit=bit)


def damage(path: Path, damaging: Damaging) -> None:
    """Damage a file."""
    content = path.read_bytes()
    path.write_bytes(damaging(content))
    assert path.read_bytes() != content


def _shown(home: Path, wanted: Figures) -> bool:
    """Whether readers still see everything right; False when they are told that it is damaged.

    Raises AssertionError where they see something else.
    """
    try:
        seen = figures(home)
    except FOUND:
        return False
    assert seen == wanted, "readers see something else"
    return True


def _version(bureau: Bureau, damaging: Damaging, folder: Path) -> Iterator[str]:
    """A damaged version is told of, is not gone back to, and the one before or the next night serves.

    Going back reads all of it, the figures a part: where they are right still, it may be refused all the same.
    """
    home = copied(bureau.home, folder)
    served, before = (_newest(home, place) for place in (-1, -2))
    damage(served, damaging)
    right = _shown(home, bureau.left.figures)
    if not right:
        if call(home, "rollback", served.stem).code == 0:
            yield "it was served again"
        assert call(home, "rollback").code == 0
        assert figures(home) == figures(bureau.home, before.stem)
    night(home, SECOND)
    if figures(home) != bureau.later:
        yield "the night after it has other figures"


def _newest(home: Path, place: int) -> Path:
    return sorted((home / "versions").glob("*.duckdb"), key=lambda path: path.stem.partition("-")[2])[place]


def _pointer(bureau: Bureau, damaging: Damaging, folder: Path) -> Iterator[str]:
    """A damaged pointer is told of, and points again after going back to a version, or after a night."""
    home = copied(bureau.home, folder)
    damage(home / "versions" / "current.json", damaging)
    right = _shown(home, bureau.left.figures)
    if call(home, "rollback", _newest(home, -1).stem).code or figures(home) != bureau.left.figures:
        yield "it could not be put right"
    if not right and call(home, "status").code:
        yield "the nights cannot be listed"


def _archive(bureau: Bureau, name: str, damaging: Damaging, folder: Path) -> Iterator[str]:
    """Damage in the archive is told of by who reads it: rebuilding and backing up; what is served stays right."""
    home = copied(bureau.home, folder)
    damage(home / "archive" / name, damaging)
    for words in (("replay",), ("backup", str(folder / "backups"))):
        said = call(home, *words)
        if said.code != 1 or str(home / "archive" / name) not in said.err:
            yield f"{words[0]} ended with {said.code} and said {said.err!r}"
    if not _shown(home, bureau.left.figures):
        yield "the figures cannot be read"


def _warehouse(bureau: Bureau, damaging: Damaging, folder: Path) -> Iterator[str]:
    """A night over a damaged warehouse has the right figures or says so; rebuilt from the archive, it has them."""
    home = copied(bureau.home, folder)
    damage(home / "warehouse.duckdb", damaging)
    said = call(home, "night", "--date", SECOND)
    if said.code and "etl replay" not in said.err:
        yield f"it ended with {said.code} and said {said.err!r}"
    if said.code and not _shown(home, bureau.left.figures):
        yield "the version before cannot be read"
    if said.code:
        assert call(home, "replay").code == 0
        night(home, SECOND)
    if figures(home) != bureau.later:
        yield "its figures are others"
    if notes(home) != bureau.left.archive:
        yield "the archive is another"


Fault = tuple[str, Callable[[Path], Wrong]]


def _faults(bureau: Bureau, kind: str, chance: Random, times: int) -> Iterator[Fault]:
    """Yield so many faults of a kind of file."""
    home = bureau.home
    if kind == "archive":
        names = [str(path.relative_to(home / kind)) for path in sorted((home / kind).rglob("*")) if path.is_file()]
        for name in [chance.choice(names) for _ in range(times)]:
            size = (home / kind / name).stat().st_size
            for what, damaging in damages(chance, 1, size):
                yield f"{name}: {what}", partial(_archive, bureau, name, damaging)
        return
    path, check = {
        "version": (_newest(home, -1), _version),
        "pointer": (home / "versions" / "current.json", _pointer),
        "warehouse": (home / "warehouse.duckdb", _warehouse),
    }[kind]
    for what, damaging in damages(chance, times, path.stat().st_size):
        yield what, partial(check, bureau, damaging)


KINDS = ("version", "pointer", "archive", "warehouse")


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_found_and_not_served(bureau: Bureau, trying: Trying, kind: str) -> None:
    """Only a bit of it."""
    assert trying(PROMISE, kind).each(_faults(bureau, kind, Random(5), 1)) == []


@pytest.mark.campaign
@pytest.mark.parametrize("kind", KINDS)
def test_damage_anywhere_is_found_and_not_served(bureau: Bureau, trying: Trying, kind: str) -> None:
    """Bits and ends by chance."""
    print(f"\nDAMAGE_SEED={SEED}")
    assert trying(PROMISE, kind).each(_faults(bureau, kind, Random(SEED), DAMAGES)) == []


def test_every_bit_of_the_pointer_is_found_or_means_the_same(bureau: Bureau, tmp_path: Path) -> None:
    """It names one version and its date, or nothing."""
    home = copied(bureau.home, tmp_path)
    path = home / "versions" / "current.json"
    content = path.read_bytes()
    for at in range(len(content)):
        for bit in (None, *range(8)):
            path.write_bytes(spoilt(content, at, bit))
            _pointed(home, bureau)


def _pointed(home: Path, bureau: Bureau) -> None:
    from sql.connect import current_version, version_path

    try:
        now = current_version(home)
    except NothingPublished:
        return
    assert now == current_version(bureau.home) or not version_path(home, now.name).exists()
