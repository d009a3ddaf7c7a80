"""The tax side's database: two tables under the headers of the source, written anew in one transaction."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Self

from sqlalchemy import Column, Connection, Engine, Index, MetaData, Table, Text, create_engine, event

from etl.simulator.tax import ASSESSMENT_HEADERS, RECEIPT_HEADERS, Row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

METADATA = MetaData()
# Everything is text, as such systems keep it: amounts to the cent, days, and what people typed instead of them.
RECEIPTS = Table("receipts", METADATA, *(Column(header, Text) for header in RECEIPT_HEADERS))
ASSESSMENTS = Table("assessments", METADATA, *(Column(header, Text) for header in ASSESSMENT_HEADERS))
_INDEXES = (
    Index("receipts_updated", RECEIPTS.c["更新时间"]),
    Index("assessments_updated", ASSESSMENTS.c["更新时间"]),
)


def default_url(home: Path) -> str:
    """Where the source database lies when nobody says otherwise."""
    return f"sqlite:///{(home / 'source' / 'tax.sqlite').resolve()}"


class TaxDatabase(AbstractContextManager["TaxDatabase"]):
    """Replaces both tables; readers see the old rows until everything is written."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._connection: Connection | None = None
        self.counts = {"receipts": 0, "assessments": 0}

    def __enter__(self) -> Self:
        self._connection = self._engine.connect()
        self._connection.begin()
        for table in (RECEIPTS, ASSESSMENTS):
            table.drop(self._connection, checkfirst=True)
            self._create(table)
        return self

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Append rows in the order of the table's columns."""
        if rows and self._connection is not None:
            self._connection.exec_driver_sql(self._insert(table), list(rows))
            self.counts[table.name] += len(rows)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            if kind is None:
                for index in _INDEXES:
                    index.create(self._connection)
                self._connection.commit()
            self._connection.close()
        self._engine.dispose()

    def _create(self, table: Table) -> None:
        """The bare table; its index comes after the rows."""
        if self._connection is not None:
            Table(table.name, MetaData(), *(Column(column.name, Text) for column in table.columns)).create(
                self._connection
            )

    def _insert(self, table: Table) -> str:
        """An insert for the driver itself, by position: objects per row would take most of the time."""
        dialect = self._engine.dialect
        style = "qmark" if dialect.paramstyle == "qmark" else "format"
        by_position = type(dialect)(paramstyle=style)  # type: ignore[call-arg]  # every real dialect takes it
        return str(table.insert().compile(dialect=by_position))


def _engine(url: str) -> Engine:
    """An engine whose SQLite connections leave transactions, also of table changes, to us."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _take_over_transactions)
        event.listen(engine, "begin", _begin)
    return engine


def _take_over_transactions(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # the driver's own class is not imported here


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("begin immediate")
