"""A backup is whole, takes little room the second time, and is put back as it was; what is damaged is not."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from dashboard.state import open_database
from dashboard.state.users import User
from tests.program import ask, call, night
from tests.world import Expected


@pytest.fixture
def lived(after_three_nights, tmp_path):
    """A home after three nights, with users."""
    home = tmp_path / "home"
    shutil.copytree(after_three_nights, home)
    database = open_database(home)
    with database.writing() as work:
        work.add(User(name="wangfang", role="manager"))
    yield home
    database.close()


def figures(home):
    """What is served about June."""
    names = ("received_net", "receipt_count", "registered_persons", "paid_amount", "arrears_amount")
    return ask(home, Expected("2025-06-20", names, {}, period={"month": "2025-06"}))


def backed_up(home, target, *more):
    """Back it up; the folder it said."""
    said = call(home, "backup", str(target), *more)
    assert said.code == 0, said.err
    return said.out.partition(":")[0]


def test_what_is_restored_answers_as_before_and_goes_on(lived, tmp_path):
    """The drill: the same figures, the same users, and the next night runs."""
    backed_up(lived, tmp_path / "backups")
    again = tmp_path / "again"
    said = call(again, "restore", str(tmp_path / "backups"))
    assert said.code == 0, said.err
    assert figures(again) == figures(lived)
    assert any(figures(lived)[()].values())
    with sqlite3.connect(again / "state.db") as database:
        assert database.execute("select name from user").fetchall() == [("wangfang",)]
    assert oct((again / "state.db").stat().st_mode)[-3:] == "600"
    night(again, "2025-07-01")
    night(lived, "2025-07-01")
    assert figures(again) == figures(lived)


def test_what_has_not_changed_takes_no_room_twice(lived, tmp_path):
    first, second = (Path(backed_up(lived, tmp_path / "backups")) for _ in range(2))
    name = next(path.name for path in (lived / "versions").glob("*.duckdb"))
    assert (first / "versions" / name).stat().st_ino == (second / "versions" / name).stat().st_ino
    assert (first / "versions" / name).stat().st_ino != (lived / "versions" / name).stat().st_ino


def test_only_so_many_are_kept(lived, tmp_path):
    target = tmp_path / "backups"
    backed_up(lived, target)
    for old in ("20200101-000000", "20200102-000000"):
        shutil.copytree(next(path for path in target.iterdir() if path.is_dir()), target / old)
    said = call(lived, "backup", str(target), "--keep", "2")
    assert "removed 20200101-000000" in said.out
    assert not (target / "20200101-000000").exists()


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone", "manifest"])
def test_what_is_damaged_is_found_before_anything_is_restored(lived, tmp_path, damage):
    folder = Path(backed_up(lived, tmp_path / "backups"))
    path = next(iter((folder / "versions").glob("*.duckdb")))
    content = path.read_bytes()
    if damage == "flipped":
        path.write_bytes(content[:5000] + bytes([content[5000] ^ 1]) + content[5001:])
    elif damage == "cut":
        path.write_bytes(content[:-1])
    elif damage == "gone":
        path.unlink()
    else:
        (folder / "manifest.json").write_text("{", encoding="utf-8")
    again = tmp_path / "again"
    said = call(again, "restore", str(folder))
    assert (said.code, "take another backup" in said.err) == (1, True)
    assert not again.exists() or not any(again.iterdir())


def test_a_delivery_that_is_not_what_it_was_is_said_and_earlier_backups_stay(lived, tmp_path):
    first = backed_up(lived, tmp_path / "backups")
    path = next(path for path in sorted((lived / "archive").glob("??/*")) if path.is_file())
    path.write_bytes(path.read_bytes()[:-1])
    said = call(lived, "backup", str(tmp_path / "backups"))
    wrong = f"{path} has changed since it was delivered; put it back from an earlier backup"
    assert (said.code, said.err) == (1, f"etl backup: {wrong}\n")
    shutil.copy2(Path(first) / path.relative_to(lived), path)
    second = backed_up(lived, tmp_path / "backups")
    assert sorted(map(str, (tmp_path / "backups").iterdir())) == sorted((first, second))


def test_what_cannot_be_done_is_said(lived, tmp_path):
    for words, why in (
        (("backup", str(lived / "inside")), "lies in"),
        (("restore", str(tmp_path / "nothing")), "holds no backup"),
    ):
        said = call(lived, *words)
        assert (said.code, why in said.err) == (1, True), said
    backed_up(lived, tmp_path / "backups")
    said = call(lived, "restore", str(tmp_path / "backups"))
    assert (said.code, "is not empty" in said.err) == (1, True)
