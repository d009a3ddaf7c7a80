"""Arrears by area or by worker type."""

from __future__ import annotations

from functools import partial

from dash import dcc, html

from dashboard.components.cards import card, state
from dashboard.components.sparks import spark
from dashboard.components.strips import share_of
from dashboard.components.tables import Column, inline_bar, table
from dashboard.data import Record
from dashboard.findings.monthly import Monthly
from dashboard.numbers import count, percent, ratio, wan
from dashboard.pages.arrears_cards import AGES, AMOUNT, pieces
from dashboard.pages.page import Context

METRICS = (
    AMOUNT,
    "arrears_persons",
    "arrears_rate",
    "arrears_over_12m_share",
    "arrears_new_amount",
    "arrears_cleared_amount",
)
YEAR = 12
FAR = 3


def groups_card(context: Context, by: str) -> html.Section:
    """One row per area or worker type that owes anything, the whole as its own question at the foot."""
    words, view, month = context.words, context.view, context.when.month
    part = words(f"part.{by}")
    rows = [
        {**row, **ages}
        for row in context.asking.of_month(METRICS, month, by=(by,))
        if row[AMOUNT]
        for ages in (_ages(context, by).get(row[by], {}),)
    ]
    whole = {**context.asking.of_month(METRICS, month)[0], **_ages(context, "").get("", {})}
    subtitle = words("arrears.table_subtitle", month=words.full_month(month))
    if not rows:
        return card(
            words("arrears.table_title_plain", part=part),
            subtitle,
            state(words("state.nothing"), words("state.nothing_hint")),
        )
    past = context.asking.by_month((AMOUNT,), month, YEAR, by=by)
    body = table(_columns(context, by, rows, whole, past), rows, view, total=whole, default="-amount")
    top = max(rows, key=lambda row: row[AMOUNT])
    title = words(
        "arrears.table_title", part=part, top=named(context, by, top), rate=percent(ratio(top[AMOUNT], whole[AMOUNT]))
    )
    return card(title, subtitle, [body, html.Div(words("table.counted", count=len(rows)), className="counted")])


def named(context: Context, by: str, row: Record) -> str:
    """A group in words; the whole where it has no code."""
    code = row.get(by)
    if code is None:
        return context.place
    return str(dict(context.types).get(code, code)) if by == "worker_type" else context.areas.name(code, context.words)


def _ages(context: Context, by: str) -> dict[str, Record]:
    """Amounts by age, per group."""
    dimensions = (by, "arrears_age") if by else ("arrears_age",)
    found: dict[str, Record] = {}
    for row in context.asking.of_month((AMOUNT,), context.when.month, by=dimensions):
        found.setdefault(row.get(by, ""), {})[row["arrears_age"]] = row[AMOUNT]
    return found


def _columns(context: Context, by: str, rows: list[Record], whole: Record, past: Monthly) -> list[Column]:
    words = context.words
    highest = _highest(rows, whole)
    return [
        Column("part", words(f"part.{by}"), partial(_name, context, by), number=False),
        Column("amount", words("column.amount"), lambda row: html.B(wan(row[AMOUNT])), lambda row: row[AMOUNT]),
        Column(
            "persons",
            words("column.owing"),
            lambda row: count(row["arrears_persons"]),
            lambda row: row["arrears_persons"],
        ),
        Column(
            "rate",
            words("column.arrears_rate"),
            lambda row: share_of(row["arrears_rate"]),
            lambda row: row["arrears_rate"],
        ),
        Column("bar", f"0–{highest:.0%}", partial(_bar, whole, highest), number=False, css="bar"),
        Column("ages", words("column.ages", count=len(AGES)), pieces, number=False),
        Column(
            "old",
            words("column.old"),
            lambda row: share_of(row["arrears_over_12m_share"]),
            lambda row: row["arrears_over_12m_share"],
        ),
        Column(
            "new",
            words("column.new"),
            lambda row: wan(row["arrears_new_amount"]),
            lambda row: row["arrears_new_amount"],
        ),
        Column(
            "cleared",
            words("column.cleared"),
            lambda row: wan(row["arrears_cleared_amount"]),
            lambda row: row["arrears_cleared_amount"],
        ),
        Column("past", words("column.past"), partial(_past, context, by, past), number=False),
    ]


def _highest(rows: list[Record], whole: Record) -> float:
    """The end of the bars; a rate far beyond the others fills its bar and is read from its number."""
    whole_rate = float(whole["arrears_rate"] or 0)
    rates = [float(row["arrears_rate"]) for row in rows if row["arrears_rate"] is not None]
    return max([rate for rate in rates if rate <= whole_rate * FAR] or rates or [1.0]) * 1.08


def _name(context: Context, by: str, row: Record) -> object:
    name, code = named(context, by, row), row.get(by)
    if code is None or not code.strip("0"):
        return name
    change = {"worker_type": code} if by == "worker_type" else {"area": code}
    return dcc.Link(name, href=context.view.link(sort="", **change))


def _bar(whole: Record, highest: float, row: Record) -> object:
    if row is whole or row["arrears_rate"] is None:
        return ""
    return inline_bar(float(row["arrears_rate"]), highest, parent=float(whole["arrears_rate"] or 0))


def _past(context: Context, by: str, past: Monthly, row: Record) -> object:
    code = row.get(by)
    return "" if code is None else spark(past.series(AMOUNT, context.when.month, YEAR, code), 78, 20)
