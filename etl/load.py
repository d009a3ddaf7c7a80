"""Loading one delivery: its ledger row, its rows and its quarantine in one transaction, its bytes archived."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from etl import ledger
from etl.archive import Archive, Note, copy_hashed
from etl.failures import Unsettled
from etl.settings import Settings
from etl.sources.control import Control
from etl.sources.inbox import Delivery, stamp
from etl.sources.reading import Reading, prepare, read
from etl.totals import Disagreement, disagreement
from etl.whole_register import WholeRegister
from sql.connect import Writer
from sql.schema import METADATA
from sql.schema import ledger as tables


@dataclass(frozen=True)
class Loaded:
    """What came of one delivery: rows read and put aside, columns not known, totals that do not add up.

    The same bytes under the same name land once: the second time there are no rows.
    """

    rows: int = 0
    rows_quarantined: int = 0
    unknown_columns: tuple[str, ...] = ()
    disagreement: Disagreement | None = None


class Loader:
    """Loads deliveries into the warehouse for one run."""

    def __init__(self, connection: Writer, settings: Settings, run: str) -> None:
        prepare(connection.files)
        self._connection = connection
        self._settings = settings
        self._run = run
        self._archive = Archive(settings.home)
        self._work = settings.home / "work" / "landing"

    def load(self, delivery: Delivery, control: Control | None) -> Loaded:
        """Load a delivered file and archive it.

        Raises Refused when it cannot be used, Unsettled when its control file disagrees or it is still written to.
        """
        with self._workplace() as work:
            copy, before = work / "copy", stamp(delivery.path)
            sha256 = copy_hashed(delivery.path, copy)
            if stamp(delivery.path) != before:
                raise Unsettled("the file changed while it was copied; have it delivered again")
            if control:
                control.agree_on_bytes(sha256)
            if self._has_landed(delivery, sha256):
                return Loaded()
            reading = self._read(delivery, copy, work)
            if control:
                control.agree_on_rows(reading)
            number = int(self._connection.value("select coalesce(max(delivery), 0) + 1 from landed.delivery"))
            note = Note(
                delivery=number,
                feed=delivery.feed.name,
                file_name=delivery.file_name,
                file_date=delivery.file_date,
                file_number=delivery.file_number,
                sha256=sha256,
                source="database" if delivery.pulled else reading.grid.source,
                run=self._run,
                landed_at=ledger.moment(),
            )
            with self._connection.transaction():
                self._insert(note, delivery, reading)
                self._archive.keep(copy, sha256)
            self._archive.note(note)
            return Loaded(
                reading.rows,
                reading.rows_quarantined,
                reading.grid.header.unknown,
                disagreement(self._connection.files, delivery.feed, reading),
            )

    def load_again(self, note: Note, delivery: Delivery) -> int:
        """Load an archived delivery into a warehouse that lost it; how many rows it has."""
        with self._workplace() as work:
            reading = self._read(delivery, delivery.path, work)
            with self._connection.transaction():
                self._insert(note, delivery, reading)
            return reading.rows

    def _read(self, delivery: Delivery, path: Path, work: Path) -> Reading:
        return read(self._connection.files, delivery, path, work, self._settings)

    def _has_landed(self, delivery: Delivery, sha256: str) -> bool:
        return bool(
            self._connection.value(
                "select count(*) from landed.delivery where feed = $feed and file_name = $name and sha256 = $sha256",
                {"feed": delivery.feed.name, "name": delivery.file_name, "sha256": sha256},
            )
        )

    def _insert(self, note: Note, delivery: Delivery, reading: Reading) -> None:
        """The ledger row and everything it counts."""
        self._connection.insert(tables.DELIVERY, [_ledger_row(note, reading)])
        if self._settings.feeds[note.feed].kind == "full":
            WholeRegister(self._connection, self._settings, self._work).keep_changes(note, reading)
        else:
            _insert_rows(self._connection, note.delivery, delivery, reading)
        insert_quarantine(self._connection, note.delivery, delivery.feed.amount, reading)

    @contextmanager
    def _workplace(self) -> Iterator[Path]:
        """An empty folder for copies and spool files, gone afterwards."""
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir(parents=True)
        try:
            yield self._work
        finally:
            self._connection.files.execute("drop table if exists temp.reading")
            shutil.rmtree(self._work, ignore_errors=True)


def _ledger_row(note: Note, reading: Reading) -> tuple[object, ...]:
    return (
        note.delivery,
        note.feed,
        note.file_name,
        note.file_date,
        note.file_number,
        note.sha256,
        note.source,
        ", ".join(reading.grid.header.unknown) or None,
        reading.rows,
        reading.amount,
        reading.rows_total,
        reading.rows_quarantined,
        reading.amount_quarantined,
        0,
        note.run,
        note.landed_at,
    )


def _insert_rows(connection: Writer, number: int, delivery: Delivery, reading: Reading) -> None:
    fields = [column.field for column in delivery.feed.columns if column.landed]
    connection.take_in(
        METADATA.tables[f"landed.{delivery.feed.name}"],
        ("delivery", "line", *fields),
        f"select $delivery, {reading.line}, {', '.join(fields)} from reading where fate is null",
        {"delivery": number},
    )


def insert_quarantine(connection: Writer, number: int, amount: str | None, reading: Reading) -> None:
    """The rows put aside, each with its first fault."""
    if not reading.rows_quarantined:
        return
    connection.files.execute(
        "create or replace temp table fault (number integer, place integer, header text, missing text, unreadable text)"
    )
    rows = [
        [number, fault.place, fault.header, fault.missing, fault.unreadable]
        for number, fault in enumerate(reading.faults, start=1)
    ]
    connection.files.native.executemany("insert into temp.fault values (?, ?, ?, ?, ?)", rows)
    connection.take_in(
        tables.QUARANTINE,
        tables.QUARANTINE.columns.keys(),
        f"""
        select
            $delivery, {reading.line}, fault.header, reading.cells[fault.place],
            case when clean(reading.cells[fault.place]) is null then fault.missing else fault.unreadable end,
            {f"coalesce(reading.{amount}, 0)" if amount else "0"}
        from reading
        inner join temp.fault on reading.fate = fault.number
        order by 2
        """,
        {"delivery": number},
    )
