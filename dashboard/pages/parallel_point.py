"""Pointing at the rows and columns of a printed table: what each means, suggested by its label, asked where unsure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import card
from dashboard.components.forms import day_field, form, hidden, labelled, one_of, send
from dashboard.components.marks import UP, badge
from dashboard.components.tables import Column, table
from dashboard.pages.page import Context
from dashboard.parallel.comparisons import Kept
from dashboard.parallel.meaning import EVERYBODY, OFFICE, SURE, TYPE, YEAR, Line
from dashboard.parallel.pointed import BASIS, PERIODS, SKIPPED, TITLE, UNITS
from dashboard.parallel.printed import figure_of
from dashboard.parallel.suggest import NOBODY
from sql.metrics import METRICS
from sql.metrics.period import month_text
from sql.studies.parallel import Cause

STEP, POINTING = "done", "point"
"""The choice of the address that says what is done with a comparison, and that it is pointed at."""
EVERY = "every"
"""The choice that shows a field for every row and column, also those that are sure."""


def pointing(context: Context, kept: Kept) -> html.Section:
    """The form; what is sure is said, what is not is asked."""
    words, meaning = context.words, kept.meaning
    unsure = sum(not line.skip and line.sure < SURE for line in _lines(kept))
    title = words("parallel.point_title" if unsure else "parallel.point_sure", count=unsure)
    columns, rows = _columns_table(context, kept), _rows_table(context, kept)
    fields: list[Component] = [
        hidden("id", str(kept.id)),
        html.Div(_about(context, kept), className="forms"),
        html.H3(words("parallel.columns")),
        columns,
        html.H3(words("parallel.rows")),
        rows,
        html.H3(words("parallel.basis")),
        html.P(words("parallel.basis_hint"), className="said"),
        html.Div(_basis(context, meaning.basis), className="forms"),
        html.Div([send(words("parallel.compare"), css="primary"), *_every(context)], className="forms"),
    ]
    sent = html.Form(
        fields, action=context.view.link("/intake/parallel/point", choices={}), method="POST", className="pointing"
    )
    return card(title, words("parallel.point_subtitle"), [sent, _preview(context, kept), _dropping(context, kept)])


def _lines(kept: Kept) -> list[Line]:
    return [*kept.meaning.columns.values(), *kept.meaning.rows.values()]


def _about(context: Context, kept: Kept) -> list[Component]:
    words, meaning = context.words, kept.meaning
    month = month_text(meaning.month) if meaning.month is not None else ""
    return [
        labelled("title", words("parallel.title"), TITLE, value=meaning.title, w=420),
        labelled("month", words("parallel.month"), 7, value=month, w=136, inputProps={"type": "month"}),
        day_field("made_on", words("parallel.made_on"), meaning.made_on),
        one_of("unit", words("parallel.unit"), _units(context, whole=True), str(meaning.unit or 1), 120),
    ]


def _columns_table(context: Context, kept: Kept) -> Component:
    words = context.words
    transposed = any(line.who for line in kept.meaning.columns.values())
    lines = [{"place": place, "line": line, "kept": kept} for place, line in kept.meaning.columns.items()]
    who = (
        [Column("who", words("parallel.who"), lambda row: _who(context, "c", row), number=False)] if transposed else []
    )
    columns = [
        Column(
            "label", words("parallel.label"), lambda row: row["line"].label or words("parallel.no_label"), number=False
        ),
        Column("sample", words("parallel.sample"), _sample, number=True),
        Column("metric", words("parallel.metric"), lambda row: _metric(context, "c", row), number=False),
        *who,
        Column("period", words("parallel.period"), lambda row: _period(context, row), number=False),
        Column("unit", words("parallel.unit"), lambda row: _unit(context, row), number=False),
        Column("sure", words("parallel.sure"), lambda row: _sure(context, row["line"]), number=False),
    ]
    return table(columns, lines, context.view)


def _rows_table(context: Context, kept: Kept) -> Component:
    words = context.words
    transposed = any(line.metric for line in kept.meaning.rows.values())
    lines = [{"place": place, "line": line, "kept": kept} for place, line in kept.meaning.rows.items()]
    metric = [Column("metric", words("parallel.metric"), lambda row: _metric(context, "r", row), number=False)]
    columns = [
        Column(
            "label", words("parallel.label"), lambda row: row["line"].label or words("parallel.no_label"), number=False
        ),
        Column("who", words("parallel.who"), lambda row: _who(context, "r", row), number=False),
        *(metric if transposed else []),
        Column("sure", words("parallel.sure"), lambda row: _sure(context, row["line"]), number=False),
    ]
    return table(columns, lines, context.view)


def _sample(row: dict[str, Any]) -> str:
    cells = (row["kept"].rows[place][row["place"]] for place in row["kept"].meaning.rows)
    return next((cell for cell in cells if figure_of(cell)), "")


def _sure(context: Context, line: Line) -> Component:
    words = context.words
    if line.skip:
        return badge(words("parallel.skipped"), "quiet")
    if line.sure >= SURE:
        return badge(words("parallel.is_sure"), "good")
    return badge(words("parallel.is_likely" if line.sure else "parallel.is_open"), "warn", UP)


def _asked(context: Context, line: Line) -> bool:
    return line.sure < SURE or context.view.choices.get("first") == EVERY


def _metric(context: Context, axis: str, row: dict[str, Any]) -> Component:
    words, line = context.words, row["line"]
    options = [{"value": metric.name, "label": words.of(metric)} for metric in METRICS]
    value = SKIPPED if line.skip else line.metric
    return _choice(context, f"{axis}{row['place']}_metric", (words("parallel.metric"), options, value), line)


def _who(context: Context, axis: str, row: dict[str, Any]) -> Component:
    words, line = context.words, row["line"]
    value = SKIPPED if line.skip and axis == "r" else line.who
    return _choice(
        context, f"{axis}{row['place']}_who", (words("parallel.who"), whom(context, row["kept"]), value), line
    )


def _period(context: Context, row: dict[str, Any]) -> Component:
    words, line = context.words, row["line"]
    options = [{"value": period or "same", "label": words(f"parallel.period_{_key(period)}")} for period in PERIODS]
    if line.period not in PERIODS:
        month = row["kept"].meaning.month + int(line.period)
        options.append({"value": line.period, "label": words.full_month(month)})
    field = (words("parallel.period"), options, line.period or "same")
    return _choice(context, f"c{row['place']}_period", field, line, skips=False)


def _unit(context: Context, row: dict[str, Any]) -> Component:
    words, line = context.words, row["line"]
    return _choice(
        context,
        f"c{row['place']}_unit",
        (words("parallel.unit"), _units(context, whole=False), str(line.unit)),
        line,
        skips=False,
    )


def _key(period: str) -> str:
    return {"": "same", "0": "this", "-1": "before", "-12": "last_year", YEAR: "year"}[period]


def _units(context: Context, *, whole: bool) -> list[dict[str, str]]:
    units = [unit for unit in UNITS if not whole or unit > 0]
    return [
        {"value": str(unit), "label": context.words(f"parallel.unit_{str(unit).replace('-', 'm')}")} for unit in units
    ]


def whom(context: Context, kept: Kept) -> list[dict[str, str]]:
    """Whom a row or column can be of: all, subdistricts, communities where the table has any, worker types."""
    words, areas = context.words, context.areas
    said = {line.who for line in _lines(kept) if line.who}
    within = {code[:9] for code in said if code.isdecimal() and len(code) == 12}
    codes = dict.fromkeys([*areas.named_subdistricts, *(code for one in sorted(within) for code in areas.within(one))])
    codes |= dict.fromkeys(sorted(code for code in said if code.isdecimal() and code != NOBODY))
    offices = sorted(one.removeprefix(OFFICE) for one in said if one.startswith(OFFICE))
    return [
        {"value": EVERYBODY, "label": words("parallel.everybody")},
        *({"value": code, "label": areas.name(code, words)} for code in codes),
        {"value": NOBODY, "label": words("area.unknown")},
        *({"value": TYPE + code, "label": name} for code, name in context.types),
        *({"value": OFFICE + name, "label": name} for name in offices),
    ]


def _choice(
    context: Context, name: str, field: tuple[str, Sequence[dict[str, str]], str], line: Line, *, skips: bool = True
) -> Component:
    """A field where something is asked; else what is sure, said and sent along."""
    label, options, value = field
    known = {option["value"]: option["label"] for option in options} | {SKIPPED: context.words("parallel.skip")}
    if not _asked(context, line):
        return html.Div([known.get(value, ""), hidden(name, value)])
    skip = [{"value": SKIPPED, "label": known[SKIPPED]}] if skips else []
    return dmc.Select(
        name=name,
        data=[*skip, *options],
        value=value or None,
        placeholder=context.words("parallel.choose"),
        allowDeselect=False,
        searchable=True,
        size="xs",
        w=200 if skips else 116,
        **{"aria-label": f"{line.label} {label}"},
    )


def _basis(context: Context, basis: tuple[Cause, ...] | None) -> list[Component]:
    """How the table counts: to be looked for, or as it is said."""
    words = context.words
    options = [{"value": name, "label": words(f"parallel.basis_{name}")} for name in ("found", "said")]
    counts = dmc.MultiSelect(
        name="causes",
        label=words("parallel.basis_causes"),
        data=[{"value": str(cause), "label": words(f"parallel.counts_{cause}")} for cause in BASIS],
        value=[str(cause) for cause in basis or ()],
        placeholder="" if basis else words("parallel.counts_alike"),
        size="xs",
        w=420,
        hiddenInputValuesDivider=",",
        **{"aria-label": words("parallel.basis_causes")},
    )
    way = one_of("basis", words("parallel.basis"), options, "found" if basis is None else "said", 260)
    return [way, counts]


def _every(context: Context) -> list[Component]:
    """The way to a field for every row and column, unless they are shown."""
    choices = {**context.view.choices, "first": EVERY, STEP: POINTING}
    if context.view.choices.get("first") == EVERY:
        return []
    return [html.Link(context.words("parallel.every"), href=context.view.link(choices=choices), className="link")]


def _preview(context: Context, kept: Kept) -> Component:
    """The table as it was read."""
    columns = [Column(str(place), "", partial(_cell, place), number=False) for place in range(len(kept.rows[0]))]
    read = table(columns, [{"cells": row} for row in kept.rows], context.view)
    return html.Details([html.Summary(context.words("parallel.as_read")), read])


def _cell(place: int, row: dict[str, Any]) -> str:
    return str(row["cells"][place])


def _dropping(context: Context, kept: Kept) -> Component:
    words = context.words
    drop = form(
        context.view.link("/intake/parallel/drop", choices={}),
        [hidden("id", str(kept.id)), send(words("parallel.drop"))],
        title=words("parallel.drop_hint"),
    )
    back = html.Link(words("parallel.back"), href=context.view.link(choices={}), className="link")
    return html.Div([drop, back], className="forms")
