"""Cohort survival: of the people who joined in a half-year, how many had not been suspended after so many months.

A person enters at the T of `new_persons`, leaves at the first T at which suspended_k (the event), is
censored at the first T no longer registered, or at d. Area, type and traits are those at entry.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.knowledge import Knowledge, known
from sql.metrics.standing import is_suspended
from sql.schema.marts import PERSON_MONTH
from sql.studies.kaplan_meier import Step, kaplan_meier
from sql.studies.ratios import PLACES
from sql.studies.scope import Scope, conditions

COLUMNS = ("cohort", "months", "at_risk", "events", "censored", "survival", "low", "high")


def survival(connection: Connection, scope: Scope) -> Answer:
    """A row per cohort (2025H1) and number of months at which anything happened, with a 95 % band."""
    knowledge = known(connection)
    cohorts: dict[str, dict[int, tuple[int, int]]] = {}
    for entered_half, months, events, censored in connection.rows(_lives(scope, knowledge)):
        cohorts.setdefault(_half_year(entered_half), {})[months] = (int(events), int(censored))
    rows = [(name, *_written(step)) for name, lives in cohorts.items() for step in kaplan_meier(lives)]
    return Answer(COLUMNS, rows)


def _lives(scope: Scope, knowledge: Knowledge) -> Select[Any]:
    """Per half-year and months seen: how many were suspended then, how many were no longer seen."""
    cell, k = PERSON_MONTH.c, scope.after(knowledge)
    entered = (
        select(cell.person_id, cell.month)
        .where(cell.new == 1, cell.persons == 1, cell.month >= knowledge.first_month, *conditions(scope, PERSON_MONTH))
        .subquery("entered")
    )
    ended = (
        select(
            entered.c.person_id,
            entered.c.month,
            func.min(cell.month).filter(is_suspended(cell, k)).label("suspended"),
            func.min(cell.month).filter(cell.lost == 1).label("lost"),
        )
        .select_from(entered.join(PERSON_MONTH, _later(entered)))
        .group_by(entered.c.person_id, entered.c.month)
        .subquery("ended")
    )
    until = func.least(func.coalesce(ended.c.suspended, knowledge.month), func.coalesce(ended.c.lost, knowledge.month))
    happened = ended.c.suspended == until
    half, months = ended.c.month - ended.c.month % 6, until - ended.c.month
    return (
        select(
            half.label("half"),
            months.label("months"),
            func.sum(case((happened, 1), else_=0)),
            func.sum(case((happened, 0), else_=1)),
        )
        .group_by(half, months)
        .order_by(half, months)
    )


def _later(entered: Any) -> Any:
    cell = PERSON_MONTH.c
    return and_(cell.person_id == entered.c.person_id, cell.month >= entered.c.month, cell.persons == 1)


def _half_year(month: int) -> str:
    return f"{month // 12}H{month % 12 // 6 + 1}"


def _written(step: Step) -> tuple[Any, ...]:
    figures = (step.survival, step.low, step.high)
    return (
        step.time,
        step.at_risk,
        step.events,
        step.censored,
        *(None if figure is None else Decimal(figure).quantize(PLACES) for figure in figures),
    )
