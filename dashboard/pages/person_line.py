"""One person over all years: a block per month, and what happened when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.month_strip import month_strip, said, strip_key
from dashboard.data import Record
from dashboard.numbers import yuan
from dashboard.pages.page import Context
from dashboard.people import OUTSIDE, standing
from sql.metrics import DIMENSION
from sql.metrics.period import month_of

LONG, HIGH = 1210, 36
"""Pixels the line may take, and how high its blocks are."""
WIDEST, NARROWEST = 22, 5
CHANGES = ("new", "returned", "lost")


@dataclass(frozen=True)
class Event:
    """Something that happened: the month it belongs to, when in words, what."""

    month: int
    when: str
    what: str


def line_card(context: Context, months: Sequence[Record], payments: Sequence[Record]) -> html.Section:
    """Every month known up to now, the events above them and in words below."""
    words = context.words
    if not months:
        nothing = state(words("state.nothing"), words("person.line_nothing"))
        return card(words("person.line"), words("person.line_subtitle"), nothing)
    first = int(months[0]["month"])
    last = max(first, min(int(months[-1]["month"]), month_of(context.reading.business_date)))
    known = {row["month"]: standing(row) for row in months}
    stood = tuple(known.get(month, OUTSIDE) for month in range(first, last + 1))
    happened = [one for one in events_of(context, months, payments) if first <= one.month <= last]
    key = strip_key(words, bounded=context.reading.scope is not None)
    body = [_line(context, stood, first, happened), _told(happened), key]
    return card(said(stood, first, words), words("person.line_subtitle"), html.Div(body))


def events_of(context: Context, months: Sequence[Record], payments: Sequence[Record]) -> list[Event]:
    """Registrations, moves between communities and refunds, the earliest first."""
    words = context.words
    events = [
        Event(row["month"], words.full_month(row["month"]), _changed(context, row, name))
        for row in months
        for name in CHANGES
        if row[name]
    ]
    events += [
        Event(
            row["month"],
            words.full_month(row["month"]),
            words("person.moved", place=context.areas.name(row["community"], words)),
        )
        for before, row in pairwise(months)
        if row["registered"] and before["registered"] and row["community"] != before["community"]
    ]
    events += [
        Event(
            month_of(row["day"]),
            words.full_day(row["day"]),
            words("person.refunded", amount=yuan(row["refunded_amount"])),
        )
        for row in payments
        if row["refunded_amount"]
    ]
    return sorted(events, key=lambda one: one.month)


def _changed(context: Context, row: Record, name: str) -> str:
    """Registered, returned or left, and as what the register has it, where it says so."""
    words, reasons = context.words, {code.code: code for code in DIMENSION["change_reason"].codes}
    what, reason = words(f"person.{name}"), reasons.get(row["change_reason"])
    if reason is None or reason.code == "U":
        return what
    return words("person.changed", what=what, reason=words.of(reason))


def _line(context: Context, stood: Sequence[str], first: int, events: Sequence[Event]) -> html.Div:
    width = max(NARROWEST, min(WIDEST, LONG // len(stood)))
    marks = [
        html.Span("▼", className="event", title=f"{one.when} {one.what}", style=_at(one.month - first + 0.5, width))
        for one in events
    ]
    years = [
        html.Span(str((first + place) // 12), className="year", style=_at(place, width))
        for place in range(len(stood))
        if (first + place) % 12 == 0 or not place
        if place or first % 12 < 9
    ]
    strip = month_strip(stood, first, context.words, width=width, height=HIGH)
    box = html.Div([*marks, strip, *years], className="person-line", style={"width": f"{width * len(stood)}px"})
    return html.Div(box, className="scroll")


def _at(place: float, width: int) -> dict[str, str]:
    return {"left": f"{place * width:.0f}px"}


def _told(events: Sequence[Event]) -> html.Ol:
    return html.Ol([html.Li([html.B(one.when), f" {one.what}"]) for one in events], className="events")
