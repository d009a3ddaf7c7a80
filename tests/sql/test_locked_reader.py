"""A reader of a published version can read that version, and nothing else: no file, no network, no other setting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from sql.connect import Place, open_reader
from sql.connect.interface import Connection
from tests import engines
from tests.sql.test_connect import publish_numbered

REACHING_OUT = (
    "select * from read_csv('{file}')",
    "select * from read_text('{file}')",
    "select * from read_blob('/etc/passwd')",
    "select * from read_json('{file}')",
    "select * from read_parquet('{file}')",
    "select * from '{file}'",
    "select * from glob('/etc/*')",
    "select * from sniff_csv('{file}')",
    "select * from read_csv('https://127.0.0.1:1/x.csv')",
    "copy (select 1) to '{folder}/out.csv'",
    "copy marts.version to '{folder}/out.parquet'",
    "export database '{folder}/out'",
    "import database '{folder}'",
    "attach '{folder}/new.duckdb' as another",
    "attach '{folder}/warehouse.duckdb' as another (read_only)",
    "attach ':memory:' as another; attach 'x.db' as third (type sqlite)",
    "install httpfs",
    "install sqlite from 'http://127.0.0.1:1'",
    "load httpfs",
    "load '{file}'",
    "set enable_external_access = true",
    "reset enable_external_access",
    "set lock_configuration = false",
    "set allowed_directories = ['/']",
    "set allowed_paths = ['{file}']",
    "set global memory_limit = '64GB'",
    "set threads = 64",
    "set temp_directory = '{folder}'",
    "set extension_directory = '{folder}'",
    "set autoinstall_known_extensions = true",
    "set profiling_output = '{folder}/profile.json'",
    "pragma profile_output = '{folder}/profile.json'",
    "pragma threads = 64",
    "create persistent secret s (type s3, key_id 'x', secret 'y')",
)
CHANGING = (
    "delete from marts.version",
    "update marts.version set version = 'x'",
    "insert into marts.channel select * from marts.channel",
    "drop table marts.version",
    "create table marts.new (x integer)",
    "alter table marts.version add column x integer",
)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Connection]:
    """Open a published version; beside it lies a file that could be read."""
    place = Place(tmp_path)
    publish_numbered(place, 1)
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    opened = open_reader(place, memory="128MB", threads=1)
    yield opened
    opened.close()


@pytest.mark.parametrize("statement", REACHING_OUT)
def test_nothing_outside_the_version_is_reached(reader: Connection, tmp_path: Path, statement: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    for connection in (reader, reader.cursor()):
        with pytest.raises(duckdb.Error):
            connection.rows(statement.format(file=tmp_path / "secret.csv", folder=tmp_path))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("statement", CHANGING)
def test_the_version_is_not_changed(reader: Connection, statement: str) -> None:
    with pytest.raises(duckdb.Error):
        reader.execute(statement)
    assert reader.value("select count(*) from marts.version") == 1


def test_the_settings_say_so(reader: Connection) -> None:
    names = (
        "enable_external_access",
        "lock_configuration",
        "autoinstall_known_extensions",
        "autoload_known_extensions",
    )
    said = {name: reader.value("select current_setting(?)", [name]) for name in names}
    assert said == dict(zip(names, (False, True, False, False), strict=True))


def test_on_postgresql_nothing_is_changed_either(tmp_path: Path) -> None:
    """The session of a reader is read-only; what else its role may do, the bureau's database says."""
    place = engines.POSTGRESQL.place(tmp_path)
    publish_numbered(place, 1)
    reader = open_reader(place, memory="128MB", threads=1)
    for statement in CHANGING:
        with pytest.raises(Exception, match="read-only"):
            reader.execute(statement)
    reader.close()
    engines.POSTGRESQL.forget()
