"""The tiles of the overview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from dash.development.base_component import Component

from dashboard.components.cards import guarded
from dashboard.components.tiles import Tile, compared, made_of, tile, written
from dashboard.data import unfit_for
from dashboard.findings.monthly import SPARK, Monthly, absent
from dashboard.findings.receipts import (
    Compared,
    latest_day,
    month_so_far,
    rate_in,
    recent_days,
    recent_months,
    working_days,
)
from dashboard.numbers import NOTHING
from dashboard.pages.comparing import lines, month_beside, relative, than_days
from dashboard.pages.page import Context
from dashboard.periods import Span, month_to_date, months_before
from dashboard.places import PATHS
from dashboard.view import COMPARISONS
from sql.metrics import DIMENSION, METRIC, Axis, Metric
from sql.metrics.period import month_of
from sql.studies.pace import Pace

YEAR = 12
MONTHLY = ("compliance_rate", "arrears_amount", "registered_persons", "coverage_rate", "suspension_rate")

_PAGES = {
    "suspension_rate": "suspension",
    "arrears_amount": "arrears",
}


def overview_tiles(context: Context, pace: Callable[[], Pace]) -> list[Component]:
    """Yesterday and the month, then what is counted by month, then the match rate; absent feeds have no tile."""
    there = [METRIC[name] for name in MONTHLY if not absent(context.reading, METRIC[name])]
    money = [_day_tile, _month_tile] if not absent(context.reading, METRIC["received_net"]) else []
    match = [_match_tile] if not absent(context.reading, METRIC["match_rate"]) else []
    return [
        *(guarded_tile(context, METRIC["received_net"], partial(_of_pace, make, context, pace)) for make in money),
        *(guarded_tile(context, metric, partial(_by_month, context, metric)) for metric in there),
        *(guarded_tile(context, METRIC["match_rate"], partial(make, context)) for make in match),
    ]


def _of_pace(make: Callable[[Context, Pace], Component], context: Context, pace: Callable[[], Pace]) -> Component:
    return make(context, pace())


def _by_month(context: Context, metric: Metric) -> Component:
    return month_tile(context, metric, context.headline.by_month(MONTHLY, context.when.month, SPARK))


def guarded_tile(context: Context, metric: Metric, build: Callable[[], Component]) -> Component:
    """A tile; where its metric is not counted by one of the filters, its place with the reason in it."""
    unfit = unfit_for(metric.name, context.view.where)
    if not unfit:
        return guarded(context, build)
    names = context.words.listed(context.words.of(DIMENSION[name]) for name in unfit)
    return tile(Tile(label_of(context, metric), "", NOTHING, note=context.words("tile.unfit", names=names)))


def month_tile(context: Context, metric: Metric, monthly: Monthly) -> Component:
    """A metric of the month against the month before and the same month last year."""
    words, month = context.words, context.when.month
    value = monthly(metric.name, month)
    text, unit = written(metric, value, words)
    question, row = month_beside(context, context.headline, MONTHLY)
    comparisons = lines(context, question, metric.name, row, relative(context))
    record = {name: monthly(name, month) for name in (f"{metric.name}_num", f"{metric.name}_den")}
    return tile(
        Tile(
            label=label_of(context, metric),
            tag=month_tag(context, metric),
            value=text,
            unit="" if value is None else unit,
            comparisons=comparisons,
            spark=monthly.series(metric.name, month),
            note="" if value is not None else _nothing(context, metric),
            hint=made_of(metric, record, words),
            href=context.view.link(PATHS[_PAGES[metric.name]]) if metric.name in _PAGES else "",
            explain=way_to(context, metric.name),
        )
    )


def way_to(context: Context, metric: str, span: Span | None = None) -> tuple[str, str]:
    """The way to what a tile's number is made of, where it is of other days than the page's of those."""
    if context.view.wall:
        return "", ""
    return context.view.link(explain=metric, of={"span": span.text} if span else {}), context.words("explain.title")


def _nothing(context: Context, metric: Metric) -> str:
    """Why there is no figure: the sources that have not come yet, or nothing in what was chosen."""
    words, came = context.words, {feed.feed for feed in context.feeds if feed.deliveries}
    wanted = [words(f"feed.{feed}") for feed in metric.feeds if feed not in came]
    return words("tile.missing", feeds=words.listed(wanted)) if wanted else words("state.nothing")


def month_tag(context: Context, metric: Metric) -> str:
    """8月所属期, 8月末, or the day where the month has not ended."""
    words, when = context.words, context.when
    if metric.axis is Axis.MONTH:
        return words("tag.month", month=words.month(when.month))
    return words("tag.month_end", month=words.month(when.month)) if when.month_ended else words.day(when.business_date)


def label_of(context: Context, metric: Metric) -> str:
    """What a metric is called on a tile."""
    if metric.name == "suspension_rate":
        return context.words("tile.suspension_rate", k=context.version["suspended_after"] or 3)
    return context.words(f"tile.{metric.name}")


def _day_tile(context: Context, pace: Pace) -> Component:
    """The last working day; called yesterday where it is the business date."""
    words, working = context.words, working_days(context.reading)
    day = latest_day(pace.daily, pace.day, working)
    last, spark = day.span.end, recent_days(pace.daily, pace.day, working)
    label, tag = words("tile.last_working_day"), words.day(last)
    if last == context.when.business_date:
        label, tag = words("tile.yesterday"), f"{tag} {words.weekday(last)}"
    return _money_tile(context, day, Tile(label, tag, spark=spark, hint=words("tile.yesterday_hint")))


def _month_tile(context: Context, pace: Pace) -> Component:
    words = context.words
    month, spark = month_so_far(pace.daily, pace.day), recent_months(pace.daily, pace.day)
    shown = Tile(words("tile.month"), words.span(month.span), spark=spark, hint=words("tile.month_hint"))
    return _money_tile(context, month, shown)


def _money_tile(context: Context, money: Compared, shown: Tile) -> Component:
    words, metric = context.words, METRIC["received_net"]
    value, unit = written(metric, money.value, words)
    comparisons = [
        compared(metric, money.value, before, than_days(context, money.span, span), words)
        for (span, before), name in zip(money.before, COMPARISONS, strict=False)
        if name in context.view.compared
    ]
    explain = way_to(context, metric.name, money.span)
    return tile(replace(shown, value=value, unit=unit, comparisons=comparisons, explain=explain))


def _match_tile(context: Context) -> Component:
    """The match rate of the month's receipts."""
    words, view, metric = context.words, context.view, METRIC["match_rate"]
    span = month_to_date(context.when.day)
    now, last, year = (
        rate_in(context.reading, "match_rate", one, view.where)
        for one in (span, months_before(span, 1), months_before(span, YEAR))
    )
    value = now.get("match_rate")
    pairs = ((months_before(span, 1), last), (months_before(span, YEAR), year))
    comparisons = [
        compared(metric, value, before.get("match_rate"), than_days(context, span, one), words)
        for (one, before), name in zip(pairs, COMPARISONS, strict=False)
        if name in context.view.compared
    ]
    monthly = context.headline.by_month(("match_rate",), month_of(context.when.day), SPARK)
    text, unit = written(metric, value, words)
    spark: list[Any] = monthly.series("match_rate", month_of(context.when.day))
    return tile(
        Tile(
            words("tile.match_rate"),
            words.span(span),
            text,
            unit,
            comparisons,
            spark,
            hint=made_of(metric, now, words),
            href=view.link(PATHS["health"]),
            explain=way_to(context, "match_rate", span),
        )
    )
