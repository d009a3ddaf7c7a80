"""The strip and the charts of the arrears page."""

from __future__ import annotations

from decimal import Decimal

import pandas
from dash import html

from dashboard.components.cards import card, state
from dashboard.components.charts import chart, rows_behind
from dashboard.components.ramps import ramp
from dashboard.components.strips import metric_item, share_of, strip
from dashboard.components.tables import inline_bar
from dashboard.data import Record
from dashboard.figures.ageing import ageing_figure
from dashboard.numbers import change, percent, ratio, wan
from dashboard.pages.page import Context
from dashboard.pages.stock_card import MONTHS
from sql.metrics import DIMENSION, METRIC

FIGURES = (
    "arrears_amount",
    "arrears_persons",
    "arrears_new_amount",
    "arrears_cleared_amount",
    "arrears_rate",
    "arrears_over_12m_share",
)
AGES = tuple(code.code for code in DIMENSION["arrears_age"].codes)
OLD = ("366-730", "731+")
AMOUNT = "arrears_amount"


def arrears_strip(context: Context) -> html.Div:
    """Balance, persons, new, cleared, rate, and what is older than a year."""
    words, when = context.words, context.when
    monthly = context.asking.by_month(FIGURES, when.month, 2)
    labels = {"arrears_over_12m_share": words("column.old")}
    return strip([metric_item(METRIC[name], monthly, when.month, words, labels.get(name, "")) for name in FIGURES])


def ageing_card(context: Context) -> html.Section:
    """24 month ends, each divided by age."""
    words, when, view = context.words, context.when, context.view
    monthly = context.asking.by_month((AMOUNT,), when.month, MONTHS, by="arrears_age")
    months = [
        month
        for month in range(when.month - MONTHS + 1, when.month + 1)
        if any(monthly(AMOUNT, month, age) for age in AGES)
    ]
    subtitle = words("arrears.ageing_subtitle", place=context.place, month=words.full_month(when.month))
    if len(months) < 2:
        return card(
            words("arrears.ageing_title_plain"), subtitle, state(words("state.nothing"), words("state.nothing_hint"))
        )
    amounts = {age: [monthly(AMOUNT, month, age) or Decimal(0) for month in months] for age in AGES}
    frame = pandas.DataFrame(
        {
            "month": words.ticks(months),
            **{age: [float(amount) / 10_000 for amount in series] for age, series in amounts.items()},
        }
    )
    totals = [sum((amounts[age][place] for age in AGES), Decimal(0)) for place in range(len(months))]
    title = _ageing_title(context, months, totals)
    rows = [
        (words.full_month(month), *(wan(amounts[age][place]) for age in AGES), wan(totals[place]))
        for place, month in enumerate(months)
    ][::-1]
    ages = [(code.code, words.of(code)) for code in DIMENSION["arrears_age"].codes]
    behind = rows_behind(words, (words("axis.month"), *(name for _, name in ages), words("heat.total")), rows)
    figure = ageing_figure(frame, ages=ages, words=words, scheme=view.scheme)
    key = ramp(words("arrears.young"), words("arrears.old"), "seq", len(AGES), first=1)
    return card(title, subtitle, chart(figure, 250, f"{title}。{subtitle}"), tools=behind, key=key)


def _ageing_title(context: Context, months: list[int], totals: list[Decimal]) -> str:
    """The balance against the same month end last year, where that is known."""
    words, year = context.words, months[-1] - 12
    if year not in months or not totals[months.index(year)]:
        return words("arrears.ageing_title_now", value=wan(totals[-1]))
    grown = change(totals[-1], totals[months.index(year)]) or Decimal(0)
    name = "arrears.ageing_title_up" if grown > 0 else "arrears.ageing_title_down"
    return words(name, value=wan(totals[-1]), month=words.month(year), change=percent(abs(grown)))


def ages_card(context: Context) -> html.Section:
    """The last month end by age, in money and as a part of the whole."""
    words = context.words
    rows = context.asking.of_month((AMOUNT,), context.when.month, by=("arrears_age",))
    amounts = {row["arrears_age"]: row[AMOUNT] or Decimal(0) for row in rows}
    total = sum(amounts.values(), Decimal(0))
    subtitle = words("arrears.ages_subtitle", month=words.full_month(context.when.month))
    if not total:
        return card(
            words("arrears.ages_title_plain"), subtitle, state(words("state.nothing"), words("state.nothing_hint"))
        )
    highest = float(max(amounts.values()))
    cells = [
        cell
        for code in DIMENSION["arrears_age"].codes
        for cell in _age(words.of(code), amounts.get(code.code, Decimal(0)), total, highest)
    ]
    old = ratio(sum((amounts.get(age, Decimal(0)) for age in OLD), Decimal(0)), total)
    return card(words("arrears.ages_title", rate=percent(old)), subtitle, html.Div(cells, className="lengths"))


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


def _age(name: str, amount: Decimal, total: Decimal, highest: float) -> list[object]:
    return [
        html.Span(name),
        inline_bar(float(amount), highest),
        html.Span(wan(amount), className="number"),
        html.Span(share_of(ratio(amount, total)), className="number dim"),
    ]
