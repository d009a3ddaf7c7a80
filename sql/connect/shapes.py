"""Whether tables are as this release declares them, or as another made them."""

from __future__ import annotations

import duckdb
from sqlalchemy import Table, literal_column, select

from sql.connect.interface import Connection
from sql.connect.place import Unable
from sql.schema import tables_of


def strange_tables(connection: Connection, schema: str) -> list[str]:
    """What is otherwise than declared, a table each: `payment lacks treasury_month`; nothing where all is as it is."""
    return [said for table in tables_of(schema) if (said := _strange(connection, table))]


def _strange(connection: Connection, table: Table) -> str:
    """Columns are read by their place too, so another order is another shape."""
    wanted = table.columns.keys()
    try:
        asked = connection.execute(select(literal_column("*")).select_from(table).limit(0))
    except (duckdb.CatalogException, Unable):
        return f"{table.name} is not there"
    there = [column[0] for column in asked.native.description or ()]
    if there == wanted:
        return ""
    lacks = [name for name in wanted if name not in there]
    strange = [name for name in there if name not in wanted]
    if lacks:
        return f"{table.name} lacks {', '.join(lacks)}"
    return f"{table.name} has {', '.join(strange)}" if strange else f"{table.name} has its columns in another order"
