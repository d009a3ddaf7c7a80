"""Which community, and one community by worker type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from dashboard.access.roles import Right
from dashboard.areas import COMMUNITY
from dashboard.components import html
from dashboard.components.tables import Cell, Column, Table
from dashboard.data import Record, unfit_for
from dashboard.exports.sheet import Kind
from dashboard.findings.monthly import absent
from dashboard.numbers import SMALL, percent
from dashboard.pages.community_against import fitting
from dashboard.pages.community_cards import NET, year_received
from dashboard.pages.comparing import asked
from dashboard.pages.comparing import columns as comparing
from dashboard.pages.page import Context
from dashboard.pages.parts import last_of, metric_column, of_row, part_column, table_card
from dashboard.pages.people_link import people_link
from dashboard.periods import year_to_date
from sql.metrics import METRIC, Days, Month, Question
from sql.studies.limits import verdict

CHOICE = ("registered_persons", "coverage_rate", "suspended_persons", "suspension_rate", "arrears_amount")
BY_TYPE = ("registered_persons", "suspended_persons", "suspension_rate", "coverage_rate", "arrears_amount")
RATE, CROWD = "suspension_rate", "registered_persons"
NO_TYPE = ("98", "99")
"""Other and unclassified: codes, but not a kind of worker."""


def choose_card(context: Context) -> html.Section:
    """That a community is to be chosen, and which there are."""
    return table_card(context, choose_table(context), context.words("community.choose_plain"), _choose_said(context))


def choose_table(context: Context) -> Table | None:
    """Every community of the area, its name the way to its page; the area as its own question."""
    if len(context.view.area) >= COMMUNITY:
        return None
    metrics, received = fitting(context, CHOICE), _received(context)
    question = context.asking.question(metrics, Month(context.when.month), by=("community",))
    found = {row["community"]: row for row in asked(context, question)}
    codes = [code for code in dict.fromkeys((*found, *received)) if code]
    joined = [{"community": code, **found.get(code, {}), NET: received.get(code)} for code in codes]
    rows = _by_crowd(row for row in joined if _stands(context, row, (*metrics, NET)))
    if not rows:
        return None
    named = sum(1 for row in rows if context.areas.known(row["community"]))
    title = context.words("community.choose_title", place=context.place, count=named)
    whole = _whole(context, metrics)
    columns = _choose_columns(context, question, rows[0])
    return Table(
        "choose",
        title,
        _choose_said(context),
        columns,
        rows,
        whole,
        f"-{CROWD}",
        at=of_row("community"),
        last=last_of("community"),
    )


def _choose_said(context: Context) -> str:
    words, when = context.words, context.when
    days = words.full_span(year_to_date(when.day))
    return words("community.choose_subtitle", month=words.full_month(when.month), days=days)


def _takes_receipts(context: Context) -> bool:
    return not absent(context.reading, METRIC[NET]) and not unfit_for(NET, context.view.where)


def _received(context: Context) -> dict[str, object]:
    """Net receipts of the year to date by community; nothing where a filter does not count them."""
    if not _takes_receipts(context):
        return {}
    span = year_to_date(context.when.day)
    question = Question((NET,), ("community",), Days(span.start, span.end), context.view.where)
    return {row["community"]: row[NET] for row in context.reading.ask(question)}


def _whole(context: Context, metrics: Sequence[str]) -> Record:
    rows = asked(context, context.asking.question(metrics, Month(context.when.month)))
    net = year_received(context, year_to_date(context.when.day)) if _takes_receipts(context) else None
    return {**(rows[0] if rows else {}), NET: net}


def _choose_columns(context: Context, question: Question, row: Record) -> list[Column]:
    words = context.words
    lies = Column(
        "lies",
        words("part.subdistrict"),
        partial(_subdistrict, context),
        lambda row: _subdistrict(context, row),
        number=False,
        kind=Kind.TEXT,
    )
    year = replace(metric_column(context, NET, words("community.year")), metric=_explained(context))
    return [
        part_column(context, "community"),
        *([lies] if len(context.view.area) < 9 else []),
        *_figures(context, question, row),
        *([year] if _takes_receipts(context) else []),
        *_list_column(context, "community"),
    ]


def _figures(context: Context, question: Question, row: Record) -> list[Column]:
    """The metrics of each row; beside the rate what it is compared with."""
    found = []
    for name in question.metrics:
        found.append(metric_column(context, name, context.words(f"community.short_{name}")))
        found += comparing(context, question, METRIC[name], row) if name == RATE else []
    return found


def _explained(context: Context) -> str:
    """Receipts are explained for the days of the view: only where those are the year to date."""
    return NET if context.when.span == year_to_date(context.when.day) else ""


def _subdistrict(context: Context, row: Record) -> str:
    code = row.get("community", "")[:9]
    return context.areas.name(code, context.words) if context.areas.known(code) else ""


def types_card(context: Context) -> html.Section:
    """The community by worker type."""
    return table_card(context, types_table(context), context.words("community.types_plain"), _types_said(context))


def types_table(context: Context) -> Table | None:
    """One row per worker type, the community as its own question."""
    if len(context.view.area) < COMMUNITY:
        return None
    metrics, month, by = fitting(context, BY_TYPE), context.when.month, "worker_type"
    found = context.asking.of_month(metrics, month, by=(by,))
    rows = _by_crowd(row for row in found if _stands(context, row, metrics))
    if not rows:
        return None
    whole = context.asking.of_month(metrics, month)[0]
    columns = [
        part_column(context, by),
        *(metric_column(context, name, context.words(f"community.short_{name}")) for name in metrics),
        *_list_column(context, by),
    ]
    title = _types_title(context, rows, whole)
    return Table("types", title, _types_said(context), columns, rows, whole, f"-{CROWD}", of_row(by), last_of(by))


def _types_said(context: Context) -> str:
    return context.words("community.types_subtitle", month=context.words.full_month(context.when.month))


def _types_title(context: Context, rows: Sequence[Record], whole: Record) -> str:
    """The type that stops most, where that is more than chance; what is not a type is not named."""
    words, total = context.words, whole.get(RATE)
    above = [row for row in rows if row["worker_type"] not in NO_TYPE and _far_above(row, total)]
    if not above:
        return words("community.types_plain")
    top = max(above, key=lambda row: row[RATE])
    name = dict(context.types).get(top["worker_type"], top["worker_type"])
    return words("community.types_title", type=name, rate=percent(top[RATE]), whole=percent(total))


def _far_above(row: Record, total: object) -> bool:
    rate, persons = row.get(RATE), row.get(CROWD) or 0
    if rate is None or not isinstance(total, type(rate)) or persons < SMALL or not 0 < total < 1:
        return False
    return bool(rate > total) and verdict(float(rate), float(total), persons) != "inside"


def _stands(context: Context, row: Record, metrics: Sequence[str]) -> bool:
    """Whether there is anything of a part, or anything this viewer may not see."""
    if any(row.get(name) for name in metrics):
        return True
    hidden = any(name in row and row[name] is None for name in (CROWD,))
    return hidden and not context.viewer.may(Right.SMALL_CELLS)


def _by_crowd(rows: Iterable[Record]) -> list[Record]:
    """The most people first; where nobody may know how many, last."""
    return sorted(rows, key=lambda row: -(row.get(CROWD) or 0))


def _list_column(context: Context, by: str) -> list[Column]:
    """The suspended people of each row, for those who may see people."""
    if not context.viewer.may(Right.PEOPLE):
        return []
    return [Column("list", context.words("community.list"), partial(_list, context, by), number=False)]


def _list(context: Context, by: str, row: Record) -> Cell:
    code, name = row.get(by), "worker_type" if by == "worker_type" else "area"
    return people_link(context, "suspended_persons", row.get("suspended_persons"), {} if code is None else {name: code})
