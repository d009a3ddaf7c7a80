"""Tier migration: which tier the people who paid in one month chose in another.

A person stands in the tier of the month's base (`tier`) while paying in that month, else in `none`.
Area, type and traits are those of the later month, of people no longer paying those of the earlier.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, func, select

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.dimensions import DIMENSIONS
from sql.metrics.knowledge import known
from sql.schema.marts import PERSON_MONTH
from sql.studies.ratios import divided
from sql.studies.scope import Scope, conditions

NONE = "none"
COLUMNS = ("from_tier", "to_tier", "persons", "rate", "rate_num", "rate_den")
_TIERS = next(dimension.codes for dimension in DIMENSIONS if dimension.name == "tier")
_PLACES = {name: place for place, name in enumerate((*(code.code for code in _TIERS), NONE))}


def tier_migration(connection: Connection, scope: Scope) -> Answer:
    """A row per tier at `earlier` (a year before) and at `month`, with its part of those in the tier before."""
    knowledge = known(connection)
    before, month = scope.compared(knowledge, 12)
    moves = _moves(connection, scope, before, month)
    sizes: dict[str, int] = {}
    for (from_tier, _), persons in moves.items():
        sizes[from_tier] = sizes.get(from_tier, 0) + persons
    rows = [
        (*move, moves[move], divided(moves[move], sizes[move[0]]), moves[move], sizes[move[0]])
        for move in sorted(moves, key=lambda move: (_PLACES[move[0]], _PLACES[move[1]]))
    ]
    return Answer(COLUMNS, rows)


def _moves(connection: Connection, scope: Scope, before: int, month: int) -> dict[tuple[str, str], int]:
    later, earlier = _payers(month, "later", conditions(scope, PERSON_MONTH)), _payers(before, "earlier", [])
    stayed = _counted(later.outerjoin(earlier, later.c.person_id == earlier.c.person_id), earlier.c.tier, later.c.tier)
    gone, anyone = _payers(before, "gone", conditions(scope, PERSON_MONTH)), _payers(month, "anyone", [])
    left = _counted(gone.outerjoin(anyone, gone.c.person_id == anyone.c.person_id), gone.c.tier, anyone.c.tier)
    moves = {(was, now): persons for was, now, persons in connection.rows(stayed)}
    return moves | {(was, now): n for was, now, n in connection.rows(left) if now == NONE}


def _counted(joined: FromClause, was: ColumnElement[str], now: ColumnElement[str]) -> Select[str, str, int]:
    groups = (func.coalesce(was, NONE), func.coalesce(now, NONE))
    return select(*groups, func.count()).select_from(joined).group_by(*groups)


def _payers(month: int, name: str, within: list[ColumnElement[bool]]) -> Subquery:
    cell = PERSON_MONTH.c
    return select(cell.person_id, cell.tier).where(cell.month == month, cell.paying == 1, *within).subquery(name)
