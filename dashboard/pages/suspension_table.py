"""The parts of an area, each against the whole, with limits that allow for their size."""

from __future__ import annotations

from functools import partial

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.marks import ALARM, DOWN, UP, badge
from dashboard.components.sparks import spark
from dashboard.components.strips import share_of
from dashboard.components.tables import Column, Table, drawn, inline_bar, of_few
from dashboard.data import Record, Records
from dashboard.exports.sheet import Kind
from dashboard.findings.monthly import Monthly
from dashboard.numbers import NOTHING, SMALL, count, difference, points, signed, wan
from dashboard.pages.comparing import closed_column, month_with_closed
from dashboard.pages.page import Context
from dashboard.pages.parts import last_of, of_row
from dashboard.pages.people_link import people_link
from sql.studies.limits import WARN, around, verdict

METRICS = (
    "registered_persons",
    "suspended_persons",
    "suspension_rate",
    "newly_suspended_persons",
    "resumed_persons",
    "resumption_rate",
    "arrears_amount",
)
RATE = "suspension_rate"
YEAR = 12


def parts_card(context: Context) -> html.Section:
    """The table, or that there is nobody."""
    shown = parts_table(context)
    if shown is None:
        words, part = context.words, context.words(f"part.{context.view.part}")
        nothing = state(words("state.nothing"), words("state.nothing_hint"))
        return card(words("suspension.table_title_plain", part=part), _subtitle(context), nothing)
    return card(shown.title, shown.subtitle, drawn(shown, context.view, context.words, files=context.files))


def parts_table(context: Context) -> Table | None:
    """One row per part, the whole as its own question at the foot."""
    part = context.view.part
    rows = month_with_closed(context, METRICS, (part,))
    shown = [row for row in rows if row["registered_persons"]]
    if not shown:
        return None
    (whole,) = month_with_closed(context, METRICS)
    past = context.asking.by_month((RATE,), context.when.month, YEAR, by=part)
    return Table(
        "parts",
        _title(context, shown, whole),
        _subtitle(context),
        _columns(context, whole, shown, past),
        shown,
        total=whole,
        default="-suspended",
        at=of_row(part),
        last=last_of(part),
    )


def _subtitle(context: Context) -> str:
    words, month = context.words, context.words.full_month(context.when.month)
    return words("suspension.table_subtitle", part=words(f"part.{context.view.part}"), month=month)


def _title(context: Context, rows: list[Record], whole: Record) -> str:
    """How many parts are higher or lower than their size explains."""
    words = context.words
    named = [row for row in rows if context.areas.known(row[context.view.part])]
    outside = [row for row in named if judged(row, whole) in ("warn", "alarm")]
    high = sum(1 for row in outside if row[RATE] > whole[RATE])
    name = "suspension.table_title" if outside else "suspension.table_title_inside"
    parts = words(f"parts.{context.view.part}")
    return words(name, count=len(named), parts=parts, high=high, low=len(outside) - high)


def judged(row: Record, whole: Record) -> str:
    """Inside, warn or alarm; `few` where there are too few people to say."""
    if row[RATE] is None or row["registered_persons"] < SMALL or not whole[RATE]:
        return "few"
    return verdict(float(row[RATE]), float(whole[RATE]), row["registered_persons"])


