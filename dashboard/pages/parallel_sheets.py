"""The rows behind a part of a difference as a table to take away, masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashboard.exports import Cell, Column, Kind, Sheet
from dashboard.pages.page import Context
from dashboard.pages.parallel_table import differing, label_of, months, printed, what
from dashboard.parallel.causes import Part
from dashboard.parallel.compare import Found
from dashboard.parallel.comparisons import Kept
from dashboard.people import Delivery
from dashboard.wording import Words


def rows_sheet(context: Context, kept: Kept, found: Found, told: tuple[Part, Sequence[Delivery]]) -> Sheet:
    """The rows of a part, with the table, the cell and the figures written on it."""
    words, (part, rows) = context.words, told
    row, column = label_of(kept, found)
    cause = words(f"parallel.cause_{part.cause}")
    notes = (
        (words("parallel.table"), kept.title),
        (words("parallel.row"), row),
        (words("parallel.column"), column),
        (words("parallel.theirs"), printed(found, found.cell.theirs)),
        (words("parallel.ours"), printed(found, found.ours)),
        (words("parallel.difference"), differing(found, found.difference)),
        (words("parallel.cause"), f"{cause} {differing(found, part.amount)}"),
        (words("people.version"), kept.version),
    )
    return Sheet(words("parallel.sheet", cause=cause), notes, _columns(words), _rows(words, rows))


def _columns(words: Words) -> tuple[Column, ...]:
    return (
        Column(words("people.number"), Kind.WHOLE),
        Column(words("people.name")),
        Column(words("people.identity")),
        Column(words("parallel.ticket")),
        Column(words("parallel.amount"), Kind.MONEY),
        Column(words("parallel.kind")),
        Column(words("parallel.item")),
        Column(words("parallel.day"), Kind.DAY),
        Column(words("parallel.months")),
        Column(words("parallel.delivered"), Kind.DAY),
        Column(words("parallel.from_file")),
    )


def _rows(words: Words, rows: Sequence[Delivery]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        record = row.record
        yield (
            row.person.number,
            row.person.name,
            row.person.identity,
            record["ticket_number"],
            record["amount"],
            record["kind"],
            what(words, row),
            record["day"],
            months(row),
            record["delivered"],
            record["file_name"],
        )
