"""What stops a night besides a bad file, and what does not: one line says so, and yesterday is served."""

import shutil

import pytest

from etl.failures import TRANSIENT
from sql import movement
from tests.bad_text import STEM, TEXT
from tests.deliveries import delivery, write
from tests.program import environment
from tests.yesterday import (
    TODAY,
    TOMORROW,
    Night,
    assert_corrected_file_works,
    assert_nothing_published,
    figures,
    figures_of_today,
    figures_of_yesterday,
    names_in,
    night,
    pointer,
    receipts_of_today,
    status,
)

SETTINGS = {
    "a setting that is none": (
        "volume_facter = 3",
        "{path} says 'volume_facter', which is no setting; settings are: ",
    ),
    "a value that cannot be": (
        "volume_factor = 1",
        "volume_factor in {path} is 1 but must be a whole number, 2 or more",
    ),
    "a size that is none": ('memory = "lots"', "memory in {path} is 'lots' but must be a size such as 3GB"),
    "a feed that is none": ("[feeds.receipt]", "{path} describes the feed 'receipt', which is none; feeds are: "),
    "a feed that is no table": (
        "[feeds]\nreceipts = true",
        "feeds.receipts in {path} is True but must be a table, [feeds.receipts]",
    ),
    "a field that is none": (
        '[feeds.receipts.columns]\n"实缴" = "amuont"',
        "columns of feeds.receipts in {path} takes 实缴 for 'amuont', which is none of: ",
    ),
    "a database without an address": (
        '[feeds.receipts]\nsource = "database"\ntable = "receipt"',
        "feeds.receipts in {path} comes from a database but has no url and table; give both",
    ),
}


@pytest.mark.parametrize(("text", "complaint"), SETTINGS.values(), ids=SETTINGS)
def test_a_setting_that_cannot_be_meant_stops_the_night(home, text, complaint):
    path = home / "settings.toml"
    path.write_text(text + "\n", encoding="utf-8")
    before = pointer(home)
    ended = night(home, TODAY, {"COLLECTION_VOLUME_FACTOR": "", "COLLECTION_MEMORY": ""})
    assert (ended.code, len(ended.complaints)) == (1, 1)
    assert ended.complaints[0].startswith(f"etl night: {complaint.format(path=path)}")
    assert pointer(home) == before
    assert figures(home) == figures_of_yesterday()


def test_settings_that_cannot_be_read_at_all_stop_the_night(home):
    path = home / "settings.toml"
    path.write_text("volume_factor : 3\n", encoding="utf-8")
    before = pointer(home)
    ended = night(home, TODAY)
    assert (ended.code, len(ended.complaints)) == (1, 1)
    assert ended.complaints[0].startswith(f"etl night: {path} is not valid TOML in UTF-8: ")
    assert ended.complaints[0].endswith("(at line 1, column 15); correct it")
    path.unlink()
    assert pointer(home) == before
    assert figures(home) == figures_of_yesterday()


