"""A published version in memory, filled row by row; columns not named are empty or 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, DateTime, Numeric, Table, Text

from sql.connect import Connection
from sql.metrics import parse_month
from sql.schema.marts import AREA_MONTH, FEED, PERSON_MONTH, RECEIPT, RECEIPT_DAY, VERSION
from tests import engines

Row = dict[str, Any]

FEEDS = ("receipts", "assessments", "register", "assignments", "roster", "targets", "elsewhere", "deductions", "plans")
A1, A2, B1 = "210213001001", "210213001002", "210213002001"
A, B, D = "210213001", "210213002", "210213"
_GROUPS = ("month", "district", "subdistrict", "community", "worker_type", "attribution")
_STANDING = ("registered", "registered_before", "run", "run_before")


def empty_version() -> Connection:
    """Every table of a version, with no rows."""
    return engines.chosen.empty_version()


def published(
    day: str = "2025-12-31", *, starts: str | None = None, k: int = 3, without: tuple[str, ...] = (), expected: int = 1
) -> Connection:
    """A version as known on a day, whose feeds have all delivered but those named in `without`."""
    connection = empty_version()
    history = parse_month(starts) if starts else None
    known = date.fromisoformat(day)
    row = {"version": "v", "business_date": known, "history_starts": history}
    put(connection, VERSION, [row | {"suspended_after": k, "demo": 0}])
    put(
        connection,
        FEED,
        [{"feed": feed, "expected": expected, "deliveries": int(feed not in without)} for feed in FEEDS],
    )
    return connection


def put(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows given by column name."""
    connection.insert(table, [_values(table, row) for row in rows])


def person(month: str, who: int, community: str = A1, **values: Any) -> Row:
    """A person's month: registered before and now and paid up, unless told otherwise."""
    standing = {"registered": 1, "registered_before": 1, "persons": 1, "sex": "M", "worker_type": "02"}
    return _placed(community) | {"month": parse_month(month), "person_id": who} | standing | values


def receipt(day: str, who: int, community: str = A1, **values: Any) -> Row:
    """A receipt on a day; an amount below 0 is a refund."""
    when = date.fromisoformat(day)
    amount = Decimal(values.pop("amount", "100.00"))
    paid = {
        "gross_amount": max(amount, Decimal(0)),
        "refunded_amount": max(-amount, Decimal(0)),
        "receipts": int(amount > 0),
    }
    place = _placed(community) | {"day": when, "month": when.year * 12 + when.month - 1, "person_id": who}
    words = {"worker_type": "02", "channel": "01", "office": "一所", "kind": "正常应缴" if amount > 0 else "退收"}
    return place | paid | words | values


def put_persons(connection: Connection, rows: Iterable[Row]) -> None:
    """Fill person_month, and area_month with its sums."""
    kept = list(rows)
    put(connection, PERSON_MONTH, kept)
    put(connection, AREA_MONTH, summed(kept, AREA_MONTH, (*_GROUPS, *_STANDING)))


def put_receipts(connection: Connection, rows: Iterable[Row]) -> None:
    """Fill receipt, and receipt_day with its sums."""
    kept = list(rows)
    put(connection, RECEIPT, kept)
    put(connection, RECEIPT_DAY, summed(kept, RECEIPT_DAY, ("day", *_GROUPS)))


def summed(rows: Iterable[Row], table: Table, groups: tuple[str, ...]) -> list[Row]:
    """Rows added up over everything the coarser table does not have."""
    sums: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        group = tuple(row.get(name, _default(table, name)) for name in groups)
        held = sums.setdefault(group, dict(zip(groups, group, strict=True)))
        for column in table.c:
            if column.name not in groups:
                held[column.name] = held.get(column.name, 0) + row.get(column.name, 0)
    return list(sums.values())


def _placed(community: str) -> Row:
    area = {"district": community[:6], "subdistrict": community[:9], "community": community}
    return area | {"attribution": "register"}


def _values(table: Table, row: Mapping[str, Any]) -> list[Any]:
    unknown = set(row) - set(table.c.keys())
    assert not unknown, f"{table.name} has no column {unknown}"
    return [row.get(column.name, _default(table, column.name)) for column in table.c]


def _default(table: Table, name: str) -> Any:
    kind = table.c[name].type
    if isinstance(kind, Text):
        return None if table.schema == "marts" and table.name in ("area", "plan", "target") else "U"
    return None if isinstance(kind, Date | DateTime) else Decimal(0) if isinstance(kind, Numeric) else 0
