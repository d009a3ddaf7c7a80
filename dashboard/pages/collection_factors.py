"""What the change of the amount paid since last year is of: people × months × base."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.tables import Column, Table
from dashboard.data import Record, Records
from dashboard.exports.sheet import Kind
from dashboard.figures.money import waterfall_figure
from dashboard.figures.parts import Drawing
from dashboard.findings.studied import studied
from dashboard.numbers import Figure, count, fixed, signed, wan, yuan
from dashboard.pages.page import Context
from dashboard.pages.parts import chart_card
from dashboard.wording import Words
from sql.metrics.period import QuestionError

STUDY = "amount_decomposition"
WAN = Decimal(10_000)


def factors_card(context: Context) -> html.Section:
    """The change as steps from last year to this."""
    words, shown = context.words, factors_table(context)
    if shown is None:
        nothing = state(words("state.nothing"), words("collection.factors_hint"))
        return card(words("collection.factors_none"), _subtitle(context), nothing)

    def draw(table: Table) -> Drawing:
        whole = table.total or {}
        steps = [(words(f"collection.factor_{row['factor']}"), float(row["effect"] / WAN)) for row in table.rows]
        ends = [
            (words(f"collection.{name}"), float(whole[column] / WAN))
            for name, column in (("year_before", "before"), ("this_year", "after"))
        ]
        return waterfall_figure(steps, (ends[0], ends[1]), scheme=context.view.scheme)

    return chart_card(context, shown, draw, "", 260)


def factors_table(context: Context) -> Table | None:
    """The factors, what each adds, and the whole; None where there is no year before or it may not be shown."""
    words, rows = context.words, _studied(context)
    if not rows or any(row["effect"] is None for row in rows):
        return None
    whole, parts = rows[0], [row for row in rows[1:] if row["factor"] != "refunds" or row["before"] or row["after"]]
    if not whole["before"] or not whole["after"]:
        return None
    title = _title(context, whole, parts)
    return Table("factors", title, _subtitle(context), _columns(words), parts, whole)


def _studied(context: Context) -> Records:
    try:
        return studied(context.reading, STUDY, context.view.where, month=context.when.month)
    except QuestionError:
        return ()


def _subtitle(context: Context) -> str:
    words, month = context.words, context.when.month
    return words("collection.factors_subtitle", year=month // 12, month=words.month(month), last=month // 12 - 1)


def _title(context: Context, whole: Record, parts: list[Record]) -> str:
    """Up or down by how much, and the factor that does most of it."""
    words, change = context.words, whole["effect"]
    same = [row for row in parts if row["effect"] * change > 0]
    name = "up" if change > 0 else "down"
    first, last = words.month(0), words.month(context.when.month)
    lead = words(f"collection.factors_{name}", first=first, last=last, change=wan(abs(change)))
    if not same:
        return lead
    most = max(same, key=lambda row: abs(row["effect"]))
    factor = words(f"collection.factor_{most['factor']}")
    return lead + words("collection.factors_most", name=factor, effect=signed(most["effect"] / WAN))


def _columns(words: Words) -> list[Column]:
    name = partial(_factor_name, words)
    return [
        Column("factor", words("collection.factor"), name, number=False, kind=Kind.TEXT),
        *(
            Column(column, words(f"collection.{head}"), partial(_value, words, column), kind=Kind.TEXT)
            for column, head in (("before", "year_before"), ("after", "this_year"))
        ),
        Column("effect", words("collection.effect") + words("unit.in_wan"), _effect, lambda row: row["effect"],
               kind=Kind.MONEY),
    ]  # fmt: skip


def _factor_name(words: Words, row: Record) -> str:
    return words(f"collection.factor_{row['factor']}")


def _effect(row: Record) -> str:
    return signed(row["effect"] / WAN)


_WRITTEN: dict[str, tuple[Callable[[Figure], str], str]] = {
    "people": (count, "unit.persons"),
    "months": (fixed, "collection.months"),
    "base": (yuan, "unit.yuan"),
}


def _value(words: Words, column: str, row: Record) -> str:
    """Each with its own unit: people, months, yuan of base, 万元 of money."""
    write, unit = _WRITTEN.get(row["factor"], (wan, "unit.wan"))
    return f"{write(row[column])} {words(unit)}"
