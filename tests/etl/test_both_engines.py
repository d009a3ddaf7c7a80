"""Every command does on PostgreSQL what it does on DuckDB: says the same, lands the same, shows the same figures."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.failures import TRANSIENT
from sql.connect import Place, drop_version, open_writer, versions
from tests import engines
from tests.left_behind import VERSION_NAME, account, figures, notes, status
from tests.program import QUIET, call, night
from tests.three_nights import live_through_three_nights, served
from tests.two_nights import FIRST, SECOND, live_until_the_second

RUN_NAME = re.compile(r"\d{8}-\d{6}-\d{6}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?")


class Told:
    """What commands said and left on one engine, without names and moments of a run."""

    def __init__(self, home: Path) -> None:
        """Nothing has been said yet."""
        self.home = home
        self.said: list[Any] = []

    def call(self, *words: str) -> None:
        """Run a command and note what it said."""
        said = call(self.home, *words)
        plain = [VERSION_NAME.sub("VERSION", text) for text in (said.out, said.err)]
        self.said.append((words, said.code, *(RUN_NAME.sub("RUN", text) for text in plain)))

    def status(self) -> None:
        """Note what `status --json` says, without how long the steps took."""
        report = status(self.home)
        report["steps"] = [(step["position"], step["step"], step["rows"]) for step in report["steps"]]
        text = MOMENT.sub("MOMENT", RUN_NAME.sub("RUN", VERSION_NAME.sub("VERSION", json.dumps(report))))
        self.said.append(json.loads(text))

    def figures(self) -> None:
        """Note every row of the version served."""
        self.said.append(figures(self.home))


def on_each(tmp_path: Path, live: Any) -> tuple[list[Any], list[Any]]:
    """Return what was said on each engine."""
    told = []
    for engine in engines.ENGINES:
        engines.choose(engine)
        home = tmp_path / engine.name
        home.mkdir()
        one = Told(home)
        live(one)
        told.append(one.said)
    first, second = told
    return first, second


@pytest.fixture(autouse=True)
def _back_to_files() -> Iterator[None]:
    """Let the tests after these run on what they expect."""
    yield
    engines.choose(engines.DUCKDB)


def test_everything_a_night_can_do_is_the_same(tmp_path: Path) -> None:
    """Changed files, whole registers, a source database, rows put aside; a dry run before, a replay after."""

    def live(told: Told) -> None:
        live_until_the_second(told.home)
        told.call("status")
        told.call("night", "--date", SECOND, "--dry-run")
        told.call("night", "--date", SECOND, "--dry-run", "--figures")
        told.status()
        told.call("night", "--date", SECOND)
        told.status()
        told.figures()
        told.call("replay")
        told.call("night", "--date", SECOND)
        told.status()
        told.figures()
        told.said.append(notes(told.home))

    on_files, on_server = on_each(tmp_path, live)
    assert on_files == on_server


def test_versions_are_the_same(tmp_path: Path) -> None:
    """Which is served and which are kept, back and forth; a night for an earlier date."""

    def live(told: Told) -> None:
        live_through_three_nights(told.home)
        for words in (("rollback",), ("rollback",), ("rollback",), ("rollback", "20250101-1")):
            told.call(*words)
            told.figures()
        told.call("night", "--date", FIRST)
        told.call("night", "--date", "2025-05-31")
        told.figures()
        told.status()

    on_files, on_server = on_each(tmp_path, live)
    assert on_files == on_server


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home after three nights on PostgreSQL."""
    engines.choose(engines.POSTGRESQL)
    live_through_three_nights(tmp_path)
    return tmp_path


def test_replay_that_fails_leaves_the_warehouse(home: Path) -> None:
    """A damaged archive is found; nothing has changed."""
    rows, shown = account(home), figures(home)
    (bytes_,) = (path for path in (home / "archive").glob("??/*") if path.stat().st_size > 600)
    bytes_.write_bytes(b"torn")
    said = call(home, "replay")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("etl replay: ")
    assert account(home) == rows
    assert figures(home) == shown


def test_lost_warehouse_is_said_and_rebuilt(home: Path) -> None:
    """The landed rows are gone: the night refuses, a replay brings them back."""
    rows, shown, version = account(home), figures(home), served(home)
    writer = open_writer(engines.POSTGRESQL.place(home))
    writer.execute("drop schema landed cascade")
    writer.close()
    assert "run `python -m etl replay`" in call(home, "night", "--date", "2025-06-20").err
    assert served(home) == version
    assert call(home, "replay").code == 0
    night(home, "2025-06-20")
    assert account(home) == rows
    assert figures(home) == shown


