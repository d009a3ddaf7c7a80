"""How far the plan is fulfilled, by area or by tax office."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.strips import share_of
from dashboard.components.tables import Column, Table, drawn, inline_bar
from dashboard.data import Record
from dashboard.exports.sheet import Kind
from dashboard.findings.monthly import absent
from dashboard.numbers import fixed, percent, points, signed, wan
from dashboard.pages.page import Context
from dashboard.pages.parts import named, of_row, office_switch, part_column
from dashboard.periods import year_to_date
from dashboard.wording import Words
from sql.metrics import METRIC, Days, Question

METRICS = ("plan_amount", "plan_completion", "pace_gap")
RECEIVED = "plan_completion_num"


def plans_card(context: Context) -> html.Section:
    """The table; where no area is chosen, by area or by tax office."""
    words, shown, tools = context.words, plans_table(context), office_switch(context)
    if shown is None:
        nothing = state(words("state.nothing"), words("state.nothing_hint"))
        return card(words("collection.plans_none"), _subtitle(context, None), nothing, tools=tools)
    table = drawn(shown, context.view, words, files=context.files)
    return card(shown.title, shown.subtitle, table, tools=tools)


def plans_table(context: Context) -> Table | None:
    """Plan, receipts of the year and completion; parts without a plan of their own still say what came."""
    if absent(context.reading, METRIC["plan_amount"]):
        return None
    by = "office" if context.view.office and not context.view.area else context.view.part
    (whole,) = _asked(context, ())
    found = [row for row in _asked(context, (by,)) if row["plan_amount"] or row[RECEIVED]]
    planned = [row for row in found if row["plan_amount"]]
    if not planned and not whole["plan_amount"]:
        return None
    rows = found if not planned else [row for row in found if row["plan_amount"] or row.get(by, "").strip("0U")]
    subtitle = _subtitle(context, whole, divided=bool(planned))
    return Table(
        "plans", _title(context, by, planned, whole), subtitle, _columns(context, by), rows, whole,
        default="gap" if planned else "-received", at=of_row(by),
    )  # fmt: skip


def _asked(context: Context, by: tuple[str, ...]) -> Sequence[Record]:
    """Plans are by area alone: other filters do not narrow them."""
    span = year_to_date(context.when.day)
    period, office = Days(span.start, span.end), by == ("office",)
    rows = context.reading.ask(Question(METRICS, by, period, {} if office else context.view.where_area))
    return [{"gap" if name == "pace_gap" else name: value for name, value in row.items()} for row in rows]


def _subtitle(context: Context, whole: Record | None, *, divided: bool = True) -> str:
    words, view = context.words, context.view
    pace = words("collection.plans_line", rate=percent(_linear(whole))) if whole and _linear(whole) else ""
    rest = words("collection.plans_everybody") if view.worker_type or view.more else ""
    if not divided:
        rest = words("collection.plans_undivided", part=words(f"part.{view.part}")) + rest
    span = words.full_span(year_to_date(context.when.day))
    return words("collection.plans_subtitle", span=span, pace=pace, rest=rest)


def _linear(row: Record) -> Decimal | None:
    """How far the year is gone: what completion is compared with."""
    if row["plan_completion"] is None or row["gap"] is None:
        return None
    return Decimal(row["plan_completion"] - row["gap"])


def _title(context: Context, by: str, planned: Sequence[Record], whole: Record) -> str:
    """How much of the plan is done, and which part is furthest behind the straight line, where any is."""
    words = context.words
    judged = [row for row in planned if row["gap"] is not None]
    behind = min(judged, key=lambda row: row["gap"], default=None)
    done = words("collection.plans_done", rate=percent(whole["plan_completion"])) + _against(whole, words)
    if behind is None or len(judged) < 2:
        return done
    if behind["gap"] >= 0:
        return done + words("collection.plans_ahead")
    return done + words("collection.plans_behind", name=_short(context, by, behind), gap=_points(behind))


def _short(context: Context, by: str, row: Record) -> str:
    return context.areas.short_name(row[by], context.words) if by == "subdistrict" else named(context, by, row)


def _against(whole: Record, words: Words) -> str:
    gap = whole["gap"]
    return "" if gap is None else words(f"collection.plans_{'below' if gap < 0 else 'above'}", gap=_points(whole))


def _points(row: Record) -> str:
    return fixed(abs(row["gap"]) * 100)


def _columns(context: Context, by: str) -> list[Column]:
    words = context.words
    plan, done = words("collection.plan") + words("unit.in_wan"), "plan_completion"
    return [
        part_column(context, by),
        _money("plan", plan, "plan_amount", "plan_amount"),
        _money("received", words("collection.net") + words("unit.in_wan"), RECEIVED, done),
        Column("done", words("collection.done"), lambda row: share_of(row[done]), lambda row: row[done],
               kind=Kind.RATE, metric=done),
        Column("bar", "0–100%", _bar, number=False, css="bar"),
        Column("gap", words("collection.gap"), _gap, lambda row: row["gap"], kind=Kind.RATE, metric="pace_gap"),
    ]  # fmt: skip


def _money(name: str, head: str, column: str, metric: str) -> Column:
    return Column(name, head, lambda row: wan(row[column]), lambda row: row[column], kind=Kind.MONEY, metric=metric)


def _gap(row: Record) -> str:
    return signed(points(row["gap"]))


def _bar(row: Record) -> object:
    linear = _linear(row)
    if row["plan_completion"] is None or linear is None:
        return ""
    return inline_bar(float(row["plan_completion"]), 1.0, parent=float(linear))
