"""SHAPE: every table, every column commented. Months are numbers: year x 12 + month - 1."""

from sqlalchemy import Table

from sql.schema import facts, landed, ledger, marts, staging
from sql.schema.words import METADATA

__all__ = ["METADATA", "facts", "landed", "ledger", "marts", "staging", "tables_of"]


def tables_of(schema: str) -> tuple[Table, ...]:
    """The tables of one schema (`landed`, `staging`, `facts`, `marts`) in order of declaration."""
    return tuple(table for table in METADATA.tables.values() if table.schema == schema)
