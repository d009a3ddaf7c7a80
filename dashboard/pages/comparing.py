"""What figures are compared with, in words: under a figure as lines, in a table as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.strips import Item, change_since
from dashboard.components.tables import Column
from dashboard.components.tiles import Comparison, compared, made_of, written
from dashboard.data import Record, Records
from dashboard.exports.sheet import Kind
from dashboard.findings.beside import BACK, above, beside, earlier_days
from dashboard.findings.monthly import Asking
from dashboard.numbers import NOTHING, Figure, change, count, difference, percent, points, signed, wan
from dashboard.pages.page import Context
from dashboard.periods import Span
from sql.metrics import METRIC, Axis, Days, Metric, Month, Question, Unit, month_of
from sql.metrics.comparing import RIPENING

KINDS = {Unit.YUAN: Kind.MONEY, Unit.RATE: Kind.RATE, Unit.POINTS: Kind.RATE}
Mark = Callable[[Metric, Figure, Figure], Component]


def month_beside(context: Context, asking: Asking, metrics: Sequence[str]) -> tuple[Question, Record]:
    """The figures of the month with what they are compared with, and the question they answer."""
    question = asking.question(metrics, Month(context.when.month))
    (row,) = asked(context, question) if question.metrics else ({},)
    return question, row


def asked(context: Context, question: Question) -> Records:
    """The answer to a question with all that the view compares."""
    return beside(context.reading, question, context.view.compared, _closed_with(context, question))


def month_with_closed(context: Context, metrics: Sequence[str], by: tuple[str, ...] = ()) -> Records:
    """Figures of the month, and what they were closed as where the view compares with that."""
    question = context.asking.question(metrics, Month(context.when.month), by)
    chosen = [name for name in context.view.compared if name == "closed"]
    return beside(context.reading, question, chosen, _closed_with(context, question)) if question.metrics else ()


def closed_column(context: Context, name: str, row: Record) -> list[Column]:
    """How far a metric is from what it was closed as; no column where that is not asked, or the month is open."""
    column, metric = f"{name}@closed", METRIC[name]
    return [_moved_column(metric, "closed", context.words("than.closed"))] if column in row else []


def _closed_with(context: Context, question: Question) -> str:
    """The version that the month of a question was closed with; empty where it is of no month, or of an open one."""
    month = _month_of(question) if "closed" in context.view.compared else None
    closing = None if month is None else context.services.months.closed(month)
    return closing.version if closing else ""


def _month_of(question: Question) -> int | None:
    """The month that a question is of, also where it asks for all of its days."""
    period = question.period
    if isinstance(period, Month):
        return period.month
    whole = isinstance(period, Days) and Span(period.first, period.last).whole_month
    return month_of(period.first) if whole and isinstance(period, Days) else None


def lines(context: Context, question: Question, name: str, row: Record, mark: Mark) -> list[Comparison]:
    """What stands under a figure: a line of each comparison that it has."""
    made = (_line(context, question, METRIC[name], row, (one, mark)) for one in context.view.compared)
    return [line for line in made if line is not None]


def _line(
    context: Context, question: Question, metric: Metric, row: Record, one: tuple[str, Mark]
) -> Comparison | None:
    (name, mark), column = one, f"{metric.name}@{one[0]}"
    if name == "plan":
        rate = row.get(column)
        return None if rate is None else Comparison(context.words("than.plan"), html.Span(f"{percent(rate)}%"))
    if name == "closed" and column not in row:
        return _open(context, question)
    if not _compares(context, question, metric, name) or column not in row:
        return None
    than = than_of(context, question, metric, name, row)
    return Comparison(than, mark(metric, row.get(metric.name), row[column]))


def _open(context: Context, question: Question) -> Comparison | None:
    """That there is no closed figure, for the month is open."""
    if _month_of(question) is None:
        return None
    return Comparison(context.words("than.closed"), html.Span(context.words("compare.open"), className="quiet"))


def _compares(context: Context, question: Question, metric: Metric, name: str) -> bool:
    """Whether a metric can be compared so: with an area above rates alone, with days before those before these."""
    if name == "parent":
        return metric.unit is Unit.RATE
    if name in BACK and isinstance(question.period, Days):
        return earlier_days(context.reading, metric.name, question.period, BACK[name]) is not None
    return True


def relative(context: Context) -> Mark:
    """Changes as tiles write them: rates in percentage points, all else in per cent."""
    return lambda metric, value, before: compared(metric, value, before, "", context.words).mark


def absolute(context: Context) -> Mark:
    """Changes as strips write them: persons in persons, rates in percentage points, money in per cent."""
    return lambda metric, value, before: change_since(metric, value, before, context.words)


def under(compared: Sequence[Comparison]) -> html.Div:
    """The lines under a figure of a strip, each broken in two where there is no room."""
    return html.Div([html.Div([html.Span(one.than), one.mark]) for one in compared], className="compared")


def item(context: Context, asked_of: tuple[Question, Record], name: str, label: str = "") -> Item:
    """A figure of a strip: its value, what it is compared with, and on a click what it is made of."""
    (question, row), words, metric = asked_of, context.words, METRIC[name]
    value = row.get(name)
    text, unit = written(metric, value, words)
    note = under(lines(context, question, name, row, absolute(context)))
    hint, href = made_of(metric, row, words), context.view.link(explain=name, of={})
    return Item(label or words.of(metric), text, "" if value is None else unit, note, hint, href=href)


def than_of(context: Context, question: Question, metric: Metric, name: str, row: Record | None = None) -> str:
    """What a figure is compared with, its dates written out; of the rows of a table that differ in it, its kind."""
    words, period = context.words, question.period
    if name in ("plan", "closed"):
        return words(f"than.{name}")
    if name == "parent":
        code = above(question, row) if row is not None else ""
        known = code and context.areas.known(code)
        return words("than.area", name=context.areas.short_name(code, words)) if known else words("than.parent")
    if isinstance(period, Month):
        kind = "month_end" if metric.axis is Axis.MONTH_END else "then" if metric.name in RIPENING else "month"
        earlier = words.month(period.month - BACK[name])
        return words(f"than.{kind}" if name == "month_before" else f"than.year_{kind}", month=earlier)
    if isinstance(period, Days):
        days = earlier_days(context.reading, metric.name, period, BACK[name])
        return "" if days is None else _than_span(context, name, Span(days.first, days.last))
    return words(f"than.{name}")


def _than_span(context: Context, name: str, before: Span) -> str:
    """Days compared with, written out; of several years whole."""
    words = context.words
    if before.start.year != before.end.year:
        return words("than.span", span=words.full_span(before))
    return words("than.year_span" if name == "year_before" else "than.span", span=words.span(before))


def than_days(context: Context, span: Span, before: Span) -> str:
    """The dates compared with; last year's are the same as the figure's own, so they are not written twice."""
    words = context.words
    if month_of(span.end) - month_of(before.end) < BACK["year_before"]:
        return words("than.span", span=words.span(before))
    same = before.start != before.end and not before.whole_month
    return words("than.year_same") if same else words("than.year_span", span=words.span(before))


def columns(context: Context, question: Question, metric: Metric, row: Record, *, filed: bool = False) -> list[Column]:
    """The columns beside a metric's own, one of each comparison that it has; `row` is any row of the answer."""
    return list(_columns(context, question, metric, row, filed=filed))


