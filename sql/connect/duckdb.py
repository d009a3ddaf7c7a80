"""DuckDB: files in the home folder, attached under the schema names the transforms use.

`landed.receipts` is the warehouse file's table `receipts`, and `marts.person_month` a version's. A
version is a file of its own, and what is published is named by `versions/current.json`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import Table
from sqlalchemy.schema import CreateTable

from sql.connect import interface
from sql.connect.disk import sync_folder
from sql.connect.interface import Connection, NothingPublished, Parameters, Version, insert_into
from sql.connect.place import Place, Unable
from sql.schema import tables_of

BUILDING = ".building"
FEW = 100
"""So many rows are inserted one by one."""


class Reader(Connection):
    """A DuckDB connection."""

    native: duckdb.DuckDBPyConnection

    def cursor(self) -> Connection:
        """A second connection to the same database, for another thread."""
        other = Reader(self.native.cursor(), self.remembered)
        other.patience = self.patience
        return other

    def stop(self) -> None:
        """Interrupt it."""
        self.native.interrupt()

    def prove(self) -> None:
        """Read every block of the version: each has a checksum, which DuckDB looks at as it reads."""
        try:
            for (name,) in self.rows("select table_name from duckdb_tables() where database_name = 'marts'"):
                self.value(f'select bit_xor(hash(whole)) from marts."{name}" as whole')
        except duckdb.Error as error:
            raise Unable(f"the version is damaged ({_first_line(error)}); run `python -m etl rollback`") from None

    def create(self, table: Table) -> None:
        """Create one declared table if it is not there."""
        self.execute(CreateTable(table, if_not_exists=True))

    def _run(self, sql: str, bound: Any) -> None:
        if bound:
            self.native.execute(sql, bound)
        else:
            self.native.execute(sql)

    def _append(self, table: Table, batch: list[list[Any]]) -> None:
        if len(batch) > FEW:
            self._append_at_once(table, batch)
        else:
            marks = ", ".join("?" * len(table.columns))
            self.native.executemany(f"insert into {table.fullname} values ({marks})", batch)

    def _append_at_once(self, table: Table, batch: list[list[Any]]) -> None:
        """Column by column in one statement; row by row, each takes half a millisecond."""
        columns = {f"column_{place}": list(values) for place, values in enumerate(zip(*batch, strict=True))}
        chosen = ", ".join(f"unnest(${name})" for name in columns)
        self.native.execute(f"insert into {table.fullname} select {chosen}", columns)

    def _close(self) -> None:
        self.native.close()


class Writer(Reader, interface.Writer):
    """The warehouse file attached as `landed`, a scratch file, and the file of the version being built."""

    def __init__(self, native: duckdb.DuckDBPyConnection, home: Path) -> None:
        super().__init__(native)
        self.files = self
        self._home = home
        self._version = ""

    def take_in(self, table: Table, columns: Sequence[str], select: str, parameters: Parameters = None) -> None:
        """Append the rows of a SELECT over files: one statement, for files and tables are one connection's."""
        self.execute(insert_into(table, columns, select), parameters)

    def hand_out(self, name: str, table: Table, select: str, parameters: Parameters = None) -> None:
        """Keep the rows of a SELECT in a temporary table; they have the shape of the table already."""
        del table
        self.execute(f"create or replace temp table {name} as {select}", parameters)

    def fill(self, table: Table, select: str) -> int:
        """Append the rows of a SELECT; how many there were."""
        return int(self.value(insert_into(table, table.columns.keys(), select)) or 0)

    def begin_scratch(self, *schemas: str) -> None:
        """Attach a new scratch file and make it the place of the schemas."""
        path = self._home / "work" / "build.duckdb"
        path.unlink(missing_ok=True)
        self.execute(f"attach {_literal(path)} as scratch")
        self.execute("use scratch")
        for schema in schemas:
            self.execute(f"create schema if not exists {schema}")

    def begin_version(self, name: str) -> None:
        """Attach the file of a new version as `marts`."""
        self._version = name
        path = building_path(self._home, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.execute(f"attach {_literal(path)} as marts")

    def finish_version(self) -> None:
        """Checkpoint the version, let it go, and give its synced file its name."""
        self.detach("marts")
        building = building_path(self._home, self._version)
        with building.open("rb") as file:
            os.fsync(file.fileno())
        building.rename(version_path(self._home, self._version))
        sync_folder(building.parent)

    def detach(self, name: str) -> None:
        """Write an attached file out completely (checkpoint) and let it go."""
        self.execute("use memory")
        self.execute(f"checkpoint {name}")
        self.execute(f"detach {name}")


def open_writer(place: Place, *, memory: str, threads: int | None) -> Writer:
    """The warehouse file for writing; beyond `memory` DuckDB spills to `<home>/work/spill`."""
    work = place.home / "work"
    work.mkdir(parents=True, exist_ok=True)
    writer = Writer(duckdb.connect(":memory:"), place.home)
    _bound(writer, memory=memory, threads=threads, spill=work / "spill")
    writer.execute(f"attach {_literal(warehouse_path(place.home))} as landed")
    for table in tables_of("landed"):
        writer.create(table)
    return writer


def open_reader(place: Place, name: str | None, *, memory: str, threads: int | None) -> Reader:
    """The file of a version for reading, attached as `marts`; nothing else can be reached from it.

    The version named by the pointer may be dropped before it is open; then the pointer names a later one.
    """
    while True:
        version = name or current_version(place).name
        path = version_path(place.home, version)
        reader = _attached(path, memory, threads)
        if reader is not None:
            return reader
        if name or current_version(place).name == version:
            raise NothingPublished(f"version {version} is not in {path.parent}; run `python -m etl rollback`")


def _attached(path: Path, memory: str, threads: int | None) -> Reader | None:
    """A reader of one file; None where the file is not there."""
    reader = Reader(duckdb.connect(":memory:"), remembered={})
    _bound(reader, memory=memory, threads=threads, spill=None)
    try:
        reader.execute(f"attach {_literal(path)} as marts (read_only)")
    except duckdb.Error as error:
        reader.close()
        if path.exists():
            raise Unable(f"{path} cannot be read ({_first_line(error)}); run `python -m etl rollback`") from None
        return None
    reader.execute("set enable_external_access = false")
    reader.execute("set lock_configuration = true")
    return reader


def open_files(*, memory: str, threads: int | None, spill: Path) -> Reader:
    """A connection that only reads delivered files, for a warehouse that is somewhere else."""
    reader = Reader(duckdb.connect(":memory:"))
    _bound(reader, memory=memory, threads=threads, spill=spill)
    return reader


@contextmanager
def rebuilding(place: Place, kept: Sequence[str], *, memory: str, threads: int | None) -> Iterator[Writer]:
    """A new warehouse file, which takes the place of the old one when the block ends well."""
    fresh = place.home / "work" / "replay"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    writer = open_writer(Place(fresh), memory=memory, threads=threads)
    try:
        _take_over(writer, warehouse_path(place.home), kept)
        yield writer
        writer.detach("landed")
    finally:
        writer.close()
    _swap(warehouse_path(fresh), warehouse_path(place.home))
    shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def rehearsing(place: Place, home: Path, *, memory: str, threads: int | None) -> Iterator[Writer]:
    """A copy of the warehouse file, in another home folder."""
    for path in (warehouse_path(place.home), _log_path(warehouse_path(place.home))):
        if path.exists():
            shutil.copy2(path, home / path.name)
    writer = open_writer(Place(home), memory=memory, threads=threads)
    try:
        yield writer
    finally:
        writer.close()


@contextmanager
def alone(place: Place) -> Iterator[Callable[[], bool]]:
    """Nobody else can write to the files: the home folder is locked already."""
    del place
    yield lambda: True


def has_warehouse(place: Place) -> bool:
    """Whether a night has ever written here."""
    return warehouse_path(place.home).exists()


def current_version(place: Place) -> Version:
    """The version that `versions/current.json` names."""
    pointer = _pointer(place.home)
    try:
        return _pointed(json.loads(pointer.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise NothingPublished(
            f"{pointer} does not exist: no night has been published; run `python -m etl night`"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise NothingPublished(f"{pointer} cannot be read ({error}); run `python -m etl rollback`") from None


def _pointed(said: dict[str, str]) -> Version:
    """What the pointer says; its two parts say the same date, or one of them is damaged."""
    version = Version(name=said["version"], business_date=date.fromisoformat(said["business_date"]))
    if not version.name.startswith(f"{version.business_date:%Y%m%d}-"):
        raise ValueError(f"version {version.name} is not of {version.business_date}")
    return version


def publish(place: Place, version: Version) -> None:
    """Let `versions/current.json` name a version, from one moment to the next."""
    pointer = _pointer(place.home)
    fresh = pointer.with_suffix(".json.new")
    content = {"version": version.name, "business_date": version.business_date.isoformat()}
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(pointer)
    sync_folder(pointer.parent)


def versions(place: Place) -> list[str]:
    """The names of the versions that are whole."""
    return sorted(path.name.removesuffix(".duckdb") for path in (place.home / "versions").glob("*.duckdb"))


def drop_version(place: Place, name: str) -> None:
    """Remove a version; who has it open can read on."""
    version_path(place.home, name).unlink(missing_ok=True)


def discard_unfinished(place: Place) -> None:
    """Remove the versions and pointers that a killed night left half written."""
    for pattern in (f"*{BUILDING}*", "*.new"):
        for path in (place.home / "versions").glob(pattern):
            path.unlink()


def warehouse_path(home: Path) -> Path:
    """Where the landed rows and the ledger lie."""
    return home / "warehouse.duckdb"


def version_path(home: Path, name: str) -> Path:
    """Where a version's file lies."""
    return home / "versions" / f"{name}.duckdb"


def building_path(home: Path, name: str) -> Path:
    """Where a version lies until it is whole."""
    return home / "versions" / f"{name}.duckdb{BUILDING}"


def _pointer(home: Path) -> Path:
    return home / "versions" / "current.json"


def _log_path(database: Path) -> Path:
    """What DuckDB has committed but not yet written into the file."""
    return database.with_name(database.name + ".wal")


def _take_over(writer: Writer, old: Path, kept: Sequence[str]) -> None:
    """Copy tables from the old warehouse; one that cannot be opened has nothing to take over."""
    if not old.exists():
        return
    try:
        writer.execute(f"attach {_literal(old)} as replaced (read_only)")
        for name in kept:
            writer.execute(f"insert into landed.{name} select * from replaced.{name}")
        writer.execute("detach replaced")
    except duckdb.Error:
        return


def _swap(fresh: Path, old: Path) -> None:
    """The new warehouse takes the old one's place; what the old one had not yet written down goes with it."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    _log_path(old).unlink(missing_ok=True)
    fresh.replace(old)
    sync_folder(old.parent)


def _bound(connection: Connection, *, memory: str, threads: int | None, spill: Path | None) -> None:
    connection.execute(f"set memory_limit = {_literal(memory)}")
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute("set autoload_known_extensions = false")
    if threads:
        connection.execute(f"set threads = {int(threads)}")
    connection.execute(f"set temp_directory = {_literal(spill)}" if spill else "set temp_directory = ''")


def _first_line(error: duckdb.Error) -> str:
    """What DuckDB said; only its programmers can use the rest."""
    return str(error).strip().split("\n", 1)[0]


def _literal(value: object) -> str:
    """A setting or path as an SQL string; DuckDB takes no bound parameter in these places."""
    return "'" + str(value).replace("'", "''") + "'"