def test_the_night_works_once_its_settings_are_corrected(home):
    path = home / "settings.toml"
    path.write_text('top_up = "compulsory"\n', encoding="utf-8")
    complaint = f"etl night: top_up in {path} is 'compulsory' but must be one of optional, mandatory, none"
    assert_nothing_published(home, complaint)
    path.write_text('top_up = "mandatory"\n', encoding="utf-8")
    assert_corrected_file_works(home)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["night", "--date", "2025-13-01"], "night: argument --date: '2025-13-01' is no date; write YYYY-MM-DD"),
        (["nihgt"], ": argument command: invalid choice: 'nihgt'"),
        ([], ": the following arguments are required: command"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(capsys, words, complaint):
    from etl.__main__ import main

    with pytest.raises(SystemExit) as stopped:
        main(words)
    said = capsys.readouterr().err
    assert stopped.value.code == 2
    assert said.count("\n") == 1
    assert complaint in said
    assert "--help` shows how" in said


def test_a_check_of_the_volume_stops_the_night_until_the_setting_allows_it(home):
    """100 rows yesterday, 3 today."""
    write([delivery("receipts", TODAY, receipts_of_today())], home / "inbox")
    complaint = (
        "etl night: check volume stopped the night, 1 at fault, first feed receipts, rows_read 3, mean_rows 100.0;"
        " it guards: A feed's rows of the nights since one was published against the mean of those before"
        " (volume_nights): off by a factor (volume_factor). Nothing was published: correct what"
        " `python -m etl status` shows of the night's files,"
        " or the settings named, and run the night again"
    )
    assert_nothing_published(home, complaint, {"COLLECTION_VOLUME_FACTOR": "5", "COLLECTION_VOLUME_NIGHTS": "1"})
    faults = {check["check_name"]: check["faults"] for check in status(home)["checks"] if check["severity"] == "stop"}
    assert {name: count for name, count in faults.items() if count} == {"volume": 1}
    assert night(home, TOMORROW, {"COLLECTION_VOLUME_FACTOR": "50", "COLLECTION_VOLUME_NIGHTS": "1"}) == Night(0, ())
    assert figures(home) == figures_of_today()


def test_money_that_goes_missing_on_the_way_stops_the_night(home, monkeypatch, tmp_path):
    """A release whose movement of receipts loses one of them."""
    lossy = shutil.copytree(movement.FOLDER, tmp_path / "transforms")
    receipt = lossy / "marts" / "receipt.sql"
    receipt.write_text(f"select * from ({receipt.read_text(encoding='utf-8')}) as whole limit 102", encoding="utf-8")
    write([delivery("receipts", TODAY, receipts_of_today())], home / "inbox")
    before, versions = pointer(home), names_in(home / "versions")
    with monkeypatch.context() as patched:
        patched.setattr(movement, "FOLDER", lossy)
        ended = night(home, TODAY)
    assert (ended.code, len(ended.complaints)) == (1, 1)
    assert ended.complaints[0].startswith(
        "etl night: check money_balance stopped the night, 1 at fault, first staged 1100.00, received 1000.00,"
    )
    assert (pointer(home), names_in(home / "versions")) == (before, versions)
    assert figures(home) == figures_of_yesterday()
    assert night(home, TOMORROW) == Night(0, ())
    assert figures(home) == figures_of_today()


def test_a_warehouse_that_cannot_be_read_stops_the_night_until_it_is_rebuilt(home):
    from etl.__main__ import main

    (home / "warehouse.duckdb").write_bytes(b"?" * 100_000)
    before = pointer(home)
    ended = night(home, TODAY)
    assert (ended.code, len(ended.complaints)) == (TRANSIENT, 1)
    assert "warehouse.duckdb" in ended.complaints[0]
    assert ended.complaints[0].endswith("a damaged warehouse is rebuilt with `python -m etl replay`")
    assert pointer(home) == before
    assert figures(home) == figures_of_yesterday()
    with environment(home, {}):
        assert main(["replay"]) == 0
    assert_corrected_file_works(home)


def test_good_files_of_a_refused_night_are_published_by_the_next(home):
    write([delivery("receipts", TODAY, receipts_of_today())], home / "inbox")
    (home / "inbox" / "register_20251231.csv").write_text(TEXT, encoding="utf-8")
    ended = night(home, TODAY)
    assert (ended.code, len(ended.complaints)) == (1, 1)
    assert ended.complaints[0].startswith("etl night: refused: register_20251231.csv: the header in row 1 lacks ")
    assert names_in(home / "refused") == ["register_20251231.csv", "register_20251231.csv.reason.txt"]
    assert figures(home) == figures_of_yesterday()
    assert night(home, TOMORROW) == Night(0, ())
    assert figures(home) == figures_of_today()


def test_the_same_bad_file_twice_lies_aside_twice(home):
    for _ in range(2):
        (home / "inbox" / f"{STEM}.csv").write_text("", encoding="utf-8")
        reason = "the file is empty; have it delivered again"
        assert_nothing_published(home, f"etl night: refused: {STEM}.csv: {reason}; nothing was published")
    kept = [f"{STEM}.csv", f"{STEM}.csv.2", f"{STEM}.csv.2.reason.txt", f"{STEM}.csv.reason.txt"]
    assert names_in(home / "refused") == kept
    assert_corrected_file_works(home)


def test_a_file_of_a_header_only_is_a_delivery_of_no_rows(home):
    (home / "inbox" / f"{STEM}.csv").write_text(TEXT.split("\n", 1)[0] + "\n", encoding="utf-8")
    assert night(home, TODAY) == Night(0, ())
    assert figures(home) == figures_of_yesterday()
    assert [said["rows_read"] for said in status(home)["files"] if said["file_name"] == f"{STEM}.csv"] == [0]


def test_a_name_no_feed_has_is_told_and_stops_nothing(home):
    (home / "inbox" / "receipts_20251332.csv").write_text(TEXT, encoding="utf-8")
    warning = (
        "warning: receipts_20251332.csv is left in the inbox: no feed has such a name;"
        " rename it like receipts_20251231.csv"
    )
    assert night(home, TODAY) == Night(0, (warning,))
    assert names_in(home / "inbox") == ["receipts_20251332.csv"]
