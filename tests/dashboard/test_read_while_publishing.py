"""Who reads sees the version before or the new one, never a mix, an empty page or an error, however often is published.

No other version is kept than the one served, so whoever reads on does so from a version that is no more.
"""

import time
from pathlib import Path

import pytest

from sql.connect import Place
from tests import engines
from tests.dashboard.reading import Read, Readers, expected_of
from tests.program import environment
from tests.publishing import Publisher, bureau_published
from tests.tried import Trying

BAD = ("mixed", "empty", "failed")
MOST_FILES = 60
"""Files a process may have open in the end; a version left open each time would be hundreds."""


@pytest.fixture(scope="module")
def bureaus(tmp_path_factory):
    """The versions of two bureaus that have nothing in common."""
    return [bureau_published(tmp_path_factory.mktemp(f"bureau{seed}"), seed) for seed in (3, 4)]


def read_while_publishing(home: Path, bureaus: list[Path], reads: int, publishes: int) -> tuple[Read, int]:
    """Publish so often at least, while so often is read at least; what became of the reads, and how often it was."""
    with environment(home, {}):
        place = engines.chosen.place(home)
        publisher = Publisher(place, *bureaus)
        expected = {}
        for _ in range(2):
            publisher.publish()
            expected |= expected_of(place)
        readers = Readers(Place(home, place.url), expected, reads, publishes)
        while not readers.enough:
            if readers.behind:
                time.sleep(0.005)
                continue
            publisher.publish()
            readers.published.value += 1
        read = readers.outcome()
        publisher.close()
    return read, readers.published.value


def _tried(trying: Trying, read: Read) -> list[str]:
    """Put into the table what became of the reads; what was wrong with any."""
    counted, tried = read.outcomes, trying("readers see one version, old or new", f"publishes on {engines.chosen.name}")
    tried.tries = counted["right"] + sum(counted[bad] for bad in BAD)
    tried.failures += [f"{bad}: {read.examples[bad]}" for bad in BAD for _ in range(counted[bad])]
    return tried.failures


def test_a_read_is_of_one_version(engine, tmp_path, bureaus, trying):
    """Twenty publishes under three hundred reads."""
    read, _ = read_while_publishing(tmp_path, bureaus, 300, 20)
    assert _tried(trying, read) == []
    assert read.outcomes["right"] >= 300
    assert read.outcomes["overtaken"] > 10, "hardly anything was published while anybody read"
    assert read.files < MOST_FILES


@pytest.mark.campaign
def test_ten_thousand_reads_are_of_one_version_each(engine, tmp_path, bureaus, trying):
    """Five hundred publishes."""
    read, published = read_while_publishing(tmp_path, bureaus, 10_000, 500)
    print(f"\n{published} publishes on {engine.name}, {read.outcomes['overtaken']} reads overtaken by one", flush=True)
    assert _tried(trying, read) == []
    assert read.outcomes["right"] >= 10_000
    assert read.outcomes["overtaken"] > 250
    assert read.files < MOST_FILES
