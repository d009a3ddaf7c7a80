"""The strip and the charts of the suspension page."""

from __future__ import annotations

from dataclasses import replace

from dashboard.areas import COMMUNITY
from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.heat import Cell, HeatRow, heat_key, heat_map
from dashboard.components.multiples import Multiple, multiples
from dashboard.components.strips import choices, strip
from dashboard.components.tables import inline_bar
from dashboard.data import Record
from dashboard.findings.monthly import Monthly
from dashboard.numbers import SMALL, count, percent, ratio
from dashboard.pages.comparing import item, month_beside
from dashboard.pages.page import Context
from dashboard.pages.stock_card import MONTHS, streak
from dashboard.view import RUN_LENGTHS
from sql.metrics import DIMENSION
from sql.studies.limits import verdict

FIGURES = ("suspended_persons", "suspension_rate", "newly_suspended_persons", "resumed_persons", "resumption_rate")
RATE = "suspension_rate"
NO_TYPE = ("98", "99")
"""Other and unclassified: codes, but not a kind of worker."""


def suspension_strip(context: Context) -> html.Div:
    """Five figures, and the same count by another number of months."""
    found = month_beside(context, context.asking, FIGURES)
    return strip([item(context, found, name) for name in FIGURES], _other_lengths(context))


def _other_lengths(context: Context) -> html.Div:
    words, view = context.words, context.view
    options = []
    for length in RUN_LENGTHS:
        rows = replace(context.asking, k=length).of_month(("suspended_persons",), context.when.month)
        persons = count(rows[0]["suspended_persons"] if rows else None)
        options.append(
            (words("suspension.k", k=length), persons, view.link(run_length=length), length == context.run_length)
        )
    return choices(
        words("suspension.other_k"), words("suspension.k_note", k=context.version["suspended_after"] or 3), options
    )


def multiples_card(context: Context) -> html.Section:
    """The rate of every subdistrict over 24 months, on one range."""
    words, view, when = context.words, context.view, context.when
    everywhere = replace(context.asking, where=view.where_type)
    whole = everywhere.by_month((RATE,), when.month, MONTHS).series(RATE, when.month, MONTHS)
    parts = everywhere.by_month((RATE,), when.month, MONTHS, by="subdistrict")
    shown = [code for code in context.areas.named_subdistricts if parts(RATE, when.month, code) is not None]
    values = [
        float(value) for code in shown for value in parts.series(RATE, when.month, MONTHS, code) if value is not None
    ]
    subtitle = words(
        "suspension.multiples_subtitle",
        first=words.full_month(when.month - MONTHS + 1),
        last=words.full_month(when.month),
    )
    if not values:
        return card(
            words("suspension.multiples_title"), subtitle, state(words("state.nothing"), words("state.nothing_hint"))
        )
    low, high = int(min(values) * 50) / 50, (int(max(values) * 50) + 1) / 50
    panels = [_panel(context, parts, code) for code in sorted(shown, key=lambda code: -parts(RATE, when.month, code))]
    panels.append(Multiple(context.areas.everything(words), f"{percent(whole[-1])}%", whole, view.link(area=""), "ink"))
    return card(_multiples_title(context, parts, shown), subtitle, multiples(panels, whole, low, high))


def _panel(context: Context, parts: Monthly, code: str) -> Multiple:
    values = parts.series(RATE, context.when.month, MONTHS, code)
    return Multiple(
        context.areas.short_name(code, context.words),
        f"{percent(values[-1])}%",
        values,
        context.view.link(area=code),
        on=context.view.area[:9] == code,
    )


def _multiples_title(context: Context, parts: Monthly, codes: list[str]) -> str:
    """The subdistrict that has risen for longest, when that is three months or more."""
    words, last = context.words, context.when.month
    streaks = []
    for code in codes:
        known = [value for value in parts.series(RATE, last, MONTHS, code) if value is not None]
        length, rising = streak(known)
        if rising and length >= 3:
            streaks.append((length, code))
    if not streaks:
        return words("suspension.multiples_title")
    length, code = max(streaks)
    first, now = (percent(parts(RATE, month, code)) for month in (last - length, last))
    name = context.areas.short_name(code, words)
    return words("suspension.multiples_rising", name=name, count=length, first=first, now=now)


