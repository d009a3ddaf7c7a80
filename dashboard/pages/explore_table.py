"""The table of any cut: one row per group, totals among them, each its own question."""

from __future__ import annotations

from functools import partial

from dashboard.components.tables import Column, Table
from dashboard.data import Record, Records
from dashboard.exports.sheet import Kind
from dashboard.findings.cut import Cut, cut_of, question_of
from dashboard.findings.monthly import absent
from dashboard.pages.notes import code_named
from dashboard.pages.page import Context
from dashboard.pages.parts import metric_column
from sql.metrics import DIMENSION, Axis
from sql.metrics.dimensions import AREA_NAMES
from sql.metrics.question import ALL

TIMES = ("month", "day")


def rows_of(context: Context, cut: Cut) -> Records:
    """The answer to a cut; nothing where a metric's feed is not provided."""
    if any(absent(context.reading, metric) for metric in cut.chosen):
        return ()
    return context.reading.ask(question_of(cut, context.view, context.when))


def cut_table(context: Context) -> Table | None:
    """All rows: the whole first, then its parts, with their subtotals."""
    cut = cut_of(context.view)
    rows = rows_of(context, cut)
    if not rows:
        return None
    columns = [
        Column(
            name,
            context.words.of(DIMENSION[name]),
            partial(_code, context, name),
            partial(_sorted, name),
            number=False,
            kind=Kind.TEXT,
        )
        for name in cut.by
    ]
    figures = [metric_column(context, name) for name in cut.metrics]
    return Table(
        "cut", title_of(context, cut), subtitle_of(context, cut), [*columns, *figures], rows, at=partial(_at, cut)
    )


def _sorted(name: str, row: Record) -> str:
    return "" if row[name] == ALL else str(row[name])


def _code(context: Context, name: str, row: Record) -> str:
    return named(context, name, row[name])


def named(context: Context, name: str, code: object) -> str:
    """A code of a dimension in words; the total says so."""
    words = context.words
    if code == ALL:
        return words("heat.total")
    if code is None:
        return words("area.unknown")
    if name in AREA_NAMES:
        return context.areas.name(str(code), words)
    if name == "worker_type":
        return dict(context.types).get(str(code), str(code))
    return str(code) if name in TIMES else code_named(name, str(code), words)


def _at(cut: Cut, row: Record) -> dict[str, str]:
    return {name: str(row[name]) for name in cut.by if row[name] not in (ALL, None) and name != "day"}


def title_of(context: Context, cut: Cut) -> str:
    """Which metrics by which dimensions."""
    words = context.words
    metrics = words.listed(words.of(metric) for metric in cut.chosen)
    by = words.listed(words.of(DIMENSION[name]) for name in cut.by)
    return words("explore.title_by", metrics=metrics, by=by) if by else metrics


def subtitle_of(context: Context, cut: Cut) -> str:
    """Axis and period."""
    words, when = context.words, context.when
    days = all(metric.axis in (Axis.TREASURY_DATE, Axis.PAY_DATE) for metric in cut.chosen)
    period = words.full_span(when.span) if days else words.full_month(when.month)
    axes = words.listed(dict.fromkeys(words(f"axes.{metric.axis}") for metric in cut.chosen))
    return words("explore.subtitle", axes=axes, period=period, place=context.place)
