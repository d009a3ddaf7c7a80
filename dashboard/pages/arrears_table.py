"""Arrears by area or by worker type."""

from __future__ import annotations

from functools import partial

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.sparks import spark
from dashboard.components.strips import share_of
from dashboard.components.tables import Column, Table, drawn, inline_bar
from dashboard.data import Record
from dashboard.exports.sheet import Kind
from dashboard.findings.monthly import Monthly
from dashboard.numbers import count, percent, ratio, wan
from dashboard.pages.arrears_cards import AGES, AMOUNT, pieces
from dashboard.pages.comparing import closed_column, month_with_closed
from dashboard.pages.page import Context
from dashboard.pages.parts import last_of, of_row
from dashboard.pages.people_link import people_link

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
_EMPTY: Record = dict.fromkeys(METRICS)
"""What is not counted by a filter is not known."""


def groups_card(context: Context, by: str) -> html.Section:
    """The table of areas or of worker types, or that nothing is owed."""
    shown, words = groups_table(context, by), context.words
    if shown is None:
        nothing = state(words("state.nothing"), words("state.nothing_hint"))
        return card(words("arrears.table_title_plain", part=words(f"part.{by}")), _subtitle(context), nothing)
    return card(shown.title, shown.subtitle, drawn(shown, context.view, words, files=context.files))


def parts_table(context: Context) -> Table | None:
    """By the areas one step down."""
    return groups_table(context, context.view.part)


def types_table(context: Context) -> Table | None:
    """By worker type; None where one type is chosen already."""
    return None if context.view.worker_type else groups_table(context, "worker_type")


def groups_table(context: Context, by: str) -> Table | None:
    """One row per area or worker type that owes anything, the whole as its own question at the foot."""
    month, ages = context.when.month, _ages(context, by)
    found = month_with_closed(context, METRICS, (by,))
    rows = [{**_EMPTY, **row, **ages.get(row[by], {})} for row in found if row.get(AMOUNT)]
    if not rows:
        return None
    whole = {**_EMPTY, **month_with_closed(context, METRICS)[0], **_ages(context, "").get("", {})}
    past = context.asking.by_month((AMOUNT,), month, YEAR, by=by)
    return Table(
        "types" if by == "worker_type" else "parts",
        _title(context, by, rows, whole),
        _subtitle(context),
        _columns(context, by, rows, whole, past),
        rows,
        total=whole,
        default="-amount",
        at=of_row(by),
        last=last_of(by),
    )


def _title(context: Context, by: str, rows: list[Record], whole: Record) -> str:
    """Who owes most, and how much of all; of the whole alone there is nothing to find."""
    words, part = context.words, context.words(f"part.{by}")
    if len(rows) < 2 or not whole[AMOUNT]:
        return words("arrears.table_title_plain", part=part)
    top = max(rows, key=lambda row: row[AMOUNT])
    rate = percent(ratio(top[AMOUNT], whole[AMOUNT]))
    return words("arrears.table_title", part=part, top=named(context, by, top), rate=rate)


def _subtitle(context: Context) -> str:
    return context.words("arrears.table_subtitle", month=context.words.full_month(context.when.month))


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
        Column(
            "part",
            words(f"part.{by}"),
            partial(_name, context, by),
            partial(named, context, by),
            number=False,
            kind=Kind.TEXT,
        ),
        _money("amount", words("column.amount"), AMOUNT),
        *closed_column(context, AMOUNT, whole),
        _persons("persons", words("column.owing"), "arrears_persons"),
        _rate("rate", words("column.arrears_rate"), "arrears_rate"),
        Column("bar", f"0–{highest:.0%}", partial(_bar, whole, highest), number=False, css="bar"),
        Column("ages", words("column.ages", count=len(AGES)), pieces, number=False),
        _rate("old", words("column.old"), "arrears_over_12m_share"),
        _money("new", words("column.new"), "arrears_new_amount"),
        _money("cleared", words("column.cleared"), "arrears_cleared_amount"),
        Column("past", words("column.past"), partial(_past, context, by, past), number=False),
        Column("list", words("column.list"), partial(_list, context, by), number=False),
    ]


def _money(name: str, head: str, metric: str) -> Column:
    return Column(name, head, lambda row: wan(row[metric]), lambda row: row[metric], kind=Kind.MONEY, metric=metric)


def _persons(name: str, head: str, metric: str) -> Column:
    return Column(name, head, lambda row: count(row[metric]), lambda row: row[metric], kind=Kind.WHOLE, metric=metric)


def _rate(name: str, head: str, metric: str) -> Column:
    return Column(name, head, lambda row: share_of(row[metric]), lambda row: row[metric], kind=Kind.RATE, metric=metric)


def _list(context: Context, by: str, row: Record) -> object:
    """The people behind the row's number, as many as it says."""
    code, name = row.get(by), "worker_type" if by == "worker_type" else "area"
    return people_link(context, "arrears_persons", row["arrears_persons"], {} if code is None else {name: code})


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
    return html.Link(name, href=context.view.link(sort="", **change))


def _bar(whole: Record, highest: float, row: Record) -> object:
    if row is whole or row["arrears_rate"] is None:
        return ""
    return inline_bar(float(row["arrears_rate"]), highest, parent=float(whole["arrears_rate"] or 0))


def _past(context: Context, by: str, past: Monthly, row: Record) -> object:
    code = row.get(by)
    return "" if code is None else spark(past.series(AMOUNT, context.when.month, YEAR, code), 78, 20)
