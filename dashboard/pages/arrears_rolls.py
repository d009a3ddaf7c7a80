"""Where those who owed a month ago stand now: a row per age then, a column per age now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.charts import table_behind
from dashboard.components.heat import HIDDEN, STEPS
from dashboard.components.ramps import ramp
from dashboard.components.strips import share_of
from dashboard.components.tables import Column, Table
from dashboard.data import Record, Records
from dashboard.exports.sheet import Kind
from dashboard.findings.studied import studied
from dashboard.numbers import NOTHING, SMALL, count, percent, ratio, wan
from dashboard.pages.page import Context
from sql.metrics import DIMENSION
from sql.metrics.period import QuestionError
from sql.studies.roll_rates import CURED, NONE

AGES = tuple(code.code for code in DIMENSION["arrears_age"].codes)
Moves = Mapping[tuple[str, str], Record]


def rolls_card(context: Context) -> html.Section:
    """The matrix of moves, rates by row; who is new as a row of their own, who owes nothing more as a column."""
    words, view = context.words, context.view
    shown = rolls_table(context)
    if shown is None:
        nothing = state(words("state.nothing"), words("arrears.rolls_nothing"))
        return card(words("arrears.rolls_title_plain"), _subtitle(context), nothing)
    moves = {(row["from_age"], row["to_age"]): row for row in shown.rows}
    behind = table_behind(shown, view, words, files=context.files)
    key = ramp("0%", "100%", "seqT", STEPS)
    return card(shown.title, shown.subtitle, _matrix(context, moves), tools=behind, key=key)


def rolls_table(context: Context) -> Table | None:
    """A row per move: persons, what they owed, and their part of those in the age before; None for the first month."""
    words, rows = context.words, _moves(context)
    if not rows:
        return None
    columns = [
        Column("from", words("arrears.from"), lambda row: _age(context, row["from_age"]), number=False, kind=Kind.TEXT),
        Column("to", words("arrears.to"), lambda row: _age(context, row["to_age"]), number=False, kind=Kind.TEXT),
        Column(
            "persons",
            words("column.owing"),
            lambda row: count(row["persons"]),
            lambda row: row["persons"],
            kind=Kind.WHOLE,
        ),
        Column(
            "amount", words("column.amount"), lambda row: wan(row["amount"]), lambda row: row["amount"], kind=Kind.MONEY
        ),
        Column("rate", words("arrears.part"), lambda row: share_of(row["rate"]), _rate, kind=Kind.RATE),
    ]
    return Table("rolls", _title(context, rows), _subtitle(context), columns, rows)


def _moves(context: Context) -> Records:
    """The rows of the study; none where no month before is known."""
    try:
        return studied(context.reading, "roll_rates", context.view.where, month=context.when.month)
    except QuestionError:
        return ()


def _rate(row: Record) -> Any:
    return row["rate"]


def _age(context: Context, code: str) -> str:
    return context.words(f"arrears.{code}") if code in (NONE, CURED) else _names(context)[code]


def _names(context: Context) -> dict[str, str]:
    return {code.code: context.words.of(code) for code in DIMENSION["arrears_age"].codes}


def _days(age: str) -> str:
    """1–30: the days alone, for narrow heads."""
    return age.replace("-", "–")


def _subtitle(context: Context) -> str:
    words, month = context.words, context.when.month
    return words("arrears.rolls_subtitle", before=words.month(month - 1), month=words.full_month(month))


def _title(context: Context, rows: Records) -> str:
    """How many of those who owed have aged and how many owe nothing more; nothing of it where some are hidden."""
    words = context.words
    owed = [row for row in rows if row["from_age"] != NONE]
    if not owed or any(row["persons"] is None for row in rows):
        return words("arrears.rolls_title_plain")
    total = sum(row["persons"] for row in owed)
    aged = sum(row["persons"] for row in owed if row["to_age"] != CURED and _place(row, "to") > _place(row, "from"))
    cured = sum(row["persons"] for row in owed if row["to_age"] == CURED)
    said = {"aged": percent(ratio(aged, total)), "cured": percent(ratio(cured, total))}
    return words("arrears.rolls_title", month=words.month(context.when.month - 1), persons=count(total), **said)


def _place(row: Record, end: str) -> int:
    return AGES.index(row[f"{end}_age"])


def _matrix(context: Context, moves: Moves) -> html.Div:
    words = context.words
    heads = [words("arrears.then"), *map(_days, AGES), words(f"arrears.{CURED}")]
    head = html.Tr([html.Th(words("arrears.from_to")), *(html.Th(text) for text in heads)])
    rows = [_row(context, moves, age) for age in AGES]
    came = [_came(context, moves.get((NONE, age))) for age in AGES]
    last = html.Tr([html.Th(words(f"arrears.{NONE}"), scope="row"), html.Td(""), *came, html.Td("")], className="apart")
    return html.Div(
        html.Table([html.Thead(head), html.Tbody([*rows, last])], className="heat rolls"),
        className="scroll",
        tabIndex=0,
    )


def _row(context: Context, moves: Moves, age: str) -> html.Tr:
    found = [move for (start, _), move in moves.items() if start == age]
    size = next((move["rate_den"] for move in found if move["rate_den"] is not None), None if found else 0)
    cells = [_cell(context, moves.get((age, to)), size, same=to == age) for to in (*AGES, CURED)]
    return html.Tr(
        [html.Th(_days(age), scope="row"), html.Td("" if size is None else count(size) if size else NOTHING), *cells]
    )


def _cell(context: Context, move: Record | None, size: int | None, *, same: bool) -> html.Td:
    """A rate; empty where nobody moved so, – where nobody was, a point where they are too few or hidden."""
    css = "same" if same else ""
    if size == 0:
        return html.Td(NOTHING, className="few")
    if move is None:
        return html.Td("", className=css)
    if move["rate"] is None or (size or 0) < SMALL:
        return html.Td(HIDDEN, className=f"few {css}".strip(), title=_said(context, move))
    step = min(STEPS - 1, int(float(move["rate"]) * STEPS))
    ground = {"background": f"var(--seqT{step})"}
    return html.Td(percent(move["rate"]), style=ground, className=css, title=_said(context, move))


def _came(context: Context, move: Record | None) -> html.Td:
    """The new ones, who have no row to be a part of: their number."""
    if move is None:
        return html.Td("")
    if move["persons"] is None:
        return html.Td(HIDDEN, className="few")
    persons = context.words("arrears.persons", count=count(move["persons"]))
    return html.Td(persons, title=f"{wan(move['amount'])} {context.words('unit.wan')}")


def _said(context: Context, move: Record) -> str:
    """The persons of a cell, and what they owed."""
    if move["persons"] is None:
        return ""
    persons, words = count(move["persons"]), context.words
    of = f"{persons} ÷ {count(move['rate_den'])}" if move["rate_den"] else persons
    return f"{words('arrears.persons', count=of)} · {wan(move['amount'])} {words('unit.wan')}"
