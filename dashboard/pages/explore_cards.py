"""The charts and the table of any cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.charts import chart
from dashboard.components.tables import Table, download, drawn
from dashboard.data import Record
from dashboard.figures.cut import Bar, Series, Times, bars_of_groups, height_of_bars, lines_of_groups
from dashboard.findings.cut import Cut, explained, period_of, told_apart
from dashboard.numbers import NOTHING, SMALL, count
from dashboard.pages.explore_table import (
    at_of,
    by_text,
    chosen_cut,
    drilling,
    named,
    period_text,
    place_of,
    rows_of,
    said,
    screen_table,
    subtitle_of,
    title_of,
    unit_of,
)
from dashboard.pages.page import Context
from dashboard.pages.parts import few
from dashboard.periods import parse_month
from sql.metrics import ALL, Metric, Unit
from sql.metrics.declaration import Ratio

SHOWN = 500
"""Rows the screen shows; a file has them all."""
BARS = 40
"""Bars on one chart; the table has all groups."""
LINES = 8
"""Lines that can still be told apart."""
ACROSS = 40
"""Columns of a cross table."""
STEPS = 7
HEIGHT = 300
_SCALES = {Unit.RATE: Decimal(100), Unit.POINTS: Decimal(100), Unit.YUAN: Decimal("0.0001")}


def cut_card(context: Context) -> html.Section:
    """The table; of a long one the first rows as sorted, all of them counted."""
    words, cut, shown = context.words, chosen_cut(context), screen_table(context)
    if shown is None:
        name = "nothing" if cut.metrics else "absent"
        nothing = state(words(f"state.{name}"), words(f"state.{name}_hint"))
        return card(title_of(context, cut), subtitle_of(context, cut), nothing)
    if len(shown.rows) <= SHOWN:
        return card(shown.title, shown.subtitle, drawn(shown, context.view, words, files=context.files))
    return card(shown.title, shown.subtitle, _first_rows(context, shown))


def _first_rows(context: Context, shown: Table) -> html.Div:
    """The first rows of a long table, that there are more, and the file that has them."""
    words, view = context.words, context.view
    first = replace(shown, rows=shown.in_order(view)[:SHOWN])
    grid = drawn(first, view, words, files=False).children[0]
    text = words("explore.cut_off", shown=SHOWN, count=count(len(shown.rows)))
    tools = [html.Span(text, className="rows-counted"), *([download(view, words, "cut")] if context.files else [])]
    return html.Div([grid, html.Div(tools, className="table-tools")], className="tabled")


def chart_cards(context: Context) -> list[Component]:
    """A chart of each metric; none where only the table is wanted or there is nothing to draw."""
    cut = chosen_cut(context)
    rows = rows_of(context, cut) if cut.draw != "table" else ()
    if not rows:
        return []
    cards = [_drawn(context, cut, metric, rows) for metric in cut.chosen]
    wide = cut.draw == "heat" or len(cards) == 1
    return list(cards) if wide else [html.Div(cards, className="row halves")]


def _drawn(context: Context, cut: Cut, metric: Metric, rows: Sequence[Record]) -> html.Section:
    shown = [row for row in rows if row[metric.name] is not None and not few(metric, row)]
    names = {"bars": cut.by[:1], "lines": _lined(cut), "heat": cut.crossed if cut.draw == "heat" else ()}[cut.draw]
    kept = [row for row in shown if told_apart(row, names, cut.by)]
    draws = {"bars": _bars, "lines": _lines, "heat": _pivot}
    words, by = context.words, by_text(context, names)
    title = words("explore.title_by", metrics=words.of(metric), by=by, period=period_text(context, cut))
    parts = [unit_of(context, metric), context.place, _few_said(context, metric, rows, names, cut)]
    if not any(row[name] != ALL for row in kept for name in names):
        name = "explore.too_few" if any(few(metric, row) for row in rows) else "state.nothing"
        return card(title, _joined(parts), state(words(name, few=SMALL), words(f"{name}_hint")))
    small = [row for row in rows if row not in shown and _few_of(metric, row) and told_apart(row, names, cut.by)]
    body, note = draws[cut.draw](context, cut, metric, [*kept, *small] if cut.draw == "bars" else kept)
    return card(title, _joined([*parts, note]), body)


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(filter(None, parts))


def _few_said(context: Context, metric: Metric, rows: Sequence[Record], names: Sequence[str], cut: Cut) -> str:
    """How many groups a chart leaves out for being small."""
    left = [row for row in rows if _few_of(metric, row) and told_apart(row, names, cut.by)]
    name = "explore.few_bars" if cut.draw == "bars" else "explore.few"
    return context.words(name, few=SMALL, count=count(len(left))) if left else ""


def _few_of(metric: Metric, row: Record) -> bool:
    """Whether there is a rate, but of few."""
    return row[metric.name] is not None and few(metric, row)


def _value(metric: Metric, row: Record) -> float:
    """As charts show it: rates in per cent, sums of money in 万元, money per person in yuan."""
    per_person = isinstance(metric, Ratio) and metric.unit is Unit.YUAN
    scale = Decimal(1) if per_person else _SCALES.get(metric.unit, Decimal(1))
    return float(Decimal(row[metric.name]) * scale)


def _sign(metric: Metric) -> str:
    return "%" if metric.unit is Unit.RATE else ""


def _bars(context: Context, cut: Cut, metric: Metric, rows: Sequence[Record]) -> tuple[Component, str]:
    """The groups of the first dimension, the largest first, small ones without a bar; a click leads into one."""
    name = cut.by[0]
    own = sorted((row for row in rows if row[name] != ALL), key=lambda row: (few(metric, row), -_value(metric, row)))
    bars = [_bar(context, name, metric, row) for row in own[:BARS]]
    figure = bars_of_groups(bars, unit=_sign(metric), scheme=context.view.scheme)
    return _chart(context, cut, metric, figure, height_of_bars(bars)), _first_said(context, "bars", BARS, len(own))


def _bar(context: Context, name: str, metric: Metric, row: Record) -> Bar:
    """A group with its value; of a small one how small it is."""
    small = few(metric, row)
    text = f"n={row[f'{metric.name}_den']}" if small else said(metric, row[metric.name])
    value = 0.0 if small else _value(metric, row)
    return Bar(named(context, name, row[name]), value, text, drilling(context, name, row[name]))


def _first_said(context: Context, name: str, shown: int, count_of_all: int) -> str:
    """How many of how many a chart shows, where it does not show all."""
    said_so = context.words(f"explore.first_{name}", shown=shown, count=count(count_of_all))
    return said_so if count_of_all > shown else ""


def _chart(context: Context, cut: Cut, metric: Metric, figure: Any, height: int) -> Component:
    summary = f"{context.words.of(metric)}。{title_of(context, cut)}"
    return chart(figure, height, summary, name=f"cut-{metric.name}")


def _lined(cut: Cut) -> tuple[str, ...]:
    """Time, and the first dimension beside it."""
    return (cut.time, *[name for name in cut.by if name != cut.time][:1]) if cut.time else ()


def _lines(context: Context, cut: Cut, metric: Metric, rows: Sequence[Record]) -> tuple[Component, str]:
    """A line per group of the other dimension and one of all together; a click on a month leads to it."""
    time, *rest = _lined(cut)
    times = sorted({row[time] for row in rows})
    found: dict[Any, dict[Any, float]] = {}
    for row in rows:
        found.setdefault(row[rest[0]] if rest else ALL, {})[row[time]] = _value(metric, row)
    largest = sorted((code for code in found if code != ALL), key=lambda code: -_latest(found[code]))
    codes = [*([ALL] if ALL in found else []), *largest[:LINES]]
    series = [
        Series(
            named(context, rest[0], code) if rest else context.place,
            [found[code].get(one) for one in times],
            code == ALL,
        )
        for code in codes
    ]
    figure = lines_of_groups(
        series, _times(context, time, times), unit=_sign(metric), height=HEIGHT, scheme=context.view.scheme
    )
    return _chart(context, cut, metric, figure, HEIGHT), _first_said(context, "lines", LINES, len(largest))


def _latest(values: dict[Any, float]) -> float:
    return values[max(values)]


def _times(context: Context, time: str, times: Sequence[Any]) -> Times:
    """The places of a time axis; months lead to themselves."""
    words = context.words
    if time == "day":
        return Times([one.isoformat() for one in times], [words.day(one) for one in times], [""] * len(times), True)
    months = [parse_month(one) or 0 for one in times]
    return Times(times, words.ticks(months), [context.view.link(month=month) for month in months])


def _pivot(context: Context, cut: Cut, metric: Metric, rows: Sequence[Record]) -> tuple[Component, str]:
    """One dimension down, the other across; totals are their own questions, rows and columns narrow the page."""
    down, across = cut.crossed
    cells = {(row[down], row[across]): row for row in rows}
    lines = sorted({one for one, _ in cells}, key=lambda code: place_of(down, code))
    heads = sorted({one for _, one in cells}, key=lambda code: place_of(across, code))
    values = [_value(metric, row) for pair, row in cells.items() if ALL not in pair]
    ends = (min(values, default=0.0), max(values, default=1.0))
    head = html.Tr([html.Td(""), *(_headed(context, across, code, "col") for code in heads[:ACROSS])])
    body = [
        html.Tr(
            [
                _headed(context, down, code, "row"),
                *(_cell(context, cut, metric, cells.get((code, one)), ends) for one in heads[:ACROSS]),
            ]
        )
        for code in lines[:SHOWN]
    ]
    grid = html.Table([html.Thead(head), html.Tbody(body)], className="heat crossed")
    notes = [
        _first_said(context, "columns", ACROSS, len(heads)),
        _first_said(context, "rows", SHOWN, len(lines)),
    ]
    return html.Div(grid, className="scroll"), _joined(notes)


def _headed(context: Context, name: str, code: Any, scope: str) -> html.Th:
    text, href = named(context, name, code), drilling(context, name, code)
    return html.Th(html.Link(text, href=href) if href else text, scope=scope, className="whole" if code == ALL else "")


def _cell(context: Context, cut: Cut, metric: Metric, row: Record | None, ends: tuple[float, float]) -> html.Td:
    """A number on a ground as dark as it is large; totals have no ground, for their size is another."""
    if row is None:
        return html.Td(NOTHING, className="few")
    text: Any = said(metric, row[metric.name])
    if explained(cut, metric, period_of(cut, context.view, context.when)):
        href = context.view.link(explain=metric.name, of=at_of(cut, row))
        text = html.Link(text, href=href, className="explained")
    if any(row[name] == ALL for name in cut.crossed):
        return html.Td(text, className="whole")
    low, high = ends
    step = max(0, min(STEPS - 1, int((_value(metric, row) - low) / (high - low) * STEPS))) if high > low else 0
    return html.Td(text, style={"background": f"var(--seqT{step})"})
