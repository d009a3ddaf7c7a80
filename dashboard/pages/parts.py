"""Tables of metrics by area, worker type or tax office, and the cards that charts by month stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from dashboard.areas import COMMUNITY, UNKNOWN
from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.charts import chart, table_behind
from dashboard.components.tables import Cell, Column, Table, drawn, of_few
from dashboard.components.tiles import written
from dashboard.data import Record
from dashboard.exports.sheet import Kind
from dashboard.figures.parts import Drawing
from dashboard.numbers import NOTHING, SMALL
from dashboard.pages.page import Context
from sql.metrics import DIMENSION, METRIC, Metric, Unit
from sql.metrics.declaration import Ratio
from sql.metrics.dimensions import AREA_NAMES

UNCLASSIFIED = "99"
"""The worker type of those who have none."""
KINDS: Mapping[Unit, Kind] = {Unit.YUAN: Kind.MONEY, Unit.RATE: Kind.RATE, Unit.POINTS: Kind.RATE}


def part_column(context: Context, by: str) -> Column:
    """What a row is of, as a link that narrows the page to it; the whole where it has no code."""
    return Column(
        "part",
        context.words(f"part.{by}"),
        partial(_part_link, context, by),
        partial(named, context, by),
        number=False,
        kind=Kind.TEXT,
    )


def metric_column(context: Context, name: str, head: str = "") -> Column:
    """A metric of each row: written with its unit on the screen, exact in a file, explained by a click."""
    metric, words = METRIC[name], context.words
    unit = words("unit.in_wan") if metric.unit is Unit.YUAN else ""
    return Column(
        name,
        (head or words.of(metric)) + unit,
        lambda row: _number(metric, row, context),
        lambda row: row.get(name),
        kind=KINDS.get(metric.unit, Kind.WHOLE),
        metric=name,
    )


def said(metric: Metric, value: Any, context: Context) -> str:
    """A value in a table: rates carry their sign, the head says other units."""
    text, unit = written(metric, value, context.words)
    return f"{text}%" if unit == "%" and value is not None else text


def _number(metric: Metric, row: Record, context: Context) -> Cell:
    text = said(metric, row.get(metric.name), context)
    return of_few(text, row[f"{metric.name}_den"]) if row.get(metric.name) is not None and few(metric, row) else text


def few(metric: Metric, row: Record) -> bool:
    """Whether a rate is over so few that it says little; charts leave it out."""
    below = row.get(f"{metric.name}_den")
    return isinstance(metric, Ratio) and isinstance(below, int) and below < SMALL


def nowhere(code: str) -> int:
    """0 of an area, 1 of what is unassigned within a subdistrict, 2 of what is unknown."""
    return 2 if not code.strip(UNKNOWN) else int(len(code) == COMMUNITY and code.endswith("000"))


def last_of(by: str) -> Callable[[Record], int]:
    """What stands after the other rows of a table by a dimension: of areas those unknown, of types the unclassified."""
    if by in AREA_NAMES:
        return lambda row: nowhere(str(row[by] or ""))
    return lambda row: int(by == "worker_type" and row[by] == UNCLASSIFIED)


def named(context: Context, by: str, row: Record) -> str:
    """A row's part in words."""
    code = row.get(by)
    if code is None:
        return context.place
    if by in AREA_NAMES:
        return context.areas.name(code, context.words)
    return str(dict(context.types).get(code, code)) if by == "worker_type" else str(code)


def _part_link(context: Context, by: str, row: Record) -> Cell:
    name, code = named(context, by, row), row.get(by)
    if code is None or not code.strip("0") or by not in (*AREA_NAMES, "worker_type"):
        return name
    change = {"worker_type": code} if by == "worker_type" else {"area": code}
    return html.Link(name, href=context.view.link(sort="", **change))


def of_row(by: str) -> Callable[[Record], dict[str, str]]:
    """What a row of a table by a dimension stands for; the total for nothing beside the filters."""
    return lambda row: {by: row[by]} if row.get(by) is not None else {}


def kind_of_business(context: Context, kind: str | None) -> str:
    """The kind of business of a receipt in words; as the tax bureau wrote it where it is none that is known."""
    known = {code.code: context.words.of(code) for code in DIMENSION["kind"].codes}
    return known.get(kind or "", kind or NOTHING)


def office_switch(context: Context) -> html.Div | None:
    """Subdistricts or tax offices, as the bureau's tasks are set; within an area there are no offices to tell apart."""
    words, view = context.words, context.view
    if view.area:
        return None
    links = [
        html.Link(
            words(f"part.{name}"), href=view.link(office=on, sort=""), className="on" if view.office is on else ""
        )
        for name, on in (("subdistrict", False), ("office", True))
    ]
    return html.Div(links, className="choices small")


def table_card(context: Context, shown: Table | None, title: str, subtitle: str) -> html.Section:
    """A table as a card; without rows the same card says that there is nothing."""
    words = context.words
    if shown is None:
        return card(title, subtitle, state(words("state.nothing"), words("state.nothing_hint")))
    return card(shown.title, shown.subtitle, drawn(shown, context.view, words, files=context.files))


def chart_card(
    context: Context, shown: Table | None, draw: Callable[[Table], Drawing], title: str, height: int = 240
) -> html.Section:
    """A chart as a card, the table it is drawn from behind it; without rows the card says that there is nothing."""
    words = context.words
    if shown is None or not shown.rows:
        return card(title, "", state(words("state.nothing"), words("state.nothing_hint")))
    behind = table_behind(shown, context.view, words, files=context.files)
    summary = f"{shown.title}。{shown.subtitle}"
    return card(shown.title, shown.subtitle, chart(draw(shown), height, summary, name=shown.name), tools=behind)


def months_table(
    context: Context, name: str, metrics: Sequence[str], months: int, titled: Callable[[list[Record]], tuple[str, str]]
) -> Table | None:
    """Metrics month by month up to the one shown, the latest first; None where there are not two months of them.

    `titled` makes title and subtitle of the rows.
    """
    words, last = context.words, context.when.month
    monthly = context.asking.by_month(metrics, last, months)
    rows = [
        {"month": month, **{metric: monthly(metric, month) for metric in metrics}}
        for month in range(last, last - months, -1)
        if any(monthly(metric, month) is not None for metric in metrics)
    ]
    if len(rows) < 2:
        return None
    title, subtitle = titled(rows)
    month = Column(
        "month", words("axis.month"), lambda row: words.full_month(row["month"]), number=False, kind=Kind.TEXT
    )
    columns = [month, *(metric_column(context, metric) for metric in metrics)]
    return Table(name, title, subtitle, columns, rows, at=lambda row: {"month": _text(row["month"])})


def _text(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}"