def heat_card(context: Context) -> html.Section:
    """Area by worker type; every total is its own question."""
    words, view = context.words, context.view
    people = context.asking.of_month(("registered_persons",), context.when.month, by=("worker_type",))
    types = [row["worker_type"] for row in people if row["registered_persons"]]
    rows = _heat_rows(context, types)
    heads = [words("heat.total"), *(words.short_type(code) for code in types)]
    subtitle = words(
        "suspension.heat_subtitle",
        part=words(f"part.{view.part}"),
        month=words.full_month(context.when.month),
        few=SMALL,
    )
    if not types:
        nothing = state(words("state.nothing"), words("state.nothing_hint"))
        return card(words("suspension.heat_title_plain"), subtitle, nothing)
    return card(_heat_title(context, rows[0], types), subtitle, heat_map(heads, rows), key=heat_key(rows))


def _heat_rows(context: Context, types: list[str]) -> list[HeatRow]:
    view, words = context.view, context.words
    whole = _cells(context, ())
    parts = _cells(context, (view.part,)) if len(view.area) < COMMUNITY else {}
    codes = sorted({code for code, _ in parts}, key=lambda code: -(parts[code, ""].rate or 0))
    rows = [HeatRow(context.place, "", [whole.get(("", kind), Cell()) for kind in ("", *types)])]
    rows += [
        HeatRow(
            context.areas.name(code, words),
            view.link(area=code),
            [parts.get((code, kind), Cell()) for kind in ("", *types)],
        )
        for code in codes
        if context.areas.known(code)
    ]
    return rows


def _cells(context: Context, by: tuple[str, ...]) -> dict[tuple[str, str], Cell]:
    """Rates by area and type, and by area alone under the type ''."""
    month = context.when.month
    alone = context.asking.of_month((RATE,), month, by=by)
    typed = context.asking.of_month((RATE,), month, by=(*by, "worker_type"))
    return {_place(row, by): Cell(row[RATE], row[f"{RATE}_den"], _explained(context, row)) for row in (*alone, *typed)}


def _explained(context: Context, row: Record) -> str:
    """Where a cell's number is taken apart."""
    of = {name: row[name] for name in (context.view.part, "worker_type") if name in row}
    return context.view.link(explain=RATE, of=of)


def _place(row: Record, by: tuple[str, ...]) -> tuple[str, str]:
    return (row[by[0]] if by else "", row.get("worker_type", ""))


def _heat_title(context: Context, whole: HeatRow, types: list[str]) -> str:
    """The type most above the whole, when that is more than chance; what is not a type is not named."""
    words, total = context.words, whole.cells[0]
    above = [
        (cell.rate, code)
        for cell, code in zip(whole.cells[1:], types, strict=True)
        if code not in NO_TYPE and cell.counts and cell.rate is not None and total.rate is not None
        if cell.rate > total.rate and verdict(float(cell.rate), float(total.rate), cell.persons or 0) != "inside"
    ]
    if not above:
        return words("suspension.heat_title_plain")
    rate, code = max(above)
    return words("suspension.heat_title", type=dict(context.types)[code], rate=percent(rate))


def lengths_card(context: Context) -> html.Section:
    """For how long those who are suspended, or about to be, have not paid."""
    words = context.words
    rows = context.asking.of_month(("registered_persons",), context.when.month, by=("suspension_length",))
    persons = {row["suspension_length"]: row["registered_persons"] or 0 for row in rows}
    codes = [code for code in DIMENSION["suspension_length"].codes if code.code != "0"]
    total = sum(persons.get(code.code, 0) for code in codes)
    subtitle = words("suspension.lengths_subtitle", month=words.full_month(context.when.month))
    if not total:
        return card(
            words("suspension.lengths_title_plain"),
            subtitle,
            state(words("state.nothing"), words("state.nothing_hint")),
        )
    highest = max(persons.get(code.code, 0) for code in codes)
    cells = [cell for code in codes for cell in _length(words.of(code), persons.get(code.code, 0), total, highest)]
    long = ratio(sum(persons.get(code, 0) for code in ("12-23", "24+")), total)
    return card(words("suspension.lengths_title", rate=percent(long)), subtitle, html.Div(cells, className="lengths"))


def _length(name: str, persons: int, total: int, highest: int) -> list[object]:
    share = percent(ratio(persons, total))
    return [
        html.Span(name),
        inline_bar(persons, highest),
        html.Span(count(persons), className="number"),
        html.Span(f"{share}%", className="number dim"),
    ]
