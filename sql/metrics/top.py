"""The largest or smallest groups, and everything else as one row that is a question of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.plain import answered
from sql.metrics.question import REST, Question, Top

Ask = Callable[[Connection, Question], Answer]


def with_rest(connection: Connection, question: Question, top: Top, ask: Ask) -> Answer:
    """The groups chosen, best first, then the rest where it is anything; every row may have comparisons."""
    dimension = _dimension(question)
    place, width = question.by.index(dimension), len(question.by) - 1
    codes = chosen(connection, question, top) or ("",)
    found = ask(connection, replace(question, top=None, where={**question.where, dimension: codes}))
    rows = sorted(found.rows, key=lambda row: codes.index(str(row[place])))
    by = tuple(name for name in question.by if name != dimension)
    rest = ask(connection, replace(question, top=None, by=by, without=_without(question, dimension, codes)))
    rows += [(*row[:place], REST, *row[place:]) for row in rest.rows if any(row[width:])]
    return Answer(found.columns, rows)


def _without(question: Question, dimension: str, codes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """What the question leaves out already, and the groups that have rows of their own."""
    return {**question.without, dimension: (*question.without.get(dimension, ()), *codes)}


def chosen(connection: Connection, question: Question, top: Top) -> tuple[str, ...]:
    """The codes of the groups chosen, best first.

    Chosen over the whole period; of equal values the smaller code, never a group without a value.
    """
    over_all = replace(question, metrics=(top.metric,), by=(_dimension(question),), against=(), top=None)
    valued = [(str(row[0]), row[1]) for row in answered(connection, over_all).rows if row[1] is not None]
    return tuple(code for code, _ in sorted(valued, key=lambda pair: _rank(pair, top))[: top.count])


def _dimension(question: Question) -> str:
    return next(name for name in question.by if name not in ("month", "day"))


def _rank(pair: tuple[str, Any], top: Top) -> tuple[Decimal, str]:
    code, value = pair
    return (Decimal(value) if top.smallest else -Decimal(value)), code
