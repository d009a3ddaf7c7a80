"""ask(): from a question to its answer; explain(): the SQL behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement

from sql.connect import Connection, compiled
from sql.metrics.answer import Answer, Figures, answer, no_rows
from sql.metrics.areas import Successors, successor_statement, successors
from sql.metrics.declaration import Metric, Planned, Sum, Term
from sql.metrics.knowledge import Knowledge, known
from sql.metrics.lookups import Group, Lookup, Number, looked_up, lookup
from sql.metrics.period import Period
from sql.metrics.question import Question, checked
from sql.metrics.statements import Asked, Reading, readings
from sql.metrics.windows import MonthSpan, Span, before_history, default_period, span_of


@dataclass(frozen=True)
class Work:
    """A question made ready: the metrics that exist for it, and the SELECTs that answer it."""

    metrics: tuple[Metric, ...]
    absent: frozenset[str]
    asked: Asked
    spans: dict[Term, Span]
    readings: tuple[Reading, ...]
    lookups: tuple[Lookup, ...]
    unseen: bool


def ask(connection: Connection, question: Question) -> Answer:
    """Answer a question from the published version.

    One row per group in the order of the groups; without `by` one row, except before history.
    Raises QuestionError when the question cannot be asked.
    """
    work = _prepared(connection, question)
    if work.unseen:
        return no_rows(work.metrics, work.asked.by)
    figures = Figures(work.spans, work.asked.by)
    for reading in work.readings:
        figures.take(reading, _shown(reading.span, work.asked, connection.rows(reading.statement)))
    for one in work.lookups:
        figures.read[one.term] = looked_up(one, connection.rows(one.statement), work.asked)
    return answer(work.metrics, work.absent, figures)


def explain(connection: Connection, question: Question) -> list[tuple[str, list[Any]]]:
    """The SQL a question runs, each with its parameters."""
    work = _prepared(connection, question)
    statements: list[ClauseElement] = [successor_statement()] if question.successors else []
    statements += [reading.statement for reading in work.readings]
    statements += [one.statement for one in work.lookups]
    return [compiled(statement) for statement in statements]


def _prepared(connection: Connection, question: Question) -> Work:
    metrics = checked(question)
    knowledge = known(connection)
    period = question.period or default_period(knowledge)
    followed = successors(connection) if question.successors else Successors()
    asked = Asked(question.by, question.where, question.k or knowledge.suspended_after, followed)
    spans, absent = _spans(metrics, period, knowledge, "month" in question.by)
    unseen = before_history(period, knowledge)
    sums = {term: span for term, span in spans.items() if isinstance(term, Sum)}
    lookups = tuple(lookup(term, span) for term, span in spans.items() if isinstance(term, Planned))
    return Work(metrics, absent, asked, spans, () if unseen else readings(sums, asked), lookups, unseen)


def _spans(
    metrics: Iterable[Metric], period: Period, knowledge: Knowledge, monthly: bool
) -> tuple[dict[Term, Span], frozenset[str]]:
    """What is read for each term; a metric of which anything does not exist is absent."""
    spans: dict[Term, Span] = {}
    absent: set[str] = set()
    for metric in metrics:
        own = {term: span_of(term.window, period, knowledge, monthly) for term in metric.terms}
        exists = {term: span for term, span in own.items() if span is not None}
        if len(exists) < len(own) or knowledge.lacks(metric.feeds):
            absent.add(metric.name)
        else:
            spans.update(exists)
    return spans, frozenset(absent)


def _shown(
    span: Span, asked: Asked, rows: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Group, tuple[Number | None, ...]]]:
    """Rows as group and values, under the month they are shown for."""
    width = len(asked.by)
    place = asked.by.index("month") if "month" in asked.by else None
    for row in rows:
        group, values = row[:width], row[width:]
        if place is None or not isinstance(span, MonthSpan):
            yield group, values
            continue
        for month in _months_of(span, group[place]):
            yield (*group[:place], month, *group[place + 1 :]), values


def _months_of(span: MonthSpan, month: int) -> range:
    """The months a month read is shown under: itself, the next one, or the twelve it counts in."""
    if not span.rolled:
        return range(month + span.shift, month + span.shift + 1)
    first, last = span.shown
    return range(max(month, first), min(month + 11, last) + 1)
