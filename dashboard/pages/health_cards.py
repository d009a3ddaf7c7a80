"""The strip and the cards of the data-health page."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.marks import ALARM, UP, badge
from dashboard.components.strips import Item, strip
from dashboard.components.tables import Column, inline_bar, table
from dashboard.data import Record
from dashboard.findings.account import balanced, grouped_reasons, grouped_steps, summed
from dashboard.findings.examples import in_words
from dashboard.findings.freshness import CHINA, Freshness
from dashboard.numbers import NOTHING, count, duration, fixed, wan
from dashboard.pages.page import Context
from dashboard.wording import Words
from sql.schema import marts

NIGHTS = 14


def health_strip(context: Context) -> html.Div:
    """The version, what was read, what is kept aside, what the checks say."""
    words, reading = context.words, context.reading
    files = reading.table(marts.DELIVERY_ACCOUNT)
    total, lost = summed(files), sum(1 for row in files if not balanced(row))
    money = summed(row for row in files if row["feed"] == "receipts")
    checks = reading.table(marts.CHECK)
    warned = sum(1 for row in checks if row["faults"])
    late = sum(1 for feed in context.feeds if feed.late)
    balance = (
        badge(words("health.balanced"), "good", "✓")
        if not lost
        else badge(words("health.unbalanced", count=lost), "alarm", ALARM)
    )
    return strip(
        [
            Item(words("health.files"), count(len(files)), "", balance),
            Item(
                words("health.rows_read"),
                count(total["rows_read"]),
                words("unit.rows"),
                words("health.rows_loaded", count=count(total["rows_loaded"])),
            ),
            Item(
                words("health.amount_read"),
                wan(money["amount_read"]),
                words("unit.wan"),
                words("health.amount_loaded", value=wan(money["amount_loaded"])),
            ),
            Item(
                words("health.quarantined"),
                count(total["rows_quarantined"]),
                words("unit.rows"),
                words("health.quarantined_amount", value=fixed(money["amount_quarantined"])),
            ),
            Item(
                words("health.checks"), count(warned), words("unit.none"), words("health.checks_of", count=len(checks))
            ),
            Item(
                words("health.late"),
                count(late),
                words("unit.none"),
                words("health.late_of", count=sum(1 for feed in context.feeds if feed.provided)),
            ),
        ]
    )


def feeds_card(context: Context) -> html.Section:
    """Every source: when it last came, whether it is late, or that it is not provided."""
    words = context.words
    rows = [{"feed": feed} for feed in context.feeds]
    late = [words(f"feed.{feed.feed}") for feed in context.feeds if feed.late]
    title = words("health.feeds_late", feeds=words.listed(late)) if late else words("health.feeds_fine")
    columns = [
        Column("feed", words("column.feed"), lambda row: words(f"feed.{row['feed'].feed}"), number=False),
        Column("latest", words("column.latest"), lambda row: _date(row["feed"].latest)),
        Column("landed", words("column.landed"), lambda row: _moment(row["feed"].landed)),
        Column("files", words("column.files"), lambda row: count(row["feed"].deliveries)),
        Column("rows", words("column.rows_loaded"), lambda row: count(row["feed"].rows)),
        Column("state", words("column.state"), lambda row: _feed_state(context, row["feed"]), number=False),
    ]
    return card(title, words("health.feeds_subtitle"), table(columns, rows, context.view))


def nights_card(context: Context) -> html.Section:
    """The last nights, the latest first."""
    words = context.words
    nights = sorted(context.reading.table(marts.NIGHT), key=lambda row: str(row["started_at"] or ""), reverse=True)
    rows = nights[:NIGHTS]
    if not rows:
        return card(
            words("health.nights_title"),
            words("health.nights_subtitle"),
            state(words("state.nothing"), words("health.nights_none")),
        )
    published = sum(1 for row in rows if row["outcome"] in ("published", "running"))
    columns = [
        Column("date", words("column.business_date"), lambda row: _date(row["business_date"]), number=False),
        Column(
            "started",
            words("column.started"),
            lambda row: _moment(row["started_at"] + CHINA if row["started_at"] else None),
        ),
        Column("took", words("column.took"), _took),
        Column("outcome", words("column.outcome"), lambda row: _outcome(context, row["outcome"]), number=False),
        Column(
            "reason", words("column.reason"), lambda row: words.reason(row["reason"] or ""), number=False, css="wide"
        ),
    ]
    title = words("health.nights_found", count=len(rows), published=published)
    return card(title, words("health.nights_subtitle"), table(columns, rows, context.view))


def checks_card(context: Context) -> html.Section:
    """What the checks of this version's night found."""
    words = context.words
    rows = sorted(context.reading.table(marts.CHECK), key=lambda row: (-(row["faults"] or 0), row["check_name"]))
    found = sum(1 for row in rows if row["faults"])
    columns = [
        Column(
            "check",
            words("column.check"),
            lambda row: _check_name(context, row["check_name"]),
            number=False,
            css="wide",
        ),
        Column("severity", words("column.severity"), lambda row: words(f"severity.{row['severity']}"), number=False),
        Column("faults", words("column.faults"), lambda row: count(row["faults"])),
        Column("example", words("column.example"), partial(_example, context), number=False, css="wide"),
        Column("state", words("column.state"), lambda row: _check_state(context, row), number=False),
    ]
    title = (
        words("health.checks_found", count=len(rows), found=found)
        if found
        else words("health.checks_fine", count=len(rows))
    )
    return card(
        title,
        words("health.checks_subtitle"),
        table(columns, rows, context.view) if rows else state(words("state.nothing"), ""),
    )


