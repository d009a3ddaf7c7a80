"""The tables of the community page: which community, every indicator against others, by worker type, its money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import html

from dashboard.areas import COMMUNITY
from dashboard.components.marks import ALARM, DOWN, UP, badge
from dashboard.components.strips import share_of
from dashboard.components.tables import Column, Table
from dashboard.data import Record
from dashboard.exports.sheet import Kind
from dashboard.findings.alike import alike
from dashboard.findings.monthly import Asking, absent
from dashboard.numbers import SMALL, count, difference, points, signed
from dashboard.pages.page import Context
from dashboard.pages.parts import metric_column, months_table, of_row, part_column, table_card
from dashboard.pages.people_link import people_link
from sql.metrics import METRIC, Unit
from sql.studies.limits import verdict

RATES = (
    "coverage_rate",
    "effective_coverage_rate",
    "suspension_rate",
    "new_suspension_rate",
    "resumption_rate",
    "compliance_rate",
    "collection_rate",
    "arrears_rate",
    "arrears_over_12m_share",
    "lowest_tier_share",
    "contribution_density",
)
CHOICE = ("registered_persons", "coverage_rate", "suspended_persons", "suspension_rate", "arrears_amount")
BY_TYPE = ("registered_persons", "suspended_persons", "suspension_rate", "coverage_rate", "arrears_amount")
NET = "received_net"


def choose_card(context: Context) -> html.Section:
    """The communities there are."""
    return table_card(context, choose_table(context), context.words("community.choose_plain"), "")


def choose_table(context: Context) -> Table | None:
    """Every community of the area, its name the way to its page."""
    if len(context.view.area) >= COMMUNITY:
        return None
    return _metrics_table(context, "choose", "community", CHOICE, "community.choose_title")


def types_card(context: Context) -> html.Section:
    """The community by worker type."""
    return table_card(context, types_table(context), context.words("community.types_plain"), "")


def types_table(context: Context) -> Table | None:
    """One row per worker type, the community as its own question."""
    if len(context.view.area) < COMMUNITY:
        return None
    return _metrics_table(context, "types", "worker_type", BY_TYPE, "community.types_title")


def _metrics_table(context: Context, name: str, by: str, metrics: tuple[str, ...], title: str) -> Table | None:
    words, month = context.words, context.when.month
    there = tuple(metric for metric in metrics if not absent(context.reading, METRIC[metric]))
    rows = [row for row in context.asking.of_month(there, month, by=(by,)) if row["registered_persons"]]
    if not rows:
        return None
    whole = context.asking.of_month(there, month)[0]
    columns = [
        part_column(context, by),
        *(metric_column(context, metric) for metric in there),
        Column("list", words("column.list"), lambda row: _list(context, by, row), number=False),
    ]
    subtitle = words("community.month_end", month=words.full_month(month))
    heading = words(title, count=len(rows), place=context.place)
    return Table(name, heading, subtitle, columns, rows, whole, "-registered_persons", at=of_row(by))


def _list(context: Context, by: str, row: Record) -> object:
    code = row.get(by)
    change: dict[str, Any] = {} if code is None else {"worker_type" if by == "worker_type" else "area": code}
    return people_link(context, "suspended_persons", row["suspended_persons"], change)


def against_card(context: Context) -> html.Section:
    """Every indicator against the subdistrict and similar communities."""
    return table_card(context, against_table(context), context.words("community.against_plain"), "")


def against_table(context: Context) -> Table | None:
    """One row per rate: here, its subdistrict, the difference, similar communities, everything."""
    words, view, month = context.words, context.view, context.when.month
    if len(view.area) < COMMUNITY:
        return None
    there = tuple(name for name in RATES if not absent(context.reading, METRIC[name]))
    here, above, similar, whole = (
        _of(context, there, where) for where in (view.where_area, _above(context), _similar(context), {})
    )
    rows = [
        {
            "metric": name,
            "value": here.get(name),
            "above": here.get(f"{name}_num"),
            "below": here.get(f"{name}_den"),
            "subdistrict": above.get(name),
            "similar": similar.get(name),
            "whole": whole.get(name),
        }
        for name in there
    ]
    if not any(row["value"] is not None for row in rows):
        return None
    out = sum(1 for row in rows if _judged(row) in ("warn", "alarm"))
    subtitle = words("community.against_subtitle", month=words.full_month(month))
    columns = [
        Column(
            "metric",
            words("community.indicator"),
            lambda row: words.of(METRIC[row["metric"]]),
            number=False,
            kind=Kind.TEXT,
        ),
        *(_rate(words(f"community.{name}"), name) for name in ("value", "subdistrict")),
        Column(
            "against",
            words("column.against"),
            lambda row: signed(points(difference(row["value"], row["subdistrict"]))),
            lambda row: difference(row["value"], row["subdistrict"]),
            kind=Kind.RATE,
        ),
        *(_rate(words(f"community.{name}"), name) for name in ("similar", "whole")),
        Column("verdict", words("column.verdict"), lambda row: _verdict(context, row), number=False),
    ]
    return Table("against", words("community.against_title", count=out), subtitle, columns, rows)


def _rate(head: str, name: str) -> Column:
    return Column(name, head, lambda row: share_of(row[name]), lambda row: row[name], kind=Kind.RATE)


def _of(context: Context, metrics: tuple[str, ...], where: Mapping[str, tuple[str, ...]] | None) -> Record:
    """The rates somewhere; nothing where the viewer does not see it whole."""
    if where is None:
        return {}
    asking = Asking(context.reading, {**where, **context.view.where_type, **context.view.more}, context.view.run_length)
    return asking.of_month(metrics, context.when.month)[0]


def _above(context: Context) -> dict[str, tuple[str, ...]] | None:
    """The subdistrict, where the viewer sees all of it."""
    code = context.view.area[:9]
    return {"subdistrict": (code,)} if context.viewer.reaches(code) else None


def _similar(context: Context) -> dict[str, tuple[str, ...]] | None:
    everywhere = replace(context.asking, where={})
    rows = everywhere.of_month(("registered_persons",), context.when.month, by=("community",))
    persons = {
        row["community"]: row["registered_persons"]
        for row in rows
        if row["registered_persons"] and context.areas.known(row["community"])
    }
    codes = alike(context.view.area, persons)
    return {"community": codes} if codes else None


def _judged(row: Record) -> str:
    rate, other, persons = row["value"], row["subdistrict"], row["below"]
    metric = METRIC[row["metric"]]
    counts = metric.totals[1][0].unit is Unit.PERSONS
    if rate is None or other is None or not counts or not 0 < other < 1 or (persons or 0) < SMALL:
        return "few"
    return verdict(float(rate), float(other), int(persons))


def _verdict(context: Context, row: Record) -> object:
    words, said = context.words, _judged(row)
    if said == "few":
        return ""
    if said == "inside":
        return html.Span(words("limit.inside"), className="quiet")
    glyph = ALARM if said == "alarm" else UP if row["value"] > row["subdistrict"] else DOWN
    return badge(words("limit.low") if row["value"] < row["subdistrict"] else words(f"limit.{said}"), said, glyph)


def receipts_table(context: Context) -> Table | None:
    """Net receipts month by month."""
    words = context.words
    if len(context.view.area) < COMMUNITY:
        return None

    def titled(rows: list[Record]) -> tuple[str, str]:
        paid = count(sum(1 for row in rows if row[NET]))
        return words("community.receipts_title", count=paid), words("community.receipts_subtitle")

    return months_table(context, "receipts", (NET, "receipt_count"), 24, titled)
