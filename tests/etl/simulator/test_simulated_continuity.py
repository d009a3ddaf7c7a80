"""Same arguments, same bytes; later dates go on with the same lives."""

from datetime import date

import pytest

from etl.simulator import SimulationError, simulate, simulation
from tests.etl.simulator.reading import canonical, digest, inbox, table

UNTIL = date(2025, 11, 20)
LATER = date(2026, 1, 25)
TABLES = {"receipts": "电子税票号码", "assessments": "应征凭证序号"}


def run(home, people=80, months=8, seed=7, until=UNTIL):
    return simulate(home, people=people, months=months, seed=seed, until=until)


def contents(home):
    return {path.name: digest(path) for path in inbox(home)}


def test_same_arguments_give_the_same_bytes(tmp_path):
    first, second = run(tmp_path / "a"), run(tmp_path / "b")
    assert first == second
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    for name in TABLES:
        assert table(tmp_path / "a", name) == table(tmp_path / "b", name)


def test_another_seed_is_another_bureau(tmp_path):
    run(tmp_path / "a")
    run(tmp_path / "b", seed=8)
    assert contents(tmp_path / "a") != contents(tmp_path / "b")


def test_chunks_leave_no_trace_in_lives(tmp_path, monkeypatch):
    """A person's life does not depend on who is simulated beside them."""
    run(tmp_path / "whole")
    monkeypatch.setattr(simulation, "CHUNK", 30)
    run(tmp_path / "parts")
    for name in TABLES:
        whole, parts = (sorted(map(repr, table(tmp_path / home, name))) for home in ("whole", "parts"))
        assert whole == parts


def test_more_people_leave_the_others_as_they_were(tmp_path):
    run(tmp_path / "few", people=30)
    run(tmp_path / "many", people=80)
    for name in TABLES:
        few, many = ({repr(row) for row in table(tmp_path / home, name)} for home in ("few", "many"))
        assert few < many


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A home simulated until a day and then until a later one, with what it held in between."""
    home = tmp_path_factory.mktemp("lived")
    run(home)
    before = {name: table(home, name) for name in TABLES}
    for path in inbox(home):
        path.unlink()
    report = run(home, months=3, until=LATER)
    return home, before, report


def test_later_run_equals_direct_run(lived, tmp_path):
    """The source database says the same whether the bureau was simulated in one go or in two."""
    home, _, report = lived
    run(tmp_path, months=10, until=LATER)
    for name in TABLES:
        assert table(home, name) == table(tmp_path, name)
    direct = contents(tmp_path)
    assert all(direct[name] == found for name, found in contents(home).items())
    assert report.files == [path.name for path in inbox(home) if path.suffix != ".ctl"]


def test_later_run_adds_only_later_files(lived):
    _, _, report = lived
    assert report.files
    assert all("20251120" < name.split("_")[1][:8] <= "20260125" for name in report.files)


@pytest.mark.parametrize("name", TABLES)
def test_known_rows_stay_or_have_a_newer_version(lived, name):
    home, before, _ = lived
    key = TABLES[name]
    after = table(home, name)
    kept = {repr(row) for row in after}
    newest = {row[key]: row["更新时间"] for row in after}
    changed = [row for row in before[name] if repr(row) not in kept]
    assert all(newest[row[key]] > "2025-11-20 23:59:59" > row["更新时间"] for row in changed)
    assert len(changed) < len(before[name]) / 10


def test_new_rows_are_newer_than_the_earlier_run(lived):
    """A pull by 更新时间 misses nothing."""
    home, before, _ = lived
    for name in TABLES:
        known = {repr(row) for row in before[name]}
        assert all(row["更新时间"] > "2025-11-20 23:59:59" for row in table(home, name) if repr(row) not in known)


def test_nothing_is_known_before_its_day(lived):
    home, before, _ = lived
    assert max(row["更新时间"] for row in before["receipts"]) < "2025-11-21"
    assert max(row["入库日期"] or "" for row in before["receipts"]) <= "2025-11-20"
    assert max(row["入库日期"] or "" for row in table(home, "receipts")) <= "2026-01-25"


def test_same_day_again_delivers_nothing_twice(tmp_path):
    run(tmp_path)
    rows = table(tmp_path, "receipts")
    assert run(tmp_path).files == []
    assert table(tmp_path, "receipts") == rows


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seed": 8}, "choose another home folder"),
        ({"people": 81}, "choose another home folder"),
        ({"until": date(2025, 11, 19)}, "already lived until 2025-11-20"),
        ({"months": 500}, "months must be between"),
        ({"people": 0}, "people must be between"),
    ],
)
def test_what_cannot_be_simulated_is_refused(tmp_path, changes, words):
    run(tmp_path, people=80)
    with pytest.raises(SimulationError, match=words):
        run(tmp_path, **changes)


def test_people_are_the_same_for_another_number_of_months(tmp_path):
    run(tmp_path / "short", months=3)
    run(tmp_path / "long", months=8)
    short, long = ({repr(row) for row in table(tmp_path / home, "assessments")} for home in ("short", "long"))
    assert short < long
    assert {canonical(row["证件号码"]) for row in table(tmp_path / "short", "receipts")}
