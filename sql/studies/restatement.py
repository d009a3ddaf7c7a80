"""Restatement: why a month's figure is not what an earlier version knew.

Person by person the difference is told by what was delivered since (`marts.change`), first that holds:
a row that replaces an older one (corrections); a row dated on or before the earlier business date
(late rows); a row dated after it, or time that passed (later payments and other events); and, where
nothing came and the fingerprint of the definitions differs, the definition. The parts add up exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.declaration import Metric, Source, Sum, Term, Total, Unit
from sql.metrics.knowledge import Knowledge, known
from sql.metrics.listing import METRIC
from sql.metrics.period import Month, QuestionError
from sql.metrics.question import Question, checked
from sql.metrics.statements import value_of, within
from sql.metrics.windows import span_of
from sql.schema.marts import CHANGE, DELIVERY_ACCOUNT, PERSON, PERSON_MONTH, RECEIPT, VERSION
from sql.studies.scope import Scope, conditions

_TABLES = {Source.PERSON: PERSON_MONTH, Source.RECEIPT: RECEIPT}
Number = int | Decimal
Values = Mapping[str, tuple[Number, ...]]


class Cause(StrEnum):
    """Why a person's part of a figure changed."""

    CORRECTIONS = "corrections"
    LATE_ROWS = "late_rows"
    LATER_EVENTS = "later_events"
    DEFINITION = "definition"


def restatement(metric: str) -> Callable[[Connection, Connection, Scope], Answer]:
    """The study of a metric that adds up over people: what an earlier version knew, what this one knows, and why.

    Rows: `before`, one per cause with what it changed, `after`; columns: the sums the metric is made of.
    """
    found = METRIC.get(metric)
    if found is None or not _adds_up(found):
        raise QuestionError(f"'{metric}' is not a sum over people or receipts; its change cannot be told by cause")

    def study(earlier: Connection, now: Connection, scope: Scope) -> Answer:
        month = scope.shown(known(now))
        before, after = (_by_person(each, found, month, scope) for each in (earlier, now))
        causes = _causes(earlier, now, month)
        units = [_unit(total) for total in found.totals]
        changed = {cause: [_zero(unit) for unit in units] for cause in Cause}
        for identity in before.keys() | after.keys():
            nothing = tuple(_zero(unit) for unit in units)
            was, is_now = before.get(identity, nothing), after.get(identity, nothing)
            sums = changed[causes(identity)]
            for place, (old, new) in enumerate(zip(was, is_now, strict=True)):
                sums[place] += new - old
        names = found.columns[-len(units) :]
        rows = [("before", *_sums(before, units)), *((str(cause), *changed[cause]) for cause in Cause)]
        return Answer(("cause", *names), [*rows, ("after", *_sums(after, units))])

    return study


SINCE = ("identity", "name", "phone", "cause", "feed", "file_name", "dated", "first_month", "last_month")


@dataclass(frozen=True)
class Delivered:
    """Rows delivered since an earlier version about people of a scope: how many there are, and some of them."""

    total: int
    rows: list[dict[str, Any]]


def delivered_since(earlier: Connection, now: Connection, month: int, scope: Scope, limit: int) -> Delivered:
    """The rows behind a restatement: what came since an earlier version that concerns a month, the latest first.

    Each with the cause that it is for itself; a person with several has the first of them that holds.
    """
    date_then, delivery_then = earlier.rows(select(VERSION.c.business_date, VERSION.c.latest_delivery))[0]
    row = CHANGE.c
    cause = case(
        (row.correction == 1, str(Cause.CORRECTIONS)),
        (row.dated <= date_then, str(Cause.LATE_ROWS)),
        else_=str(Cause.LATER_EVENTS),
    )
    place = {name: codes for name, codes in scope.where.items() if name in PERSON.c}
    wanted = (
        select(PERSON.c.identity, PERSON.c.name, PERSON.c.phone, cause, DELIVERY_ACCOUNT.c.feed)
        .add_columns(DELIVERY_ACCOUNT.c.file_name, row.dated, row.first_month, row.last_month)
        .join_from(CHANGE, PERSON, row.person_id == PERSON.c.person_id)
        .outerjoin(DELIVERY_ACCOUNT, DELIVERY_ACCOUNT.c.delivery == row.delivery)
        .where(row.delivery > delivery_then, _concerning(month))
        .where(*conditions(Scope(place, within=scope.within), PERSON))
    )
    [(total,)] = now.rows(select(func.count()).select_from(wanted.subquery()))
    ordered = wanted.order_by(row.delivery.desc(), PERSON.c.identity, row.first_month).limit(limit)
    return Delivered(int(total), [dict(zip(SINCE, one, strict=True)) for one in now.rows(ordered)])


