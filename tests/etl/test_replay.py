"""The warehouse can be rebuilt from the archive, and what is damaged in the archive is found."""

import json
from pathlib import Path

import pytest

from tests.left_behind import account, contents, figures, status
from tests.program import Said, call, night
from tests.three_nights import LATER, copied, served
from tests.two_nights import SECOND


@pytest.fixture
def home(after_three_nights: Path, tmp_path: Path) -> Path:
    """Copy the home after three nights."""
    return copied(after_three_nights, tmp_path)


@pytest.mark.parametrize("loss", ["none", "removed", "damaged"])
def test_replay_rebuilds_the_warehouse_from_the_archive(home: Path, loss: str) -> None:
    """Whatever became of the warehouse, the next night has the same figures and the same account of every row."""
    before, rows, runs = figures(home), account(home), len(status(home)["runs"])
    _lose(home / "warehouse.duckdb", loss)
    said = call(home, "replay")
    assert said == Said(
        0, "rebuilt the warehouse from 4 archived deliveries; run `python -m etl night` to publish from it\n", ""
    )
    night(home, LATER)
    assert figures(home) == before
    assert account(home) == rows
    assert len(status(home)["runs"]) == (runs + 1 if loss == "none" else 1)


def _lose(warehouse: Path, loss: str) -> None:
    if loss == "removed":
        warehouse.unlink()
    if loss == "damaged":
        warehouse.write_bytes(b"torn" * 4096)


def test_night_over_a_lost_warehouse_says_to_replay(home: Path) -> None:
    """It must not start anew and publish next to nothing."""
    version = served(home)
    (home / "warehouse.duckdb").unlink()
    said = call(home, "night", "--date", LATER)
    assert said == Said(
        1,
        "",
        "etl night: the warehouse lacks 4 of the archive's deliveries; run `python -m etl replay` to rebuild it\n",
    )
    assert served(home) == version


@pytest.mark.parametrize("damage", ["changed", "missing", "unreadable note"])
def test_replay_names_what_is_damaged_in_the_archive(home: Path, damage: str) -> None:
    """The old warehouse stays as it was."""
    path = _damaged(home / "archive", damage)
    before = contents(home)
    said = call(home, "replay")
    assert (said.code, said.out) == (1, "")
    assert str(path) in said.err
    assert "backup" in said.err
    assert said.err.count("\n") == 1
    assert contents(home) == before
    assert call(home, "status").code == 0


def _damaged(archive: Path, damage: str) -> Path:
    """Damage the delivery that came second; return what was damaged."""
    note = archive / "deliveries" / "00000002.json"
    sha256: str = json.loads(note.read_text(encoding="utf-8"))["sha256"]
    kept = archive / sha256[:2] / sha256
    if damage == "changed":
        kept.write_bytes(kept.read_bytes().replace(b"2025", b"2026", 1))
    elif damage == "missing":
        kept.unlink()
    else:
        note.write_text("{", encoding="utf-8")
        return note
    return kept


def test_replay_without_an_archive(tmp_path: Path) -> None:
    """Nothing can be rebuilt from nothing."""
    assert call(tmp_path, "replay") == Said(
        1, "", f"etl replay: {tmp_path}/archive holds no deliveries to rebuild from; run `python -m etl night`\n"
    )


def test_replay_lands_every_kind_of_delivery_again(between_nights: Path, tmp_path: Path) -> None:
    """Pulled rows, whole registers one of which came late, a packed file, a workbook, GB18030, rows put aside."""
    home = copied(between_nights, tmp_path)
    night(home, SECOND)
    before, rows = figures(home), account(home)
    assert call(home, "replay").code == 0
    assert account(home)["files"] == rows["files"]
    night(home, SECOND)
    assert figures(home) == before
    assert account(home) == rows
