"""The tables of the page of tiers: people by tier and month, the lowest tier by worker type, the base, by part."""

from __future__ import annotations

from decimal import Decimal

from dashboard.components import html
from dashboard.components.tables import Column, Table, inline_bar
from dashboard.data import Record
from dashboard.exports.sheet import Kind
from dashboard.findings.beside import beside
from dashboard.numbers import SMALL, count, percent, ratio
from dashboard.pages.comparing import closed_column, month_with_closed
from dashboard.pages.page import Context
from dashboard.pages.parts import last_of, metric_column, months_table, of_row, part_column, table_card
from sql.metrics import DIMENSION, Month
from sql.studies.limits import WARN, around, verdict

PAYING = "paying_persons"
LOWEST = "lowest_tier_share"
BASE = "average_base"
MONTHS = 24
TIERS = tuple(code.code for code in DIMENSION["tier"].codes)
UNKNOWN = "U"
METRICS = (PAYING, BASE, LOWEST, "contribution_density")


def shares_table(context: Context) -> Table | None:
    """People who paid by tier, month by month."""
    words, last = context.words, context.when.month
    monthly = context.asking.by_month((PAYING,), last, MONTHS, by="tier")
    rows = []
    for month in range(last, last - MONTHS, -1):
        persons = {tier: monthly(PAYING, month, tier) for tier in TIERS}
        if any(persons.values()):
            rows.append({"month": month, **persons})
    if len(rows) < 2:
        return None
    shown = [tier for tier in TIERS if any(row[tier] for row in rows)]
    total = sum(rows[0][tier] or 0 for tier in shown)
    top = max(shown, key=lambda tier: rows[0][tier] or 0)
    names = {code.code: words.of(code) for code in DIMENSION["tier"].codes}
    title = words("tiers.shares_title", name=names[top], rate=percent(ratio(rows[0][top], total)))
    subtitle = words("tiers.shares_subtitle", month=words.full_month(last)) + _unknown_said(context, "with")
    month_column = Column(
        "month", words("axis.month"), lambda row: words.full_month(row["month"]), number=False, kind=Kind.TEXT
    )
    return Table("shares", title, subtitle, [month_column, *(_tier(tier, names[tier]) for tier in shown)], rows)


def _unknown_said(context: Context, side: str) -> str:
    """That a number is with or without those whose tier is unknown, where there are any."""
    month = context.when.month
    persons = context.asking.by_month((PAYING,), month, 1, by="tier")(PAYING, month, UNKNOWN)
    return context.words(f"tiers.unknown_{side}", count=count(persons)) if persons else ""


def _tier(tier: str, name: str) -> Column:
    return Column(tier, name, lambda row: count(row[tier]), lambda row: row[tier], kind=Kind.WHOLE)


def lowest_table(context: Context) -> Table | None:
    """The share of the lowest tier by worker type, each with the limits its size explains."""
    words, month, by = context.words, context.when.month, "worker_type"
    rows = [row for row in context.asking.of_month((LOWEST,), month, by=(by,)) if row[f"{LOWEST}_den"]]
    whole = context.asking.of_month((LOWEST,), month)
    if not rows or whole[0][LOWEST] is None:
        return None
    known = [row for row in rows if row[LOWEST] is not None and row[f"{LOWEST}_den"] >= SMALL]
    top = max(known, key=lambda row: row[LOWEST], default=None)
    title = (
        words("tiers.lowest_title", type=dict(context.types).get(top["worker_type"], ""), rate=percent(top[LOWEST]))
        if top
        else words("tiers.lowest_plain")
    )
    subtitle = words("tiers.lowest_subtitle", month=words.full_month(month), rate=percent(whole[0][LOWEST]))
    subtitle += _unknown_said(context, "without")
    columns = [
        part_column(context, by),
        metric_column(context, LOWEST),
        Column("bar", "0–100%", lambda row: _bar(row, whole[0]), number=False, css="bar"),
        Column(
            "persons",
            words("tiers.with_base"),
            lambda row: count(row[f"{LOWEST}_den"]),
            lambda row: row[f"{LOWEST}_den"],
            kind=Kind.WHOLE,
        ),
    ]
    return Table("lowest", title, subtitle, columns, rows, whole[0], f"-{LOWEST}", of_row(by), last_of(by))


def _bar(row: Record, whole: Record) -> object:
    rate, persons = row[LOWEST], row[f"{LOWEST}_den"]
    if row is whole or rate is None or (persons or 0) < SMALL or not 0 < whole[LOWEST] < 1:
        return ""
    limits = around(float(whole[LOWEST]), persons, WARN)
    said = verdict(float(rate), float(whole[LOWEST]), persons)
    kind = said if said != "inside" and rate > whole[LOWEST] else ""
    return inline_bar(float(rate), 1.0, kind=kind, usual=(limits.low, limits.high), parent=float(whole[LOWEST]))


def base_table(context: Context) -> Table | None:
    """The average base month by month; its title compares with the year before at the same age, as the strip does."""
    words = context.words

    def titled(rows: list[Record]) -> tuple[str, str]:
        now, before = rows[0][BASE], _year_before(context)
        if not now:
            return words("tiers.base_plain"), words("tiers.base_subtitle")
        title = words("tiers.base_title", base=count(now))
        if before:
            change = (Decimal(now) - before) / before
            month = words.full_month(context.when.month - 12)
            title += words(f"tiers.base_{_way(change)}", change=percent(abs(change)), month=month)
        return title, words("tiers.base_subtitle")

    return months_table(context, "base", (BASE,), 36, titled)


def _year_before(context: Context) -> Decimal | None:
    """The average base of the month a year earlier, as it was when that month was as old as this one is."""
    question = context.asking.question((BASE,), Month(context.when.month))
    rows = beside(context.reading, question, ("year_before",)) if question.metrics else ()
    before = rows[0].get(f"{BASE}@year_before") if rows else None
    return Decimal(before) if before else None


def _way(change: Decimal) -> str:
    if percent(abs(change)) == percent(0):
        return "even"
    return "up" if change > 0 else "down"


def parts_card(context: Context) -> html.Section:
    """The table by part."""
    return table_card(context, parts_table(context), context.words("tiers.table_plain"), "")


def parts_table(context: Context) -> Table | None:
    """One row per part where anybody paid, the whole as its own question."""
    words, part, month = context.words, context.view.part, context.when.month
    rows = [row for row in month_with_closed(context, METRICS, (part,)) if row[PAYING]]
    if not rows:
        return None
    (whole,) = month_with_closed(context, METRICS)
    columns = [
        part_column(context, part),
        metric_column(context, PAYING),
        Column(
            BASE,
            words("tiers.base_yuan"),
            lambda row: count(row[BASE]),
            lambda row: row[BASE],
            kind=Kind.MONEY,
            metric=BASE,
        ),
        metric_column(context, LOWEST),
        *closed_column(context, LOWEST, whole),
        Column("bar", "0–100%", lambda row: _bar(row, whole), number=False, css="bar"),
        metric_column(context, "contribution_density"),
    ]
    subtitle = words("tiers.table_subtitle", month=words.full_month(month))
    title = words("tiers.table_title", count=len(rows), parts=words(f"parts.{part}"))
    return Table("parts", title, subtitle, columns, rows, whole, f"-{LOWEST}", at=of_row(part), last=last_of(part))
