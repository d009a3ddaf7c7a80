"""Plans and targets: figures others set for an area, an office, or the whole bureau."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, null, select

from sql.connect import Prepared, template
from sql.metrics.areas import LENGTHS, Successors, lies_within, stands_for
from sql.metrics.declaration import Figure, Planned
from sql.metrics.shape import Asked
from sql.metrics.windows import DaySpan, Span
from sql.schema.marts import PLAN, TARGET

Group = tuple[Any, ...]
Number = int | Decimal


@dataclass(frozen=True)
class SetFigure:
    """A figure somebody set for an area or for an office, for a year or a month."""

    time: int
    area: str | None
    office: str | None
    value: Number


@dataclass(frozen=True)
class Lookup:
    """One SELECT of figures set, and the span they are shown for."""

    term: Planned
    span: Span
    statement: Prepared


@lru_cache(maxsize=256)
def lookup(term: Planned, span: Span) -> Lookup:
    """The SELECT for a figure over a span."""
    statement = _targets(*span.shown) if term.figure is Figure.TARGET_PERSONS else _plans(term.figure, *span.shown)
    return Lookup(term, span, template(statement).of({}))


def _plans(figure: Figure, first: int, last: int) -> Select[Any]:
    """The plans of the years the months lie in."""
    value: ColumnElement[Any] = PLAN.c.amount if figure is Figure.PLAN_AMOUNT else PLAN.c.persons
    columns = (PLAN.c.year, PLAN.c.area, PLAN.c.office, value)
    return select(*columns).where(PLAN.c.year.between(first // 12, last // 12), value.is_not(None))


def _targets(first: int, last: int) -> Select[Any]:
    """The targets of the months shown, from the latest delivered not after the first on."""
    latest = select(func.max(TARGET.c.month)).where(TARGET.c.month <= first).scalar_subquery()
    columns = (TARGET.c.month, TARGET.c.area, cast(null(), Text), TARGET.c.persons)
    return select(*columns).where(TARGET.c.month >= func.coalesce(latest, first), TARGET.c.month <= last)


def looked_up(asked_for: Lookup, rows: Iterable[Sequence[Any]], asked: Asked) -> dict[Group, Number]:
    """The figure of every group it is set for."""
    by_time: dict[int, list[SetFigure]] = {}
    for row in rows:
        by_time.setdefault(row[0], []).append(SetFigure(*row))
    first, last = asked_for.span.shown
    if isinstance(asked_for.span, DaySpan) or "month" not in asked.by:
        first = last
    answer: dict[Group, Number] = {}
    for month in range(first, last + 1):
        answer.update(by_plan_rule(_in_force(asked_for.term.figure, by_time, month), asked, month))
    return answer


def _in_force(figure: Figure, by_time: Mapping[int, list[SetFigure]], month: int) -> list[SetFigure]:
    if figure is not Figure.TARGET_PERSONS:
        return by_time.get(month // 12, [])
    return by_time.get(max((time for time in by_time if time <= month), default=0), [])


def by_plan_rule(figures: Sequence[SetFigure], asked: Asked, month: int) -> dict[Group, Number]:
    """An area's or office's own figure; unfiltered the districts', else the subdistricts', else the offices'."""
    sums: dict[Group, Number] = {}
    for figure in _own(figures, asked):
        places = _places(figure, asked.successors)
        group = tuple(month if name == "month" else places[name] for name in asked.by)
        sums[group] = sums.get(group, 0) + figure.value
    return sums


def _own(set_by_others: Sequence[SetFigure], asked: Asked) -> list[SetFigure]:
    figures = [one for one in set_by_others if lies_within(_places(one, asked.successors), asked.within)]
    if "office" in asked.dimensions:
        offices, others = asked.where.get("office"), asked.without.get("office", ())
        kept = [figure for figure in _of_offices(figures) if offices is None or figure.office in offices]
        return [figure for figure in kept if figure.office not in others]
    finest = max((LENGTHS[name] for name in asked.dimensions if name in LENGTHS), default=None)
    if finest is None:
        return _whole(figures) if asked.within is None else _of_bound(figures, asked.within)
    where, without = (
        {name: asked.successors.values(name, codes) for name, codes in filters.items()}
        for filters in (asked.where, asked.without)
    )
    placed = [(figure, _places(figure, asked.successors)) for figure in _of_areas(figures, finest)]
    return [figure for figure, places in placed if stands_for(places, where, without)]


def _whole(figures: Sequence[SetFigure]) -> list[SetFigure]:
    """The districts' figures, else the subdistricts', else the offices'."""
    districts, subdistricts = (_of_areas(figures, LENGTHS[name]) for name in ("district", "subdistrict"))
    return districts or subdistricts or _of_offices(figures)


def _of_bound(figures: Sequence[SetFigure], within: tuple[str, ...]) -> list[SetFigure]:
    """The figures set for the areas of the bound themselves, those inside another of them left out."""
    outermost = {code for code in within if not any(code != other and code.startswith(other) for other in within)}
    return [figure for figure in figures if figure.area in outermost]


def _of_areas(figures: Sequence[SetFigure], length: int) -> list[SetFigure]:
    return [figure for figure in figures if figure.area and len(figure.area) == length]


def _of_offices(figures: Sequence[SetFigure]) -> list[SetFigure]:
    return [figure for figure in figures if not figure.area and figure.office]


def _places(figure: SetFigure, successors: Successors) -> dict[str, str | None]:
    if not figure.area:
        return {"office": figure.office}
    return {**successors.places(figure.area), "office": figure.office}
