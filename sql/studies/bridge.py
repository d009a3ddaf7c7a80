"""The bridge between the two axes: from the money received in a month to the money paid for that month.

Receipts of a month pay for its own and for other months, and its own were partly received at other times. In all
the parts close to the cent; of an area there is a rest, for receipts stand where a person was at the treasury
date and months where the person was at their end.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.knowledge import known
from sql.metrics.period import Month
from sql.metrics.plain import answered
from sql.metrics.question import Question
from sql.schema.marts import PAYMENT, PERSON_MONTH
from sql.studies.scope import Scope, conditions

AREAS = ("district", "subdistrict", "community")
PARTS = ("earlier_months", "earlier_years", "later_months", "before", "after")
"""What is taken off, three times, and what is added, twice."""
_CENT = Decimal("0.01")
_SIGN = {"earlier_months": -1, "earlier_years": -1, "later_months": -1, "before": 1, "after": 1}


def bridge(connection: Connection, scope: Scope) -> Answer:
    """Rows: `received`, what is taken off and added with its sign, `rest`, `paid`; column: the amount."""
    month = scope.shown(known(connection))
    asked = Question(("received_net", "paid_amount"), (), Month(month), scope.where, within=scope.within)
    [(received, paid)] = answered(connection, asked).rows
    received, paid = (amount or Decimal("0.00") for amount in (received, paid))
    found: dict[str, Decimal] = dict(connection.rows(_moved(month, scope)))
    moved = {part: _SIGN[part] * Decimal(found.get(part) or 0).quantize(_CENT) + 0 for part in PARTS}
    rest = paid - received - sum(moved.values())
    rows: list[tuple[Any, ...]] = [("received", received), *moved.items(), ("rest", rest), ("paid", paid)]
    return Answer(("part", "amount"), rows)


def _moved(month: int, scope: Scope) -> Select[Any]:
    """The money received in the month for others, and for the month at other times, by part."""
    row = PAYMENT.c
    january = month - month % 12
    part = case(
        (and_(row.treasury_month == month, row.month < january), "earlier_years"),
        (and_(row.treasury_month == month, row.month < month), "earlier_months"),
        (and_(row.treasury_month == month, row.month > month), "later_months"),
        (row.treasury_month < month, "before"),
        else_="after",
    )
    concerned = or_(
        and_(row.treasury_month == month, row.month != month), and_(row.month == month, row.treasury_month != month)
    )
    return select(part, func.sum(row.amount)).where(concerned, *_there(month, scope)).group_by(part)


def _there(month: int, scope: Scope) -> list[ColumnElement[bool]]:
    """That the person was in the scope at the end of the month."""
    place, kept = PERSON_MONTH.c, conditions(scope, PERSON_MONTH)
    if not kept:
        return []
    here = select(place.person_id).where(
        place.person_id == PAYMENT.c.person_id, place.month == month, place.persons == 1, *kept
    )
    return [exists(here)]
