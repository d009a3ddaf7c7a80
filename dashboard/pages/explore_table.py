"""The table of any cut: one row per group, subtotals among them, the whole at its foot, each its own question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from dashboard.components import html
from dashboard.components.tables import Cell, Column, Table, of_few
from dashboard.data import Record, Records
from dashboard.exports.sheet import Kind
from dashboard.findings.cut import TIMES, Cut, cut_of, explained, period_of, question_of
from dashboard.findings.monthly import feeds_absent
from dashboard.numbers import Figure, count, percent, points, signed, wan, yuan
from dashboard.pages.comparing import asked
from dashboard.pages.comparing import columns as comparing
from dashboard.pages.notes import code_named
from dashboard.pages.page import Context
from dashboard.pages.parts import KINDS, few, nowhere
from dashboard.periods import Span, parse_month
from dashboard.view import MORE
from sql.metrics import ALL, DIMENSION, METRICS, Days, Metric, Month, Unit
from sql.metrics.declaration import Ratio
from sql.metrics.dimensions import AREA_NAMES
from sql.metrics.period import first_day, last_day

UNKNOWN = "U"
TIME_KINDS = {"month": Kind.MONTH, "day": Kind.DAY}


@dataclass(frozen=True)
class Group(Column):
    """A column of codes: in the order of display, in words on the screen and in a file."""

    filed: Any = None

    def value(self, row: Record) -> Any:
        """The code in words; of times the time itself."""
        return self.filed(row)


def chosen_cut(context: Context) -> Cut:
    """What the address asks, without metrics whose feeds are not provided."""
    return cut_of(context.view, metrics_absent(context))


def metrics_absent(context: Context) -> frozenset[str]:
    """The metrics that cannot exist here, because a feed they need is not provided."""
    gone = feeds_absent(context.reading)
    return frozenset(one.name for one in METRICS if not gone.isdisjoint(one.feeds)) if gone else frozenset()


def rows_of(context: Context, cut: Cut) -> Records:
    """The answer to a cut with what its figures are compared with, totals before their parts."""
    return asked(context, question_of(cut, context.view, context.when)) if cut.metrics else ()


def cut_table(context: Context) -> Table | None:
    """All rows as a file has them: money in yuan, rates with the numbers they are made of."""
    return _table(context, _filed)


def screen_table(context: Context) -> Table | None:
    """All rows as the screen writes them: money in 万元, every number with its explanation."""
    return _table(context, _shown)


def _table(context: Context, columns_of: Any) -> Table | None:
    cut = chosen_cut(context)
    rows = rows_of(context, cut)
    if not rows:
        return None
    groups = [_group(context, name) for name in cut.by]
    figures = [column for metric in cut.chosen for column in columns_of(context, cut, metric, rows[0])]
    told = [context.words("explore.compared")] if any("@" in column.name for column in figures) else []
    subtitle = " · ".join([subtitle_of(context, cut), *told])
    whole = next((row for row in rows if cut.by and all(row[name] == ALL for name in cut.by)), None)
    parts = [row for row in rows if row is not whole]
    return Table(
        "cut",
        title_of(context, cut),
        subtitle,
        [*groups, *figures],
        parts,
        total=whole,
        at=partial(at_of, cut),
        last=lambda row: max((_unplaced(name, row[name]) for name in cut.by), default=0),
    )


def _group(context: Context, name: str) -> Group:
    return Group(
        name,
        context.words.of(DIMENSION[name]),
        partial(_linked, context, name),
        lambda row: place_of(name, row[name]),
        number=False,
        kind=TIME_KINDS.get(name, Kind.TEXT),
        filed=lambda row: row[name] if name in TIMES else named(context, name, row[name]),
    )


def _shown(context: Context, cut: Cut, metric: Metric, row: Record) -> list[Column]:
    """A metric on the screen, and what it is compared with."""
    question = question_of(cut, context.view, context.when)
    period = period_of(cut, context.view, context.when)
    return [
        Column(
            metric.name,
            headed(context, metric),
            lambda row: _number(metric, row),
            lambda row: row[metric.name],
            metric=metric.name if explained(cut, metric, period) else "",
        ),
        *comparing(context, question, metric, row),
    ]


def _number(metric: Metric, row: Record) -> Cell:
    """A number; of a rate over few people how many they are."""
    text = said(metric, row[metric.name])
    return of_few(text, row[f"{metric.name}_den"]) if row[metric.name] is not None and few(metric, row) else text


def _filed(context: Context, cut: Cut, metric: Metric, row: Record) -> list[Column]:
    """A metric in a file, exact: a rate is followed by what it is made of, then by what it is compared with."""
    words, name = context.words, context.words.of(metric)
    columns = [_exact(context, metric.name, name, KINDS.get(metric.unit, Kind.WHOLE))]
    if isinstance(metric, Ratio):
        for end, total in zip(("num", "den"), metric.totals, strict=True):
            kind = Kind.MONEY if getattr(total[0], "unit", None) is Unit.YUAN else Kind.WHOLE
            columns.append(_exact(context, f"{metric.name}_{end}", words(f"explore.{end}", metric=name), kind))
    question = question_of(cut, context.view, context.when)
    return [*columns, *comparing(context, question, metric, row, filed=True)]


def _exact(context: Context, name: str, head: str, kind: Kind) -> Column:
    words = context.words
    text = words("explore.in", metric=head, unit=words("unit.yuan")) if kind is Kind.MONEY else head
    return Column(name, text, lambda row: row[name], lambda row: row[name], kind=kind)


def headed(context: Context, metric: Metric) -> str:
    """A metric with its unit, where its name or its numbers do not say it."""
    name = context.words.of(metric)
    told = metric.unit in (Unit.YUAN, Unit.POINTS)
    return context.words("explore.in", metric=name, unit=unit_of(context, metric)) if told else name


def unit_of(context: Context, metric: Metric) -> str:
    """The unit numbers of a metric are written in: sums of money in 万元, money per person in yuan."""
    words = context.words
    if metric.unit is Unit.YUAN:
        return words("unit.yuan" if isinstance(metric, Ratio) else "unit.wan")
    return words(f"units.{metric.unit}")


def said(metric: Metric, value: Figure) -> str:
    """A number as it is written; – where nothing is known or may be shown."""
    if metric.unit is Unit.YUAN:
        return yuan(value) if isinstance(metric, Ratio) else wan(value)
    if metric.unit is Unit.POINTS:
        return signed(points(value))
    if metric.unit is Unit.RATE:
        return f"{percent(value)}%" if value is not None else percent(value)
    return count(value)


def place_of(name: str, code: Any) -> tuple[bool, int, str]:
    """Where a code stands: the total first, then as its dimension lists codes, then by code, no known area last."""
    codes = [one.code for one in DIMENSION[name].codes]
    return code != ALL, codes.index(code) if code in codes else len(codes) + _unplaced(name, code), str(code)


def _unplaced(name: str, code: Any) -> int:
    """Of an area that is unassigned or unknown more than 0."""
    return nowhere(str(code or "")) if name in AREA_NAMES else 0


def named(context: Context, name: str, code: Any) -> str:
    """A code of a dimension in words; the total says so."""
    words = context.words
    if code == ALL:
        return words("heat.total")
    if name in TIMES:
        return _time(context, code)
    if name in AREA_NAMES:
        return context.areas.name(str(code or "0"), words)
    if name == "worker_type":
        return dict(context.types).get(str(code), str(code))
    text = code_named(name, str(code or UNKNOWN), words)
    return words("explore.unknown") if text == UNKNOWN else text


def _time(context: Context, code: Any) -> str:
    if isinstance(code, date):
        return code.isoformat()
    month = parse_month(str(code))
    return str(code) if month is None else context.words.full_month(month)


def _linked(context: Context, name: str, row: Record) -> Cell:
    """A code in words: a total set off, a part as a link that narrows the page to it."""
    text, href = named(context, name, row[name]), drilling(context, name, row[name])
    if row[name] == ALL:
        return html.Span(text, className="subtotal")
    return html.Link(text, href=href) if href else text


def drilling(context: Context, name: str, code: Any) -> str:
    """The address narrowed to a code; empty where the filters cannot be narrowed to it."""
    view = context.view
    if code in (ALL, None):
        return ""
    if name in AREA_NAMES:
        return _into(context, name, str(code)) if context.areas.known(str(code)) else ""
    if name == "worker_type":
        return view.link(worker_type=code, sort="")
    return view.link(more={**view.more, name: (code,)}, sort="") if name in MORE else ""


def _into(context: Context, name: str, code: str) -> str:
    """Into an area, which is then told apart by the areas within it."""
    finer = {"district": "subdistrict", "subdistrict": "community"}.get(name, name)
    by = dict.fromkeys(finer if one == name else one for one in chosen_cut(context).said)
    return context.view.link(area=code, sort="", choices={**context.view.choices, "by": ",".join(by)})


def at_of(cut: Cut, row: Record) -> dict[str, str]:
    """What the numbers of a row are of, beside the filters."""
    return {name: str(row[name]) for name in cut.by if row[name] not in (ALL, None) and name != "day"}


def title_of(context: Context, cut: Cut) -> str:
    """Which metrics by which dimensions, over what time."""
    words = context.words
    metrics = words.listed(words.of(metric) for metric in cut.chosen) or words("page.explore")
    period = period_text(context, cut)
    if not cut.by:
        return words("explore.title", metrics=metrics, period=period)
    return words("explore.title_by", metrics=metrics, by=by_text(context, cut.by), period=period)


def by_text(context: Context, by: Sequence[str]) -> str:
    """Dimensions in words."""
    return context.words.listed(context.words.of(DIMENSION[name]) for name in by)


def subtitle_of(context: Context, cut: Cut) -> str:
    """What time the metrics go by, and where."""
    words = context.words
    axes = words.listed(dict.fromkeys(words(f"axes.{metric.axis}") for metric in cut.chosen))
    return words("explore.subtitle", axes=axes, place=context.place)


def period_text(context: Context, cut: Cut) -> str:
    """The period of the question: a month, months, or days up to the day all is known on."""
    words, period = context.words, period_of(cut, context.view, context.when)
    if isinstance(period, Month):
        return words.full_month(period.month)
    if isinstance(period, Days):
        return words.full_span(Span(period.first, period.last))
    if cut.by_days:
        end = min(last_day(period.last), context.when.business_date)
        return words.full_span(Span(first_day(period.first), end))
    return f"{words.full_month(period.first)}–{words.full_month(period.last)}"
