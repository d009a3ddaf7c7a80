"""Months at an earlier age: the persons' months with only the payments made by a day.

A young month is compared with an older one as that was at the same age. Registration, area and
traits stay those of T as known on d; what follows from payments is worked out again from
`marts.payment`: paid, due and awaiting, amounts, and the base (contract, section 2). Only people
whom a later payment or due day has changed are worked out again: their months as known now are
taken off the sums of all, and as they were then added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from sql.metrics.period import last_day
from sql.schema.marts import BASE_LIMIT, MEASURES, PAYMENT, PERSON_MONTH

_MONTHS_IN_GROUP = {"M": 1, "Q": 3, "H": 6, "Y": 12}
_LOWEST_TIER_THOUSANDTHS = 605


def aged(paid_by: Mapping[int, date], table: Table, names: Sequence[str]) -> FromClause:
    """The columns named of `table`, a mart of persons' months, of these months, each paid by the day given for it.

    Some rows are there to be taken off others: only sums mean anything.
    """
    changed, cell = _changed(paid_by), PERSON_MONTH.c
    whole, elsewhere = _whole(paid_by, changed), _elsewhere(paid_by, changed)
    of_changed = PERSON_MONTH.join(changed, and_(cell.person_id == changed.c.person_id, cell.month == changed.c.month))
    joined = of_changed.outerjoin(whole, and_(cell.person_id == whole.c.person_id, cell.month == whole.c.month))
    if "paid_amount" in names:
        joined = joined.outerjoin(elsewhere, _is_there(elsewhere))
    if "lowest_tier_persons" in names:
        joined = joined.outerjoin(BASE_LIMIT, BASE_LIMIT.c.year == cast((cell.month - cell.month % 12) / 12, Integer))
    worked_out = _worked_out(whole, elsewhere, paid_by)
    then = select(*(worked_out.get(name, cell[name]).label(name) for name in names)).select_from(joined)
    signed = (-cell[name] if name in MEASURES else cell[name] for name in names)
    now = select(*(column.label(name) for column, name in zip(signed, names, strict=True))).select_from(of_changed)
    months = sorted(paid_by)
    everybody = select(*(table.c[name] for name in names)).where(table.c.month.in_(months))
    taken_off, added = (part.where(cell.month.in_(months)) for part in (now, then))
    return union_all(everybody, taken_off, added).subquery("aged")


def _is_there(elsewhere: Subquery) -> ColumnElement[bool]:
    cell = PERSON_MONTH.c
    return and_(
        cell.persons == 0,
        cell.person_id == elsewhere.c.person_id,
        cell.month == elsewhere.c.month,
        cell.community == elsewhere.c.street,
    )


def _changed(paid_by: Mapping[int, date]) -> CTE:
    """People and months that were otherwise on the day: something was paid since, or unpaid they have fallen due."""
    row, cell = PAYMENT.c, PERSON_MONTH.c
    paid_since = select(row.person_id, row.month).where(
        or_(*(and_(row.month == month, row.day > day) for month, day in sorted(paid_by.items())))
    )
    due_since = select(cell.person_id, cell.month).where(
        cell.month.in_(sorted(paid_by)),
        or_(and_(cell.due == 1, cell.paying == 0, ~_is_due(paid_by)), and_(cell.awaiting == 1, _is_due(paid_by))),
    )
    both: Select[Any] = union(paid_since, due_since)  # type: ignore[assignment]
    return both.cte("changed")


def _worked_out(whole: Subquery, elsewhere: Subquery, paid_by: Mapping[int, date]) -> dict[str, ColumnElement[Any]]:
    """The columns of `person_month` that payments change."""
    cell = PERSON_MONTH.c
    registered, amount = cell.registered * cell.persons, func.coalesce(whole.c.amount, 0)
    paid = func.coalesce(whole.c.principal, 0) > 0
    base = case((and_(registered == 1, paid), whole.c.bases[1]))
    lowest = base * 1000 <= BASE_LIMIT.c.average_wage * _LOWEST_TIER_THOUSANDTHS
    own_money = amount - func.coalesce(whole.c.moved, 0)
    return {
        "paying": registered * case((paid, 1), else_=0),
        "due": registered * case((or_(paid, _is_due(paid_by)), 1), else_=0),
        "awaiting": registered * case((or_(paid, _is_due(paid_by)), 0), else_=1),
        "paid_amount": case((cell.persons == 1, own_money), else_=func.coalesce(elsewhere.c.amount, 0)),
        "assessed_paid_amount": cell.persons * func.least(func.greatest(amount, 0), cell.assessed_amount),
        "base_amount": func.coalesce(base, 0),
        "base_persons": case((base.is_not(None), 1), else_=0),
        "lowest_tier_persons": case((lowest, 1), else_=0),
    }


def _is_due(paid_by: Mapping[int, date]) -> ColumnElement[bool]:
    """The last day of the month's group had come on the day."""
    cell = PERSON_MONTH.c
    return or_(
        *(
            and_(cell.month == month, cell.pay_frequency.in_(ended))
            for month, day in sorted(paid_by.items())
            if (ended := [name for name, length in _MONTHS_IN_GROUP.items() if _group_end(month, length) <= day])
        ),
        literal(0) == 1,
    )


def _group_end(month: int, length: int) -> date:
    return last_day(month - month % length + length - 1)


def _whole(paid_by: Mapping[int, date], changed: CTE) -> Subquery:
    """All that a person had paid for a month: amount, principal, the part counted elsewhere, bases first first."""
    row = PAYMENT.c
    in_order = func.array_agg(aggregate_order_by(row.base, row.base_place))
    return (
        select(
            row.person_id,
            row.month,
            func.sum(row.amount).label("amount"),
            func.sum(row.principal).label("principal"),
            func.sum(row.amount).filter(row.street.is_not(None)).label("moved"),
            in_order.filter(row.base_place.is_not(None)).label("bases"),
        )
        .select_from(PAYMENT.join(changed, _of(changed)))
        .where(_in_time(paid_by))
        .group_by(row.person_id, row.month)
        .subquery("whole")
    )


def _elsewhere(paid_by: Mapping[int, date], changed: CTE) -> Subquery:
    """The part of it that is counted at another street."""
    row = PAYMENT.c
    return (
        select(row.person_id, row.month, row.street, func.sum(row.amount).label("amount"))
        .select_from(PAYMENT.join(changed, _of(changed)))
        .where(_in_time(paid_by), row.street.is_not(None))
        .group_by(row.person_id, row.month, row.street)
        .subquery("elsewhere")
    )


def _of(changed: CTE) -> ColumnElement[bool]:
    return and_(PAYMENT.c.person_id == changed.c.person_id, PAYMENT.c.month == changed.c.month)


def _in_time(paid_by: Mapping[int, date]) -> ColumnElement[bool]:
    row = PAYMENT.c
    return or_(*(and_(row.month == month, row.day <= day) for month, day in sorted(paid_by.items())))
