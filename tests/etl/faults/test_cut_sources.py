"""Sources that are lost while they are read: nothing of them is published, and what comes next is whole.

A database whose connection breaks after so many bytes; files that are cut off, replaced or taken back after so many
bytes of them were read; files that came half written, or with a bit turned. The campaign tries SOURCE_CUTS points of
each of the three, 50 unless said; the sample one.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from etl import archive, load
from etl.archive import copy_hashed
from etl.failures import TRANSIENT
from tests import engines
from tests.cutting import Line
from tests.deliveries import HEADERS, delivery, receipt, write
from tests.etl.faults.spoiling import spoilt
from tests.left_behind import Figures, LeftBehind, figures, in_any_order, left_behind
from tests.program import Said, call, night
from tests.three_nights import copied
from tests.tried import Trying, Wrong
from tests.two_nights import SECOND, A, B, C, D, assessed

CUTS = int(os.environ.get("SOURCE_CUTS", "50"))
SEED = int(os.environ.get("SOURCE_SEED", "0")) or SystemRandom().randrange(2**32)
PROMISE = "source lost mid-read: the old version serves, the next run is clean"
SPOILT = "bad data is never published"
AT_ONCE = {"COLLECTION_SETTLE_SECONDS": "0"}
PATIENT = {"COLLECTION_SETTLE_SECONDS": "60"}
"""A file that changes while it is read is looked at again; whatever happens to it here is an hour old by its clock."""
MANY = 3_000
"""Rows of the source table, so that most of its bytes are rows."""
LONG, LONG_ROWS = "receipts_20250618.csv", 600
"""A file of several reads."""
SETTINGS = """
[feeds.register]
kind = "full"