def test_second_writer_is_told_to_wait(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From another machine, with another home folder, but the same database."""
    from etl import night as nightly

    monkeypatch.setattr(nightly, "PATIENCE_SECONDS", 0.2)
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    with nightly.only_writer(Place(elsewhere, engines.POSTGRESQL.place(home).url)):
        said = call(home, "night", "--date", "2025-06-20")
    assert said.code == TRANSIENT
    assert "another night is writing to postgresql://" in said.err


def test_server_that_cannot_be_reached_is_one_line(tmp_path: Path) -> None:
    """The password is not in it."""
    url = "postgresql://clerk:secret@127.0.0.1:1/reports"
    for words in (("night", "--date", "2025-06-20"), ("status",), ("rollback",)):
        said = call(tmp_path, *words, settings={"COLLECTION_DATABASE": url})
        assert said.code == TRANSIENT
        assert said.err.startswith(f"etl {words[0]}: ")
        assert said.err.count("\n") == 1
        assert "postgresql://clerk@127.0.0.1:1/reports" in said.err
        assert "secret" not in said.err


def test_marts_are_explained_on_the_server(home: Path) -> None:
    """Who connects tools of their own sees what tables and columns are, also of the views, whose names stay."""
    writer = open_writer(engines.POSTGRESQL.place(home))
    said = "select obj_description(cast($name as regclass)), col_description(cast($name as regclass), 2)"
    for name in (f"v{served(home).replace('-', '_')}.area", "published.area"):
        assert writer.rows(said, {"name": name}) == [("Areas, shipped and delivered", "名称")]
    writer.close()


def test_views_show_the_version_served(home: Path) -> None:
    """From one publication to the next, also back; who may read a view may go on."""
    with psycopg.connect(engines.POSTGRESQL.place(home).url, autocommit=True) as tool:

        def shown(question: str) -> object:
            return tool.execute(question.encode()).fetchall()[0][0]

        tool.execute("grant select on published.version to public")
        for _ in range(2):
            assert shown("select version from published.version") == served(home)
            assert call(home, "rollback").code == 0
        tool.execute("drop view published.area; create view published.area as select 1 as other")
        night(home, "2025-06-20")
        assert shown("select version from published.version") == served(home)
        assert int(str(shown("select count(*) from published.area"))) > 1
        assert shown("select has_table_privilege('public', 'published.version', 'select')")


@pytest.mark.parametrize("at", ["landing", "building"])
def test_killed_night_leaves_nothing_behind(tmp_path: Path, at: str) -> None:
    """The next one ends where it would have, though the server may still work for the dead one."""
    engines.choose(engines.POSTGRESQL)
    live_until_the_second(tmp_path)
    place = engines.POSTGRESQL.place(tmp_path)
    version = served(tmp_path)
    environment = {**os.environ, **QUIET, "COLLECTION_HOME": str(tmp_path), "COLLECTION_DATABASE": place.url}
    command = [sys.executable, "-m", "etl", "night", "--date", SECOND]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL) as doomed:
        _wait_until(place, REACHED[at])
        doomed.kill()
    assert served(tmp_path) == version
    night(tmp_path, SECOND)
    found, rows = figures(tmp_path), account(tmp_path)
    writer = open_writer(place)
    left = "select nspname from pg_namespace where nspname ~ '^(building|rehearsal)'"
    assert writer.rows(left) == []
    writer.close()
    engines.choose(engines.DUCKDB)
    other = tmp_path / "other"
    other.mkdir()
    live_until_the_second(other)
    night(other, SECOND)
    assert (found, rows) == (figures(other), account(other))


ROOT = Path(__file__).resolve().parents[2]
REACHED = {
    "landing": "select count(*) > 9 from landed.delivery",
    "building": "select count(*) > 0 from pg_namespace where nspname ~ '^building'",
}


def _wait_until(place: Place, question: str) -> None:
    """Look again and again until something is so."""
    with psycopg.connect(place.url, autocommit=True) as connection:
        for _ in range(6000):
            if connection.execute(question.encode()).fetchall()[0][0]:
                break
            time.sleep(0.01)


def test_version_that_somebody_reads_with_a_tool_of_his_own_stays(home: Path) -> None:
    """No night waits for him for ever."""
    place = engines.POSTGRESQL.place(home)
    first = versions(place)[0]
    reading = open_writer(place)
    with reading.transaction():
        reading.execute(f'select count(*) from "v{first.replace("-", "_")}".area')
        drop_version(place, first)
        assert first in versions(place)
    drop_version(place, first)
    assert first not in versions(place)
    reading.close()
