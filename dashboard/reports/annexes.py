"""The bridge between the axes, what was delivered, and every community."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from dashboard.data import Record
from dashboard.findings.account import ROWS, summed
from dashboard.numbers import ratio
from dashboard.reports.asked import MonthAsked
from dashboard.reports.blocks import Cell, Figure, Form, Line, Row, Table
from dashboard.reports.cells import count, made, rows_of, value, wan
from dashboard.reports.tables import Wording
from dashboard.reports.words import said, table_said
from sql.metrics import month_of
from sql.schema import marts
from sql.studies.scope import Scope

COMMUNITY = ("registered_persons", "new_persons", "compliance_rate", "suspended_persons", "suspension_rate")
_OFF = {"earlier_months", "earlier_years", "later_months"}
_ALWAYS = ("received", "earlier_months", "before", "paid")


def bridge_table(asked: MonthAsked, wording: Wording) -> Table:
    """勾稽表: from the money received in the month to the money paid for it; to the cent."""
    study = asked.reading.study("bridge", Scope(asked.where, month=asked.month))
    amounts = {row["part"]: row["amount"] for row in study}
    values = {**wording.heads(asked), "known": asked.words.day(asked.reading.business_date)}
    rows = []
    for part, key in (
        *((name, name) for name in ("received", "earlier_months", "earlier_years", "later_months", "before", "after")),
        ("rest", "other_areas"),
        ("paid", "paid"),
    ):
        amount = amounts[part]
        if part in _ALWAYS or amount:
            shown = -amount if part in _OFF else amount
            line = Line.TOTAL if part == "paid" else Line.PART
            label = str(said(f"table.bridge.{key}")).format(**values)
            rows.append(Row((label, wan(shown)), line, -1 if part in _OFF else 1))
    return made(table_said("bridge", **values), rows, plain=True)


def delivered_table(asked: MonthAsked, wording: Wording) -> Table | None:
    """附表1: rows of the month's deliveries, each in one place; None for who does not see the whole bureau."""
    if not asked.reading.sees_whole:
        return None
    found = [row for row in asked.reading.table(marts.DELIVERY_ACCOUNT) if _of(row["file_date"], asked.month)]
    feeds = list(dict.fromkeys(row["feed"] for row in sorted(found, key=lambda row: row["feed"])))
    rows = [_delivered(asked, [row for row in found if row["feed"] == feed], feed) for feed in feeds]
    rows.append(_delivered(asked, found, ""))
    return made(table_said("delivered", **wording.heads(asked)), rows)


def _delivered(asked: MonthAsked, files: Sequence[Record], feed: str) -> Row:
    total = summed(files)
    read = total["rows_read"]
    usable = Decimal(1) - (ratio(total["rows_quarantined"], read) or 0) if read else None
    label = asked.words(f"feed.{feed}") if feed else str(said("row.total"))
    cells: tuple[Cell, ...] = (
        count(len(files)),
        count(read),
        *(count(total[f"rows_{part}"]) for part in ROWS),
        Figure(usable, Form.RATE),
    )
    return Row((label, *cells), Line.PART if feed else Line.TOTAL)


def _of(day: date | None, month: int) -> bool:
    return day is not None and month_of(day) == month


def communities_table(asked: MonthAsked, wording: Wording) -> Table | None:
    """附表3: every community by subdistrict; None where the other tables have them already."""
    if asked.part == "community":
        return None
    people = asked.by("community", COMMUNITY)
    roster = asked.by("community", ("target_persons", "coverage_rate"))
    owed = asked.by("community", ("arrears_amount",))
    money = asked.by("community", ("received_net",))
    codes = asked.parts({**people, **roster, **owed, **money})
    street = ""

    def cells(code: str) -> Sequence[Cell]:
        row, listed = people.get(code, {}), roster.get(code, {})
        return (
            *(value(row, name) for name in COMMUNITY),
            value(listed, "target_persons"),
            value(listed, "coverage_rate"),
            value(money.get(code, {}), "received_net"),
            value(owed.get(code, {}), "arrears_amount"),
        )

    rows = []
    for row in rows_of(codes, lambda code: code, cells, hides=asked.hides):
        community = str(row.cells[0])
        if row.line is Line.TOTAL:
            rows.append(Row((community, "", *row.cells[1:]), Line.TOTAL))
            continue
        above = asked.name(community[:9])
        rows.append(Row((above if above != street else None, asked.name(community), *row.cells[1:])))
        street = above
    return made(table_said("communities", **wording.heads(asked)), rows, labels=2)
