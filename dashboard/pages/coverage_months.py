"""Coverage month by month: both rates, and who came in and who left; the tables behind them and the charts."""

from __future__ import annotations

from typing import Any

import pandas

from dashboard.components import html
from dashboard.components.tables import Table
from dashboard.data import Record
from dashboard.figures.covered import moves_figure, starts_at, trend_figure
from dashboard.figures.parts import Drawing
from dashboard.findings.monthly import absent
from dashboard.numbers import Figure, count, difference, percent, points, signed
from dashboard.pages.coverage_table import EFFECTIVE, MOVES, RATE
from dashboard.pages.page import Context
from dashboard.pages.parts import chart_card, months_table
from sql.metrics import METRIC

MONTHS = 24
YEAR = 12
QUARTER = 3


def trend_card(context: Context) -> html.Section:
    """Both rates over two years; a click shows the month."""

    def draw(shown: Table) -> Drawing:
        names, rows = (RATE, EFFECTIVE), list(shown.rows)
        frame = _frame(context, rows, [name for name in names if name in rows[0]], 100.0)
        return trend_figure(frame, start=_start(rows), words=context.words, scheme=context.view.scheme)

    return chart_card(context, trend_table(context), draw, context.words("coverage.trend_plain"))


def moves_card(context: Context) -> html.Section:
    """Who came in and who left, month by month; a click shows the month."""

    def draw(shown: Table) -> Drawing:
        frame = _frame(context, list(shown.rows), MOVES)
        return moves_figure(frame, words=context.words, scheme=context.view.scheme)

    return chart_card(context, moves_table(context), draw, context.words("coverage.moves_plain"))


def trend_table(context: Context) -> Table | None:
    """Both rates month by month."""
    names = tuple(name for name in (RATE, EFFECTIVE) if not absent(context.reading, METRIC[name]))

    def titled(rows: list[Record]) -> tuple[str, str]:
        return _trend_title(context, rows), context.words("coverage.trend_subtitle", low=_start(rows))

    return months_table(context, "trend", names, MONTHS, titled)


def moves_table(context: Context) -> Table | None:
    """New and lost month by month."""

    def titled(rows: list[Record]) -> tuple[str, str]:
        return _moves_title(context, rows), context.words("coverage.moves_subtitle")

    return months_table(context, "moves", MOVES, MONTHS, titled)


def _trend_title(context: Context, rows: list[Record]) -> str:
    """Where the rate stands against the same month of last year; only where both are known."""
    words, last = context.words, context.when.month
    rates = {row["month"]: row[RATE] for row in rows}
    change = points(difference(rates.get(last), rates.get(last - YEAR)))
    if change is None:
        return words("coverage.trend_plain")
    month = words.full_month(last - YEAR)
    return words("coverage.trend_title", rate=percent(rates[last]), month=month, change=signed(change))


def _moves_title(context: Context, rows: list[Record]) -> str:
    """The persons of the last three months; only where every one of them is known."""
    words, last = context.words, context.when.month
    recent = [row for row in rows if row["month"] > last - QUARTER]
    new, lost = (_whole_sum([row[name] for row in recent]) for name in MOVES)
    if len(recent) < QUARTER or new is None or lost is None:
        return words("coverage.moves_plain")
    return words("coverage.moves_title", new=count(new), lost=count(lost))


def _whole_sum(values: list[int | None]) -> int | None:
    """The sum of counts, nothing where one of them is unknown or hidden."""
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _start(rows: list[Record]) -> int:
    return starts_at([row.get(name) for row in rows for name in (RATE, EFFECTIVE)])


def _frame(context: Context, rows: list[Record], names: Any, times: float = 1.0) -> pandas.DataFrame:
    """A row for every month from the first to the last known, also for those between of which nothing is known."""
    known = {row["month"]: row for row in rows}
    months = range(min(known), context.when.month + 1)
    values = {name: [_number(known.get(month, {}).get(name), times) for month in months] for name in names}
    ticks = context.words.ticks(list(months))
    href = [context.view.link(month=month, crossed=("month",)) for month in months]
    return pandas.DataFrame({"month": ticks, "href": href, **values})


def _number(value: Figure, times: float) -> float:
    return float("nan") if value is None else float(value) * times
