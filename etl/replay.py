"""Rebuilding the warehouse from the archive: every delivery landed again, in the order it first landed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from etl.archive import Archive, Note
from etl.build import account
from etl.failures import Failure, Refused
from etl.feeds import feed_named
from etl.load import Loader
from etl.progress import say
from etl.publish import clean_leftovers
from etl.settings import Settings
from etl.sources.inbox import Delivery
from sql.connect import Connection, Writer, rebuilding, strange_tables

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
    clean_leftovers(settings.place)
    try:
        _rebuild(settings, archive, notes)
    finally:
        clean_leftovers(settings.place)
    return len(notes)


def _rebuild(settings: Settings, archive: Archive, notes: list[Note]) -> None:
    """Land every delivery in an empty warehouse that keeps the history of nights."""
    with rebuilding(settings.place, KEPT_TABLES, memory=settings.memory, threads=settings.threads) as connection:
        if not connection.value("select count(*) from landed.run"):
            say("the history of nights in the old warehouse cannot be read; it starts anew")
        _land_all(connection, settings, archive, notes)
        account(connection, settings, max(note.file_date for note in notes))


def require_shape(connection: Connection) -> None:
    """See that the warehouse is as this release makes it; Failure where another has left it otherwise."""
    strange = strange_tables(connection, "landed")
    if strange:
        raise Failure(
            f"the warehouse is another release's ({'; '.join(strange)}); run `python -m etl replay`, which makes it"
            " anew from the archive, and then the night"
        )


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


def _land_all(connection: Writer, settings: Settings, archive: Archive, notes: list[Note]) -> None:
    loader = Loader(connection, settings, "replay")
    for note in notes:
        path = archive.checked(note.sha256, note.file_name)
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
