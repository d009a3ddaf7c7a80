"""Every command does on PostgreSQL what it does on DuckDB: says the same, lands the same, shows the same figures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sql.connect import Place, open_writer
from tests import engines
from tests.left_behind import VERSION_NAME, account, figures, notes, status
from tests.program import call, night
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
    assert said.code == 1
    assert "another night is writing to postgresql://" in said.err


def test_server_that_cannot_be_reached_is_one_line(tmp_path: Path) -> None:
    """The password is not in it."""
    url = "postgresql://clerk:secret@127.0.0.1:1/reports"
    for words in (("night", "--date", "2025-06-20"), ("status",), ("rollback",)):
        said = call(tmp_path, *words, settings={"COLLECTION_DATABASE": url})
        assert said.code == 1
        assert said.err.startswith(f"etl {words[0]}: ")
        assert said.err.count("\n") == 1
        assert "postgresql://clerk@127.0.0.1:1/reports" in said.err
        assert "secret" not in said.err


def test_marts_are_explained_on_the_server(home: Path) -> None:
    """Who connects tools of their own sees what tables and columns are."""
    writer = open_writer(engines.POSTGRESQL.place(home))
    schema = f"v{served(home).replace('-', '_')}"
    said = writer.rows(
        "select obj_description(cast($table as regclass)), col_description(cast($table as regclass), 2)",
        {"table": f'"{schema}".area'},
    )
    writer.close()
    assert said == [("Areas, shipped and delivered", "名称")]
