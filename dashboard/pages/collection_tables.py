"""The tables of the collection page."""

from __future__ import annotations

from decimal import Decimal

from dashboard.components.tables import Column, Table, inline_bar
from dashboard.data import Record
from dashboard.exports.sheet import Kind
from dashboard.findings.collected import laps_of, step_of, year_before
from dashboard.findings.monthly import absent
from dashboard.numbers import change, count, difference, percent, points, ratio, signed, wan
from dashboard.pages.page import Context
from dashboard.pages.parts import metric_column, of_row, part_column
from dashboard.periods import Span, year_to_date
from dashboard.wording import Words
from sql.metrics import DIMENSION, METRIC, Days, Month, Question
from sql.metrics.period import QuestionError, month_of
from sql.studies.scope import Scope

NET = "received_net"
RATE = "deduction_success_rate"


def laps_table(context: Context) -> Table | None:
    """Gross, refunds and net per day, week or month of the span, and the same lap of the year before."""
    words, span = context.words, context.when.span
    laps = laps_of(context.reading, span, context.view.where)
    if not any(lap.gross or lap.refunded for lap in laps):
        return None
    rows = [vars(lap) for lap in laps]
    net = sum((lap.net for lap in laps), Decimal(0))
    before = _received(context, year_before(span))
    grown = change(net, before)
    name = "collection.laps_title" if grown is not None else "collection.laps_plain"
    title = words(name, value=wan(net), change=signed(points(grown)))
    step = step_of(span)
    subtitle = words("collection.laps_subtitle", span=words.full_span(span), step=words(f"collection.{step}"))
    columns = [
        Column(
            "start", words(f"collection.{step}"), lambda row: lap_name(row, step, words), number=False, kind=Kind.TEXT
        ),
        *(_money(words, name) for name in ("gross", "refunded", "net", "before")),
    ]
    return Table("laps", title, subtitle, columns, rows[::-1])


def _received(context: Context, span: Span) -> Decimal | None:
    period = Days(span.start, span.end)
    (row,) = context.reading.ask(Question((NET,), period=period, where=context.view.where))
    value: Decimal | None = row[NET]
    return value


def lap_name(row: Record, step: str, words: Words) -> str:
    """A day, a week by its first day, or a month, in words."""
    if step == "month":
        return words.full_month(month_of(row["start"]))
    return words("collection.week_of", day=words.day(row["start"])) if step == "week" else words.day(row["start"])


def _money(words: Words, name: str) -> Column:
    head = words(f"collection.{name}") + words("unit.in_wan")
    return Column(name, head, lambda row: wan(row[name]), lambda row: row[name], kind=Kind.MONEY)


def plans_table(context: Context) -> Table | None:
    """Plan, receipts of the year and completion by subdistrict, or by tax office."""
    words, view, day = context.words, context.view, context.when.day
    if absent(context.reading, METRIC["plan_amount"]):
        return None
    by = "office" if view.office and not view.area else view.part
    span = year_to_date(day)
    metrics = ("plan_amount", "plan_completion", "pace_gap")
    where = {} if by == "office" else view.where_area
    asked = Question(metrics, by=(by,), period=Days(span.start, span.end), where=where)
    rows = [row for row in context.reading.ask(asked) if row["plan_amount"]]
    if not rows:
        return None
    whole = context.reading.ask(Question(metrics, period=Days(span.start, span.end), where=where))[0]
    behind = min(rows, key=lambda row: row["pace_gap"] if row["pace_gap"] is not None else Decimal(9))
    name = context.areas.name(behind[by], words) if by != "office" else behind[by]
    title = words("collection.plans_title", rate=percent(whole["plan_completion"]), name=name, gap=_gap(behind))
    subtitle = words("collection.plans_subtitle", span=words.full_span(span))
    columns = [
        part_column(context, by),
        metric_column(context, "plan_amount"),
        Column(
            "received",
            words("collection.net") + words("unit.in_wan"),
            lambda row: wan(row["plan_completion_num"]),
            lambda row: row["plan_completion_num"],
            kind=Kind.MONEY,
        ),
        metric_column(context, "plan_completion"),
        Column("bar", "0–100%", _completed, number=False, css="bar"),
        Column("gap", words("collection.gap"), _gap, lambda row: row["pace_gap"], kind=Kind.RATE),
    ]
    return Table("plans", title, subtitle, columns, rows, whole, default="gap", at=of_row(by))


def _gap(row: Record) -> str:
    return signed(points(row["pace_gap"]))


def _completed(row: Record) -> object:
    if row["plan_completion"] is None:
        return ""
    linear = row["plan_completion"] - (row["pace_gap"] or 0)
    return inline_bar(float(row["plan_completion"]), 1.0, parent=float(linear))


