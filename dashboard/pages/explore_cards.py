"""The chart and the table of any cut."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dash import html

from dashboard.components.cards import card, state
from dashboard.components.charts import chart
from dashboard.components.tables import Table, drawn
from dashboard.data import Record
from dashboard.figures.cut import bars_of_groups, lines_of_groups
from dashboard.findings.cut import Cut, cut_of
from dashboard.numbers import count
from dashboard.pages.explore_table import TIMES, cut_table, named, rows_of, subtitle_of, title_of
from dashboard.pages.page import Context
from dashboard.pages.parts import said
from sql.metrics import METRIC, Unit
from sql.metrics.question import ALL

SHOWN = 500
"""Rows the screen shows; a file has them all."""
SERIES = 8
"""Lines or bars that can still be told apart."""


def cut_card(context: Context) -> html.Section:
    """The table; of a long one the first rows, all of them counted."""
    words, shown = context.words, cut_table(context)
    if shown is None:
        cut = cut_of(context.view)
        return card(
            title_of(context, cut),
            subtitle_of(context, cut),
            state(words("state.nothing"), words("state.nothing_hint")),
        )
    first = Table(shown.name, shown.title, shown.subtitle, shown.columns, shown.rows[:SHOWN], at=shown.at)
    more = words("explore.cut_off", shown=SHOWN, count=count(len(shown.rows))) if len(shown.rows) > SHOWN else ""
    table = drawn(first, context.view, words, files=context.files)
    return card(shown.title, shown.subtitle, [table, html.Div(more, className="counted")] if more else table)


def chart_of_cut(context: Context) -> html.Section:
    """The first metric as bars, lines, or a heat map; nothing above the table where only that is wanted."""
    cut = cut_of(context.view)
    rows = [row for row in rows_of(context, cut) if row[cut.metrics[0]] is not None] if cut.draw != "table" else []
    if not rows or not cut.by:
        return html.Section(className="nothing")
    title, subtitle = context.words.of(METRIC[cut.metrics[0]]), subtitle_of(context, cut)
    if cut.draw == "heat" and len(cut.by) >= 2:
        return card(title, subtitle, _pivot(context, cut, rows))
    time = next((name for name in cut.by if name in TIMES), "")
    if cut.draw == "lines" and time:
        return card(title, subtitle, _lines(context, cut, rows, time))
    return card(title, subtitle, _bars(context, cut, rows))


def _value(cut: Cut, row: Record) -> float:
    """As charts show it: rates in per cent, money in 万元."""
    unit = METRIC[cut.metrics[0]].unit
    scale = {Unit.RATE: Decimal(100), Unit.POINTS: Decimal(100), Unit.YUAN: Decimal("0.0001")}.get(unit, Decimal(1))
    return float(Decimal(row[cut.metrics[0]]) * scale)


def _bars(context: Context, cut: Cut, rows: list[Record]) -> html.Div:
    """The groups of the first dimension, the largest first."""
    name = cut.by[0]
    own = [row for row in rows if row[name] != ALL and all(row[other] == ALL for other in cut.by[1:])]
    own.sort(key=lambda row: -_value(cut, row))
    pairs = [(named(context, name, row[name]), _value(cut, row)) for row in own[:40]]
    figure = bars_of_groups(pairs, scheme=context.view.scheme)
    return chart(figure, max(160, 24 * len(pairs) + 40), title_of(context, cut))


def _lines(context: Context, cut: Cut, rows: list[Record], time: str) -> html.Div:
    """One line per group of the other dimension, or one alone."""
    other = next((name for name in cut.by if name != time), "")
    fixed = [name for name in cut.by if name not in (time, other)]
    own = [row for row in rows if row[time] != ALL and all(row[name] == ALL for name in fixed)]
    series: dict[str, dict[Any, float]] = {}
    for row in own:
        group = named(context, other, row[other]) if other else context.place
        series.setdefault(group, {})[row[time]] = _value(cut, row)
    times = sorted({row[time] for row in own})
    kept = dict(sorted(series.items(), key=lambda pair: -max(pair[1].values()))[:SERIES])
    figure = lines_of_groups([str(one) for one in times], times, kept, scheme=context.view.scheme)
    return chart(figure, 300, title_of(context, cut))


def _pivot(context: Context, cut: Cut, rows: list[Record]) -> html.Div:
    """The first dimension down, the second across; totals are their own questions."""
    down, across = cut.by[:2]
    cells = {(row[down], row[across]): row for row in rows if all(row[name] == ALL for name in cut.by[2:])}
    heads, lines = (list(dict.fromkeys(pair[place] for pair in cells)) for place in (1, 0))
    values = [_value(cut, row) for pair, row in cells.items() if ALL not in pair]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    head = html.Tr([html.Th(""), *(html.Th(named(context, across, code)) for code in heads)])
    body = [
        html.Tr(
            [
                html.Th(named(context, down, code), scope="row"),
                *(_cell(context, cut, cells.get((code, other)), low, high) for other in heads),
            ],
            className="whole" if code == ALL else "",
        )
        for code in lines
    ]
    return html.Div(html.Table([html.Thead(head), html.Tbody(body)], className="heat"), className="scroll")


def _cell(context: Context, cut: Cut, row: Record | None, low: float, high: float) -> html.Td:
    if row is None:
        return html.Td("", className="few")
    metric = METRIC[cut.metrics[0]]
    step = 0 if high <= low else max(0, min(6, int((_value(cut, row) - low) / (high - low) * 7)))
    return html.Td(said(metric, row[metric.name], context), style={"background": f"var(--seqT{step})"})