[feeds.assessments]
source = "database"
url = "postgresql+psycopg://postgres@127.0.0.1:{port}/{name}"
table = "assessed"
"""


@dataclass
class Bureau:
    """The home before the second night, what is served of it, and that night undisturbed."""

    home: Path
    earlier: Figures
    later: LeftBehind

    def served(self, home: Path) -> Iterator[str]:
        """Say where readers do not see what was published before."""
        if figures(home) != self.earlier:
            yield "readers do not see the figures of the first night"

    def ends_well(self, home: Path) -> Iterator[str]:
        """Say where the figures differ from those of an undisturbed run."""
        seen, wanted = in_any_order(figures(home)), in_any_order(self.later.figures)
        yield from (f"{name} is not as in an undisturbed run" for name in wanted if seen[name] != wanted[name])


@pytest.fixture(scope="module")
def bureau(between_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """Live through the second night undisturbed."""
    before = copied(between_nights, tmp_path_factory.mktemp("before"))
    many = [receipt(f"L{place:04d}", C, "202506", "202506", "1.00", "2025-06-10") for place in range(LONG_ROWS)]
    write([delivery("receipts", "2025-06-18", many)], before / "inbox")
    home = copied(before, tmp_path_factory.mktemp("undisturbed"))
    night(home, SECOND, AT_ONCE)
    return Bureau(before, figures(before), left_behind(home))


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """Lay a line to a server of PostgreSQL with the table of the tax bureau."""
    url = engines.made(f"cut_{os.getpid()}")
    values = [assessed(person, "202505", "800.00", "2025-06-19") for person in (A, B, C, D)]
    values += [{**values[0], HEADERS["assessments"][0]: f"N{place:05d}"} for place in range(MANY)]
    with psycopg.connect(url, autocommit=True) as connection:
        columns = ", ".join(f'"{name}" text' for name in HEADERS["assessments"])
        connection.execute(f"create table assessed ({columns})".encode())
        marks = ", ".join(["%s"] * len(HEADERS["assessments"]))
        with connection.cursor() as cursor:
            rows = [[row.get(name) for name in HEADERS["assessments"]] for row in values]
            cursor.executemany(f"insert into assessed values ({marks})".encode(), rows)
    with Line(Path(parse_qs(urlsplit(url).query)["host"][0]) / ".s.PGSQL.5432") as line:
        yield line


@pytest.fixture(scope="module")
def pulling(line: Line, bureau: Bureau, tmp_path_factory: pytest.TempPathFactory) -> tuple[Bureau, int]:
    """Return a bureau that pulls over the line, and the bytes of one pull."""
    home = copied(bureau.home, tmp_path_factory.mktemp("pulling"))
    settings = SETTINGS.format(port=line.port, name=f"cut_{os.getpid()}")
    (home / "settings.toml").write_text(settings, encoding="utf-8")
    undisturbed = copied(home, tmp_path_factory.mktemp("pulled"))
    line.set(None)
    night(undisturbed, SECOND, AT_ONCE)
    assert line.passed > MANY * 100
    return Bureau(home, bureau.earlier, left_behind(undisturbed)), line.passed


def _pull_breaks(bureau: Bureau, line: Line, at: int) -> Callable[[Path], Wrong]:
    """Return the check of a pull whose line breaks after so many bytes."""

    def check(folder: Path) -> Iterator[str]:
        home = copied(bureau.home, folder)
        line.set(at)
        said = call(home, "night", "--date", SECOND, settings=AT_ONCE)
        if not line.broken:
            yield "the line did not break"
        if (said.code, said.err.count("\n")) != (TRANSIENT, 1) or "cannot be read at" not in said.err:
            yield f"it ended with {said.code} and said {said.err!r}"
        yield from bureau.served(home)
        line.set(None)
        night(home, SECOND, AT_ONCE)
        yield from bureau.later.differences(left_behind(home))

    return check


def _try_pulls(pulling: tuple[Bureau, int], line: Line, trying: Trying, cuts: int) -> list[str]:
    bureau, size = pulling
    places = [size * place // (cuts + 1) for place in range(1, cuts + 1)]
    faults = [(f"after {at:,} of {size:,} bytes", _pull_breaks(bureau, line, at)) for at in places]
    return trying(PROMISE, "database connection").each(faults)


def test_database_lost_while_it_is_read_lands_nothing(pulling: tuple[Bureau, int], line: Line, trying: Trying) -> None:
    """In the middle of its rows."""
    assert _try_pulls(pulling, line, trying, 1) == []


@pytest.mark.campaign
def test_database_lost_at_many_points_lands_nothing(pulling: tuple[Bureau, int], line: Line, trying: Trying) -> None:
    """Evenly over all bytes of the answers."""
    assert _try_pulls(pulling, line, trying, CUTS) == []


def _cut_off(path: Path, at: int) -> None:
    """Cut a file off where it has been read to."""
    os.truncate(path, at)


def _replace(path: Path, at: int) -> None:
    """Put the same bytes in its place, as a delivery that was sent again."""
    fresh = path.with_name(f".{path.name}")
    fresh.write_bytes(path.read_bytes())
    fresh.replace(path)


def _overwrite(path: Path, at: int) -> None:
    """Write a file again over itself; for a moment it is empty."""
    content = path.read_bytes()
    path.write_bytes(content)


def _take_back(path: Path, at: int) -> None:
    """Remove a file."""
    path.unlink()


HAPPENS: dict[str, Callable[[Path, int], None]] = {
    "cut off": _cut_off,
    "replaced": _replace,
    "overwritten": _overwrite,
    "taken back": _take_back,
}


class _Counting:
    """A hash that lets something happen once so many bytes were read."""

    def __init__(self, at: int, happens: Callable[[], None]) -> None:
        self._hash, self._left, self._happens = hashlib.sha256(), at, happens

    def update(self, block: bytes) -> None:
        self._hash.update(block)
        if 0 < self._left <= len(block):
            self._happens()
        self._left -= len(block)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


@dataclass
class Disturbed:
    """A file of the inbox, after how many of its bytes were read something happens to it, and what that is."""

    name: str
    at: int
    happens: str

    def check(self, bureau: Bureau) -> Callable[[Path], Wrong]:
        """Return the check of it."""
        return lambda folder: self._wrong(bureau, copied(bureau.home, folder))

    def _wrong(self, bureau: Bureau, home: Path) -> Iterator[str]:
        path = home / "inbox" / self.name
        content, control = path.read_bytes(), seal(path)
        left = [self.happens]

        def happen() -> None:
            HAPPENS[left.pop()](path, self.at)
            if path.exists():
                os.utime(path, (time.time() - 3600,) * 2)

        def copy(source: Path, target: Path) -> str:
            with pytest.MonkeyPatch.context() as patched:
                if source == path and left:
                    counting = SimpleNamespace(sha256=lambda: _Counting(self.at, happen))
                    patched.setattr(archive, "hashlib", counting)
                    patched.setattr(archive, "BLOCK_BYTES", 64)
                return copy_hashed(source, target)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(load, "copy_hashed", copy)
            said = call(home, "night", "--date", SECOND, settings=PATIENT)
        if left:
            yield "it did not happen"
        if self.happens == "cut off":
            yield from refused(said, self.name)
            yield from bureau.served(home)
        elif said.code:
            yield f"it ended with {said.code} and said {said.err!r}"
        path.write_bytes(content)
        control.write_text(_sealed(content), encoding="utf-8")
        night(home, SECOND, AT_ONCE)
        yield from bureau.ends_well(home)


def refused(said: Said, name: str) -> Iterator[str]:
    """Say what is wrong with how a night refused a file."""
    lines = [line for line in said.err.splitlines() if not line.startswith("warning: ")]
    if said.code != 1 or len(lines) != 1 or f"refused: {name}: " not in lines[0]:
        yield f"it ended with {said.code} and said {said.err!r}"


def seal(path: Path) -> Path:
    """Let the control file of a delivery say the hash of its bytes; return it."""
    control = path.with_name(path.name.removesuffix(".gz").rsplit(".", 1)[0] + ".ctl")
    control.write_text(_sealed(path.read_bytes()), encoding="utf-8")
    return control


def _sealed(content: bytes) -> str:
    return json.dumps({"sha256": hashlib.sha256(content).hexdigest()})


def deliveries(home: Path) -> dict[str, int]:
    """Return the files of the inbox and their sizes."""
    paths = sorted((home / "inbox").iterdir())
    return {path.name: path.stat().st_size for path in paths if path.suffix != ".ctl"}


@pytest.mark.parametrize("happens", ["cut off", "taken back"])
def test_file_that_changes_while_it_is_copied_lands_whole_or_not_at_all(
    bureau: Bureau, trying: Trying, happens: str
) -> None:
    """In the middle of a long one."""
    file = Disturbed(LONG, deliveries(bureau.home)[LONG] // 2, happens)
    assert trying(PROMISE, f"file {happens}").each([(LONG, file.check(bureau))]) == []


@pytest.mark.campaign
@pytest.mark.parametrize("happens", HAPPENS)
def test_file_that_changes_at_any_byte_lands_whole_or_not_at_all(bureau: Bureau, trying: Trying, happens: str) -> None:
    """Any of the files, after any number of bytes."""
    print(f"\nSOURCE_SEED={SEED}")
    chance, files = Random(SEED), deliveries(bureau.home)
    names = chance.choices([LONG, *files], k=-(-CUTS // len(HAPPENS)))
    those = [Disturbed(name, chance.randrange(1, files[name]), happens) for name in names]
    faults = [(f"{file.name} at {file.at}", file.check(bureau)) for file in those]
    assert trying(PROMISE, f"file {happens}").each(faults) == []


@dataclass
class Spoilt:
    """A file of the inbox that came half written, or with one bit turned."""

    name: str
    at: int
    bit: int | None = None

    def check(self, bureau: Bureau) -> Callable[[Path], Wrong]:
        """Return the check of it."""
        return lambda folder: self._wrong(bureau, copied(bureau.home, folder))

    def _wrong(self, bureau: Bureau, home: Path) -> Iterator[str]:
        path = home / "inbox" / self.name
        content, control = path.read_bytes(), seal(path)
        path.write_bytes(spoilt(content, self.at, self.bit))
        if path.read_bytes() == content:
            yield "nothing was spoilt"
        yield from refused(call(home, "night", "--date", SECOND, settings=AT_ONCE), self.name)
        yield from bureau.served(home)
        path.write_bytes(content)
        control.write_text(_sealed(content), encoding="utf-8")
        night(home, SECOND, AT_ONCE)
        yield from bureau.ends_well(home)


def _spoilt(bureau: Bureau, chance: Random, *, turned: bool) -> list[tuple[str, Callable[[Path], Wrong]]]:
    files = deliveries(bureau.home)
    names = [*files, *chance.choices([*files], k=max(CUTS // 2 - len(files), 0))]
    those = [Spoilt(name, chance.randrange(files[name]), chance.randrange(8) if turned else None) for name in names]
    return [(f"{file.name} at {file.at}, bit {file.bit}", file.check(bureau)) for file in those]


@pytest.mark.parametrize("turned", [False, True], ids=["half written", "bit turned"])
def test_spoilt_file_is_refused_and_the_whole_one_works(bureau: Bureau, trying: Trying, turned: bool) -> None:
    """A packed one; the campaign tries each of them."""
    faults = [one for one in _spoilt(bureau, Random(7), turned=turned) if ".gz" in one[0]][:1]
    assert trying(SPOILT, "bit turned" if turned else "half written").each(faults) == []


@pytest.mark.campaign
@pytest.mark.parametrize("turned", [False, True], ids=["half written", "bit turned"])
def test_any_spoilt_file_is_refused_and_the_whole_one_works(bureau: Bureau, trying: Trying, turned: bool) -> None:
    """Each file once, others by chance."""
    print(f"\nSOURCE_SEED={SEED}")
    faults = _spoilt(bureau, Random(SEED), turned=turned)
    assert trying(SPOILT, "bit turned" if turned else "half written").each(faults) == []
