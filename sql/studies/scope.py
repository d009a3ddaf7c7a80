"""What every study is asked about, and how it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, FromClause

from sql.metrics.areas import bounded
from sql.metrics.knowledge import Knowledge
from sql.metrics.period import QuestionError, month_text
from sql.metrics.statements import is_one_of


@dataclass(frozen=True)
class Scope:
    """The people a study looks at.

    `where` maps a dimension to the codes that count; `by` are the dimensions of its rows, where it
    has any to choose; `k` unpaid due months make a person suspended (None: the setting); `month`
    is the month looked at (None: that of d) and `earlier` the one it is compared with (None: the
    month before, for a study of a year the year before). `within` are areas of any level that nothing
    reaches beyond: None is no bound, no code is nothing at all.
    """

    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    k: int | None = None
    month: int | None = None
    earlier: int | None = None
    within: tuple[str, ...] | None = None

    def shown(self, knowledge: Knowledge) -> int:
        """The month looked at; never after the month of d."""
        month = knowledge.month if self.month is None else self.month
        if not knowledge.first_month <= month <= knowledge.month:
            first = f"from {month_text(knowledge.history_starts)} " if knowledge.history_starts else "up "
            known = f"{first}to {month_text(knowledge.month)}"
            raise QuestionError(f"month {month_text(month)} is not in what is known; choose one {known}")
        return month

    def compared(self, knowledge: Knowledge, back: int, *, from_january: bool = False) -> tuple[int, int]:
        """The month compared with, `back` months before unless it is named, and the month looked at.

        `from_january`: each stands for the months of its year up to it.
        """
        month = self.shown(knowledge)
        before = month - back if self.earlier is None else self.earlier
        if before >= month:
            raise QuestionError(f"{month_text(before)} is not before {month_text(month)}; name an earlier month")
        if (before - before % 12 if from_january else before) < knowledge.first_month:
            starts = month_text(knowledge.first_month)
            raise QuestionError(
                f"compared with {month_text(before)}, but history starts {starts}; look at a later month, "
                "or name the month compared with by --earlier"
            )
        return before, month

    def after(self, knowledge: Knowledge) -> int:
        """Unpaid due months that make a person suspended."""
        return self.k or knowledge.suspended_after


def conditions(scope: Scope, rows: FromClause) -> list[ColumnElement[bool]]:
    """The scope's filter on the columns of `rows`."""
    where = [is_one_of(rows.c[name], codes) for name, codes in scope.where.items()]
    return [*where, *bounded(rows, scope.within)]
