"""Whether every row read is accounted for, in rows and in money."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dashboard.data import Record

ROWS = ("loaded", "superseded", "duplicate", "quarantined", "out_of_scope", "total")
AMOUNTS = ("loaded", "superseded", "duplicate", "quarantined", "out_of_scope")


def row_difference(row: Record) -> int:
    """Rows read that are in none of the six parts; 0 when nothing is lost."""
    return int(row["rows_read"] or 0) - sum(int(row[f"rows_{part}"] or 0) for part in ROWS)


def amount_difference(row: Record) -> Decimal:
    """The same in money; total rows carry none."""
    return Decimal(row["amount_read"] or 0) - sum((Decimal(row[f"amount_{part}"] or 0) for part in AMOUNTS), Decimal(0))


def balanced(row: Record) -> bool:
    """Whether nothing is lost, to the row and the cent."""
    return not row_difference(row) and not amount_difference(row)


def summed(rows: Iterable[Record]) -> Record:
    """Files added up."""
    names = [*(f"rows_{part}" for part in ("read", *ROWS)), *(f"amount_{part}" for part in ("read", *AMOUNTS))]
    kept = list(rows)
    return {
        name: sum((row[name] or 0 for row in kept), Decimal(0) if name.startswith("amount") else 0) for name in names
    }
