"""A community's head, its rates over two years, its money month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Any

from dashboard.areas import COMMUNITY
from dashboard.components import html
from dashboard.components.cards import card, more, state
from dashboard.components.charts import table_behind
from dashboard.components.multiples import Multiple, multiples
from dashboard.components.strips import Item, share_of, strip
from dashboard.components.tables import Table
from dashboard.data import Record, unfit_for
from dashboard.figures.monthly import bars_figure
from dashboard.figures.parts import Drawing
from dashboard.findings.monthly import Monthly, absent
from dashboard.numbers import Figure, change, count, fixed, percent, points, wan
from dashboard.pages.community_against import alone, elsewhere, fitting, subdistrict_of
from dashboard.pages.comparing import absolute, asked, item, lines, month_beside, under
from dashboard.pages.page import Context
from dashboard.pages.parts import chart_card, months_table
from dashboard.pages.people_link import people_link
from dashboard.pages.stock_card import streak
from dashboard.periods import Span, year_to_date
from dashboard.places import PATHS
from sql.metrics import METRIC, Days, Question

FIGURES = ("registered_persons", "coverage_rate", "suspended_persons", "suspension_rate", "arrears_amount")
LINES = {
    "coverage_rate": "coverage",
    "suspension_rate": "suspension",
    "compliance_rate": "suspension",
    "collection_rate": "arrears",
    "arrears_over_12m_share": "arrears",
    "lowest_tier_share": "tiers",
}
"""Rates over time, and the page that treats each."""
SETTLED = ("coverage_rate", "suspension_rate", "arrears_over_12m_share")
"""Those of them that stand as they stood at each month end; the last months of the others still ripen."""
NET = "received_net"
MONEY = (NET, "received_gross", "refunded_amount", "receipt_count")
LISTS = ("registered_persons", "suspended_persons")
MONTHS = 24
YEAR = 12
STEP = 0.05
"""Axes of rates end on multiples of this."""
RUN = 3
"""So many steps one way are said."""


def head_card(context: Context) -> html.Section:
    """Which community it is and in which subdistrict, its figures, the way to its people."""
    words, month = context.words, context.when.month
    names = fitting(context, FIGURES)
    found = month_beside(context, context.asking, names)
    items = [item(context, found, name) for name in names]
    subtitle = words("community.head_subtitle", month=words.full_month(month))
    figures = html.Div(strip([*items, *_received_item(context)]), className="in-card")
    return card(_head_title(context, found[1]), subtitle, figures, tools=_ways(context, found[1]))


def _head_title(context: Context, row: Record) -> str:
    words = context.words
    registered, suspended, rate = (
        row.get(name) for name in ("registered_persons", "suspended_persons", "suspension_rate")
    )
    if None in (registered, suspended, rate):
        return context.place
    values = {"registered": count(registered), "suspended": count(suspended), "rate": percent(rate)}
    return words("community.head_title", name=context.place, **values)


def _ways(context: Context, row: Record) -> list[Any]:
    """The subdistrict, then the lists of people."""
    words, code = context.words, context.view.area[:9]
    ways: list[Any] = []
    for name in LISTS:
        link = people_link(context, name, row.get(name))
        ways += [html.Span([words(f"community.list_{name}"), " ", link], className="listing")] if link else []
    if subdistrict_of(context):
        ways.append(more(context.areas.name(code, words), context.view.link(area=code)))
    return ways


def year_received(context: Context, span: Span) -> Figure:
    """Net receipts of some days, filtered as the view is."""
    question = Question((NET,), period=Days(span.start, span.end), where=context.view.where)
    rows = context.reading.ask(question)
    return rows[0][NET] if rows else None


def _received_item(context: Context) -> list[Item]:
    """Receipts of the year to date with what they are compared with; nothing where a filter has none."""
    words, metric = context.words, METRIC[NET]
    if absent(context.reading, metric) or unfit_for(NET, context.view.where):
        return []
    span = year_to_date(context.when.day)
    question = Question((NET,), period=Days(span.start, span.end), where=context.view.where)
    (row,) = asked(context, question)
    note = under(lines(context, question, NET, row, absolute(context)))
    href = context.view.link(explain=NET, of={}) if context.when.span == span else ""
    hint = f"{words.full_span(span)} · {words.of(metric, 'meaning')}"
    return [Item(words("community.year"), wan(row[NET]), words("unit.wan"), note, hint, href=href)]


def multiples_card(context: Context) -> html.Section:
    """Six rates over two years, the subdistrict as a grey line where the viewer sees all of it."""
    words, shown = context.words, past_table(context)
    subtitle = _past_subtitle(context)
    if shown is None:
        nothing = state(words("state.nothing"), words("state.nothing_hint"))
        return card(words("community.past_plain"), subtitle, nothing)
    names, last, code = fitting(context, tuple(LINES)), context.when.month, subdistrict_of(context)
    here = context.asking.by_month(names, last, MONTHS)
    above = elsewhere(context, {"subdistrict": (code,)}).by_month(names, last, MONTHS) if code else Monthly(())
    panels = [panel for name in names for panel in _panel(context, name, here, above)]
    behind = table_behind(shown, context.view, words, files=context.files)
    return card(shown.title, shown.subtitle, html.Div(panels, className="panels"), tools=behind)


def _panel(context: Context, name: str, here: Monthly, above: Monthly) -> list[html.Div]:
    """One rate on a range of its own; nothing where it was never known."""
    last = context.when.month
    own, whole = here.series(name, last, MONTHS), above.series(name, last, MONTHS)
    if all(value is None for value in own):
        return []
    low, high = ends_of([*own, *whole])
    href = context.view.link(PATHS[LINES[name]], sort="")
    panel = Multiple(context.words.of(METRIC[name]), share_of(own[-1]), own, href)
    return [multiples([panel], whole, low, high)]


def ends_of(values: Sequence[Any]) -> tuple[float, float]:
    """The axis of some rates: the nearest multiples of five per cent that hold them."""
    known = [float(value) for value in values if value is not None]
    low, high = floor(min(known) / STEP + 1e-9), ceil(max(known) / STEP - 1e-9)
    return low * STEP, max(high, low + 1) * STEP


def past_table(context: Context) -> Table | None:
    """The rates month by month, the latest first."""
    if len(context.view.area) < COMMUNITY:
        return None
    names = fitting(context, tuple(LINES))
    shown = months_table(context, "past", names, MONTHS, lambda rows: (_past_title(context, rows), ""))
    return None if shown is None else replace(shown, subtitle=_past_subtitle(context))


def _past_subtitle(context: Context) -> str:
    words, last, code = context.words, context.when.month, subdistrict_of(context)
    grey = (
        words("community.grey", name=context.areas.name(code, words))
        if code
        else words(f"community.no_grey_{alone(context)}")
    )
    first, end = words.full_month(last - MONTHS + 1), words.full_month(last)
    return words("community.past_subtitle", first=first, last=end, grey=grey)


def _past_title(context: Context, rows: Sequence[Record]) -> str:
    """The rate that has gone one way for longest, when that is three months or more."""
    words, found = context.words, []
    for name in SETTLED:
        known = [row[name] for row in reversed(rows) if row.get(name) is not None]
        length, rising = streak(known)
        found += [(length, name, rising, known)] if length >= RUN else []
    if not found:
        return words("community.past_plain")
    length, name, rising, known = max(found, key=lambda one: one[0])
    first, now = percent(known[-1 - length]), percent(known[-1])
    said = "community.past_up" if rising else "community.past_down"
    return words(said, name=words.of(METRIC[name]), count=length, first=first, now=now)


def receipts_card(context: Context) -> html.Section:
    """Net receipts over two years; a click shows the month."""
    return chart_card(
        context,
        receipts_table(context),
        lambda shown: _receipts_figure(context, shown.rows),
        context.words("community.receipts_plain"),
        220,
    )


def _receipts_figure(context: Context, rows: Sequence[Record]) -> Drawing:
    """A bar for every month from the first known on, with a gap where nothing came."""
    words, net = context.words, {row["month"]: row[NET] for row in rows}
    months = list(range(min(net), context.when.month + 1))
    values = [None if net.get(month) is None else net[month] / 10_000 for month in months]
    ids = [context.view.link(month=month, crossed=("month",)) for month in months]
    series = {words("community.net"): values}
    return bars_figure(words.ticks(months), series, ("accent",), scheme=context.view.scheme, ids=ids)


def receipts_table(context: Context) -> Table | None:
    """Receipts month by month.

    Raises Unfit where they are not counted by one of the filters.
    """
    if len(context.view.area) < COMMUNITY or absent(context.reading, METRIC[NET]):
        return None
    subtitle = context.words("community.receipts_subtitle")
    return months_table(context, "receipts", MONEY, MONTHS, lambda rows: (_receipts_title(context, rows), subtitle))


def _receipts_title(context: Context, rows: Sequence[Record]) -> str:
    """The last month against the same month of the year before."""
    words, net = context.words, {row["month"]: row[NET] for row in rows}
    month = context.when.month
    now, before = net.get(month), net.get(month - YEAR)
    moved = points(change(now, before))
    if now is None or moved is None:
        return words("community.receipts_plain")
    way = words("change.up" if moved > 0 else "change.down" if moved < 0 else "change.even")
    size = f" {fixed(abs(moved))}%" if moved else ""
    than = words("than.year_month", month=words.month(month))
    return words(
        "community.receipts_title", month=words.full_month(month), amount=wan(now), than=than, change=f"{way}{size}"
    )
