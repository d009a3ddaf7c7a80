"""A file that cannot be used is refused whole: yesterday stays served, and the corrected file loads."""

import gzip
import io
import shutil
import zipfile
from pathlib import Path

import pytest

from etl.sources import opening, workbook
from tests import bad_text, bad_workbooks
from tests.bad_text import STEM, BadFile
from tests.workbooks import SHEET, with_part, xlsx
from tests.yesterday import (
    TODAY,
    as_cells,
    assert_corrected_file_works,
    assert_nothing_published,
    assert_refused,
    figures,
    figures_of_yesterday,
    names_in,
    night,
    reason_of,
    receipts_of_today,
    without_words_of_others,
)

KINDS = bad_text.KINDS | bad_workbooks.KINDS
VARIANTS = bad_text.VARIANTS | bad_workbooks.VARIANTS


def deliver(home: Path, bad: BadFile, stem: str) -> None:
    """Put a file into the inbox, and its control file if it has one."""
    for ending, content in ((bad.ending, bad.content), (".ctl", bad.control)):
        if content is not None:
            path = home / "inbox" / f"{stem}{ending}"
            path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize("bad", KINDS.values(), ids=KINDS)
def test_a_bad_file_is_refused_and_its_correction_works(home, bad):
    deliver(home, bad, STEM)
    assert_refused(home, STEM + bad.ending, bad.reason.replace("%s", STEM))
    assert_corrected_file_works(home)


def numbered(number: int, bad: BadFile) -> str:
    """Return the name of one of many files of a day, without its ending."""
    return f"{bad.feed}_20251231_{number}"


@pytest.fixture(scope="module")
def refused(published, tmp_path_factory):
    """Deliver every variant in one night."""
    home = tmp_path_factory.mktemp("variants") / "home"
    shutil.copytree(published, home)
    for number, bad in enumerate(VARIANTS.values()):
        deliver(home, bad, numbered(number, bad))
    return home, night(home, TODAY)


@pytest.mark.parametrize(("number", "bad"), list(enumerate(VARIANTS.values())), ids=VARIANTS)
def test_each_of_many_bad_files_lies_aside_with_its_own_reason(refused, number, bad):
    stem = numbered(number, bad)
    assert reason_of(refused[0], stem + bad.ending) == bad.reason.replace("%s", stem)


def test_many_bad_files_are_told_in_one_line_and_stop_no_later_night(refused):
    home, ended = refused
    complaints = tuple(map(without_words_of_others, ended.complaints))
    stems = [(numbered(number, bad), bad) for number, bad in enumerate(VARIANTS.values())]
    said = "; ".join(f"{stem}{bad.ending}: {bad.reason.replace('%s', stem)}" for stem, bad in stems)
    assert complaints == (f"etl night: refused: {said}; nothing was published",)
    assert ended.code == 1
    assert figures(home) == figures_of_yesterday()
    assert names_in(home / "inbox") == []
    assert_corrected_file_works(home)


def test_a_packed_file_that_grows_without_end_is_refused_before_it_fills_the_disk(home, monkeypatch):
    monkeypatch.setattr(opening, "SMALL_BYTES", 1 << 20)
    bomb = gzip.compress(bytes(20 << 20))
    allowed = opening.MOST_TIMES_PACKED * len(bomb)
    deliver(home, BadFile("", bomb, ending=".csv.gz"), STEM)
    reason = f"the packed file grows beyond {allowed:,} bytes, more than is safe; deliver it unpacked"
    assert_refused(home, f"{STEM}.csv.gz", reason)
    assert_corrected_file_works(home)


def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_refused_unread(home, monkeypatch):
    monkeypatch.setattr(workbook, "SMALL_BYTES", 1 << 20)
    book = with_part(xlsx(as_cells(receipts_of_today())), SHEET, lambda sheet: sheet + b" " * (2 << 20))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        unpacked = sum(item.file_size for item in archive.infolist())
    deliver(home, BadFile("", book, ending=".xlsx"), STEM)
    sizes = f"the workbook unpacks to {unpacked:,} bytes from {len(book):,}"
    assert_refused(home, f"{STEM}.xlsx", f"{sizes}, more than is safe; have it delivered as CSV")
    assert_corrected_file_works(home)


def test_a_sheet_that_is_set_but_not_there_is_named(home):
    deliver(home, BadFile("", xlsx(as_cells(receipts_of_today())), ending=".xlsx"), STEM)
    reason = (
        "the workbook has no sheet 明细, only 入库明细; correct the workbook, or feeds.receipts.sheet in settings.toml"
    )
    assert_refused(home, f"{STEM}.xlsx", reason, {"COLLECTION_FEEDS_RECEIPTS_SHEET": "明细"})
    assert_corrected_file_works(home)


def test_a_file_larger_than_set_is_refused_before_it_is_copied(home, monkeypatch):
    def copied(*_: object) -> None:
        raise AssertionError("it was copied")

    with (home / "inbox" / f"{STEM}.csv").open("wb") as file:
        file.truncate((1 << 30) + 1)
    reason = "the file is larger than 1 GB; have it delivered in parts, or raise largest_file_gigabytes"
    with monkeypatch.context() as patched:
        patched.setattr("etl.load.copy_hashed", copied)
        assert_nothing_published(
            home,
            f"etl night: refused: {STEM}.csv: {reason}; nothing was published",
            {"COLLECTION_LARGEST_FILE_GIGABYTES": "1"},
        )
    assert names_in(home / "refused") == [f"{STEM}.csv", f"{STEM}.csv.reason.txt"]
    assert_corrected_file_works(home)
