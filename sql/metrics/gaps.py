"""Whom the registers leave open: people without a community or without a worker type, and what could be filled in.

Only what an operator's own module reads: nothing here is masked.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select, true

from sql.connect import Connection
from sql.metrics.areas import bounded
from sql.metrics.knowledge import known
from sql.schema.marts import AREA, PERSON, PERSON_MONTH

Record = dict[str, Any]
NOWHERE = "000000000"
"""The subdistrict of people of whom no subdistrict is known."""
COMMUNITY_LEVEL = "社区村"
_UNPLACED = ("street", "none")
_OPEN_TYPES = ("98", "99")


def gaps_by_subdistrict(connection: Connection, within: tuple[str, ...] | None) -> list[Record]:
    """How many people of each subdistrict have no community, no worker type, and either; those without gaps left out.

    A worker type is missed of people in the register alone: the others have none whatever is filled in.
    """
    gaps = _gaps(connection, within)
    subdistrict = gaps.c.subdistrict
    statement = (
        select(
            subdistrict,
            func.sum(gaps.c.community_open).label("community_open"),
            func.sum(gaps.c.type_open).label("type_open"),
            func.count().label("people"),
        )
        .group_by(subdistrict)
        .order_by(subdistrict)
    )
    return _records(connection, statement)


def people_with_gaps(connection: Connection, within: tuple[str, ...] | None, subdistrict: str) -> list[Record]:
    """The people of a subdistrict of whom something is open, those registered at d first.

    `community_open` and `type_open` say what; `community` and `worker_type` are those known, else the codes of unknown.
    """
    gaps = _gaps(connection, within)
    statement = (
        select(gaps)
        .where(gaps.c.subdistrict == subdistrict)
        .order_by(gaps.c.registered.desc(), gaps.c.community, gaps.c.person_id)
    )
    return _records(connection, statement)


def communities_of(connection: Connection, subdistrict: str) -> list[Record]:
    """Code and name of the communities of a subdistrict that are there on d; of NOWHERE those of all."""
    inside = AREA.c.code.startswith(subdistrict) if subdistrict != NOWHERE else true()
    there = or_(AREA.c.valid_to.is_(None), AREA.c.valid_to >= known(connection).business_date)
    statement = select(AREA.c.code, AREA.c.name).where(AREA.c.level == COMMUNITY_LEVEL, inside, there)
    return _records(connection, statement.order_by(AREA.c.code))


def _gaps(connection: Connection, within: tuple[str, ...] | None) -> Subquery:
    """Everybody of whom something is open, placed where the person was counted last."""
    row, cell = PERSON.c, PERSON_MONTH.c
    untyped = and_(row.status.is_not(None), row.worker_type.in_(_OPEN_TYPES))
    open_now = or_(row.attribution.in_(_UNPLACED), untyped)
    counted = and_(cell.persons == 1, cell.month <= known(connection).month)
    last = (
        select(cell.person_id, func.max(cell.month).label("month"))
        .join(PERSON, PERSON.c.person_id == cell.person_id)
        .where(open_now, counted)
        .group_by(cell.person_id)
        .subquery("last")
    )
    unplaced = and_(row.attribution.in_(_UNPLACED), cell.attribution.in_(_UNPLACED))
    statement = (
        select(
            *(row.person_id, row.identity, row.name, row.phone, row.status, row.registered),
            *(cell.subdistrict, cell.community, row.worker_type),
            _flag(unplaced).label("community_open"),
            _flag(untyped).label("type_open"),
        )
        .select_from(PERSON_MONTH)
        .join(last, and_(last.c.person_id == cell.person_id, last.c.month == cell.month))
        .join(PERSON, row.person_id == cell.person_id)
        .where(cell.persons == 1, or_(unplaced, untyped), *bounded(PERSON_MONTH, within))
    )
    return statement.subquery("gaps")


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _records(connection: Connection, statement: Select[Any]) -> list[Record]:
    names = [column.name for column in statement.selected_columns]
    return [dict(zip(names, row, strict=True)) for row in connection.rows(statement)]
