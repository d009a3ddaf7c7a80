"""Months at an earlier age: the persons' months with only the payments made by a day.

A young month is compared with an older one as that was at the same age. Registration, area and
traits stay those of T as known on d; what follows from payments is worked out again from
`marts.payment`: paid, due and awaiting, amounts, and the base (contract, section 2). Only people
whom a later payment or due day has changed are worked out again: their months as known now are
taken off the sums of all, and as they were then added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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

    The rows of changed people hold by how much their months were more or less then: only sums mean anything.
    """
    changed, cell = _changed(paid_by), PERSON_MONTH.c
    of_payments = dict.fromkeys(one for name in names if name in _WORKED_OUT for one in _WORKED_OUT[name].of)
    whole, elsewhere = _whole(paid_by, changed, list(of_payments)), _elsewhere(paid_by, changed)
    of_changed = PERSON_MONTH.join(changed, and_(cell.person_id == changed.c.person_id, cell.month == changed.c.month))
    joined = of_changed.outerjoin(whole, and_(cell.person_id == whole.c.person_id, cell.month == whole.c.month))
    if "paid_amount" in names:
        joined = joined.outerjoin(elsewhere, _is_there(elsewhere))
    if "lowest_tier_persons" in names:
        joined = joined.outerjoin(BASE_LIMIT, BASE_LIMIT.c.year == cast((cell.month - cell.month % 12) / 12, Integer))
    paid, months = _Paid(whole, elsewhere, paid_by), sorted(paid_by)
    everybody = select(*(table.c[name] for name in names)).where(table.c.month.in_(months))
    more = select(*(_more(name, paid).label(name) for name in names)).select_from(joined)
    return union_all(everybody, more.where(cell.month.in_(months))).subquery("aged")


def _more(name: str, paid: _Paid) -> ColumnElement[Any]:
    """By how much a measure was more then than it is now; what is no measure as it is."""
    cell = PERSON_MONTH.c[name]
    if name in _WORKED_OUT:
        return _WORKED_OUT[name].then(paid) - cell
    return literal(0) if name in MEASURES else cell


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


@dataclass(frozen=True)
class _Paid:
    """All that a person had paid for a month by the day, and the part of it that is counted at another street."""

    whole: Subquery
    elsewhere: Subquery
    paid_by: Mapping[int, date]

    @property
    def amount(self) -> ColumnElement[Any]:
        return func.coalesce(self.whole.c.amount, 0)

    @property
    def contributed(self) -> ColumnElement[bool]:
        """Whether anything of the contribution itself was paid."""
        return func.coalesce(self.whole.c.principal, 0) > 0

    @property
    def counted(self) -> ColumnElement[bool]:
        """Whether the month was due or paid."""
        return or_(self.contributed, _is_due(self.paid_by))

    @property
    def here(self) -> ColumnElement[Any]:
        return self.amount - func.coalesce(self.whole.c.moved, 0)

    @property
    def base(self) -> ColumnElement[Any]:
        return case((and_(_REGISTERED == 1, self.contributed), self.whole.c.bases[1]))


@dataclass(frozen=True)
class _Changed:
    """A column of `person_month` that payments change: the columns of `_whole` it needs, and what it then was."""

    of: tuple[str, ...]
    then: Callable[[_Paid], ColumnElement[Any]]


_REGISTERED = PERSON_MONTH.c.registered * PERSON_MONTH.c.persons
_LOWEST = BASE_LIMIT.c.average_wage * _LOWEST_TIER_THOUSANDTHS
_WORKED_OUT: Mapping[str, _Changed] = {
    "paying": _Changed(("principal",), lambda paid: _REGISTERED * case((paid.contributed, 1), else_=0)),
    "due": _Changed(("principal",), lambda paid: _REGISTERED * case((paid.counted, 1), else_=0)),
    "awaiting": _Changed(("principal",), lambda paid: _REGISTERED * case((paid.counted, 0), else_=1)),
    "paid_amount": _Changed(
        ("amount", "moved"),
        lambda paid: case((PERSON_MONTH.c.persons == 1, paid.here), else_=func.coalesce(paid.elsewhere.c.amount, 0)),
    ),
    "assessed_paid_amount": _Changed(
        ("amount",),
        lambda paid: PERSON_MONTH.c.persons * func.least(func.greatest(paid.amount, 0), PERSON_MONTH.c.assessed_amount),
    ),
    "base_amount": _Changed(("principal", "bases"), lambda paid: func.coalesce(paid.base, 0)),
    "base_persons": _Changed(("principal", "bases"), lambda paid: case((paid.base.is_not(None), 1), else_=0)),
    "lowest_tier_persons": _Changed(
        ("principal", "bases"), lambda paid: case((paid.base * 1000 <= _LOWEST, 1), else_=0)
    ),
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


def _whole(paid_by: Mapping[int, date], changed: CTE, names: Sequence[str]) -> Subquery:
    """What a person had paid for a month, of it the columns named."""
    row = PAYMENT.c
    return (
        select(row.person_id, row.month, *(_OF_PAYMENTS[name].label(name) for name in names))
        .select_from(PAYMENT.join(changed, _of(changed)))
        .where(_in_time(paid_by))
        .group_by(row.person_id, row.month)
        .subquery("whole")
    )


_OF_PAYMENTS: Mapping[str, ColumnElement[Any]] = {
    "amount": func.sum(PAYMENT.c.amount),
    "principal": func.sum(PAYMENT.c.principal),
    "moved": func.sum(PAYMENT.c.amount).filter(PAYMENT.c.street.is_not(None)),
    "bases": func.array_agg(aggregate_order_by(PAYMENT.c.base, PAYMENT.c.base_place)).filter(
        PAYMENT.c.base_place.is_not(None)
    ),
}
"""Amount, principal, the part counted elsewhere, and the bases, first first."""


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
