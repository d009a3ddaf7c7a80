"""From the sums a question needs to the fewest SELECTs: one per mart and span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, SmallInteger, Table, false, func, not_, select, tuple_

from sql.metrics.age import aged
from sql.metrics.ageing import arrears_by_age
from sql.metrics.areas import Successors, bounded
from sql.metrics.declaration import Source, Sum
from sql.metrics.dimensions import AREA_NAMES, TRAIT_NAMES
from sql.metrics.windows import DaySpan, Span
from sql.schema.marts import (
    AREA_MONTH,
    DEDUCTION_MONTH,
    PERSON_MONTH,
    RECEIPT,
    RECEIPT_DAY,
    ROSTER_MONTH,
)

_TRAITS = frozenset(TRAIT_NAMES)
_RECEIPT_ONLY = frozenset(("channel", "office", "kind"))


@dataclass(frozen=True)
class Asked:
    """What every SELECT of a question shares.

    `levels`: the dimensions told apart at each level, `by` first. `paid_by`: months of which only
    payments up to a day count.
    """

    by: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]]
    without: Mapping[str, tuple[str, ...]]
    k: int
    successors: Successors
    levels: tuple[tuple[str, ...], ...]
    paid_by: Mapping[int, date]
    within: tuple[str, ...] | None = None

    @property
    def has_totals(self) -> bool:
        """Whether some rows tell fewer dimensions apart than asked."""
        return len(self.levels) > 1

    @property
    def dimensions(self) -> frozenset[str]:
        """Every dimension the marts must have."""
        return frozenset((*self.by, *self.where, *self.without))


@dataclass(frozen=True)
class Reading:
    """One SELECT: the dimensions asked, then the sums, over a span.

    `adds_up`: totals are still to be added up from its rows; persons counted once each have theirs already.
    """

    span: Span
    sums: tuple[Sum, ...]
    statement: Select[Any]
    adds_up: bool


def readings(needed: Mapping[Sum, Span], asked: Asked) -> tuple[Reading, ...]:
    """The SELECTs that answer these sums, each over its span."""
    together: dict[tuple[FromClause, Span], list[Sum]] = {}
    for term, span in needed.items():
        together.setdefault((mart(term.source, asked.dimensions), span), []).append(term)
    return tuple(_reading(table, span, terms, asked) for (table, span), terms in together.items())


def _reading(table: FromClause, span: Span, terms: Sequence[Sum], asked: Asked) -> Reading:
    once = any(term.distinct for term in terms) or not isinstance(table, Table)
    levels = asked.levels if once else asked.levels[:1]
    return Reading(span, tuple(terms), _statement(table, span, terms, asked, levels), adds_up=not once)


def mart(source: Source, dimensions: frozenset[str]) -> FromClause:
    """The smallest mart of a family that has the dimensions."""
    if source is Source.PERSON:
        if "arrears_age" in dimensions:
            return arrears_by_age()
        return PERSON_MONTH if dimensions & _TRAITS else AREA_MONTH
    if source is Source.RECEIPT:
        return RECEIPT if dimensions & _RECEIPT_ONLY else RECEIPT_DAY
    return _SINGLE[source]


_SINGLE = {
    Source.PAYER: RECEIPT,
    Source.ROSTER: ROSTER_MONTH,
    Source.DEDUCTION: DEDUCTION_MONTH,
}


def _statement(
    table: FromClause, span: Span, terms: Sequence[Sum], asked: Asked, levels: Sequence[tuple[str, ...]]
) -> Select[Any]:
    source = asked.successors.followed(_at_age(table, terms, asked))
    groups = [source.c[name] for name in asked.by]
    values = [value_of(term, source, asked.k).label(f"value_{place}") for place, term in enumerate(terms, 1)]
    conditions = [within(source, span), *_conditions(source, asked)]
    return select(*groups, *values).where(*conditions).group_by(*_grouped(source, levels))


def _at_age(table: FromClause, terms: Sequence[Sum], asked: Asked) -> FromClause:
    """The mart; of an age, where one is asked for, with only the columns that are needed."""
    if not asked.paid_by or not isinstance(table, Table) or table not in (AREA_MONTH, PERSON_MONTH):
        return table
    summed = [term.of for term in terms if isinstance(term.of, str)]
    if len(summed) < len(terms):
        return aged(asked.paid_by, table, table.c.keys())
    return aged(asked.paid_by, table, list(dict.fromkeys(("month", *AREA_NAMES, *asked.dimensions, *summed))))


def _grouped(source: FromClause, levels: Sequence[tuple[str, ...]]) -> list[ColumnElement[Any]]:
    """One level, or several in one reading."""
    if len(levels) == 1:
        return [source.c[name] for name in levels[0]]
    return [func.grouping_sets(*(tuple_(*(source.c[name] for name in level)) for level in levels))]


def value_of(term: Sum, source: FromClause, k: int) -> ColumnElement[Any]:
    """The sum over rows of `source`."""
    return func.sum(source.c[term.of]) if isinstance(term.of, str) else term.of(source.c, k)


def within(source: FromClause, span: Span) -> ColumnElement[bool]:
    """Rows of the months or days of a span."""
    column = source.c.day if isinstance(span, DaySpan) else source.c.month
    if span.first == span.last:
        return column == span.first
    return column.between(span.first, span.last)


def _conditions(source: FromClause, asked: Asked) -> list[ColumnElement[bool]]:
    kept, left_out = (
        [is_one_of(source.c[name], asked.successors.values(name, codes)) for name, codes in filters.items()]
        for filters in (asked.where, asked.without)
    )
    return [*kept, *map(not_, left_out), *bounded(source, asked.within)]


def is_one_of(column: ColumnElement[Any], codes: Sequence[str]) -> ColumnElement[bool]:
    """A code nobody has matches nothing; flags are numbers."""
    if not isinstance(column.type, SmallInteger):
        return column == codes[0] if len(codes) == 1 else column.in_(codes)
    numbers = [int(code) for code in codes if code in ("0", "1")]
    return column.in_(numbers) if numbers else false()
