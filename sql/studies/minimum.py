"""Years to the statutory minimum: who will fall short if they pay every month until retirement.

Minimum contribution years by the year of retirement: 15 to 2029, then half a year more each year, 20
from 2039 on (national decision of 13 September 2024 on raising the statutory retirement age).
Contributed months are the register's 累计缴费月数 as at the 变更日期 of its row, and the months
after that one that are paid as known on d.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.knowledge import known
from sql.schema.marts import PERSON
from sql.studies.ratios import divided
from sql.studies.scope import Scope, conditions

DIMENSIONS = (*("district", "subdistrict", "community", "worker_type", "attribution", "sex", "pay_frequency"),)
COLUMNS = (
    *("registered_persons", "known_persons", "reached_persons", "short_persons"),
    *("short_share", "short_share_num", "short_share_den", "short_months"),
)


def minimum(connection: Connection, scope: Scope) -> Answer:
    """Registered people at d by the dimensions asked: how many are known, have reached it, will fall short.

    `short_months`: what is missing to those who will, in months; `short_share` is of those known.
    """
    row = PERSON.c
    missing = _missing(known(connection).month)
    groups = [row[name] for name in scope.by]
    is_known = missing.is_not(None)
    short = and_(is_known, missing > 0)
    statement = (
        select(
            *groups,
            func.count(),
            func.count().filter(is_known),
            func.count().filter(and_(is_known, row.contributed_months >= row.required_months)),
            func.count().filter(short),
            func.coalesce(func.sum(missing).filter(short), 0),
        )
        .where(row.registered == 1, *conditions(scope, PERSON))
        .group_by(*groups)
        .order_by(*groups)
    )
    width = len(groups)
    return Answer((*scope.by, *COLUMNS), [_row(found, width) for found in connection.rows(statement)])


def _missing(month: int) -> ColumnElement[Any]:
    """Months missing at retirement after paying every month left; null where anything is unknown."""
    row = PERSON.c
    left = case((row.retirement_month > month, row.retirement_month - month), (row.retirement_month <= month, 0))
    return row.required_months - row.contributed_months - left


def _row(row: tuple[Any, ...], width: int) -> tuple[Any, ...]:
    registered, with_figures, reached, short, months = (int(value) for value in row[width:])
    share = divided(short, with_figures)
    return (*row[:width], registered, with_figures, reached, short, share, short, with_figures, months)
