"""MOVEMENT: the SELECT files of transforms/, in the order in which they read one another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from sqlalchemy import Table

from sql.connect import Writer
from sql.schema import METADATA

FOLDER = Path(__file__).parent / "transforms"
_TABLE = re.compile(r"\b(staging|facts|marts)\.([a-z_]+)")
_COMMENT = re.compile(r"--[^\n]*")


@dataclass(frozen=True)
class Transform:
    """One SELECT file and the table it fills."""

    table: Table
    select: str

    @property
    def name(self) -> str:
        """`schema.table`, as the files say it."""
        return self.table.fullname

    @property
    def reads(self) -> frozenset[str]:
        """The staging, facts and marts tables it reads."""
        named = {match.group(0) for match in _TABLE.finditer(_COMMENT.sub("", self.select))}
        return frozenset(named & METADATA.tables.keys()) - {self.name}


def read_transform(path: Path, table: Table | None = None) -> Transform:
    """The transform in a file; its folder and name say which table it fills."""
    target = METADATA.tables[f"{path.parent.name}.{path.stem}"] if table is None else table
    return Transform(table=target, select=path.read_text(encoding="utf-8"))


def transforms(*schemas: str) -> tuple[Transform, ...]:
    """The transforms of these schemas, each after those it reads."""
    found = [read_transform(path) for schema in schemas for path in sorted((FOLDER / schema).glob("*.sql"))]
    by_name = {transform.name: transform for transform in found}
    order = TopologicalSorter({name: sorted(each.reads & by_name.keys()) for name, each in by_name.items()})
    return tuple(by_name[name] for name in order.static_order())


def fill(connection: Writer, transform: Transform) -> int:
    """Append the rows of a transform's SELECT to its table; how many there were."""
    return connection.fill(transform.table, transform.select)
