"""Control limits of a rate: every part against the whole it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.declaration import Ratio, Sum, Unit
from sql.metrics.knowledge import known
from sql.metrics.listing import METRIC
from sql.metrics.period import Month, QuestionError
from sql.metrics.plain import answered
from sql.metrics.question import ALL, Question
from sql.studies.limits import ALARM, WARN, around, verdict
from sql.studies.ratios import PLACES
from sql.studies.scope import Scope

_COUNTED = (Unit.PERSONS, Unit.COUNT)
ENDS = ("low_95", "high_95", "low_998", "high_998")


def funnel(metric: str) -> Callable[[Connection, Scope], Answer]:
    """The study of a rate that counts: a row per part of the dimension in `by`, the whole first.

    The limits are those around the rate of the whole the filter leaves, for the part's denominator. Money,
    months and what somebody planned are no number of cases, and have none.
    """
    rate = METRIC.get(metric)
    if not isinstance(rate, Ratio):
        raise QuestionError(f"'{metric}' is no rate; name one that has a numerator and a denominator")
    if not all(isinstance(term, Sum) and term.unit in _COUNTED for term in rate.terms):
        raise QuestionError(f"'{metric}' does not count cases; name a rate of persons, receipts or deductions")

    def study(connection: Connection, scope: Scope) -> Answer:
        if len(scope.by) != 1:
            raise QuestionError("parts are those of one dimension; name one in --by")
        month = Month(scope.shown(known(connection)))
        asked = Question((metric,), scope.by, month, scope.where, scope.k, totals=True, within=scope.within)
        rows = answered(connection, asked).rows
        whole = next((row[1] for row in rows if row[0] == ALL), None)
        return Answer((*scope.by, *METRIC[metric].columns, *ENDS, "verdict"), [_row(row, whole) for row in rows])

    return study


def _row(row: tuple[Any, ...], whole: Decimal | None) -> tuple[Any, ...]:
    name, rate, _, persons = row
    if name == ALL or rate is None or whole is None:
        return (*row, None, None, None, None, None)
    limits = [around(float(whole), int(persons), coverage) for coverage in (WARN, ALARM)]
    ends = (Decimal(end).quantize(PLACES) for one in limits for end in (one.low, one.high))
    return (*row, *ends, verdict(float(rate), float(whole), int(persons)))
