"""Arrears roll rates: where the people who owed at T−1 stand at T.

A person stands in the age of the oldest money owed. From `none` come new debtors, to `cured` go
those who owe nothing any more. Amounts are those owed at T−1, of new debtors at T. Area, type and
traits are those at T−1, of new debtors at T.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, func, select

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.knowledge import known
from sql.schema.marts import ARREARS_BY_AGE, PERSON_MONTH
from sql.studies.ratios import divided
from sql.studies.scope import Scope, conditions

NONE, CURED = "none", "cured"
COLUMNS = ("from_age", "to_age", "persons", "amount", "rate", "rate_num", "rate_den")
_PLACES = {name: place for place, name in enumerate((NONE, *ARREARS_BY_AGE, CURED))}


def roll_rates(connection: Connection, scope: Scope) -> Answer:
    """A row per age at `earlier` and at `month`: persons, their amount, and their part of those in the age before."""
    knowledge = known(connection)
    before, month = scope.compared(knowledge, 1)
    moves = _moves(connection, scope, before, month)
    sizes: dict[str, int] = {}
    for from_age, _, persons, _ in moves:
        sizes[from_age] = sizes.get(from_age, 0) + persons
    rows = [
        (*move, *(_rate(move[2], sizes[move[0]]) if move[0] != NONE else (None, None, None)))
        for move in sorted(moves, key=lambda move: (_PLACES[move[0]], _PLACES[move[1]]))
    ]
    return Answer(COLUMNS, rows)


def _rate(persons: int, size: int) -> tuple[Any, ...]:
    return divided(persons, size), persons, size


def _moves(connection: Connection, scope: Scope, before: int, month: int) -> list[tuple[Any, ...]]:
    """From each age to each age: persons and amount."""
    earlier, now = _standing(before, scope, "earlier"), _standing(month, scope, "now")
    was, anywhere = _anyone(before, "was"), _anyone(month, "anywhere")
    stands_in = func.coalesce(anywhere.c.age, CURED)
    stayed = (
        select(earlier.c.age, stands_in, func.count(), func.sum(earlier.c.amount))
        .select_from(earlier.outerjoin(anywhere, earlier.c.person_id == anywhere.c.person_id))
        .group_by(earlier.c.age, stands_in)
    )
    came = (
        select(now.c.age, func.count(), func.sum(now.c.amount))
        .select_from(now.outerjoin(was, now.c.person_id == was.c.person_id))
        .where(was.c.person_id.is_(None))
        .group_by(now.c.age)
    )
    return [*connection.rows(stayed), *((NONE, *row) for row in connection.rows(came))]


def _oldest() -> ColumnElement[Any]:
    cell = PERSON_MONTH.c
    return case(*((cell[column] > 0, age) for age, column in reversed(ARREARS_BY_AGE.items())))


def _anyone(month: int, name: str) -> Subquery:
    """Everyone who owes at a month end, in the age of the oldest money."""
    cell = PERSON_MONTH.c
    owing = select(cell.person_id, _oldest().label("age"), cell.arrears_amount.label("amount"))
    return owing.where(cell.month == month, cell.arrears_amount > 0, cell.persons == 1).subquery(name)


def _standing(month: int, scope: Scope, name: str) -> Subquery:
    """Those of them in the scope."""
    cell = PERSON_MONTH.c
    owing = select(cell.person_id, _oldest().label("age"), cell.arrears_amount.label("amount"))
    within = conditions(scope, PERSON_MONTH)
    return owing.where(cell.month == month, cell.arrears_amount > 0, cell.persons == 1, *within).subquery(name)
