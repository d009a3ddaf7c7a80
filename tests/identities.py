"""What always holds between the program's own figures, at every grain (contract, section 3)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from sql.connect import Connection
from sql.metrics import ALL, METRICS, Days, Measure, Months, Question, Ratio, ask
from sql.metrics.declaration import Group, Sum
from sql.metrics.dimensions import AREA_NAMES, DEDUCTION, PERSON, RECEIPT, ROSTER
from tests.model.reading import month_of, month_text

GROUPS: tuple[Group, ...] = (PERSON, RECEIPT, DEDUCTION, ROSTER)
FLOWS = (
    ("suspended_persons", ("newly_suspended_persons",), ("resumed_persons", "left_suspended_persons")),
    ("registered_persons", ("new_persons", "returned_persons"), ("lost_persons",)),
    ("arrears_amount", ("arrears_new_amount",), ("arrears_cleared_amount",)),
)
"""A stock, what adds to it within a month and what takes from it."""
LONG_AGO, FAR_AHEAD = date(1990, 1, 1), date(2090, 12, 31)
Row = dict[str, Any]


def broken_identities(connection: Connection, d: date, starts: int | None, chance: Random) -> Iterator[str]:
    """Name every identity that does not hold over the last months, by dimensions of one's choosing."""
    last = month_of(d)
    months = Months(max(last - 14, starts or 0), last)
    yield from broken_duty(connection, months, tuple(chance.sample(PERSON.dimensions, chance.choice((1, 2, 3)))))
    for group in GROUPS:
        dimensions = [name for name in group.dimensions if name != "day"]
        yield from broken_totals(connection, group, months, tuple(chance.sample(dimensions, 2)))
    yield from broken_flows(connection, months)
    if starts is None:
        yield from broken_money(connection)


def rows_of(connection: Connection, question: Question) -> list[Row]:
    """Return the rows of an answer by column."""
    answer = ask(connection, question)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def broken_duty(connection: Connection, months: Months, by: tuple[str, ...]) -> Iterator[str]:
    """Due and awaiting are registered, of the last month and, told by month, of each."""
    names = ("due_persons", "awaiting_persons", "registered_persons")
    asked = months if "month" in by else Months(months.last, months.last)
    for row in rows_of(connection, Question(names, by, asked)):
        due, awaiting, registered = (row[name] or 0 for name in names)
        if due + awaiting != registered:
            yield f"{due} due and {awaiting} awaiting are not {registered} registered: {row}"


def broken_totals(connection: Connection, group: Group, months: Months, by: tuple[str, ...]) -> Iterator[str]:
    """What counts and amounts of the parts add up to is the whole; also above and below the line of a rate."""
    metrics = [metric for metric in METRICS if metric.takes == group and adds_up(metric)]
    columns = [name for metric in metrics for name in metric.columns[-2:]]
    rows = rows_of(connection, Question(tuple(metric.name for metric in metrics), by, months, totals=True))
    for name in by:
        for whole in (row for row in rows if row[name] == ALL and is_told_within(name, row)):
            others = [one for one in by if one != name]
            parts = [row for row in rows if row[name] != ALL and all(row[one] == whole[one] for one in others)]
            yield from differing(columns, whole, parts)


def is_told_within(name: str, whole: Row) -> bool:
    """Say whether a total has parts: where no area is told apart, none within it is."""
    return name not in AREA_NAMES or all(whole.get(one) != ALL for one in AREA_NAMES[: AREA_NAMES.index(name)])


def differing(columns: list[str], whole: Row, parts: list[Row]) -> Iterator[str]:
    """Yield the columns in which parts are not the whole."""
    for column in columns:
        added = sum((row[column] or 0 for row in parts), Decimal(0))
        if added != (whole[column] or 0):
            yield f"{column} of the parts is {added}, of the whole {whole[column]}: {whole}"


def adds_up(metric: Any) -> bool:
    """Say whether a metric, or what its rate is made of, is a sum over people, receipts or deductions."""
    sums = all(isinstance(term, Sum) and not term.distinct for term in metric.terms)
    return isinstance(metric, Measure | Ratio) and sums


def broken_flows(connection: Connection, months: Months) -> Iterator[str]:
    """What is there at a month end was there before, came or went."""
    names = tuple(dict.fromkeys(name for stock, more, less in FLOWS for name in (stock, *more, *less)))
    rows = {row["month"]: row for row in rows_of(connection, Question(names, ("month",), months))}
    for month in range(months.first + 1, months.last + 1):
        before, now = (rows.get(month_text(one), {}) for one in (month - 1, month))
        for stock, more, less in FLOWS:
            came, went = (sum(now.get(name) or 0 for name in some) for some in (more, less))
            if (now.get(stock) or 0) != (before.get(stock) or 0) + came - went:
                yield f"{stock} {month_text(month)}: {before.get(stock)} + {came} - {went} is not {now.get(stock)}"


def broken_money(connection: Connection) -> Iterator[str]:
    """What the treasury received on all days was paid for all months."""
    received = ask(connection, Question(("received_net",), period=Days(LONG_AGO, FAR_AHEAD))).rows[0][0] or 0
    everything = Months(month_of(LONG_AGO), month_of(FAR_AHEAD))
    paid = ask(connection, Question(("paid_amount",), period=everything)).rows[0][0] or 0
    if received != paid:
        yield f"received {received}, paid for months {paid}"