def channels_table(context: Context) -> Table | None:
    """Receipts of the span by channel, their shares, and the shares of the same days a year before."""
    words, span = context.words, context.when.span
    amounts = _by_channel(context, span)
    before = _by_channel(context, year_before(span))
    total, past = (sum((value for value in one.values() if value), Decimal(0)) for one in (amounts, before))
    rows: list[Record] = [
        {"channel": code, NET: value, "share": ratio(value, total), "past": ratio(before.get(code), past)}
        for code, value in sorted(amounts.items(), key=lambda pair: -(pair[1] or 0))
        if value
    ]
    if not rows or not total:
        return None
    title = words("collection.channels_title", name=_channel(rows[0], words), rate=percent(rows[0]["share"]))
    subtitle = words("collection.channels_subtitle", span=words.full_span(span))
    columns = [
        Column("name", words.of(DIMENSION["channel"]), lambda row: _channel(row, words), number=False, kind=Kind.TEXT),
        metric_column(context, NET, words("collection.net")),
        Column(
            "share",
            words("collection.share"),
            lambda row: f"{percent(row['share'])}%",
            lambda row: row["share"],
            kind=Kind.RATE,
        ),
        Column(
            "bar",
            "",
            lambda row: inline_bar(float(row["share"]), float(rows[0]["share"] or 1)),
            number=False,
            css="bar",
        ),
        Column(
            "moved",
            words("collection.share_change"),
            lambda row: signed(points(difference(row["share"], row["past"]))),
            lambda row: difference(row["share"], row["past"]),
            kind=Kind.RATE,
        ),
    ]
    return Table("channels", title, subtitle, columns, rows, at=lambda row: {"channel": row["channel"]})


def _by_channel(context: Context, span: Span) -> dict[str, Decimal]:
    period = Days(span.start, span.end)
    rows = context.reading.ask(Question((NET,), by=("channel",), period=period, where=context.view.where))
    return {row["channel"]: row[NET] for row in rows}


def _channel(row: Record, words: Words) -> str:
    code = row["channel"]
    return words(f"channel.{code}") if f"channel.{code}" in words else str(code)


def failures_table(context: Context) -> Table | None:
    """Why deductions of the month failed."""
    words, month = context.words, context.when.month
    if absent(context.reading, METRIC[RATE]):
        return None
    asked = Question((RATE,), by=("failure_reason",), period=Month(month), where=context.view.where)
    rows = [
        {"reason": row["failure_reason"], "failed": row[f"{RATE}_den"] - row[f"{RATE}_num"]}
        for row in context.reading.ask(asked)
        if row[f"{RATE}_den"] is not None and row[f"{RATE}_den"] > row[f"{RATE}_num"]
    ]
    (whole,) = context.reading.ask(Question((RATE,), period=Month(month), where=context.view.where))
    if not rows or whole[f"{RATE}_den"] is None:
        return None
    rows.sort(key=lambda row: -row["failed"])
    failed = whole[f"{RATE}_den"] - whole[f"{RATE}_num"]
    known = {code.code: words.of(code) for code in DIMENSION["failure_reason"].codes}
    title = words(
        "collection.failures_title",
        rate=percent(whole[RATE]),
        name=known.get(rows[0]["reason"], rows[0]["reason"]),
        share=percent(ratio(rows[0]["failed"], failed)),
    )
    subtitle = words("collection.failures_subtitle", month=words.full_month(month))
    columns = [
        Column(
            "reason",
            words.of(DIMENSION["failure_reason"]),
            lambda row: known.get(row["reason"], row["reason"]),
            number=False,
            kind=Kind.TEXT,
        ),
        Column(
            "failed",
            words("collection.failed"),
            lambda row: count(row["failed"]),
            lambda row: row["failed"],
            kind=Kind.WHOLE,
        ),
        Column("bar", "", lambda row: inline_bar(row["failed"], rows[0]["failed"]), number=False, css="bar"),
        Column(
            "share",
            words("collection.share"),
            lambda row: f"{percent(ratio(row['failed'], failed))}%",
            lambda row: ratio(row["failed"], failed),
            kind=Kind.RATE,
        ),
    ]
    return Table("failures", title, subtitle, columns, rows)


def factors_table(context: Context) -> Table | None:
    """What the change of the amount paid is of: people × months × base."""
    words, month = context.words, context.when.month
    scope = Scope(where=context.view.where, month=month)
    try:
        rows = list(context.reading.study("amount_decomposition", scope))
    except QuestionError:
        return None
    if not rows:
        return None
    whole, parts = rows[0], [row for row in rows[1:] if row["effect"]]
    most = max(parts, key=lambda row: abs(row["effect"]), default=whole)
    title = words(
        "collection.factors_title",
        change=signed(Decimal(whole["effect"]) / 10_000),
        name=words(f"collection.factor_{most['factor']}"),
        effect=signed(Decimal(most["effect"]) / 10_000),
    )
    subtitle = words("collection.factors_subtitle", year=month // 12, month=words.month(month))
    columns = [
        Column(
            "factor",
            words("collection.factor"),
            lambda row: words(f"collection.factor_{row['factor']}"),
            number=False,
            kind=Kind.TEXT,
        ),
        Column("before", words("collection.year_before"), lambda row: _factor(row, "before")),
        Column("after", words("collection.this_year"), lambda row: _factor(row, "after")),
        Column(
            "effect",
            words("collection.effect") + words("unit.in_wan"),
            lambda row: signed(Decimal(row["effect"]) / 10_000),
            lambda row: row["effect"],
            kind=Kind.MONEY,
        ),
    ]
    return Table("factors", title, subtitle, columns, [*rows[1:], whole])


def _factor(row: Record, name: str) -> str:
    """Persons whole, months and base with decimals, amounts in 万元."""
    value = row[name]
    if row["factor"] in ("all", "refunds"):
        return wan(value)
    places = 0 if row["factor"] == "people" else 2
    return f"{value:,.{places}f}"
