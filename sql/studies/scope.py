"""What every study is asked about, and how it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, FromClause, Select

from sql.metrics.dimensions import PERSON
from sql.metrics.knowledge import Knowledge
from sql.metrics.period import QuestionError
from sql.metrics.statements import is_one_of


@dataclass(frozen=True)
class Scope:
    """The people a study looks at.

    `where` maps a dimension to the codes that count; `by` are the dimensions of its rows, where it
    has any to choose; `k` unpaid due months make a person suspended (None: the setting); `month`
    is the month looked at (None: that of d) and `earlier` the one it is compared with (None: the
    month before, for a study of a year the year before).
    """

    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    k: int | None = None
    month: int | None = None
    earlier: int | None = None

    def shown(self, knowledge: Knowledge) -> int:
        """The month looked at; never after the month of d."""
        month = knowledge.month if self.month is None else self.month
        if not knowledge.first_month <= month <= knowledge.month:
            raise QuestionError("the month is not in what is known; choose one up to the month of the business date")
        return month

    def after(self, knowledge: Knowledge) -> int:
        """Unpaid due months that make a person suspended."""
        return self.k or knowledge.suspended_after


def conditions(
    scope: Scope, rows: FromClause, *, allowed: tuple[str, ...] = PERSON.dimensions
) -> list[ColumnElement[bool]]:
    """The scope's filter on the columns of `rows`; raises QuestionError for a dimension not allowed."""
    for name in (*scope.where, *scope.by):
        if name not in allowed or (name == "month" and name in scope.where):
            raise QuestionError(f"this study does not take dimension '{name}'; it takes: {', '.join(allowed)}")
    return [is_one_of(rows.c[name], codes) for name, codes in scope.where.items()]


def narrowed(statement: Select[tuple[object, ...]], scope: Scope, rows: FromClause) -> Select[tuple[object, ...]]:
    """A SELECT with the scope's filter on the columns of `rows`."""
    return statement.where(*conditions(scope, rows))
