"""What must hold before a report is printed: what does not add up is not printed.

Parts add up to the total, openings and flows to closings, ages to the balance, the bridge and the restatement to
the cent. Sums are taken of exact values, never of what is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from dashboard.reports.blocks import Figure, Form, Line, Table

ADDS_UP = {
    "received": (2, 3, 4, 7),
    "assessed": (1, 2, 4, 5, 8, 9, 10),
    "enrolled": (1, 2, 3, 4, 5, 6, 8, 9, 11, 13),
    "suspended": (1, 2, 3, 4, 5, 6),
    "types": (1, 3, 4, 6, 9),
    "owed": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "tiers": (1, 3),
    "channels": (1, 3),
    "delivered": (1, 2, 3, 4, 5, 6, 7, 8),
}
"""Columns whose parts make the total; numbers of columns from 0."""

CLOSES = {
    "received": ((2, -3, -4),),
    "enrolled": ((1, 2, 3, -4, 5, -6),),
    "suspended": ((1, 2, -3, -4, 5, -6),),
    "owed": ((1, 2, -3, 4, -5), (7, 8, 9, 10, 11, 12, -5)),
    "delivered": ((3, 4, 5, 6, 7, 8, -2),),
}
"""Columns of every row that add up to nothing; a minus takes one off."""


class DoesNotAddUp(Exception):
    """Figures of a report contradict one another; the message names the table, the row and the difference."""


def check(tables: Iterable[Table], *, hidden: bool = False) -> None:
    """Raise DoesNotAddUp at the first contradiction.

    `hidden`: small figures are kept from the reader, and what one of them belongs to cannot be added up.
    """
    for fault in faults(tables, hidden=hidden):
        raise DoesNotAddUp(fault)


def faults(tables: Iterable[Table], *, hidden: bool = False) -> Iterator[str]:
    """Everything that does not add up, in words."""
    for table in tables:
        yield from _columns(table, hidden=hidden)
        yield from _rows(table)
        if table.key == "bridge":
            yield from _bridge(table)


def _columns(table: Table, *, hidden: bool) -> Iterator[str]:
    *parts, total = table.rows or [None]
    if total is None or total.line is not Line.TOTAL:
        return
    for column in ADDS_UP.get(table.key, ()):
        whole = _value(total.cells[column])
        if whole is None or (hidden and any(_value(row.cells[column]) is None for row in parts if row is not None)):
            continue
        added = sum((_value(row.cells[column]) or 0 for row in parts if row is not None), Decimal(0))
        if added != whole:
            head = "›".join(table.heads[column].labels)
            yield f"{table.number} {head}: {added} ≠ {whole}"


def _rows(table: Table) -> Iterator[str]:
    for columns in CLOSES.get(table.key, ()):
        for row in table.rows:
            values = [(_value(row.cells[abs(column)]), 1 if column > 0 else -1) for column in columns]
            if any(value is None for value, _ in values):
                continue
            rest = sum((Decimal(value or 0) * sign for value, sign in values), Decimal(0))
            if rest:
                yield f"{table.number} {row.cells[0]}: {rest}"


def _bridge(table: Table) -> Iterator[str]:
    amounts = [_value(row.cells[1]) or Decimal(0) for row in table.rows]
    *moved, paid = [amount * row.sign for amount, row in zip(amounts, table.rows, strict=True)]
    if sum(moved, Decimal(0)) != paid:
        yield f"{table.number}: {sum(moved, Decimal(0))} ≠ {paid}"


def _value(cell: object) -> Decimal | None:
    if not isinstance(cell, Figure) or cell.value is None or cell.form is Form.RANK:
        return None
    return Decimal(cell.value)
