"""The strip and the cards of the collection page."""

from __future__ import annotations

from dataclasses import replace

import plotly.graph_objects as go
from dash import dcc, html

from dashboard.components.marks import change_mark
from dashboard.components.strips import Item, strip
from dashboard.components.tables import Table
from dashboard.components.tiles import written
from dashboard.figures.money import laps_figure, waterfall_figure
from dashboard.findings.collected import step_of, year_before
from dashboard.findings.monthly import absent
from dashboard.numbers import change, difference, points
from dashboard.pages.collection_tables import (
    channels_table,
    factors_table,
    failures_table,
    lap_name,
    laps_table,
    plans_table,
)
from dashboard.pages.page import Context
from dashboard.pages.parts import chart_card, table_card
from sql.metrics import METRIC, Days, Question, Unit

FIGURES = ("received_gross", "refunded_amount", "received_net", "receipt_count", "payer_count", "contactless_share")


def collection_strip(context: Context) -> html.Div:
    """Six figures of the span against the same days a year before."""
    span, words = context.when.span, context.words
    earlier = year_before(span)
    there = tuple(name for name in FIGURES if not absent(context.reading, METRIC[name]))
    now, before = (
        context.reading.ask(Question(there, period=Days(one.start, one.end), where=context.view.where))[0]
        for one in (span, earlier)
    )
    items = []
    for name in there:
        metric = METRIC[name]
        text, unit = written(metric, now[name], words)
        moved = difference if metric.unit is Unit.RATE else change
        mark = change_mark(
            points(moved(now[name], before[name])),
            metric.good,
            words,
            words("unit.points") if metric.unit is Unit.RATE else "%",
        )
        note = [words("than.year_same"), " ", mark]
        item = Item(words.of(metric), text, unit, note, words.of(metric, "meaning"))
        items.append(replace(item, href=context.view.link(explain=name, of={})))
    return strip(items)


def receipts_card(context: Context) -> html.Section:
    """The money as it came."""
    words, step = context.words, step_of(context.when.span)

    def draw(shown: Table) -> go.Figure:
        rows = list(shown.rows)[::-1]
        names = [lap_name(row, step, words) for row in rows]
        return laps_figure(names, rows, words=words, scheme=context.view.scheme)

    return chart_card(context, laps_table(context), draw, words("collection.laps_none"), 220)


def plans_card(context: Context) -> html.Section:
    """Completion by area, or by tax office where no area is chosen."""
    words, view = context.words, context.view
    shown = table_card(context, plans_table(context), words("collection.plans_none"), "")
    if view.area:
        return shown
    links = [
        dcc.Link(words(f"part.{name}"), href=view.link(office=on), className="on" if view.office is on else "")
        for name, on in (("subdistrict", False), ("office", True))
    ]
    shown.children[0].children.append(html.Div(links, className="choices small"))
    return shown


def channels_card(context: Context) -> html.Section:
    """Through which channels it came."""
    return table_card(context, channels_table(context), context.words("collection.channels_none"), "")


def deductions_card(context: Context) -> html.Section:
    """Why bank deductions failed."""
    return table_card(context, failures_table(context), context.words("collection.failures_none"), "")


def factors_card(context: Context) -> html.Section:
    """What the change since last year is of."""
    words = context.words

    def draw(shown: Table) -> go.Figure:
        rows = [row for row in shown.rows if row["factor"] != "all"]
        whole = next(row for row in shown.rows if row["factor"] == "all")
        steps = [(words(f"collection.factor_{row['factor']}"), float(row["effect"]) / 10_000) for row in rows]
        ends = [
            (words(f"collection.{name}"), float(whole[key]) / 10_000)
            for name, key in (("year_before", "before"), ("this_year", "after"))
        ]
        return waterfall_figure(steps, ends, scheme=context.view.scheme)

    return chart_card(context, factors_table(context), draw, words("collection.factors_none"))
