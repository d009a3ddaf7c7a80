"""The tables of the coverage page: by part, and month by month."""

from __future__ import annotations

from dash import html

from dashboard.components.tables import Column, Table, inline_bar
from dashboard.data import Record
from dashboard.exports.sheet import Kind
from dashboard.findings.monthly import absent
from dashboard.numbers import SMALL, count, difference, percent, points, signed
from dashboard.pages.page import Context
from dashboard.pages.parts import metric_column, months_table, of_row, part_column, table_card
from dashboard.pages.people_link import people_link
from sql.metrics import METRIC
from sql.studies.limits import WARN, around, verdict

RATE = "coverage_rate"
METRICS = ("target_persons", "covered_persons", RATE, "effective_coverage_rate")
MOVES = ("new_persons", "lost_persons")
MONTHS = 24


def parts_card(context: Context) -> html.Section:
    """The table by part."""
    words = context.words
    return table_card(context, parts_table(context), words("coverage.table_plain"), words("coverage.table_subtitle"))


def parts_table(context: Context) -> Table | None:
    """One row per part with anybody on its roster, the whole as its own question."""
    words, part, month = context.words, context.view.part, context.when.month
    moves = tuple(name for name in MOVES if not absent(context.reading, METRIC[name]))
    rows = [row for row in context.asking.of_month((*METRICS, *moves), month, by=(part,)) if row["target_persons"]]
    if not rows:
        return None
    whole = context.asking.of_month((*METRICS, *moves), month)[0]
    low = sum(1 for row in rows if _judged(row, whole) in ("warn", "alarm") and row[RATE] < whole[RATE])
    title = words("coverage.table_title", count=len(rows), parts=words(f"parts.{part}"), low=low)
    columns = [
        part_column(context, part),
        metric_column(context, "target_persons"),
        metric_column(context, "covered_persons"),
        Column(
            "missing",
            words("coverage.missing"),
            lambda row: count(_missing(row)),
            _missing,
            kind=Kind.WHOLE,
        ),
        metric_column(context, RATE),
        Column("bar", "0–100%", lambda row: _bar(row, whole), number=False, css="bar"),
        Column("against", words("column.against"), lambda row: _against(row, whole)),
        metric_column(context, "effective_coverage_rate"),
        *(metric_column(context, name) for name in moves),
        Column("list", words("coverage.new_list"), lambda row: _list(context, row), number=False),
    ]
    subtitle = words("coverage.table_subtitle")
    return Table("parts", title, subtitle, columns, rows, whole, default="-missing", at=of_row(part))


def _missing(row: Record) -> int | None:
    """On the roster and not registered."""
    if row["target_persons"] is None or row["covered_persons"] is None:
        return None
    return int(row["target_persons"] - row["covered_persons"])


def _judged(row: Record, whole: Record) -> str:
    if row[RATE] is None or not whole[RATE] or (row["target_persons"] or 0) < SMALL or whole[RATE] >= 1:
        return "few"
    return verdict(float(row[RATE]), float(whole[RATE]), row["target_persons"])


def _bar(row: Record, whole: Record) -> object:
    said = _judged(row, whole)
    if row is whole or said == "few":
        return ""
    limits = around(float(whole[RATE]), row["target_persons"], WARN)
    kind = {"warn": "warn", "alarm": "alarm"}.get(said, "")
    higher = kind and row[RATE] > whole[RATE]
    usual = (limits.low, limits.high)
    return inline_bar(float(row[RATE]), 1.0, kind="good" if higher else kind, usual=usual, parent=float(whole[RATE]))


def _against(row: Record, whole: Record) -> str:
    return "" if row is whole else signed(points(difference(row[RATE], whole[RATE])))


def _list(context: Context, row: Record) -> object:
    code = row.get(context.view.part)
    return people_link(context, "new_persons", row.get("new_persons"), {} if code is None else {"area": code})


def trend_table(context: Context) -> Table | None:
    """Both rates month by month."""
    words = context.words

    def titled(rows: list[Record]) -> tuple[str, str]:
        last, first = rows[0], rows[min(12, len(rows) - 1)]
        values = {"rate": percent(last[RATE]), "month": words.full_month(first["month"])}
        change = points(difference(last[RATE], first[RATE]))
        name = "coverage.trend_title" if change is not None else "coverage.trend_plain"
        return words(name, **values, change=signed(change)), words("coverage.trend_subtitle")

    return months_table(context, "trend", (RATE, "effective_coverage_rate"), MONTHS, titled)


def moves_table(context: Context) -> Table | None:
    """New and lost month by month."""
    words = context.words

    def titled(rows: list[Record]) -> tuple[str, str]:
        new, lost = (sum(row[name] or 0 for row in rows[:3]) for name in MOVES)
        return words("coverage.moves_title", new=count(new), lost=count(lost)), words("coverage.moves_subtitle")

    return months_table(context, "moves", MOVES, MONTHS, titled)
