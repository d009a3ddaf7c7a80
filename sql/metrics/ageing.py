"""Arrears by age: a row per person, month end and age in which anything is owed."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, literal, select, union_all
from sqlalchemy.types import Text

from sql.schema.marts import ARREARS_BY_AGE, PERSON_MONTH


@cache
def arrears_by_age(names: tuple[str, ...] | None = None) -> FromClause:
    """`person_month` with `arrears_age`; `arrears_amount` and `arrears_persons` are those of the age.

    `names` are the columns it is to have; without any named, all of them.
    """
    cell, kept = PERSON_MONTH.c, names or (*PERSON_MONTH.c.keys(), "arrears_age")
    of_ages = (
        select(*(column for name, column in _at(age, amount).items() if name in kept)).where(cell[amount] > 0)
        for age, amount in ARREARS_BY_AGE.items()
    )
    return union_all(*of_ages).subquery("by_age")


def _at(age: str, amount: str) -> dict[str, ColumnElement[Any]]:
    """The columns of `person_month` for the arrears of one age, which stand in the column `amount`."""
    cell = PERSON_MONTH.c
    return {
        **dict(cell.items()),
        "arrears_amount": cell[amount].label("arrears_amount"),
        "arrears_persons": cell.persons.label("arrears_persons"),
        "arrears_age": literal(age, Text).label("arrears_age"),
    }
