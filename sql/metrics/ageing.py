"""Arrears by age: a row per person, month end and age in which anything is owed."""

from __future__ import annotations

from functools import cache

from sqlalchemy import FromClause, literal, select, union_all
from sqlalchemy.types import Text

from sql.schema.marts import ARREARS_BY_AGE, PERSON_MONTH


@cache
def arrears_by_age() -> FromClause:
    """`person_month` with `arrears_age`; `arrears_amount` and `arrears_persons` are those of the age."""
    others = [column for column in PERSON_MONTH.c if column.name not in ("arrears_amount", "arrears_persons")]
    of_ages = (
        select(
            *others,
            PERSON_MONTH.c[column].label("arrears_amount"),
            PERSON_MONTH.c.persons.label("arrears_persons"),
            literal(age, Text).label("arrears_age"),
        ).where(PERSON_MONTH.c[column] > 0)
        for age, column in ARREARS_BY_AGE.items()
    )
    return union_all(*of_ages).subquery("by_age")
