"""One number taken apart: what it is made of, what it was, whether it is usual, and the SQL that gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dashboard.data import Reading
from dashboard.findings.when import When
from dashboard.numbers import SMALL
from dashboard.periods import parse_month, parse_span
from dashboard.view import View
from sql.metrics import METRIC, Against, Axis, Days, Metric, Month, Question
from sql.metrics.declaration import Ratio, Unit
from sql.metrics.dimensions import AREA_NAMES
from sql.studies.limits import ALARM, WARN, Limits, Verdict, around, verdict

_BY_DAYS = (Axis.TREASURY_DATE, Axis.PAY_DATE)


@dataclass(frozen=True)
class Usual:
    """A rate against the same rate of everything the viewer sees: that rate, its ranges for so many, the verdict."""

    whole: Any
    warn: Limits
    alarm: Limits
    verdict: Verdict


@dataclass(frozen=True)
class Move:
    """One way from the stock of the month before to this month's: its metric, and how many, negative where they go."""

    metric: Metric
    persons: int


@dataclass(frozen=True)
class Explained:
    """A number with its parts; `before` is that of the month before, None where the figure is not one of a month.

    `moves` lead from the stock before to this one, where the metric is such a stock or a rate of it.
    """

    metric: Metric
    question: Question
    value: Any
    above: Any
    below: Any
    month: int | None
    before: Any
    usual: Usual | None
    moves: tuple[Move, ...]
    statements: tuple[tuple[str, tuple[Any, ...]], ...]


def explained(reading: Reading, view: View, when: When) -> Explained:
    """The number the address asks about, for the filters and what it stands for beside them.

    Raises Unfit where it is not counted by one of the filters.
    """
    metric = METRIC[view.explain]
    question = question_of(metric, view, when)
    (row,) = reading.ask(question)
    month = question.period.month if isinstance(question.period, Month) else None
    return Explained(
        metric,
        question,
        row[metric.name],
        row.get(f"{metric.name}_num"),
        row.get(f"{metric.name}_den"),
        month,
        _before(reading, question, metric, month),
        _usual(reading, question, metric, row),
        _moves(reading, question, metric, month),
        reading.statements(question),
    )


def question_of(metric: Metric, view: View, when: When) -> Question:
    """The question that gives the number: by days where the metric is counted so, else for its month."""
    where = narrowed(view.where, view.of)
    month = parse_month(view.of.get("month", "")) or when.month
    if not metric.takes.dimensions:
        where = {}
    span = parse_span(view.of.get("span", "")) or when.span
    by_days = metric.axis in _BY_DAYS and "month" not in view.of
    period = Days(span.start, span.end) if by_days else Month(month)
    return Question((metric.name,), period=period, where=where, k=view.run_length)


def narrowed(where: Mapping[str, tuple[str, ...]], of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The filters, and in their place what the number stands for; an area takes the place of any other."""
    own = {name: (code,) for name, code in of.items() if name not in ("month", "day", "span")}
    areas = set(AREA_NAMES) if own.keys() & set(AREA_NAMES) else set()
    return {name: codes for name, codes in where.items() if name not in areas} | own


def _before(reading: Reading, question: Question, metric: Metric, month: int | None) -> Any:
    if month is None:
        return None
    (row,) = reading.ask(replace(question, against=(Against.MONTH_BEFORE,)))
    return row[f"{metric.name}@month_before"]


def stock_of(metric: Metric) -> str:
    """The stock that is explained by what came and went: the metric's own, or that above the line."""
    return _STOCKS.get(metric.name, "")


def _moves(reading: Reading, question: Question, metric: Metric, month: int | None) -> tuple[Move, ...]:
    """From the stock of the month before through every move to this month's; empty where they do not meet exactly."""
    stock = stock_of(metric)
    if month is None or not stock:
        return ()
    ways = _WAYS[stock]
    names = (stock, *(name for name, _ in ways))
    if not question.where.keys() <= _STAYING:
        return ()
    now, before = (
        reading.ask(replace(question, metrics=metrics, period=Month(when)))[0]
        for metrics, when in ((names, month), ((stock,), month - 1))
    )
    if any(now[name] is None for name in names) or before[stock] is None:
        return ()
    moves = [
        Move(METRIC[stock], int(before[stock])),
        *(Move(METRIC[name], sign * int(now[name])) for name, sign in ways),
    ]
    return tuple(moves) if sum(move.persons for move in moves) == now[stock] else ()


_WAYS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "suspended_persons": (
        ("newly_suspended_persons", 1), ("resumed_persons", -1), ("left_suspended_persons", -1),
        ("suspended_net_moved_persons", 1),
    ),
    "registered_persons": (
        ("new_persons", 1), ("returned_persons", 1), ("lost_persons", -1), ("net_moved_persons", 1),
    ),
}  # fmt: skip
_STAYING = frozenset((*AREA_NAMES, "sex"))
"""What people may be narrowed to: whoever leaves an area is counted as moved, whoever grows older is not."""
_STOCKS = {"suspension_rate": "suspended_persons", **{name: name for name in _WAYS}}


def _usual(reading: Reading, question: Question, metric: Metric, row: Mapping[str, Any]) -> Usual | None:
    """Only for a part of people: a rate of them against all, with the limits that so many people have by chance."""
    if not isinstance(metric, Ratio) or metric.totals[1][0].unit is not Unit.PERSONS or not question.where:
        return None
    value, persons = row[metric.name], row[f"{metric.name}_den"]
    (whole,) = reading.ask(replace(question, where={}))
    rate = whole[metric.name]
    if value is None or not rate or (persons or 0) < SMALL or rate >= 1:
        return None
    warn, alarm = (around(float(rate), persons, coverage) for coverage in (WARN, ALARM))
    return Usual(rate, warn, alarm, verdict(float(value), float(rate), persons))