def _concerning(month: int) -> ColumnElement[bool]:
    """What can change a figure of a month: it concerns the month or one before, or is dated in it."""
    return or_(CHANGE.c.first_month <= month, CHANGE.c.dated_month == month)


def checked_scope(scope: Scope, metric: str) -> Scope:
    """The scope, when the metric can be asked for it; else QuestionError."""
    checked(Question((metric,), where=scope.where, k=scope.k, within=scope.within))
    return scope


def _adds_up(metric: Metric) -> bool:
    return all(isinstance(term, Sum) and not term.distinct and term.source in _TABLES for term in metric.terms)


def _unit(total: Total) -> Unit:
    return total[0].unit


def _zero(unit: Unit) -> Number:
    return Decimal("0.00") if unit is Unit.YUAN else 0


def _sums(values: Values, units: list[Unit]) -> list[Number]:
    sums = [_zero(unit) for unit in units]
    for figures in values.values():
        sums = [one + other for one, other in zip(sums, figures, strict=True)]
    return sums


def _by_person(connection: Connection, metric: Metric, month: int, scope: Scope) -> Values:
    """The totals of the metric of each person who has any part in it, by identity."""
    knowledge = known(connection)
    units = [_unit(total) for total in metric.totals]
    found: dict[str, list[Number]] = {}
    for place, total in enumerate(metric.totals):
        for term in total:
            for identity, value in _read(connection, term, month, scope, knowledge):
                sums = found.setdefault(identity, [_zero(unit) for unit in units])
                sums[place] += _signed(term, value, units[place])
    return {identity: tuple(sums) for identity, sums in found.items() if any(sums)}


def _signed(term: Term, value: Any, unit: Unit) -> Number:
    number: Number = Decimal(value or 0).quantize(Decimal("0.01")) if unit is Unit.YUAN else int(value or 0)
    return number * term.sign if isinstance(term, Sum) else number


def _read(connection: Connection, term: Term, month: int, scope: Scope, knowledge: Knowledge) -> list[tuple[Any, ...]]:
    if not isinstance(term, Sum):
        return []
    span = span_of(term.window, Month(month), knowledge, monthly=False)
    if span is None:
        return []
    table = _TABLES[term.source]
    value: ColumnElement[Any] = value_of(term, table, scope.after(knowledge))
    statement: Select[Any] = (
        select(PERSON.c.identity, value)
        .join_from(table, PERSON, table.c.person_id == PERSON.c.person_id)
        .where(within(table, span), *conditions(scope, table))
        .group_by(PERSON.c.identity)
    )
    return connection.rows(statement)


@dataclass(frozen=True)
class _Came:
    """What was delivered about a person since the earlier version."""

    correction: bool
    late: bool


def _causes(earlier: Connection, now: Connection, month: int) -> Callable[[str], Cause]:
    date_then, delivery_then, meant = earlier.rows(
        select(VERSION.c.business_date, VERSION.c.latest_delivery, VERSION.c.definition)
    )[0]
    [(meant_now,)] = now.rows(select(VERSION.c.definition))
    row = CHANGE.c
    changes = select(PERSON.c.identity, row.dated, row.correction).join_from(
        CHANGE, PERSON, row.person_id == PERSON.c.person_id
    )
    came: dict[str, _Came] = {}
    for identity, dated, correction in now.rows(changes.where(row.delivery > delivery_then, _concerning(month))):
        so_far = came.get(identity, _Came(correction=False, late=False))
        late = so_far.late or (dated is not None and dated <= date_then)
        came[identity] = _Came(so_far.correction or bool(correction), late)

    def cause(identity: str) -> Cause:
        what = came.get(identity)
        if what is None:
            return Cause.LATER_EVENTS if meant == meant_now else Cause.DEFINITION
        if what.correction:
            return Cause.CORRECTIONS
        return Cause.LATE_ROWS if what.late else Cause.LATER_EVENTS

    return cause
