"""Rebuilding the warehouse from the archive: every delivery landed again, in the order it first landed."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import duckdb

from etl.archive import Archive, Note
from etl.build import account
from etl.failures import Failure, Refused
from etl.feeds import feed_named
from etl.load import Loader
from etl.progress import say
from etl.publish import clean_leftovers
from etl.settings import Settings
from etl.sources.inbox import Delivery
from sql.connect import Connection, attach_beside, detach, open_writer, sync_folder

KEPT_TABLES = ("run", "step", "check_result")
"""The history of nights is no delivery: it is taken over from the warehouse replaced, where that can be read."""


def replay(settings: Settings) -> int:
    """Build a new warehouse and put it in the place of the old one; how many deliveries it holds.

    Raises Failure, leaving the old one, when the archive is damaged or cannot be read as settings say now.
    """
    archive = Archive(settings.home)
    notes = archive.notes()
    if not notes:
        raise Failure(f"{archive.folder} holds no deliveries to rebuild from; run `python -m etl night`")
    fresh = settings.home / "work" / "replay"
    clean_leftovers(settings.home)
    fresh.mkdir(parents=True)
    try:
        _rebuild(fresh, settings, archive, notes)
        _swap(fresh / "warehouse.duckdb", settings.home / "warehouse.duckdb")
    finally:
        clean_leftovers(settings.home)
    return len(notes)


def _rebuild(fresh: Path, settings: Settings, archive: Archive, notes: list[Note]) -> None:
    """Land every delivery in a new warehouse in a folder of its own."""
    connection = open_writer(fresh, memory=settings.memory, threads=settings.threads)
    try:
        _land_all(connection, settings, archive, notes)
        _take_over(connection, settings.home / "warehouse.duckdb")
        account(connection, settings, max(note.file_date for note in notes))
        detach(connection, "landed")
    finally:
        connection.close()


def reconcile(connection: Connection, settings: Settings) -> None:
    """Make archive and ledger name the same deliveries.

    A delivery whose note a power cut prevented gets it now. Raises Failure when the archive knows
    deliveries that the warehouse has lost.
    """
    archive = Archive(settings.home)
    rows = connection.rows(
        "select delivery, feed, file_name, file_date, file_number, sha256, encoding, run, landed_at"
        " from landed.delivery order by delivery"
    )
    for row in rows:
        if not archive.has_note(row[0]):
            archive.note(Note(*row))
    lost = archive.noted() - {row[0] for row in rows}
    if lost:
        raise Failure(
            f"the warehouse lacks {len(lost)} of the archive's deliveries; run `python -m etl replay` to rebuild it"
        )


def _land_all(connection: Connection, settings: Settings, archive: Archive, notes: list[Note]) -> None:
    loader = Loader(connection, settings, "replay")
    for note in notes:
        path = archive.checked(note)
        try:
            rows = loader.load_again(note, _delivery(note, path))
        except Refused as reason:
            raise Failure(f"{note.file_name} can no longer be read: {reason}") from None
        say(f"{note.file_name:<44} {rows:>14,} rows")


def _delivery(note: Note, path: Path) -> Delivery:
    file_date: date = note.file_date
    return Delivery(
        feed_named(note.feed), path, note.file_name, file_date, note.file_number, pulled=note.source == "database"
    )


def _take_over(connection: Connection, old: Path) -> None:
    """Copy the history of nights; a warehouse that cannot be opened has none left."""
    if not old.exists():
        return
    try:
        attach_beside(connection, old, "replaced")
        for name in KEPT_TABLES:
            connection.execute(f"insert into landed.{name} select * from replaced.{name}")
        connection.execute("detach replaced")
    except duckdb.Error:
        say("the history of nights in the old warehouse cannot be read; it starts anew")


def _swap(fresh: Path, old: Path) -> None:
    """The new warehouse takes the old one's place; what the old one had not yet written down goes with it."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    old.with_name(old.name + ".wal").unlink(missing_ok=True)
    fresh.replace(old)
    sync_folder(old.parent)
