"""Statements as PostgreSQL takes them: parameters by number, schemas by version, tables with their comments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

from psycopg import sql
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.base import PGDialect, PGTypeCompiler
from sqlalchemy.schema import CreateTable, ExecutableDDLElement, SetColumnComment, SetTableComment

_NAMED = re.compile(r"\$([a-z_][a-z0-9_]*)")
_SCHEMA = re.compile(r"\b(marts|staging)\.")
PERIODS = ("day", "month")


class _OrderedByBytes(PGTypeCompiler):
    """Texts compare byte by byte, as on every other engine, whatever the locale of the database."""

    def visit_TEXT(self, type_: Any, **options: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        """TEXT with the collation of bytes."""
        return f'{super().visit_TEXT(type_, **options)} COLLATE "C"'


class _Dialect(PGDialect):
    """PostgreSQL's own words for tables."""

    type_compiler_cls = _OrderedByBytes


_TABLES = _Dialect()  # type: ignore[no-untyped-call]
_TYPES = postgresql.dialect()  # type: ignore[no-untyped-call]


@lru_cache(maxsize=2048)
def numbered(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with `$1` for the first `$name`, and the names in the order of their numbers."""
    names = tuple(dict.fromkeys(_NAMED.findall(text)))
    places = {name: place for place, name in enumerate(names, start=1)}
    return _NAMED.sub(lambda found: f"${places[found.group(1)]}", text), names


def inlined(text: str, values: Mapping[str, Any]) -> str:
    """The text with its parameters written out, for statements that take none."""
    return _NAMED.sub(lambda found: sql.Literal(values[found.group(1)]).as_string(None), text)


@lru_cache(maxsize=2048)
def placed(text: str, schemas: tuple[tuple[str, str], ...]) -> str:
    """The text with the schemas that stand for `marts` and `staging` here."""
    names = dict(schemas)
    return _SCHEMA.sub(lambda found: f'"{names.get(found.group(1), found.group(1))}".', text)


def create_statements(table: Table, schema: str, *, logged: bool) -> str:
    """What makes a table in a schema, and says there what it and its columns are."""
    create = str(CreateTable(table, if_not_exists=True).compile(dialect=_TABLES))
    if not logged:
        create = create.replace("CREATE TABLE", "CREATE UNLOGGED TABLE", 1)
    comments: list[ExecutableDDLElement] = [SetTableComment(table), *map(SetColumnComment, table.columns)]
    statements = (create, *(str(comment.compile(dialect=_TABLES)) for comment in comments))
    return ";\n".join(statement.replace(f"{table.schema}.", f'"{schema}".', 1) for statement in statements)


def view_statements(table: Table, schema: str, there: Collection[str]) -> str:
    """What makes the view of a mart that shows the one in a schema, with the words of its table and columns.

    A version of another release may not have every column: shown are those that are there.
    """
    view = f'published."{table.name}"'
    columns = [column for column in table.columns if column.name in there]
    names = ", ".join(f'"{column.name}"' for column in columns)
    statements = [f'create or replace view {view} as select {names} from "{schema}"."{table.name}"']
    statements += [f"comment on view {view} is {_quoted(table.comment)}"]
    statements += [f'comment on column {view}."{column.name}" is {_quoted(column.comment)}' for column in columns]
    return ";\n".join(statements)


def _quoted(text: str | None) -> str:
    return "'" + (text or "").replace("'", "''") + "'"


def by_period(table: Table, select: str) -> str:
    """The SELECT in the order of the period its rows are about, so that a block index finds them."""
    names = [name for name in PERIODS if name in table.columns]
    return f'select * from (\n{select}\n) as unordered order by "{names[0]}"' if names else select


def index_statements(table: Table) -> Iterator[str]:
    """What makes a mart quick to read by period: block indexes, small and built in one pass."""
    for name in PERIODS:
        if name in table.columns:
            yield f'create index on {table.fullname} using brin ("{name}") with (pages_per_range = 16)'


def types_of(table: Table) -> dict[str, str]:
    """The type of each column, in words that DuckDB understands too."""
    kinds: dict[str, Any] = {column.name: column.type for column in table.columns}
    return {name: kind.compile(_TYPES) for name, kind in kinds.items()}
