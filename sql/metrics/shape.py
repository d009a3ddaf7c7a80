"""The shape of a SELECT: all that it says itself, so that it is made into text once and asked of every area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, FromClause, SmallInteger, Text, bindparam

from sql.metrics.areas import Successors, by_level
from sql.metrics.declaration import Sum
from sql.metrics.windows import Span


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


Told = tuple[tuple[str, tuple[str, ...] | int], ...]
"""Filters by name: the codes that the SELECT says itself, or how many it is given."""


@dataclass(frozen=True)
class Shape:
    """What a SELECT says itself; the codes it is given stand beside it.

    To make a SELECT into text takes as long as to answer it, and the same is asked of one area after the other.
    """

    table: FromClause
    span: Span
    terms: tuple[Sum, ...]
    by: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    k: int
    successors: Successors
    paid_by: tuple[tuple[int, date], ...]
    where: Told
    without: Told
    within: tuple[tuple[str, int], ...] | None

    @property
    def needed(self) -> list[str]:
        """The dimensions it tells apart or filters by."""
        return [*self.by, *(name for name, _ in (*self.where, *self.without))]


def shaped(
    table: FromClause, span: Span, terms: tuple[Sum, ...], asked: Asked, levels: tuple[tuple[str, ...], ...]
) -> tuple[Shape, dict[str, str]]:
    """The shape of a question's SELECT over one mart, and the codes it is given by the names of their parameters."""
    given = {
        role: {name: asked.successors.values(name, codes) for name, codes in filters.items() if not _flag(table, name)}
        for role, filters in (("where", asked.where), ("without", asked.without))
    }
    areas = None if asked.within is None else by_level(asked.within)
    shape = Shape(
        table=table,
        span=span,
        terms=terms,
        by=asked.by,
        levels=levels,
        k=asked.k,
        successors=asked.successors,
        paid_by=tuple(sorted(asked.paid_by.items())),
        where=_told(asked.where, given["where"]),
        without=_told(asked.without, given["without"]),
        within=None if areas is None else tuple((name, len(codes)) for name, codes in areas.items()),
    )
    return shape, dict(_named({**given, "within": areas or {}}))


def parameters(role: str, name: str, count: int) -> list[BindParameter[str]]:
    """The parameters of so many codes; `role`: where, without or within."""
    return [bindparam(_name(role, name, place), type_=Text(), required=False) for place in range(count)]


def _flag(table: FromClause, name: str) -> bool:
    """Whether the column is a flag, 0 or 1: a number, of which there are few, so the SELECT says it itself."""
    return isinstance(table.c[name].type, SmallInteger)


def _told(filters: Mapping[str, tuple[str, ...]], given: Mapping[str, tuple[str, ...]]) -> Told:
    return tuple((name, len(given[name]) if name in given else codes) for name, codes in filters.items())


def _named(given: Mapping[str, Mapping[str, tuple[str, ...] | list[str]]]) -> Iterator[tuple[str, str]]:
    for role, filters in given.items():
        for name, codes in filters.items():
            yield from ((_name(role, name, place), code) for place, code in enumerate(codes))


def _name(role: str, name: str, place: int) -> str:
    return f"{role}_{name}_{place}"
