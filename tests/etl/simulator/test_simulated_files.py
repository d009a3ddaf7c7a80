"""The files are what offices send: GB18030, workbooks, control files that agree; amounts are exact text."""

import json
import re
import sqlite3
import tomllib
from datetime import date

import pytest

from etl.simulator import simulate
from tests.etl.simulator.reading import digest, inbox


def test_text_files_are_gb18030_and_not_utf8(bureau):
    for path in bureau.files():
        if path.suffix == ".csv":
            path.read_bytes().decode("gb18030")
            with pytest.raises(UnicodeDecodeError):
                path.read_bytes().decode("utf-8")


def test_rare_characters_survive_the_encoding(bureau):
    initial = bureau.files("register")[0].read_bytes()
    assert any(ord(character) > 0xFFFF for character in initial.decode("gb18030"))


def test_every_feed_of_files_is_there(bureau):
    feeds = {path.name.split("_")[0] for path in bureau.files()}
    assert feeds == {"register", "roster", "deductions", "elsewhere", "assignments", "targets", "plans"}
    assert {path.suffix for path in bureau.files("roster")} == {".csv", ".xlsx"}
    assert all(re.fullmatch(r"[a-z]+_\d{8}(_\d)?\.(csv|xlsx)", path.name) for path in bureau.files())


def test_register_comes_whole_and_then_in_changes(bureau):
    first, *later = bureau.files("register")
    assert first.name == "register_20211001.csv"
    assert len(later) == 60
    assert all(len(bureau.file_rows(path)) < len(bureau.file_rows(first)) / 10 for path in later)


def test_control_files_agree(bureau):
    controlled = [path for path in bureau.files() if path.with_suffix(".ctl").exists()]
    assert 0.8 < len(controlled) / len(bureau.files()) < 1
    for path in controlled:
        said = json.loads(path.with_suffix(".ctl").read_text(encoding="utf-8"))
        assert said["rows"] == len(bureau.file_rows(path))
        assert said["sha256"] == digest(path)
        column = {"deductions": "金额", "plans": "计划金额"}.get(path.name.split("_")[0])
        assert ("amount" in said) == bool(column)
        if column:
            assert said["amount"] == exact_sum(row[column] for row in bureau.file_rows(path))


def test_total_rows_add_up(bureau):
    totals = [(path, line) for path in bureau.files("deductions") for line in bureau.sheet(path) if "合计" in line]
    assert totals
    for path, line in totals:
        assert line[4] == exact_sum(row["金额"] for row in bureau.file_rows(path))


def exact_sum(amounts):
    """The sum of the readable amounts as text."""
    readable = [amount.replace(".", "") for amount in amounts if re.fullmatch(r"-?\d+\.\d\d", amount)]
    total = sum(map(int, readable))
    return f"{total // 100}.{total % 100:02d}"


def test_money_is_text_with_two_decimals(bureau):
    connection = sqlite3.connect(bureau.home / "source" / "tax.sqlite")
    for name, columns in (
        ("receipts", ("缴费基数", "应缴金额", "实缴金额")),
        ("assessments", ("缴费基数", "应缴金额")),
    ):
        for column in columns:
            kinds = connection.execute(f'select distinct typeof("{column}") from {name}').fetchall()
            assert {kind for (kind,) in kinds} <= {"text", "null"}
            cells = [cell for (cell,) in connection.execute(f'select "{column}" from {name}') if cell]
            exact = sum(bool(re.fullmatch(r"-?[\d,]+\.\d\d", cell)) for cell in cells)
            assert exact > 0.999 * len(cells)
    connection.close()


def test_update_times_are_indexed(bureau):
    connection = sqlite3.connect(bureau.home / "source" / "tax.sqlite")
    found = connection.execute("select tbl_name, sql from sqlite_master where type = 'index'").fetchall()
    connection.close()
    assert {name for name, _ in found} == {"receipts", "assessments"}
    assert all("更新时间" in text for _, text in found)


def test_treasury_days_are_working_days_and_follow_the_payment(bureau):
    for row in bureau.table("receipts"):
        paid, received = row["缴款日期"], row["入库日期"]
        if received and re.fullmatch(r"\d{4}-\d\d-\d\d", paid) and paid[:1] == "2" and paid[5:] != "02-30":
            assert 0 <= (date.fromisoformat(received) - date.fromisoformat(paid)).days <= 12


def test_settings_name_the_database_feeds(bureau):
    settings = tomllib.loads((bureau.home / "settings.toml").read_text(encoding="utf-8"))
    assert settings["demo"] is True
    for feed in ("receipts", "assessments"):
        expected = {"expected": True, "source": "database", "url": "sqlite:///source/tax.sqlite", "table": feed}
        assert settings["feeds"][feed] == expected


def test_existing_settings_and_another_database_are_respected(tmp_path):
    (tmp_path / "settings.toml").write_text("demo = false\n", encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    simulate(tmp_path, people=5, months=2, seed=1, until=date(2026, 9, 15), database_url=url)
    assert (tmp_path / "settings.toml").read_text(encoding="utf-8") == "demo = false\n"
    assert (tmp_path / "elsewhere.sqlite").exists()
    assert not (tmp_path / "source" / "tax.sqlite").exists()


def test_nothing_half_written_is_left(bureau):
    assert {path.name for path in (bureau.home / "source").iterdir()} == {"bureau.json", "tax.sqlite"}
    assert {path.suffix for path in inbox(bureau.home)} == {".csv", ".xlsx", ".ctl"}
