"""A question answered for one period: its groups and, where asked, their totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, combinations
from typing import Any

from sql.connect import Connection, Statement, compiled
from sql.metrics.answer import Answer, Figures, answer, no_rows
from sql.metrics.areas import Successors, successor_statement, successors
from sql.metrics.declaration import Metric, Planned, Sum, Term
from sql.metrics.dimensions import AREA_NAMES
from sql.metrics.knowledge import Knowledge, known
from sql.metrics.lookups import Group, Lookup, Number, looked_up, lookup
from sql.metrics.period import Period
from sql.metrics.question import ALL, Question, checked
from sql.metrics.shape import Asked
from sql.metrics.statements import Reading, readings
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


def answered(connection: Connection, question: Question, paid_by: Mapping[int, date] | None = None) -> Answer:
    """Answer a question without its comparisons and its `top`.

    One row per group in the order of the groups, totals before their parts; without `by` one row,
    except before history. `paid_by` gives months a day up to which payments count, else all known do.
    Raises QuestionError when the question cannot be asked.
    """
    work = _prepared(connection, question, paid_by or {})
    if work.unseen:
        return no_rows(work.metrics, work.asked.by)
    figures = Figures(work.spans, work.asked.by)
    for reading in work.readings:
        shown = _shown(reading.span, work.asked, connection.rows(reading.statement))
        figures.take(reading, _with_totals(shown, work.asked, len(reading.sums)) if reading.adds_up else shown)
    for one in work.lookups:
        figures.read[one.term] = _looked_up(one, connection.rows(one.statement), work.asked)
    return answer(work.metrics, work.absent, figures)


def explain(connection: Connection, question: Question) -> list[tuple[str, list[Any]]]:
    """The SQL a question runs for its own period, each with its parameters."""
    work = _prepared(connection, question, {})
    statements: list[Statement] = [successor_statement()] if question.successors else []
    statements += [reading.statement for reading in work.readings]
    statements += [one.statement for one in work.lookups]
    return [compiled(statement) for statement in statements]


def _prepared(connection: Connection, question: Question, paid_by: Mapping[int, date]) -> Work:
    metrics = checked(question)
    knowledge = known(connection)
    period = question.period or default_period(knowledge)
    followed = successors(connection) if question.successors else Successors()
    levels = _levels(question.by) if question.totals else (question.by,)
    k = question.k or knowledge.suspended_after
    asked = Asked(question.by, question.where, question.without, k, followed, levels, paid_by, question.within)
    spans, absent = _spans(metrics, period, knowledge, "month" in question.by)
    unseen = before_history(period, knowledge)
    sums = {term: span for term, span in spans.items() if isinstance(term, Sum)}
    lookups = tuple(lookup(term, span) for term, span in spans.items() if isinstance(term, Planned))
    return Work(metrics, absent, asked, spans, () if unseen else readings(sums, asked), lookups, unseen)


def _levels(by: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The dimensions told apart at each level: areas from the finest up, every other with or without."""
    areas = [name for name in AREA_NAMES if name in by]
    others = [name for name in by if name not in (*AREA_NAMES, "month", "day")]
    chains = [set(areas[: len(areas) - up]) for up in range(len(areas) + 1)]
    kept = [set(some) for some in chain.from_iterable(combinations(others, n) for n in range(len(others), -1, -1))]
    return tuple(
        tuple(name for name in by if name in ("month", "day") or name in upper | some)
        for some in kept
        for upper in chains
    )


def _looked_up(one: Lookup, rows: Iterable[tuple[Any, ...]], asked: Asked) -> dict[Group, Number]:
    """Figures set, at every level; a total has a figure of its own, never the sum of its parts."""
    found: dict[Group, Number] = {}
    held = list(rows)
    for level in asked.levels:
        for group, value in looked_up(one, held, replace(asked, by=level)).items():
            named = dict(zip(level, group, strict=True))
            found[tuple(named.get(name, ALL) for name in asked.by)] = value
    return found


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
        group: Group = tuple(ALL if value is None and asked.has_totals else value for value in row[:width])
        values = row[width:]
        if place is None or not isinstance(span, MonthSpan):
            yield group, values
            continue
        for month in _months_of(span, group[place]):
            yield (*group[:place], month, *group[place + 1 :]), values


def _with_totals(
    shown: Iterable[tuple[Group, tuple[Number | None, ...]]], asked: Asked, width: int
) -> Iterator[tuple[Group, tuple[Number | None, ...]]]:
    """Every row once for each level, there to be added up: sums over sums, whatever the metric makes of them.

    The total of everything is there also when there is nothing.
    """
    kept = [[name in level for name in asked.by] for level in asked.levels]
    if asked.has_totals and () in asked.levels:
        yield (ALL,) * len(asked.by), (None,) * width
    for group, values in shown:
        for told in kept:
            yield tuple(value if tell else ALL for value, tell in zip(group, told, strict=True)), values


def _months_of(span: MonthSpan, month: int) -> range:
    """The months a month read is shown under: itself, the next one, or the twelve it counts in."""
    if not span.rolled:
        return range(month + span.shift, month + span.shift + 1)
    first, last = span.shown
    return range(max(month, first), min(month + 11, last) + 1)
