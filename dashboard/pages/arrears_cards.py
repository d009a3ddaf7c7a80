"""The strip and the charts of the arrears page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pandas

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.charts import chart, table_behind
from dashboard.components.marks import badge
from dashboard.components.ramps import ramp
from dashboard.components.strips import Item, share_of, strip
from dashboard.components.tables import Column, Table, inline_bar
from dashboard.components.tiles import hinted
from dashboard.data import Record
from dashboard.exports.sheet import Kind
from dashboard.figures.ageing import ageing_figure
from dashboard.numbers import Figure, change, percent, ratio, wan
from dashboard.pages.comparing import item, month_beside
from dashboard.pages.page import Context
from dashboard.pages.stock_card import MONTHS
from sql.metrics import DIMENSION, Question

FIGURES = (
    "arrears_amount",
    "arrears_persons",
    "arrears_new_amount",
    "arrears_cleared_amount",
    "arrears_rate",
    "arrears_over_12m_share",
)
AGES = tuple(code.code for code in DIMENSION["arrears_age"].codes)
AMOUNT, OLD_SHARE = "arrears_amount", "arrears_over_12m_share"
SCALE = "PEFA PI-19.4"
GRADES = (("A", Decimal("0.25")), ("B", Decimal("0.5")), ("C", Decimal("0.75")))
"""Grades of the part older than a year, each with what it stays under; D is worse. Source: PEFA framework, PI-19.4."""


def arrears_strip(context: Context) -> html.Div:
    """Balance, persons, new, cleared, rate, and what is older than a year with its grade."""
    found = month_beside(context, context.asking, FIGURES)
    return strip([_figure(context, found, name) for name in FIGURES])


def _figure(context: Context, found: tuple[Question, Record], name: str) -> Item:
    words, old = context.words, name == OLD_SHARE
    shown = item(context, found, name, words("column.old") if old else "")
    given = grade(found[1].get(name)) if old else ""
    if not given:
        return shown
    mark = badge(words("arrears.grade", grade=given), "quiet")
    return replace(shown, badge=hinted(mark, words("arrears.grade_hint", scale=SCALE)))


def grade(share: Figure) -> str:
    """A to D by the part of the arrears older than a year; empty where that is unknown."""
    if share is None:
        return ""
    return next((name for name, under in GRADES if share < under), "D")


def ageing_card(context: Context) -> html.Section:
    """24 month ends, each divided by age."""
    words, view = context.words, context.view
    shown = ageing_table(context)
    if shown is None:
        nothing = state(words("state.nothing"), words("state.nothing_hint"))
        return card(words("arrears.ageing_title_plain"), _ageing_subtitle(context), nothing)
    figure = ageing_figure(_ageing_frame(context, shown), ages=_ages(context), words=words, scheme=view.scheme)
    key = ramp(words("arrears.young"), words("arrears.old"), "seq", len(AGES), first=1)
    drawn = chart(figure, 250, f"{shown.title}。{shown.subtitle}")
    return card(
        shown.title, shown.subtitle, drawn, tools=table_behind(shown, view, words, files=context.files), key=key
    )


def ageing_table(context: Context) -> Table | None:
    """A row per month end with anything owed, a column per age; the total of each month is its own question."""
    words, last = context.words, context.when.month
    parts = context.asking.by_month((AMOUNT,), last, MONTHS, by="arrears_age")
    whole = context.asking.by_month((AMOUNT,), last, MONTHS)
    months = [month for month in range(last - MONTHS + 1, last + 1) if whole(AMOUNT, month)]
    if len(months) < 2:
        return None
    rows = [
        {"month": month, "total": whole(AMOUNT, month), **{age: parts(AMOUNT, month, age) for age in AGES}}
        for month in months
    ]
    columns = [
        Column("month", words("axis.month"), lambda row: words.full_month(row["month"]), number=False, kind=Kind.TEXT),
        *(_money(code, name) for code, name in _ages(context)),
        _money("total", words("heat.total")),
    ]
    title = _ageing_title(context, months, [row["total"] for row in rows])
    return Table("ageing", title, _ageing_subtitle(context), columns, rows[::-1])


def _money(name: str, head: str) -> Column:
    return Column(name, head, lambda row: wan(row[name]), partial(_value, name), kind=Kind.MONEY)


def _value(name: str, row: Record) -> Decimal | None:
    amount: Decimal | None = row[name]
    return amount


def _ages(context: Context) -> list[tuple[str, str]]:
    return [(code.code, context.words.of(code)) for code in DIMENSION["arrears_age"].codes]


def _ageing_subtitle(context: Context) -> str:
    words = context.words
    return words("arrears.ageing_subtitle", place=context.place, month=words.full_month(context.when.month))


def _ageing_frame(context: Context, shown: Table) -> pandas.DataFrame:
    rows = shown.rows[::-1]
    amounts = {age: [float(row[age] or 0) / 10_000 for row in rows] for age in AGES}
    return pandas.DataFrame({"month": context.words.ticks([row["month"] for row in rows]), **amounts})


def _ageing_title(context: Context, months: Sequence[int], totals: Sequence[Decimal]) -> str:
    """The balance against the same month end last year, where that is known."""
    words, year = context.words, months[-1] - 12
    if year not in months or not totals[months.index(year)]:
        return words("arrears.ageing_title_now", value=wan(totals[-1]))
    grown = change(totals[-1], totals[months.index(year)]) or Decimal(0)
    name = "arrears.ageing_title_up" if grown > 0 else "arrears.ageing_title_down"
    return words(name, value=wan(totals[-1]), month=words.month(year), change=percent(abs(grown)))


def ages_card(context: Context) -> html.Section:
    """The last month end by age, in money and as a part of the whole."""
    words, month = context.words, context.when.month
    rows = context.asking.of_month((AMOUNT,), month, by=("arrears_age",))
    amounts = {row["arrears_age"]: row[AMOUNT] for row in rows}
    whole = next(iter(context.asking.of_month((AMOUNT, OLD_SHARE), month)), {})
    subtitle = words("arrears.ages_subtitle", month=words.full_month(month))
    if not whole.get(AMOUNT):
        return card(
            words("arrears.ages_title_plain"), subtitle, state(words("state.nothing"), words("state.nothing_hint"))
        )
    highest = float(max(amount or 0 for amount in amounts.values()))
    cells = [cell for code, name in _ages(context) for cell in _age(name, amounts.get(code), whole[AMOUNT], highest)]
    body = [html.Div(cells, className="lengths"), *_graded(context, whole.get(OLD_SHARE))]
    return card(_ages_title(context, whole.get(OLD_SHARE)), subtitle, body)


def _ages_title(context: Context, old: Figure) -> str:
    words = context.words
    return words("arrears.ages_title_plain") if old is None else words("arrears.ages_title", rate=percent(old))


def _graded(context: Context, old: Figure) -> list[html.Div]:
    """The grade of what is older than a year, and how it is given."""
    words, given = context.words, grade(old)
    if not given:
        return []
    mark = badge(words("arrears.grade", grade=given), "quiet")
    return [html.Div([mark, " ", words("arrears.grade_hint", scale=SCALE)], className="after")]


def pieces(row: Record) -> html.Div:
    """The ages of one group as one segmented bar; darker is older."""
    total = float(sum((row.get(age) or Decimal(0) for age in AGES), Decimal(0)))
    shares = [float(row.get(age) or 0) / total if total else 0.0 for age in AGES]
    return html.Div(
        [
            html.Span(style={"width": f"{share * 100:.2f}%", "background": f"var(--seq{step + 1})"})
            for step, share in enumerate(shares)
        ],
        className="pieces",
    )


def _age(name: str, amount: Figure, total: Figure, highest: float) -> list[object]:
    return [
        html.Span(name),
        inline_bar(None if amount is None else float(amount), highest),
        html.Span(wan(amount), className="number"),
        html.Span(share_of(ratio(amount, total)), className="number dim"),
    ]