def _columns(context: Context, whole: Record, rows: list[Record] | Records, past: Monthly) -> list[Column]:
    words = context.words
    highest = (
        max([float(row[RATE] or 0) for row in rows if row["registered_persons"] >= SMALL] or [float(whole[RATE] or 0)])
        * 1.08
    )
    heads = {
        name: words(f"column.{name}")
        for name in (
            "registered",
            "suspended",
            "rate",
            "against",
            "verdict",
            "newly",
            "resumed",
            "resumption",
            "past",
            "arrears",
            "list",
        )
    }
    return [
        Column(
            "part",
            words(f"part.{context.view.part}"),
            partial(_name, context),
            partial(_named, context),
            number=False,
            kind=Kind.TEXT,
        ),
        _persons("registered", heads["registered"], "registered_persons"),
        _persons("suspended", heads["suspended"], "suspended_persons"),
        Column("rate", heads["rate"], _rate, lambda row: row[RATE], kind=Kind.RATE, metric=RATE),
        *closed_column(context, RATE, whole),
        Column("bar", f"0–{highest:.0%}", partial(_bar, whole, highest), number=False, css="bar"),
        Column("against", heads["against"], partial(_against, whole)),
        Column("verdict", heads["verdict"], partial(_verdict, context, whole), number=False),
        _persons("newly", heads["newly"], "newly_suspended_persons"),
        _persons("resumed", heads["resumed"], "resumed_persons"),
        Column(
            "resumption",
            heads["resumption"],
            lambda row: share_of(row["resumption_rate"]),
            lambda row: row["resumption_rate"],
            kind=Kind.RATE,
            metric="resumption_rate",
        ),
        Column("past", heads["past"], partial(_past, context, whole, past), number=False),
        Column(
            "arrears",
            heads["arrears"],
            lambda row: wan(row.get("arrears_amount")),
            lambda row: row.get("arrears_amount"),
            kind=Kind.MONEY,
            metric="arrears_amount",
        ),
        Column("list", heads["list"], partial(_list, context), number=False),
    ]


def _persons(name: str, head: str, metric: str) -> Column:
    return Column(name, head, lambda row: count(row[metric]), lambda row: row[metric], kind=Kind.WHOLE, metric=metric)


def _list(context: Context, row: Record) -> object:
    """The people behind the row's number, as many as it says."""
    code = row.get(context.view.part)
    return people_link(context, "suspended_persons", row["suspended_persons"], {} if code is None else {"area": code})


def _named(context: Context, row: Record) -> str:
    code = row.get(context.view.part)
    return context.place if code is None else context.areas.name(code, context.words)


def _name(context: Context, row: Record) -> object:
    code = row.get(context.view.part)
    if code is None:
        return context.place
    name = context.areas.name(code, context.words)
    return html.Link(name, href=context.view.link(area=code, sort="")) if code.strip("0") else name


def _rate(row: Record) -> html.B:
    rate, persons = share_of(row[RATE]), row["registered_persons"]
    return html.B(of_few(rate, persons) if persons < SMALL else rate)


def _bar(whole: Record, highest: float, row: Record) -> object:
    if row is whole or row[RATE] is None or row["registered_persons"] < SMALL:
        return ""
    rate = float(whole[RATE] or 0)
    limits = around(rate, row["registered_persons"], WARN)
    kind = {"warn": "warn", "alarm": "alarm"}.get(judged(row, whole), "")
    low = kind and row[RATE] < whole[RATE]
    return inline_bar(
        float(row[RATE]), highest, kind="good" if low else kind, usual=(limits.low, limits.high), parent=rate
    )


def _against(whole: Record, row: Record) -> str:
    return "" if row is whole else signed(points(difference(row[RATE], whole[RATE])))


def _verdict(context: Context, whole: Record, row: Record) -> object:
    words = context.words
    if row is whole:
        return ""
    said = judged(row, whole)
    if said == "few":
        return html.Span(NOTHING, className="quiet")
    if said == "inside":
        return html.Span(words("limit.inside"), className="quiet")
    if row[RATE] < whole[RATE]:
        return badge(words("limit.low"), "good", DOWN)
    return badge(words(f"limit.{said}"), said, ALARM if said == "alarm" else UP)


def _past(context: Context, whole: Record, past: Monthly, row: Record) -> object:
    if row is whole:
        return ""
    higher = row[RATE] is not None and row[RATE] > whole[RATE]
    end = {"warn": "warnFill", "alarm": "alarm"}.get(judged(row, whole), "accent") if higher else "accent"
    return spark(past.series(RATE, context.when.month, YEAR, row[context.view.part]), 78, 20, end)
