"""ask(): the one way from a question to its answer."""

from __future__ import annotations

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.comparing import compared
from sql.metrics.plain import answered
from sql.metrics.question import Question, checked
from sql.metrics.top import with_rest


def ask(connection: Connection, question: Question) -> Answer:
    """Answer a question from the published version.

    One row per group in the order of the groups, totals before their parts, the rest of a `top`
    last; without `by` one row, except before history. Raises QuestionError when the question
    cannot be asked.
    """
    checked(question)
    if question.top is not None:
        return with_rest(connection, question, question.top, ask)
    return compared(connection, question, answered(connection, question))
