"""What the banks collected for us: how many deductions succeed, and why others fail."""

from __future__ import annotations

from functools import partial

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.charts import chart, table_behind
from dashboard.components.strips import share_of
from dashboard.components.tables import Column, Table, drawn, inline_bar
from dashboard.data import Record
from dashboard.exports.sheet import Kind
from dashboard.figures.money import success_figure
from dashboard.findings.monthly import Monthly, absent
from dashboard.numbers import SMALL, count, difference, fixed, percent, points, ratio
from dashboard.pages.page import Context
from dashboard.pages.parts import metric_column
from dashboard.wording import Words
from sql.metrics import DIMENSION, METRIC, Month, Question
from sql.metrics.period import month_text
from sql.studies.limits import verdict

RATE = "deduction_success_rate"
NUM, DEN = f"{RATE}_num", f"{RATE}_den"
MONTHS = 13
UNKNOWN = "U"


def deductions_card(context: Context) -> html.Section:
    """The rate by month above the reasons of the month's failures."""
    words, view = context.words, context.view
    months, reasons = success_table(context), failures_table(context)
    if months is None:
        nothing = state(words("state.nothing"), words("state.nothing_hint"))
        return card(words("collection.success_none"), _subtitle(context), nothing)
    parts = [_line(context, months)]
    if reasons is not None:
        parts.append(html.Div(reasons.title, className="after part-title"))
        parts.append(drawn(reasons, view, words, files=context.files))
    tools = table_behind(months, view, words, files=context.files)
    return card(months.title, months.subtitle, html.Div(parts, className="parted"), tools=tools)


def _line(context: Context, months: Table) -> html.Div:
    words, view, rows = context.words, context.view, list(months.rows)[::-1]
    rates = [None if row[RATE] is None else 100 * float(row[RATE]) for row in rows]
    names = words.ticks([row["month"] for row in rows])
    ids = [view.link(month=row["month"]) for row in rows]
    figure = success_figure(names, rates, words("collection.success"), scheme=view.scheme, ids=ids)
    return chart(figure, 150, f"{months.title}。{months.subtitle}", name="success")


def _subtitle(context: Context) -> str:
    words, last = context.words, context.when.month
    first, end = words.full_month(last - MONTHS + 1), words.full_month(last)
    return words("collection.success_subtitle", first=first, last=end)


def success_table(context: Context) -> Table | None:
    """Attempts, successes and their rate by month, the latest first; None where the month has no attempt."""
    if absent(context.reading, METRIC[RATE]):
        return None
    words, last = context.words, context.when.month
    monthly = context.asking.by_month((RATE,), last, MONTHS)
    if monthly(RATE, last) is None:
        return None
    rows = [
        {"month": month, **{name: monthly(name, month) for name in (RATE, NUM, DEN)}}
        for month in range(last, last - MONTHS, -1)
    ]
    columns = [
        Column("month", words("axis.month"), partial(_month, words), number=False, kind=Kind.TEXT),
        _counted("attempts", words("collection.attempts"), DEN),
        _counted("successes", words("collection.successes"), NUM),
        metric_column(context, RATE),
    ]
    title, subtitle = _title(context, monthly), _subtitle(context)
    return Table("success", title, subtitle, columns, rows, at=lambda row: {"month": month_text(row["month"])})


def _month(words: Words, row: Record) -> str:
    return words.full_month(row["month"])


def _counted(name: str, head: str, column: str) -> Column:
    return Column(name, head, lambda row: count(row[column]), lambda row: row[column], kind=Kind.WHOLE)


def _title(context: Context, monthly: Monthly) -> str:
    """The rate of the month, and how it has moved since the month before."""
    words, last = context.words, context.when.month
    moved = points(difference(monthly(RATE, last), monthly(RATE, last - 1)))
    said = words("collection.success_title", month=words.month(last), rate=percent(monthly(RATE, last)))
    if moved is None or not round(moved, 2) or min(monthly(DEN, last), monthly(DEN, last - 1)) < SMALL:
        return said + judged(monthly, last, words)
    name = "collection.success_up" if moved > 0 else "collection.success_down"
    return said + words(name, month=words.month(last - 1), gap=fixed(abs(moved))) + judged(monthly, last, words)


def judged(monthly: Monthly, last: int, words: Words) -> str:
    """Whether the rate of the month lies where that of the year before it lets expect; nothing where few attempts."""
    attempts, rate = monthly(DEN, last), monthly(RATE, last)
    sums = [sum(value or 0 for value in monthly.series(name, last - 1, MONTHS - 1)) for name in (NUM, DEN)]
    if rate is None or min(attempts, sums[1]) < SMALL:
        return ""
    usual = sums[0] / sums[1]
    if verdict(float(rate), usual, attempts) == "inside":
        return words("collection.success_inside")
    return words("collection.success_above" if rate > usual else "collection.success_below")


def failures_table(context: Context) -> Table | None:
    """Why deductions of the month failed; None where none did."""
    if absent(context.reading, METRIC[RATE]):
        return None
    (whole,) = _asked(context, ())
    failed = _failed(whole)
    found = ({"reason": row["failure_reason"], "failed": _failed(row)} for row in _asked(context, ("failure_reason",)))
    rows = sorted((row for row in found if row["failed"]), key=lambda row: -row["failed"])
    if not rows or not failed:
        return None
    rows = [{**row, "part": ratio(row["failed"], failed)} for row in rows]
    total = {"failed": failed, "part": ratio(failed, failed)}
    words, month = context.words, context.words.full_month(context.when.month)
    title = words(
        "collection.failures_title", month=words.month(context.when.month), count=count(failed),
        name=reason_name(rows[0], words), share=percent(rows[0]["part"]),
    )  # fmt: skip
    subtitle = words("collection.failures_subtitle", month=month)
    return Table("failures", title, subtitle, _columns(words, rows), rows, total, default="-failed")


def _asked(context: Context, by: tuple[str, ...]) -> tuple[Record, ...]:
    return context.reading.ask(Question((RATE,), by, Month(context.when.month), context.view.where))


def _failed(row: Record) -> int | None:
    return None if row[DEN] is None or row[NUM] is None else row[DEN] - row[NUM]


def _columns(words: Words, rows: list[Record]) -> list[Column]:
    highest = float(rows[0]["failed"])
    name = partial(reason_name, words=words)
    return [
        Column("reason", words.of(DIMENSION["failure_reason"]), name, name, number=False, kind=Kind.TEXT),
        _counted("failed", words("collection.failed"), "failed"),
        Column("bar", "", partial(_bar, highest), number=False, css="bar"),
        Column("part", words("collection.share"), lambda row: share_of(row["part"]), lambda row: row["part"],
               kind=Kind.RATE),
    ]  # fmt: skip


def _bar(highest: float, row: Record) -> object:
    return inline_bar(float(row["failed"]), highest) if "reason" in row else ""


def reason_name(row: Record, words: Words) -> str:
    """A reason in this language where it has words, else as the bank said it; the total where there is none."""
    reason = row.get("reason")
    if reason is None:
        return words("heat.total")
    if reason == UNKNOWN:
        return words("collection.no_reason")
    return words(f"collection.reason.{reason}") if f"collection.reason.{reason}" in words else str(reason)
