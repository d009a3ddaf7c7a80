"""The manual of the reporting database, for people who connect a tool of their own: tables, columns, joins."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql

from sql.schema import tables_of

REFERENCES = {
    "person_id": "person",
    "community": "area",
    "subdistrict": "area",
    "district": "area",
    "area": "area",
    "worker_type": "worker_type",
    "channel": "channel",
}
"""What a column of this name refers to."""
KEYS = {"person": "person_id", "area": "code", "worker_type": "code", "channel": "code"}
SUBJECTS = {
    "Facts": (
        *("person_month", "area_month", "payment", "receipt", "receipt_day", "roster_month", "deduction_month"),
        *("plan", "target"),
    ),
    "Dimensions": ("person", "area", "worker_type", "channel", "base_limit", "workday"),
    "The version and where it comes from": (
        *("version", "feed", "delivery_account", "receipt_aside", "quarantine_reason", "check_result", "step"),
        *("night", "change"),
    ),
}
_PREFACE = """# Tables of the reporting database

For people who connect a tool of their own. Read only; what a figure means is in the catalogue of metrics
(`python -m sql catalogue`), and a rate is always a sum over a sum, never a mean of rates. `person` holds names and
identity numbers: who may read it is for the bureau to say.

- DuckDB: the file that `versions/current.json` names, opened read-only; its tables are in the main schema. Open it anew
  after each night.
- PostgreSQL: the views of the schema `published`, which show the version that is served. Give a tool a role of its own:

```sql
create role reporting_reader login password '…';
grant usage on schema published to reporting_reader;
grant select on all tables in schema published to reporting_reader;
alter default privileges in schema published grant select on tables to reporting_reader;
```

A month is a number, year x 12 + month - 1: 2026-08 is 24319. Names and meanings of columns stay the same from one
release to the next; what changes is in the changelog.
"""


def as_markdown() -> str:
    """Every table of a version, with how they hang together."""
    by_name = {table.name: table for table in tables_of("marts")}
    parts = [_PREFACE, _diagram(by_name)]
    for subject, names in SUBJECTS.items():
        parts += [f"## {subject}\n", *(_table(by_name[name]) for name in names)]
    return "\n".join(parts)


def _diagram(by_name: dict[str, Table]) -> str:
    facts = [by_name[name] for name in SUBJECTS["Facts"]]
    lines = [line for fact in facts for line in _joins(fact)]
    return "```mermaid\nerDiagram\n" + "\n".join(lines) + "\n```\n"


def _joins(fact: Table) -> Iterator[str]:
    for column in fact.columns:
        if column.name in REFERENCES:
            yield f"    {REFERENCES[column.name]} ||--o{{ {fact.name} : {column.name}"


def _table(table: Table) -> str:
    rows = [f"| `{column.name}` | {_type(column)} | {_meaning(table, column)} |" for column in table.columns]
    return "\n".join(
        (f"### `{table.name}`\n", f"{table.comment}.\n", "| column | type | meaning |", "|---|---|---|", *rows, "")
    )


def _type(column: Column[object]) -> str:
    return str(column.type.compile(dialect=postgresql.dialect())).lower()  # type: ignore[no-untyped-call]


def _meaning(table: Table, column: Column[object]) -> str:
    target = REFERENCES.get(column.name)
    joined = f" → `{target}.{KEYS[target]}`" if target and target != table.name else ""
    return f"{column.comment}{joined}".replace("|", "\\|")
