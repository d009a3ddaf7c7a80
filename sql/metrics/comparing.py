"""Comparisons: the same question about an earlier time, the plan, or the area above.

An earlier time is never of another length or age than the one shown: days are compared with the
same-numbered days, a single day with the same-numbered working day, a month that payments still
change with the earlier month as that was at the same age, a stock with the stock a month or a year
before. What of a part month cannot be cut to the same days has no comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.areas import Successors, successors
from sql.metrics.declaration import Axis, Metric, Window
from sql.metrics.knowledge import Knowledge, known
from sql.metrics.listing import METRIC
from sql.metrics.parent import parent_group, parent_question
from sql.metrics.period import Days, Month, Months, Period, last_day, month_of, month_text, parse_month
from sql.metrics.plain import answered
from sql.metrics.question import PLANNED, Against, Question
from sql.metrics.windows import default_period
from sql.metrics.working_days import WorkingDays, working_days

BACK = {Against.MONTH_BEFORE: 1, Against.YEAR_BEFORE: 12}
"""How many months a comparison in time goes back."""

RIPENING = frozenset(
    (
        *("paying_persons", "due_persons", "awaiting_persons", "compliance_rate", "paid_amount"),
        *("assessed_paid_amount", "collection_rate", "paid_to_assessed_ratio", "average_base", "lowest_tier_share"),
    )
)
"""Month metrics that later payments still change."""

_DAY_AXES = (Axis.TREASURY_DATE, Axis.PAY_DATE)
Group = tuple[Any, ...]


@dataclass(frozen=True)
class Earlier:
    """The time a figure is compared with; None where there is none of the same length.

    `paid_by`: for months that ripen, the day up to which the payments of each month count.
    """

    period: Period | None
    paid_by: Mapping[int, date] = field(default_factory=dict)

    @property
    def key(self) -> tuple[Any, ...]:
        """Metrics with the same key are asked together."""
        return self.period, tuple(sorted(self.paid_by.items()))


def compared(connection: Connection, question: Question, shown: Answer) -> Answer:
    """An answer with the columns of the question's comparisons."""
    for against in question.against:
        shown = _BESIDE[against](connection, question, shown)
    return shown


def earlier(
    metric: Metric, period: Period | None, back: int, connection: Connection, *, monthly: bool = False
) -> Earlier:
    """The time a metric's figure of a period is compared with, `back` months earlier.

    Screens write its dates out; `period` None is the month of d. `monthly`: every month of the period
    stands beside its own, and those that have one are compared.
    """
    knowledge = known(connection)
    shown = period or default_period(knowledge)
    if metric.axis in _DAY_AXES:
        days = _days_before(shown, back, knowledge, working_days(connection))
        hidden = days is not None and days.first < knowledge.first_day and not _runs_from_january(metric)
        return Earlier(None if hidden and not monthly else days)
    if isinstance(shown, Days):
        return Earlier(None)
    first, last = _compared_months(metric, shown, knowledge, monthly)
    if first > last or (first - back < knowledge.first_month and not monthly):
        return Earlier(None)
    before = Month(first - back) if isinstance(shown, Month) else Months(first - back, last - back)
    ages = _same_age(Months(first, last), back, knowledge) if metric.name in RIPENING else {}
    return Earlier(before, ages)


def _runs_from_january(metric: Metric) -> bool:
    return any(term.window is Window.YEAR_TO_DATE for term in metric.terms)


def _compared_months(metric: Metric, period: Month | Months, knowledge: Knowledge, monthly: bool) -> tuple[int, int]:
    """The months shown that have come and, unless they ripen or end in a stock, are over; none: backwards."""
    first, last = period.months
    if metric.axis is Axis.MONTH_END and not monthly:
        first = last
    if not any(term.window is Window.EVERY_MONTH for term in metric.terms):
        last = min(last, knowledge.month)
    comparable = metric.axis is Axis.MONTH_END or metric.name in RIPENING
    if comparable or last < knowledge.month or knowledge.business_date == last_day(knowledge.month):
        return first, last
    return (first, knowledge.month - 1) if monthly else (last, last - 1)


def _same_age(period: Month | Months, back: int, knowledge: Knowledge) -> dict[int, date]:
    """For each month compared with, the day on which it was as old as the month shown is on d."""
    first, last = period.months
    return {month - back: _at_age(month, month - back, knowledge.business_date) for month in range(first, last + 1)}


