"""Control limits of a rate: every part against the whole it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.declaration import Ratio
from sql.metrics.knowledge import known
from sql.metrics.listing import METRIC
from sql.metrics.period import Month, QuestionError
from sql.metrics.plain import answered
from sql.metrics.question import ALL, Question
from sql.studies.limits import ALARM, WARN, around, verdict
from sql.studies.ratios import PLACES
from sql.studies.scope import Scope

ENDS = ("low_95", "high_95", "low_998", "high_998")


def funnel(metric: str) -> Callable[[Connection, Scope], Answer]:
    """The study of a rate that counts persons: a row per part of the dimension in `by`, the whole first.

    The limits are those around the rate of the whole the filter leaves, for the part's denominator.
    """
    if not isinstance(METRIC.get(metric), Ratio):
        raise QuestionError(f"'{metric}' is no rate; name one that has a numerator and a denominator")

    def study(connection: Connection, scope: Scope) -> Answer:
        if len(scope.by) != 1:
            raise QuestionError("parts are those of one dimension; name one in --by")
        month = Month(scope.shown(known(connection)))
        asked = Question((metric,), scope.by, month, scope.where, scope.k, totals=True)
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