def steps_card(context: Context) -> html.Section:
    """What the night that built this version spent its time on; the files of a source are one line."""
    words = context.words
    rows = grouped_steps(context.reading.table(marts.STEP_TAKEN))
    if not rows:
        return card(
            words("health.steps_title_plain"), words("health.steps_subtitle"), state(words("state.nothing"), "")
        )
    highest = max(row["milliseconds"] for row in rows)
    seconds = sum(row["milliseconds"] for row in rows) / 1000
    longest = max(rows, key=lambda row: row["milliseconds"])
    columns = [
        Column("step", words("column.step"), lambda row: _step(words, row["step"]), number=False, css="wide"),
        Column("times", words("column.times"), lambda row: count(row["times"]), lambda row: row["times"]),
        Column("rows", words("column.rows"), lambda row: count(row["rows"]), lambda row: row["rows"]),
        Column(
            "seconds",
            words("column.seconds"),
            lambda row: f"{row['milliseconds'] / 1000:,.2f}",
            lambda row: row["milliseconds"],
        ),
        Column("bar", "", lambda row: inline_bar(row["milliseconds"], highest), number=False, css="bar"),
    ]
    name = _step_said(words, longest["step"])
    title = words("health.steps_title", count=len(rows), seconds=f"{seconds:,.1f}", longest=name)
    body = html.Div(table(columns, rows, context.view, default="-seconds"), className="tall")
    return card(title, words("health.steps_subtitle"), body)


def _step(words: Words, step: str) -> html.Span:
    """What is done and with what, in words; the name it has in the log on hover."""
    return html.Span(_step_said(words, step), title=step)


def _step_said(words: Words, step: str) -> str:
    stage, _, about = step.partition(".")
    name = next((name for name in (f"feed.{about}", f"check.{about}", f"step.{about}") if name in words), "")
    return f"{words(f'health.stage_{stage}')} · {words(name) if name else about}"


def quarantine_card(context: Context) -> html.Section:
    """Rows that could not be read, by source, column and reason, with the first place to look."""
    words = context.words
    rows = grouped_reasons(context.reading.table(marts.QUARANTINE_REASON))
    subtitle = words("health.quarantine_subtitle")
    if not rows:
        return card(words("health.quarantine_none"), subtitle, state(words("health.quarantine_none_hint"), ""))
    columns = [
        Column("feed", words("column.feed"), lambda row: words(f"feed.{row['feed']}"), number=False),
        Column("column", words("column.column"), lambda row: row["column_name"] or NOTHING, number=False),
        Column("reason", words("column.reason"), lambda row: words.reason(row["reason"]), number=False, css="wide"),
        Column("rows", words("column.rows"), lambda row: count(row["rows"])),
        Column("amount", words("column.yuan"), lambda row: fixed(row["amount"])),
        Column("files", words("column.files"), lambda row: count(row["files"])),
        Column(
            "file", words("column.latest_file"), lambda row: html.Span(row["file_name"], className="code"), number=False
        ),
        Column("line", words("column.first_line"), lambda row: count(row["first_line"])),
    ]
    reasons, total = len({row["reason"] for row in rows}), sum(row["rows"] for row in rows)
    title = words("health.quarantine_title", count=count(total), reasons=reasons)
    counted = html.Div(words("table.counted", count=len(rows)), className="counted")
    return card(title, subtitle, [table(columns, rows, context.view), counted])


def _date(day: Any) -> str:
    return NOTHING if day is None else str(day.isoformat())


def _moment(moment: datetime | None) -> str:
    return NOTHING if moment is None else f"{moment:%m-%d %H:%M}"


def _took(row: Record) -> str:
    return duration(row["ended_at"] - row["started_at"]) if row["ended_at"] and row["started_at"] else NOTHING


def _outcome(context: Context, outcome: str) -> html.Span:
    kinds = {"published": ("good", "✓"), "running": ("good", "✓"), "failed": ("alarm", ALARM), "refused": ("warn", UP)}
    kind, glyph = kinds.get(outcome, ("quiet", ""))
    return badge(context.words(f"outcome.{outcome}"), kind, glyph)


def _feed_state(context: Context, feed: Freshness) -> html.Span:
    words = context.words
    if not feed.provided:
        return badge(words("health.not_provided"), "quiet")
    if not feed.deliveries:
        return badge(words("health.never_came"), "warn", UP)
    return (
        badge(words("feeds.late", days=feed.late), "warn", UP)
        if feed.late
        else html.Span(words("health.in_time"), className="quiet")
    )


def _check_name(context: Context, name: str) -> html.Span:
    """A check in words, by its own name where there are none."""
    known = f"check.{name}" in context.words
    return html.Span(context.words(f"check.{name}") if known else name, className="" if known else "code", title=name)


def _example(context: Context, row: Record) -> str:
    return in_words(row["example"] or "", context.words, context.areas, context.types)


def _check_state(context: Context, row: Record) -> html.Span:
    words = context.words
    if not row["faults"]:
        return html.Span(["✓ ", words("health.passed")], className="quiet")
    return (
        badge(words("health.warned"), "warn", UP)
        if row["severity"] == "warn"
        else badge(words("health.stopped"), "alarm", ALARM)
    )
