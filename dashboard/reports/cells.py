"""Cells of tables out of records of answers: rates with few people are hidden, changes are exact until printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from dashboard.data import Record
from dashboard.numbers import SMALL, change, difference, ratio
from dashboard.reports.asked import BEFORE, YEAR
from dashboard.reports.blocks import Cell, Figure, Form, Line, Row, Table
from dashboard.reports.words import worded
from sql.metrics import METRIC, Unit
from sql.metrics.question import ALL, Against

FORMS = {Unit.YUAN: Form.WAN, Unit.RATE: Form.RATE, Unit.POINTS: Form.POINTS}


def wan(value: Decimal | int | None) -> Figure:
    """Money."""
    return Figure(value, Form.WAN)


def count(value: Decimal | int | None) -> Figure:
    """Persons, receipts, rows."""
    return Figure(value, Form.COUNT)


def value(record: Record, metric: str, against: Against | None = None) -> Figure:
    """A metric's figure; of an earlier time where one is named."""
    found = METRIC[metric]
    form = FORMS.get(found.unit, Form.COUNT)
    return Figure(record.get(_named(metric, against)), form, few(record, metric, against))


def few(record: Record, metric: str, against: Against | None = None) -> bool:
    """Whether a rate is one of fewer than ten people."""
    counted = METRIC[metric]
    if counted.unit is not Unit.RATE or not any(total[0].unit is Unit.PERSONS for total in counted.totals[-1:]):
        return False
    below = record.get(_named(f"{metric}_den", against))
    return below is not None and 0 < below < SMALL


def growth(record: Record, metric: str, against: Against) -> Figure:
    """The relative change of an amount or a number; – where the base is 0, negative or unknown."""
    now, before = record.get(metric), record.get(_named(metric, against))
    return Figure(change(now, before) if before is not None and before > 0 else None, Form.GROWTH)


def less(record: Record, metric: str, against: Against) -> Figure:
    """What a figure was added since: of rates in percentage points, and hidden with them."""
    now, before = value(record, metric), value(record, metric, against)
    form = Form.POINTS if now.form in (Form.RATE, Form.POINTS) else now.form
    return Figure(difference(now.value, before.value), form, now.hidden or before.hidden)


def share(part: Decimal | int | None, whole: Decimal | int | None) -> Figure:
    """A part of a whole."""
    return Figure(ratio(part, whole), Form.RATE)


def share_change(record: Record, whole: Record, metric: str) -> Figure:
    """By how many points a part's share of a whole differs from the year before."""
    now = ratio(record.get(metric), whole.get(metric))
    named = _named(metric, YEAR)
    return Figure(difference(now, ratio(record.get(named), whole.get(named))), Form.POINTS)


def ranks(
    records: dict[str, Record], metric: str, codes: Sequence[str], *, best_low: bool = False
) -> dict[str, Figure]:
    """Places by a rate; equal rates share one, and few people, nobody or nothing known has none."""
    rates = {code: records[code].get(metric) for code in codes if not few(records[code], metric)}
    known = {code: rate if best_low else -rate for code, rate in rates.items() if rate is not None}
    order = sorted(known.values())
    return {code: Figure(order.index(rate) + 1, Form.RANK) for code, rate in known.items()}


def made(words: Table, rows: Sequence[Row], **more: Any) -> Table:
    """A table of its words and rows."""
    return replace(words, rows=tuple(rows), **more)


def rows_of(
    codes: Sequence[str], name: Callable[[str], str], cells: Callable[[str], Sequence[Cell]], *, hides: bool
) -> list[Row]:
    """A row for each part that has anything, and the total last.

    `hides`: small figures are kept from the reader, so that a part without any is there all the same.
    """
    rows = [Row((name(code), *cells(code))) for code in codes]
    kept = rows if hides else [row for row in rows if _anything(row)]
    return [*kept, Row((worded("row.total"), *cells(ALL)), Line.TOTAL)]


def _anything(row: Row) -> bool:
    """Whether any figure of a row is neither nothing nor zero."""
    return any(isinstance(cell, Figure) and cell.form is not Form.RANK and cell.value for cell in row.cells)


def _named(column: str, against: Against | None) -> str:
    return f"{column}@{against}" if against else column


__all__ = [
    "BEFORE",
    "YEAR",
    "count",
    "few",
    "growth",
    "less",
    "made",
    "ranks",
    "rows_of",
    "share",
    "share_change",
    "value",
    "wan",
]
