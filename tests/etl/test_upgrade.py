"""Over what another release left: a warehouse of another shape is made anew, and so is the version that is served."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb
import psycopg
import pytest

from etl import due, schedule
from etl.publish import rollback
from etl.settings import load_settings
from sql.connect import open_reader, strange_tables, version_path, versions
from tests import engines
from tests.left_behind import figures
from tests.program import QUIET, call, environment, night
from tests.three_nights import LATER, live_through_june, served

NOON = datetime.fromisoformat("2025-06-11T12:00+08:00")


@pytest.fixture(params=engines.ENGINES, ids=lambda engine: engine.name)
def home(request, tmp_path):
    """A home folder after a night, on each engine."""
    engines.choose(request.param)
    live_through_june(tmp_path)
    yield tmp_path
    if request.param is engines.POSTGRESQL:
        engines.POSTGRESQL.forget()
        engines.POSTGRESQL.drop(tmp_path)
    engines.choose(engines.DUCKDB)


def _by_hand(home: Path, statement: str, version: str = "") -> None:
    """Change a table as another release has it; of the warehouse, or of a version."""
    place = engines.chosen.place(home)
    if place.url:
        with psycopg.connect(place.url, autocommit=True) as database:
            database.execute(statement.replace("marts.", f'"v{version.replace("-", "_")}".'))
        return
    path = version_path(home, version) if version else home / "warehouse.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute(statement.replace("landed.", "").replace("marts.", ""))


def _look(home: Path) -> bool:
    """What the scheduler does at noon of the next day; whether a night was run."""
    with environment(home, QUIET):
        due._strange.cache_clear()  # a scheduler of the release after
        return schedule.look(load_settings(home), NOON)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("alter table landed.receipts drop column channel", "receipts lacks channel"),
        ("alter table landed.receipts add column colour text", "receipts has colour"),
    ],
)
def test_a_warehouse_of_another_shape_is_made_anew_from_the_archive(home, change, said):
    before, version = figures(home), served(home)
    _by_hand(home, change)
    refused = call(home, "night", "--date", LATER)
    assert (refused.code, refused.out) == (1, "")
    assert f"the warehouse is another release's ({said}); run `python -m etl replay`" in refused.err
    assert served(home) == version
    assert call(home, "replay").code == 0
    night(home, LATER)
    assert served(home) != version
    night(home, "2025-06-10")
    again = [name for name in versions(engines.chosen.place(home)) if name.startswith("20250610-")][-1]
    assert figures(home, again) == before


def test_the_version_served_is_built_anew_once_it_is_another_releases(home):
    """By the scheduler, at once; readers have the old one meanwhile."""
    before, version = figures(home), served(home)
    assert not _look(home)
    _by_hand(home, "alter table marts.payment drop column month cascade", version)
    with closing(open_reader(engines.chosen.place(home))) as reader:
        assert strange_tables(reader, "marts") == ["payment lacks month"]
    assert _look(home)
    assert served(home) != version
    assert figures(home) == before
    assert not _look(home)


def test_who_went_back_to_a_version_of_another_release_keeps_it(home):
    version = served(home)
    night(home, "2025-06-10")
    _by_hand(home, "alter table marts.payment drop column month cascade", version)
    rollback(engines.chosen.place(home), version)
    assert not _look(home)
    assert served(home) == version
