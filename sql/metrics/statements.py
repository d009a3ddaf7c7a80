"""From the sums a question needs to the fewest SELECTs: one per mart and span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    FromClause,
    SmallInteger,
    Table,
    false,
    func,
    not_,
    select,
    tuple_,
)
from sqlalchemy.sql.visitors import iterate

from sql.connect import Prepared, Template, template
from sql.metrics.age import aged
from sql.metrics.ageing import arrears_by_age
from sql.metrics.areas import lie_in
from sql.metrics.declaration import Source, Sum
from sql.metrics.dimensions import AREA_NAMES, TRAIT_NAMES
from sql.metrics.shape import Asked, Shape, parameters, shaped
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
class Reading:
    """One SELECT: the dimensions asked, then the sums, over a span.

    `adds_up`: totals are still to be added up from its rows; persons counted once each have theirs already.
    """

    span: Span
    sums: tuple[Sum, ...]
    statement: Prepared
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
    shape, codes = shaped(table, span, tuple(terms), asked, levels)
    return Reading(span, tuple(terms), _template(shape).of(codes), adds_up=not once)


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


@lru_cache(maxsize=1024)
def _template(shape: Shape) -> Template:
    source = shape.successors.followed(_at_age(shape))
    groups = [source.c[name] for name in shape.by]
    values = [value_of(term, source, shape.k).label(f"value_{place}") for place, term in enumerate(shape.terms, 1)]
    conditions = [within(source, shape.span), *_conditions(source, shape)]
    return template(select(*groups, *values).where(*conditions).group_by(*_grouped(source, shape.levels)))


def _at_age(shape: Shape) -> FromClause:
    """The mart; with the age of arrears, or at an earlier age itself, of the columns that are needed.

    A database looks at every column it is given, which takes longer than to answer.
    """
    table, paid_by = shape.table, dict(shape.paid_by)
    if table is arrears_by_age():
        return arrears_by_age(_columns(shape))
    if not paid_by or table not in (AREA_MONTH, PERSON_MONTH):
        return table
    return aged(paid_by, table, _columns(shape))


def _columns(shape: Shape) -> tuple[str, ...]:
    """The columns of its mart that a SELECT needs, in their order there."""
    summed = (iterate(value_of(term, shape.table, shape.k)) for term in shape.terms)
    read = {one.name for parts in summed for one in parts if isinstance(one, ColumnClause)}
    wanted = {"month", *AREA_NAMES, *shape.needed, *read}
    return tuple(column.name for column in shape.table.c if column.name in wanted)


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


def _conditions(source: FromClause, shape: Shape) -> list[ColumnElement[bool]]:
    kept, left_out = (
        [
            is_one_of(source.c[name], parameters(role, name, told) if isinstance(told, int) else told)
            for name, told in filters
        ]
        for role, filters in (("where", shape.where), ("without", shape.without))
    )
    areas = {name: parameters("within", name, count) for name, count in shape.within or ()}
    return [*kept, *map(not_, left_out), *([] if shape.within is None else [lie_in(source, areas)])]


def is_one_of(column: ColumnElement[Any], codes: Sequence[Any]) -> ColumnElement[bool]:
    """A code nobody has matches nothing; flags are numbers."""
    if not isinstance(column.type, SmallInteger):
        return column == codes[0] if len(codes) == 1 else column.in_(codes)
    numbers = [int(code) for code in codes if code in ("0", "1")]
    return column.in_(numbers) if numbers else false()
