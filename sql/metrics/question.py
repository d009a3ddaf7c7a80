"""A question, and whether it can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from sql.metrics.areas import LENGTHS
from sql.metrics.declaration import Axis, Metric
from sql.metrics.dimensions import AREA_NAMES
from sql.metrics.listing import DIMENSION, METRIC
from sql.metrics.period import Days, Period, QuestionError

_TIME = ("month", "day")
_DAY_AXES = (Axis.TREASURY_DATE, Axis.PAY_DATE)


ALL = "all"
"""In a total's row, the code of a dimension the row does not tell apart."""
REST = "rest"
"""The code of the row of everything a `Top` leaves out."""


class Against(StrEnum):
    """What a figure is compared with; every comparison adds columns `<column>@<against>`."""

    MONTH_BEFORE = "month_before"
    YEAR_BEFORE = "year_before"
    PLAN = "plan"
    PARENT = "parent"


PLANNED = {"received_net": "plan_completion", "registered_persons": "plan_persons_completion"}
"""The rate whose denominator is what was planned of a metric, where there is one."""


@dataclass(frozen=True)
class Top:
    """Only the `count` groups where `metric` is largest (`smallest`: smallest), and the rest as one row."""

    count: int
    metric: str
    smallest: bool = False


@dataclass(frozen=True)
class Question:
    """Metrics by dimensions over a period, for the people and money a filter leaves.

    `period` None is the month of d; `where` maps a dimension to the codes that count; `k` is the
    number of unpaid due months that makes a person suspended (None: the setting); `successors`
    follows 继任代码, so that a merged area is one area at all times. `totals` adds a row for every
    level of the areas and for all values of every other dimension but time, each its own question.
    `without` is a filter the other way round: the codes that do not count. `within` are areas of any
    level that nothing reaches beyond, whatever else is asked: None is no bound, no code is nothing at all.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    period: Period | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    k: int | None = None
    successors: bool = False
    totals: bool = False
    against: tuple[Against, ...] = ()
    top: Top | None = None
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    within: tuple[str, ...] | None = None


def checked(question: Question) -> tuple[Metric, ...]:
    """The metrics asked for, when the question can be asked; else QuestionError."""
    if not question.metrics:
        raise QuestionError("no metric is asked for; name at least one, `python -m sql catalogue` lists them")
    metrics = tuple(_metric(name) for name in named_once(question.metrics, "metric"))
    dimensions = (*named_once(question.by, "dimension"), *question.where, *question.without)
    for name in dimensions:
        _known_dimension(name)
    for metric in metrics:
        _check_dimensions(metric, dimensions)
        _check_period(metric, question.period)
    check_where(question.where)
    check_within(question.within)
    _check_order(question.period)
    _check_against(question, metrics)
    _check_top(question)
    if question.k is not None and question.k < 1:
        raise QuestionError(f"k is {question.k}; it must be 1 or more unpaid months")
    return metrics


def named_once(names: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """The names; QuestionError where one is there twice."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise QuestionError(f"{kind} '{twice[0]}' is asked for twice; name it once")
    return names


def _metric(name: str) -> Metric:
    if name not in METRIC:
        raise QuestionError(f"unknown metric '{name}'{_meant(name, METRIC)}; `python -m sql catalogue` lists them")
    return METRIC[name]


def _known_dimension(name: str) -> None:
    if name not in DIMENSION:
        raise QuestionError(
            f"unknown dimension '{name}'{_meant(name, DIMENSION)}; `python -m sql catalogue` lists them"
        )


def _meant(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, list(names), n=1)
    return f", did you mean '{close[0]}'?" if close else ""


def _check_dimensions(metric: Metric, dimensions: Iterable[str]) -> None:
    takes = metric.takes
    wrong = [name for name in dimensions if name not in takes.dimensions]
    if wrong:
        said = ", ".join(takes.dimensions) or "no dimension"
        raise QuestionError(f"metric '{metric.name}' does not take dimension '{wrong[0]}'; it takes: {said}")
    apart = [name for name in dimensions if name in takes.apart]
    together = [name for name in dimensions if name not in takes.apart]
    if apart and together:
        raise QuestionError(f"metric '{metric.name}' takes '{apart[0]}' or '{together[0]}', not both; leave one out")


def _check_period(metric: Metric, period: Period | None) -> None:
    if isinstance(period, Days) and metric.axis not in _DAY_AXES:
        raise QuestionError(
            f"metric '{metric.name}' is counted by {metric.axis}, not by days; ask for --month or --months"
        )


def check_where(where: Mapping[str, tuple[str, ...]]) -> None:
    """Raise QuestionError where a filter cannot be one."""
    for name, values in where.items():
        if name in _TIME:
            raise QuestionError(
                f"'{name}' cannot be filtered by --where; choose the period with --month, --months or --days"
            )
        if not values or isinstance(values, str):
            raise QuestionError(f"the filter on '{name}' names no value; write {name}=CODE or {name}=CODE,CODE")


def check_within(within: tuple[str, ...] | None) -> None:
    """Raise QuestionError where a bound is no area."""
    for code in within or ():
        if not (code.isascii() and code.isdecimal() and len(code) in LENGTHS.values()):
            raise QuestionError(f"'{code}' is no area; its code has 6, 9 or 12 digits")


def _check_order(period: Period | None) -> None:
    if period is None:
        return
    first, last = period.days
    if first > last:
        raise QuestionError(f"the period runs backwards, from {first} to {last}; put the earlier one first")


def _check_against(question: Question, metrics: Iterable[Metric]) -> None:
    named_once(question.against, "comparison")
    if question.against and "day" in question.by:
        raise QuestionError("days are not compared one by one; leave 'day' out of --by, or ask for --days of each")
    if Against.PLAN in question.against:
        unplanned = [metric.name for metric in metrics if metric.name not in PLANNED]
        if unplanned:
            raise QuestionError(f"nothing is planned for metric '{unplanned[0]}'; planned are: {', '.join(PLANNED)}")
        for metric in metrics:
            _check_dimensions(_metric(PLANNED[metric.name]), (*question.by, *question.where, *question.without))
    if Against.PARENT in question.against and not _filtered_or_told(question).intersection(AREA_NAMES):
        raise QuestionError(f"no area to find the parent of; ask by or filter on one of {', '.join(AREA_NAMES)}")


def _filtered_or_told(question: Question) -> set[str]:
    return {*question.by, *question.where, *question.without}


def _check_top(question: Question) -> None:
    top = question.top
    if top is None:
        return
    if top.count < 1:
        raise QuestionError(f"the number of groups is {top.count}; it must be 1 or more")
    if len([name for name in question.by if name not in _TIME]) != 1:
        raise QuestionError("largest and smallest groups are of one dimension; name one in --by, beside month or day")
    if question.totals:
        raise QuestionError("the largest or smallest groups come without totals; the rest is a row of its own")
    if top.metric not in question.metrics:
        raise QuestionError(f"groups are chosen by '{top.metric}', which is not asked for; name it among the metrics")
