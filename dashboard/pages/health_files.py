"""Every file: what was read and what became of it, in rows and in money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.marks import ALARM, badge
from dashboard.components.tables import Column, table, turning
from dashboard.data import Record
from dashboard.findings.account import AMOUNTS, amount_difference, balanced, row_difference, summed
from dashboard.numbers import count, fixed
from dashboard.pages.page import Context
from sql.schema import marts

LENGTH = 40
PARTS = ("read", "loaded", "superseded", "duplicate", "quarantined", "out_of_scope", "total")


def files_card(context: Context) -> html.Section:
    """The latest files first, a page of them at a time; the total is of all files."""
    words, view = context.words, context.view
    files = sorted(context.reading.table(marts.DELIVERY_ACCOUNT), key=lambda row: -row["delivery"])
    if not files:
        return card(words("files.title_none"), words("files.subtitle"), state(words("state.nothing"), ""))
    lost = sum(1 for row in files if not balanced(row))
    page = min(view.page, (len(files) + LENGTH - 1) // LENGTH)
    shown = files[(page - 1) * LENGTH : page * LENGTH]
    title = words("files.title", count=count(len(files))) if not lost else words("files.title_lost", count=count(lost))
    body = table(_columns(context), shown, view, total={**summed(files), "feed": None})
    return card(title, words("files.subtitle"), [body, turning(view, LENGTH, len(files), words)])


def _columns(context: Context) -> list[Column]:
    words = context.words
    return [
        Column(
            "feed",
            words("column.feed"),
            lambda row: words(f"feed.{row['feed']}") if row["feed"] else words("heat.total"),
            number=False,
        ),
        Column(
            "file",
            words("column.file"),
            lambda row: html.Span(row.get("file_name", ""), className="code"),
            number=False,
        ),
        *(Column(part, words(f"files.{part}"), _both(part)) for part in PARTS),
        Column("balance", words("files.balance"), lambda row: _balance(context, row), number=False),
    ]


def _both(part: str) -> Any:
    """Rows, and under them the money in yuan; money of different sources is not added up."""

    def cell(row: Record) -> Sequence[Any]:
        there = part in (*AMOUNTS, "read") and row["amount_read"] and row["feed"]
        amount = fixed(row[f"amount_{part}"]) if there else ""
        return [count(row[f"rows_{part}"]), html.Span(amount, className="two")]

    return cell


def _balance(context: Context, row: Record) -> html.Span:
    if balanced(row):
        return html.Span(["✓ ", context.words("files.balanced")], className="ok")
    said = context.words("files.lost", rows=row_difference(row), amount=fixed(amount_difference(row)))
    return badge(said, "alarm", ALARM)