def _columns(context: Context, question: Question, metric: Metric, row: Record, *, filed: bool) -> Iterator[Column]:
    for name in context.view.compared:
        column = f"{metric.name}@{name}"
        if column not in row or not _compares(context, question, metric, name):
            continue
        head = than_of(context, question, metric, name)
        if filed:
            head = f"{context.words.of(metric)} {head}"
        yield _moved_column(metric, name, head)


def _moved_column(metric: Metric, name: str, head: str) -> Column:
    kind = KINDS.get(metric.unit, Kind.WHOLE) if name == "closed" else Kind.RATE
    value = partial(_moved, metric, name)
    return Column(f"{metric.name}@{name}", head, partial(_said, metric, name, value), value, css="moved", kind=kind)


def _moved(metric: Metric, name: str, row: Record) -> Any:
    """The change as a fraction, of rates the difference; since the closing the difference; of the plan its part."""
    now, then = row.get(metric.name), row.get(f"{metric.name}@{name}")
    if name == "plan":
        return then
    apart = name == "closed" or metric.unit in (Unit.RATE, Unit.POINTS)
    return difference(now, then) if apart else change(now, then)


def _said(metric: Metric, name: str, value: Callable[[Record], Any], row: Record) -> str:
    """A change with its sign: in percentage points of a rate, else in per cent; since the closing in its own unit."""
    found = value(row)
    if found is None:
        return NOTHING
    if metric.unit in (Unit.RATE, Unit.POINTS):
        return signed(points(found))
    if name == "closed":
        text = wan(found) if metric.unit is Unit.YUAN else count(found)
        return f"+{text}" if found > 0 else text
    return f"{percent(found)}%" if name == "plan" else f"{signed(points(found))}%"
