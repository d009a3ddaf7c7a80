"""Whether every row read is accounted for, in rows and in money."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from dashboard.data import Record

ROWS = ("loaded", "superseded", "duplicate", "quarantined", "out_of_scope", "total")
AMOUNTS = ("loaded", "superseded", "duplicate", "quarantined", "out_of_scope")

_DATED = re.compile(r"_\d{8}(_\d+)?\..*$")


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


def grouped_steps(rows: Iterable[Record]) -> list[Record]:
    """Steps in their order; those of one source's files, told apart by the date in their names, as one."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["position"]):
        groups[_DATED.sub("", row["step"])].append(row)
    return [
        {
            "step": step,
            "times": len(kept),
            "rows": sum(row["rows"] or 0 for row in kept),
            "milliseconds": sum(row["milliseconds"] or 0 for row in kept),
        }
        for step, kept in groups.items()
    ]


def grouped_reasons(rows: Iterable[Record]) -> list[Record]:
    """Quarantine by source, column and reason over all files, most money first; the place is in the latest file."""
    groups: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for row in rows:
        groups[row["feed"], row["column_name"] or "", row["reason"]].append(row)
    summed_up = [
        {
            **max(kept, key=lambda row: str(row["file_name"])),
            "rows": sum(row["rows"] or 0 for row in kept),
            "amount": sum((row["amount"] or Decimal(0) for row in kept), Decimal(0)),
            "files": len({row["file_name"] for row in kept}),
        }
        for kept in groups.values()
    ]
    return sorted(summed_up, key=lambda row: (-row["amount"], -row["rows"]))
