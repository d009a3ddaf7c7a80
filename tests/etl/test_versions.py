"""Versions: which is served, which are kept, and back to an earlier one."""

from pathlib import Path
from typing import Any

import pytest

from tests.left_behind import OF_LANDINGS, figures, status
from tests.program import Said, call, night
from tests.three_nights import (
    JUNE,
    LATER,
    MAY,
    copied,
    deliver_june,
    deliver_later,
    deliver_may,
    served,
)


@pytest.fixture
def home(after_three_nights: Path, tmp_path: Path) -> Path:
    """Copy the home after three nights."""
    return copied(after_three_nights, tmp_path)


def test_rollback_serves_the_version_built_before(home: Path) -> None:
    """Without a name one version back each time, until there is none."""
    third, second, first = reversed(status(home)["versions"])
    assert served(home) == third
    for earlier, d in ((second, JUNE), (first, MAY)):
        assert call(home, "rollback") == Said(0, f"serving {earlier}, as known on {d}\n", "")
        assert served(home) == earlier
        assert figures(home) == figures(home, earlier)
    assert call(home, "rollback") == Said(
        1, "", "etl rollback: no version was built before the one served; `python -m etl status` lists those kept\n"
    )
    assert served(home) == first


def test_rollback_to_a_named_version_and_forward_again(home: Path) -> None:
    """Any version kept can be named; the next night publishes again."""
    first, _, third = status(home)["versions"]
    for name, d in ((first, MAY), (third, LATER)):
        assert call(home, "rollback", name) == Said(0, f"serving {name}, as known on {d}\n", "")
        assert served(home) == name
    call(home, "rollback", first)
    night(home, LATER)
    assert served(home) > third
    assert figures(home) == figures(home, third)


def test_rollback_to_what_is_not_there_or_damaged(home: Path) -> None:
    """An unknown name, and a version that cannot be opened: the one served stays."""
    first, second, third = status(home)["versions"]
    assert call(home, "rollback", "20250101-1") == Said(
        1, "", f"etl rollback: there is no version 20250101-1; versions kept: {first}, {second}, {third}\n"
    )
    (home / "versions" / f"{second}.duckdb").write_bytes(b"torn" * 4096)
    said = call(home, "rollback", second)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"etl rollback: version {second} cannot be opened (")
    assert said.err.endswith("); choose another from `etl status`\n")
    assert served(home) == third


def test_night_for_an_earlier_date_is_kept_and_the_pointer_stays(home: Path) -> None:
    """It is built and listed, and can be served by name."""
    version = served(home)
    said = call(home, "night", "--date", JUNE)
    kept = next(name for name in status(home)["versions"] if f"kept {name}, as known on {JUNE}\n" == said.out)
    assert said.code == 0
    assert served(home) == version
    assert [run["outcome"] for run in status(home)["runs"]] == ["kept", "published", "published", "published"]
    assert call(home, "rollback", kept).code == 0
    assert served(home) == kept


def test_old_versions_are_collected_but_never_the_one_served(home: Path) -> None:
    """Three are kept, and the one served besides; what is no version is left alone."""
    version = served(home)
    (home / "versions" / "copy of yesterday.duckdb").write_bytes(b"")
    for _ in range(4):
        night(home, MAY)
    names = status(home)["versions"]
    assert [name[:8] for name in names] == ["20250531", "20250531", "20250531", "20250620"]
    assert served(home) == names[-1] == version
    night(home, LATER, {"COLLECTION_VERSIONS_KEPT": "4"})
    assert len(status(home)["versions"]) == 4
    assert (home / "versions" / "copy of yesterday.duckdb").exists()


def test_nights_in_any_order_of_dates_have_the_figures_of_their_date(home: Path, tmp_path: Path) -> None:
    """Dates back and forth over deliveries that have all come."""
    should = {name[:8]: as_known(figures(home, name)) for name in status(home)["versions"]}
    other = tmp_path / "other"
    for deliver in (deliver_may, deliver_june, deliver_later):
        deliver(other)
    for d in (JUNE, LATER, MAY, JUNE, LATER):
        night(other, d, {"COLLECTION_VERSIONS_KEPT": "9"})
    names = status(other)["versions"]
    assert [name[:8] for name in names] == ["20250531", "20250610", "20250610", "20250620", "20250620"]
    assert {name: as_known(figures(other, name)) for name in names} == {name: should[name[:8]] for name in names}


def as_known(said: dict[str, Any]) -> dict[str, Any]:
    """Leave out what counts all landings so far, whatever their date."""
    return {name: rows for name, rows in said.items() if name not in OF_LANDINGS}
