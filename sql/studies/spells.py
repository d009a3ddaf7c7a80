"""Suspension spells: when they start, how long they last, and what ends them.

A spell starts at the first T at which a person is suspended_k and was not at T−1, and ends at the
first T at which the person no longer is: by payment (still registered) or by exit (not registered).
Its length is the number of month ends it covers; what has not ended is open. Spells that were
running before the first month known have no start and are not counted.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.dimensions import PERSON
from sql.metrics.knowledge import Knowledge, known
from sql.metrics.period import month_text
from sql.metrics.standing import left_suspended, newly_suspended, resumed
from sql.schema.marts import PERSON_MONTH
from sql.studies.ratios import divided
from sql.studies.scope import Scope, conditions

RETURNED = (3, 6, 12)
"""Months within which people return by payment."""


def spells(connection: Connection, scope: Scope) -> Answer:
    """Spells by the dimensions asked, each as the person was at its start; `month` is the start.

    `returned_n`: spells that ended by payment within n months, over those that started at least n
    months before the month of d.
    """
    knowledge = known(connection)
    spell = spells_of(scope, knowledge)
    groups = [spell.c[name] for name in scope.by]
    statement = (
        select(*groups, *_counts(spell, knowledge.month))
        .where(spell.c.month >= knowledge.first_month, *conditions(scope, spell))
        .group_by(*groups)
        .order_by(*groups)
    )
    columns = ("spells", "paid", "left", "open", "months")
    rated = tuple(f"returned_{n}{end}" for n in RETURNED for end in ("", "_num", "_den"))
    rows = [_row(row, len(groups), scope) for row in connection.rows(statement)]
    return Answer((*scope.by, *columns, *rated), rows)


def spells_of(scope: Scope, knowledge: Knowledge) -> Subquery:
    """Every spell: `person_id`, the dimensions at its start, `month`, `ended` (null: open), `by_payment`, `length`."""
    cell, k = PERSON_MONTH.c, scope.after(knowledge)
    starts, returns, leaves = (condition(cell, k) for condition in (newly_suspended, resumed, left_suspended))
    dimensions = [cell[name] for name in PERSON.dimensions]
    events = (
        select(
            cell.person_id,
            *dimensions,
            case((starts, 1), else_=0).label("starts"),
            _next(cell.month).label("ended"),
            _next(case((returns, 1), else_=0)).label("by_payment"),
        )
        .where(cell.persons == 1, or_(starts, returns, leaves))
        .subquery("event")
    )
    length = func.coalesce(events.c.ended, knowledge.month + 1) - events.c.month
    kept = [column for column in events.c if column.name != "starts"]
    return select(*kept, length.label("length")).where(events.c.starts == 1).subquery("spell")


def _next(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The value of the person's next event."""
    return func.lead(value).over(partition_by=PERSON_MONTH.c.person_id, order_by=PERSON_MONTH.c.month)


def _counts(spell: Subquery, latest: int) -> list[ColumnElement[Any]]:
    ended = spell.c.ended.is_not(None)
    paid = and_(ended, spell.c.by_payment == 1)
    counts = [
        func.count(),
        func.count().filter(paid),
        func.count().filter(and_(ended, spell.c.by_payment == 0)),
        func.count().filter(spell.c.ended.is_(None)),
        func.sum(spell.c.length),
    ]
    for n in RETURNED:
        seen = spell.c.month <= latest - n
        counts += [func.count().filter(and_(seen, paid, spell.c.length <= n)), func.count().filter(seen)]
    return counts


def _row(row: tuple[Any, ...], width: int, scope: Scope) -> tuple[Any, ...]:
    groups = (month_text(value) if name == "month" else value for name, value in zip(scope.by, row, strict=False))
    counts = [int(value or 0) for value in row[width:]]
    rates: list[Any] = []
    for above, below in zip(counts[5::2], counts[6::2], strict=True):
        rates += [divided(above, below), above, below]
    return (*groups, *counts[:5], *rates)