def _at_age(month: int, before: int, known_on: date) -> date:
    """Day n of the earlier month while the month lasts, else as many days after its end, or before it."""
    if month_of(known_on) == month:
        return _same_day(known_on, before)
    return last_day(before) + (known_on - last_day(month))


def _same_day(day: date, month: int) -> date:
    """The same-numbered day of a month; its last day for the last day of a month, or where there is none."""
    return last_day(month) if day == last_day(month_of(day)) else _clamped(day, month)


def _clamped(day: date, month: int) -> date:
    end = last_day(month)
    return end.replace(day=min(day.day, end.day))


def _days_before(period: Period, back: int, knowledge: Knowledge, working: WorkingDays) -> Days | None:
    first, last = period.days
    last = min(last, knowledge.business_date)
    if first > last:
        return None
    if first == last and isinstance(period, Days):
        day = working.same_number(first, back)
        return Days(day, day) if day else None
    start = _clamped(first, month_of(first) - back)
    return Days(start, _same_day(last, month_of(last) - back))


def _beside_earlier(connection: Connection, question: Question, shown: Answer, against: Against) -> Answer:
    """Ask together what is compared with the same time, and put it beside the groups shown."""
    together: dict[tuple[Any, ...], tuple[Earlier, list[str]]] = {}
    for name in question.metrics:
        monthly = "month" in question.by
        before = earlier(METRIC[name], question.period, BACK[against], connection, monthly=monthly)
        together.setdefault(before.key, (before, []))[1].append(name)
    found: dict[str, dict[Group, Any]] = {}
    for before, names in together.values():
        if before.period is not None:
            asked = _only(question, names, period=before.period)
            found |= _columns_of(answered(connection, asked, before.paid_by), asked, BACK[against])
    return _with_columns(shown, question, against, found)


def _beside_plan(connection: Connection, question: Question, shown: Answer) -> Answer:
    rates = {name: PLANNED[name] for name in question.metrics}
    asked = _only(question, list(dict.fromkeys(rates.values())))
    read = _columns_of(answered(connection, asked), asked, 0)
    found = {name: read[f"{rate}_den"] for name, rate in rates.items()}
    return _with_columns(shown, question, Against.PLAN, found)


def _beside_parent(connection: Connection, question: Question, shown: Answer) -> Answer:
    asked = parent_question(question)
    found = _columns_of(answered(connection, asked), asked, 0)
    places = (successors(connection) if question.successors else Successors()).places
    return _with_columns(
        shown, question, Against.PARENT, found, lambda group: parent_group(group, question, asked, places)
    )


_BESIDE: dict[Against, Callable[[Connection, Question, Answer], Answer]] = {
    Against.MONTH_BEFORE: partial(_beside_earlier, against=Against.MONTH_BEFORE),
    Against.YEAR_BEFORE: partial(_beside_earlier, against=Against.YEAR_BEFORE),
    Against.PLAN: _beside_plan,
    Against.PARENT: _beside_parent,
}


def _only(question: Question, metrics: list[str], **changes: Any) -> Question:
    return replace(question, metrics=tuple(metrics), against=(), top=None, **changes)


def _columns_of(answer: Answer, asked: Question, back: int) -> dict[str, dict[Group, Any]]:
    """Every column of figures by group; months named as the month they are shown beside."""
    width = len(asked.by)
    place = asked.by.index("month") if "month" in asked.by and back else None
    groups = [_shifted(row[:width], place, back) for row in answer.rows]
    return {
        name: dict(zip(groups, (row[width + offset] for row in answer.rows), strict=True))
        for offset, name in enumerate(answer.columns[width:])
    }


def _shifted(group: Group, place: int | None, back: int) -> Group:
    if place is None:
        return group
    return (*group[:place], month_text(parse_month(group[place]) + back), *group[place + 1 :])


def _with_columns(
    shown: Answer,
    question: Question,
    against: Against,
    found: Mapping[str, Mapping[Group, Any]],
    beside: Callable[[Group], Group | None] = lambda group: group,
) -> Answer:
    """The figures found, beside the groups shown."""
    names = list(_compared_columns(question, against))
    groups = [beside(row[: len(question.by)]) for row in shown.rows]
    rows = [
        (*row, *(None if group is None else found.get(name, {}).get(group) for name in names))
        for row, group in zip(shown.rows, groups, strict=True)
    ]
    return Answer((*shown.columns, *(f"{name}@{against}" for name in names)), rows)


def _compared_columns(question: Question, against: Against) -> Iterator[str]:
    for name in question.metrics:
        yield from (name,) if against is Against.PLAN else METRIC[name].columns
