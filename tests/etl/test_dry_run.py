"""A dry run says what a night would do, and changes nothing."""

from pathlib import Path

import pytest

from tests.left_behind import account, contents
from tests.program import Said, call, night
from tests.three_nights import (
    ACCOUNT,
    JUNE,
    LATER,
    copied,
    deliver_june,
    deliver_later,
    deliver_may,
)
from tests.two_nights import SECOND


@pytest.fixture
def home(after_three_nights: Path, tmp_path: Path) -> Path:
    """Copy the home after three nights."""
    return copied(after_three_nights, tmp_path)


def test_dry_run_says_what_would_become_of_every_row_and_changes_nothing(tmp_path: Path) -> None:
    """Before the first night; what is for a later date would wait, and what is for no feed is left."""
    deliver_may(tmp_path)
    deliver_june(tmp_path)
    deliver_later(tmp_path)
    before = contents(tmp_path)
    assert call(tmp_path, "night", "--date", JUNE, "--dry-run") == Said(
        0, f"{ACCOUNT}would wait: receipts_20250620.csv\n", ""
    )
    assert contents(tmp_path) == before


def test_dry_run_tells_what_the_night_then_does(between_nights: Path, tmp_path: Path) -> None:
    """Over a source database, a whole register that comes late, a packed file, a workbook and a correction."""
    home = copied(between_nights, tmp_path)
    before, known = contents(home), account(home)["files"]
    said = call(home, "night", "--date", SECOND, "--dry-run")
    assert (said.code, said.err) == (0, "")
    assert contents(home) == before
    night(home, SECOND)
    files = account(home)["files"]
    told = [line.split() for line in said.out.partition("\n\n")[0].splitlines()[2:]]
    fates = ("read", "loaded", "superseded", "duplicate", "quarantined", "out_of_scope", "total")
    assert told == [
        [file["file_name"], *(str(file[f"rows_{fate}"]) for fate in fates)] for file in files if file not in known
    ]
    assert {line[0] for line in told} >= {"assessments_20250620.csv", "register_20250610.csv", "roster_20250619.xlsx"}


def test_dry_run_says_what_would_be_refused(home: Path) -> None:
    """The exit code says so too; the file stays in the inbox."""
    (home / "inbox" / "receipts_20250620_2.csv").write_text("电子税票号码\nJ9\n", encoding="utf-8")
    (home / "inbox" / "receipts_20250620_2.ctl").write_text('{"rows": 1}', encoding="utf-8")
    before = contents(home)
    said = call(home, "night", "--date", LATER, "--dry-run", settings={"COLLECTION_SETTLE_SECONDS": "0"})
    assert said.code == 1
    assert said.out.splitlines()[-1].startswith("would be refused: receipts_20250620_2.csv: ")
    assert contents(home) == before


def test_dry_run_where_nothing_is(tmp_path: Path) -> None:
    """A home that is not there yet is not made."""
    said = call(tmp_path / "new", "night", "--date", JUNE, "--dry-run")
    assert (said.code, said.err) == (0, "")
    assert contents(tmp_path) == {}
