"""A file that is written to, or delivered again, while it is being read: each of its rows lands, once."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.archive import copy_hashed
from etl.sources.reading import read
from tests.deliveries import Row, delivery, identity, receipt, write
from tests.left_behind import status
from tests.program import call

A, B, C = (identity("1985-03-04", number) for number in range(1, 7, 2))
MAY = "2025-05-31"
NAME = "receipts_20250531.csv"
PATIENT = {"COLLECTION_SETTLE_SECONDS": "1"}


def rows_of(people: str) -> list[Row]:
    """Return a receipt of each of these people."""
    number = {"A": A, "B": B, "C": C}
    return [receipt(f"M{p}", number[p], "202505", "202505", "900.00", "2025-05-20") for p in people]


def deliver(home: Path, people: str) -> None:
    """Deliver a file without a control file, written an hour ago."""
    write([delivery("receipts", MAY, rows_of(people))], home / "inbox")
    (home / "inbox" / "receipts_20250531.ctl").unlink()
    before = (home / "inbox" / NAME).stat().st_mtime - 3600
    os.utime(home / "inbox" / NAME, (before, before))


def once_after(works: Callable[..., Any], happens: Callable[[], None]) -> Callable[..., Any]:
    """Return a function after whose first call something else happens."""
    left = [happens]

    def call_and_more(*arguments: Any) -> Any:
        done = works(*arguments)
        while left:
            left.pop()()
        return done

    return call_and_more


def landed(home: Path) -> list[tuple[str, int]]:
    """Return name and rows of what landed, in order."""
    return [(file["file_name"], file["rows_read"]) for file in status(home)["files"]]


def run(home: Path) -> None:
    """Run the night; it must succeed and leave the inbox empty."""
    said = call(home, "night", "--date", MAY, settings=PATIENT)
    assert said.code == 0, said
    assert list((home / "inbox").iterdir()) == []


def test_file_that_grows_while_it_is_copied_lands_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the part that was there."""
    deliver(tmp_path, "A")

    def grow() -> None:
        write([delivery("receipts", MAY, rows_of("ABC"))], tmp_path / "inbox")
        (tmp_path / "inbox" / "receipts_20250531.ctl").unlink()

    monkeypatch.setattr("etl.load.copy_hashed", once_after(copy_hashed, grow))
    run(tmp_path)
    assert landed(tmp_path) == [(NAME, 3)]


def test_file_delivered_again_while_it_is_read_lands_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came second is not taken for what was read."""
    deliver(tmp_path, "AB")
    again = delivery("receipts", MAY, rows_of("C"))
    monkeypatch.setattr("etl.load.read", once_after(read, lambda: write([again], tmp_path / "inbox")))
    run(tmp_path)
    assert landed(tmp_path) == [(NAME, 2), (NAME, 1)]


def test_file_corrected_while_it_is_refused_lands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The correction is not refused in its place."""
    deliver(tmp_path, "A")
    (tmp_path / "inbox" / NAME).write_text("nothing\n", encoding="utf-8")
    os.utime(tmp_path / "inbox" / NAME, (0, 0))
    corrected = delivery("receipts", MAY, rows_of("AB"))
    monkeypatch.setattr("etl.load.copy_hashed", once_after(copy_hashed, lambda: write([corrected], tmp_path / "inbox")))
    run(tmp_path)
    assert landed(tmp_path) == [(NAME, 2)]
    assert not (tmp_path / "refused").exists()


def test_file_taken_back_is_nobodys_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who delivered it removed it while another was read."""
    deliver(tmp_path, "A")
    write([delivery("receipts", MAY, rows_of("B"), 2)], tmp_path / "inbox")
    taken = tmp_path / "inbox" / "receipts_20250531_2.csv"

    def take_back() -> None:
        taken.unlink()
        taken.with_suffix(".ctl").unlink()

    monkeypatch.setattr("etl.load.read", once_after(read, take_back))
    run(tmp_path)
    assert landed(tmp_path) == [(NAME, 1)]
