"""Versions published one after the other, as nights publish them but without building: two bureaus, in turn.

The rows of both were built by real nights. Each publish begins a version under a new name with the rows of one of them,
and then does what the night does: finish it, move the pointer, collect what is not kept.
"""

import shutil
from datetime import date
from pathlib import Path

import duckdb

from etl.ledger import moment
from etl.publish import collect, name_version, publish_unless_older
from etl.settings import Settings
from etl.simulator import simulate
from sql.connect import Place, Version, create_table, current_version, open_writer, version_path
from sql.connect.duckdb import Reader, building_path
from sql.connect.postgresql.sessions import Session
from sql.schema import tables_of
from tests.program import night

BUSINESS_DATE = date(2026, 9, 15)
TURNS = ("odd", "even")


def turn_of(version: str) -> str:
    """Return whose figures a version of this publisher has: names end with their number."""
    return TURNS[int(version[-1]) % 2 == 0]


class Publisher:
    """Publishes at a place, as often as it is told; no other version is kept than the one served."""

    def __init__(self, place: Place, odd: Path, even: Path) -> None:
        """Lay the rows of the versions in these files ready at the place."""
        (place.home / "versions").mkdir(exist_ok=True)
        self._settings = Settings(place.home, database=place.url, versions_kept=1, monthly_versions_kept=1)
        self._writer = open_writer(place, memory="256MB", threads=1)
        self.published = 0
        self._files = dict(zip(TURNS, (odd, even), strict=True))
        if place.url:
            for turn, path in self._files.items():
                _lay_ready(place, turn, path)

    def publish(self) -> str:
        """Publish the next version; its name."""
        self.published += 1
        place, name = self._settings.place, name_version(BUSINESS_DATE, moment())[:-1] + str(self.published % 10)
        self._build(name)
        self._writer.execute("update marts.version set version = $name", {"name": name})
        self._writer.finish_version()
        assert publish_unless_older(place, Version(name, BUSINESS_DATE))
        collect(self._settings)
        return name

    def _build(self, name: str) -> None:
        """Begin a version that has the rows of its turn; a file is copied, for that is quick."""
        place, turn = self._settings.place, turn_of(name)
        if not place.url:
            shutil.copyfile(self._files[turn], building_path(place.home, name))
        self._writer.begin_version(name)
        if place.url:
            for table in tables_of("marts"):
                create_table(self._writer, table)
                self._writer.fill(table, f"select * from {turn}.{table.name}")

    def close(self) -> None:
        """Let the place go."""
        self._writer.close()


def _lay_ready(place: Place, schema: str, path: Path) -> None:
    """Copy the rows of a file into a schema of the server."""
    source = Reader(duckdb.connect(str(path), read_only=True))
    session = Session(place, "", {"marts": schema})
    session.execute(f"create schema {schema}")
    for table in tables_of("marts"):
        session.create(table)
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        session.insert(table, source.rows(f"select {columns} from {table.name}"))
    session.close()
    source.close()


def bureau_published(home: Path, seed: int) -> Path:
    """Simulate a small bureau and run its night; the file of its version."""
    simulate(home, people=60, months=8, seed=seed, until=BUSINESS_DATE)
    night(home, BUSINESS_DATE.isoformat())
    return version_path(home, current_version(home).name)
