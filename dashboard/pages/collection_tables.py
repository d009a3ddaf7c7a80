"""The tables of money on the collection page: as it came, and by channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from dashboard.components import html
from dashboard.components.tables import Cell, Column, Table
from dashboard.data import Record
from dashboard.exports.sheet import Kind
from dashboard.findings.collected import MONEY, known_before, laps_of, received, step_of, year_before
from dashboard.numbers import Figure, change, difference, fixed, percent, points, ratio, signed, wan
from dashboard.pages.page import Context
from dashboard.pages.parts import of_row
from dashboard.periods import Span, year_to_date
from dashboard.wording import Words
from sql.metrics import DIMENSION, Days, Question
from sql.metrics.period import month_of

NET = "received_net"
COLOURS = ("c1", "c2", "c3", "muteFill")
"""Of the three largest parts of a whole, and of the rest."""


def laps_table(context: Context) -> Table | None:
    """Gross, refunds and net per day, week or month of the span, and its days of the year before."""
    words, reading, view, span = context.words, context.reading, context.view, context.when.span
    laps = laps_of(reading, span, view.where)
    if not any(lap.gross or lap.refunded for lap in laps):
        return None
    whole = received(reading, MONEY, span, view.where)
    before = received(reading, MONEY, known_before(reading, span), view.where)[NET]
    total = {"gross": whole["received_gross"], "refunded": whole["refunded_amount"], "net": whole[NET]}
    rows = [vars(lap) for lap in reversed(laps)]
    columns = _lap_columns(words, step_of(span))
    return Table(
        "laps", _laps_title(context, whole[NET], before), laps_subtitle(context), columns, rows,
        total={**total, "before": before},
    )  # fmt: skip


def laps_subtitle(context: Context) -> str:
    """What is drawn of the money as it came."""
    words, span = context.words, context.when.span
    step = words(f"collection.by_{step_of(span)}")
    return words("collection.laps_subtitle", span=words.full_span(span), step=step, place=context.place)


def _laps_title(context: Context, net: Figure, before: Figure) -> str:
    """How much came, and how that compares with the same days a year before."""
    words, when = context.words, context.when
    this_year = when.span == year_to_date(when.business_date)
    lead = words("collection.lead_year" if this_year else "collection.lead")
    said = changed(change(net, before), _than(context), words)
    return words("collection.laps_title", lead=lead, value=wan(net), change=said)


def _than(context: Context) -> str:
    """What is compared with; by its dates where it is a day of another number, or reaches into the days shown."""
    words, span = context.words, context.when.span
    earlier = year_before(context.reading, span)
    if earlier.start == earlier.end:
        return words("collection.same_workday", day=words.full_day(earlier.start))
    if earlier.end >= span.start:
        return words("collection.same_dates", span=words.full_span(earlier))
    return words("collection.same_days")


def changed(part: Decimal | None, than: str, words: Words) -> str:
    """The end of a title: up or down by so many per cent; nothing where there is nothing to compare with."""
    if part is None:
        return ""
    per_cent = fixed(abs(part) * 100)
    name = "even" if not Decimal(per_cent.replace(",", "")) else "up" if part > 0 else "down"
    return words(f"collection.laps_{name}", change=per_cent, than=than)


def _lap_columns(words: Words, step: str) -> list[Column]:
    name = partial(_named_lap, step=step, words=words)
    return [
        Column("start", words(f"collection.{step}"), name, number=False, kind=Kind.TEXT),
        *(_money(words, name) for name in ("gross", "refunded", "net", "before")),
    ]


def _named_lap(row: Record, step: str, words: Words) -> str:
    return lap_name(row, step, words) if "start" in row else words("heat.total")


def lap_name(row: Record, step: str, words: Words) -> str:
    """A day, a week with its number and days, or a month, in words."""
    if step == "day":
        return words.day(row["start"])
    if step == "month":
        return words.full_month(month_of(row["start"]))
    number = row["start"].isocalendar().week
    return words("collection.week_of", number=number, span=words.span(Span(row["start"], row["end"])))


def _money(words: Words, name: str) -> Column:
    head = words(f"collection.{name}") + words("unit.in_wan")
    return Column(name, head, lambda row: wan(row[name]), lambda row: row[name], kind=Kind.MONEY)


def channels_table(context: Context) -> Table | None:
    """Receipts of the span by channel, their shares, and the change of both since the same days a year before."""
    words, span = context.words, context.when.span
    whole, past_whole = (
        received(context.reading, (NET,), one, context.view.where)[NET]
        for one in (span, known_before(context.reading, span))
    )
    past = _by_channel(context, known_before(context.reading, span))
    rows: list[Record] = [
        _channel_row(code, value, whole, past.get(code), past_whole)
        for code, value in sorted(_by_channel(context, span).items(), key=lambda pair: -(pair[1] or 0))
        if value
    ]
    if not rows or not whole:
        return None
    title = words("collection.channels_title", name=channel_name(rows[0], words), rate=percent(rows[0]["share"]))
    subtitle = words("collection.channels_subtitle", span=words.full_span(span))
    for row, colour in zip(rows, (*COLOURS[:3], *[COLOURS[3]] * len(rows)), strict=False):
        row["colour"] = colour
    total = {"net": whole, "share": ratio(whole, whole), "grown": change(whole, past_whole), "moved": None}
    return Table(
        "channels", title, subtitle, _channel_columns(context), rows, total, default="-net", at=of_row("channel")
    )


def _by_channel(context: Context, span: Span | None) -> dict[str, Figure]:
    if span is None:
        return {}
    asked = Question((NET,), by=("channel",), period=Days(span.start, span.end), where=context.view.where)
    return {row["channel"]: row[NET] for row in context.reading.ask(asked)}


def _channel_row(code: str, value: Figure, whole: Figure, past: Figure, past_whole: Figure) -> Record:
    """A channel that nothing came through a year before had no share then."""
    share, past_share = ratio(value, whole), ratio(past or 0, past_whole)
    moved = difference(share, past_share)
    return {"channel": code, "net": value, "share": share, "grown": change(value, past), "moved": moved}


def _channel_columns(context: Context) -> list[Column]:
    words = context.words
    name = partial(_channel_link, context)
    said = partial(channel_name, words=words)
    return [
        Column("name", words.of(DIMENSION["channel"]), name, said, number=False, kind=Kind.TEXT),
        replace(_money(words, "net"), metric=NET),
        _changed("grown", words("collection.grown"), "%"),
        Column("share", words("collection.share"), _share, lambda row: row["share"], kind=Kind.RATE),
        _changed("moved", words("collection.share_change")),
    ]


def _share(row: Record) -> str:
    return f"{percent(row['share'])}%"


def _changed(name: str, head: str, unit: str = "") -> Column:
    return Column(name, head, lambda row: _signed(row[name], unit), lambda row: row[name], kind=Kind.RATE)


def _signed(value: Decimal | None, unit: str) -> str:
    """Empty where there is nothing to compare with."""
    return "" if value is None else f"{signed(points(value))}{unit}"


def channel_name(row: Record, words: Words) -> str:
    """A channel in words; the total where it has no code."""
    code = row.get("channel")
    if code is None:
        return words("heat.total")
    return words(f"channel.{code}") if f"channel.{code}" in words else str(code)


def _channel_link(context: Context, row: Record) -> Cell:
    """The name after the colour it has in the bar above; a link that narrows the page to it."""
    name = channel_name(row, context.words)
    if "channel" not in row:
        return name
    mark = html.Span(className="swatch", style={"background": f"var(--{row['colour']})"}, **{"aria-hidden": "true"})
    href = context.view.link(sort="", more={**context.view.more, "channel": (row["channel"],)})
    return html.Span([mark, html.Link(name, href=href)])


def segments(rows: Sequence[Record]) -> list[float]:
    """The shares of the three largest rows and of the rest together, none below 0."""
    shares = [max(0.0, float(row["share"] or 0)) for row in rows]
    return [*shares[:3], *([sum(shares[3:])] if len(shares) > 3 else [])]
