"""From what was read to the rows of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

import pandas

from sql.metrics.declaration import Calendar, Days, Difference, Measure, Metric, Planned, Ratio, Source, Sum, Term, Total, Unit
from sql.metrics.listing import DIMENSION
from sql.metrics.lookups import Group, Number
from sql.metrics.period import month_text
from sql.metrics.statements import Reading
from sql.metrics.windows import DaySpan, Span

Cell = Any
_RATE_PLACES = Decimal("0.0000000001")
_FINE_PLACES = Decimal(1).scaleb(-30)
_CENT = Decimal("0.01")
_EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Answer:
    """Columns as the command line prints them, and one row per group."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]

    def frame(self) -> pandas.DataFrame:
        """The rows as a frame; money and rates stay Decimal."""
        return pandas.DataFrame(self.rows, columns=list(self.columns), dtype=object)


@dataclass
class Figures:
    """The values read, per term and group."""

    spans: dict[Term, Span]
    by: tuple[str, ...]
    values: dict[Term, dict[Group, Number]] = field(default_factory=dict)
    groups: dict[Source, set[Group]] = field(default_factory=dict)

    def take(self, reading: Reading, rows: Iterable[tuple[Group, Sequence[Number | None]]]) -> None:
        """Add what one SELECT gave."""
        sums: list[dict[Group, Number]] = [{} for _ in reading.sums]
        seen: set[Group] = set()
        for group, values in rows:
            seen.add(group)
            for held, value in zip(sums, values, strict=True):
                held[group] = held.get(group, 0) + (value or 0)
        self.values.update(zip(reading.sums, sums, strict=True))
        for term in reading.sums:
            self.groups.setdefault(term.source, set()).update(seen)

    def of(self, term: Term, group: Group) -> Number | None:
        """A term's value in a group: 0 for a sum over nobody, None for a figure nobody set."""
        if isinstance(term, Days):
            return self._days(term)
        value = self.values[term].get(group)
        if isinstance(term, Planned) and value is None:
            return None
        return _counted(value or 0, term.unit)

    def _days(self, term: Days) -> int:
        span = self.spans[term]
        assert isinstance(span, DaySpan)
        last_of_year = span.last.replace(month=12, day=31)
        return (span.last if term.which is Calendar.ELAPSED else last_of_year).timetuple().tm_yday

    def has(self, metric: Metric, group: Group) -> bool:
        """Whether anything the metric is made of was found in the group."""
        return not self.by or any(self._has(term, group) for term in metric.terms)

    def _has(self, term: Term, group: Group) -> bool:
        if isinstance(term, Sum):
            return group in self.groups[term.source] and self._in_span(term, group)
        return isinstance(term, Planned) and group in self.values[term]

    def _in_span(self, term: Sum, group: Group) -> bool:
        if "month" not in self.by:
            return True
        first, last = self.spans[term].shown
        return bool(first <= group[self.by.index("month")] <= last)


def answer(metrics: Sequence[Metric], absent: frozenset[str], figures: Figures) -> Answer:
    """One row per group that any metric has; a metric that a group lacks is empty there."""
    rows = [
        (*_labels(group, figures.by), *_cells(metrics, absent, figures, group))
        for group in _groups(metrics, absent, figures)
    ]
    return Answer(_columns(metrics, figures.by), rows)


def no_rows(metrics: Sequence[Metric], by: tuple[str, ...]) -> Answer:
    """The answer about a time before history."""
    return Answer(_columns(metrics, by), [])


def _columns(metrics: Sequence[Metric], by: tuple[str, ...]) -> tuple[str, ...]:
    return (*by, *(column for metric in metrics for column in metric.columns))


def _groups(metrics: Sequence[Metric], absent: frozenset[str], figures: Figures) -> list[Group]:
    if not figures.by:
        return [()]
    terms = [term for metric in metrics if metric.name not in absent for term in metric.terms]
    found = {group for term in terms for group in figures.values.get(term, ())}
    orders = [_order(name) for name in figures.by]
    return sorted(found, key=lambda group: [order(value) for order, value in zip(orders, group, strict=True)])


def _order(name: str) -> Any:
    """Closed lists in the order of display, all else by value, nothing last."""
    places = {code.code: place for place, code in enumerate(DIMENSION[name].codes)}
    if name in ("month", "day"):
        return lambda value: (value is None, value)
    return lambda value: (value is None, places.get(str(value), len(places)), str(value))


def _labels(group: Group, by: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(month_text(value) if name == "month" else value for name, value in zip(by, group, strict=True))


def _cells(metrics: Sequence[Metric], absent: frozenset[str], figures: Figures, group: Group) -> list[Cell]:
    cells: list[Cell] = []
    for metric in metrics:
        if metric.name in absent or not figures.has(metric, group):
            cells.extend([None] * len(metric.columns))
        else:
            cells.extend(_of_metric(metric, figures, group))
    return cells


def _of_metric(metric: Metric, figures: Figures, group: Group) -> tuple[Cell, ...]:
    if isinstance(metric, Measure):
        return (_total(metric.value, figures, group),)
    if isinstance(metric, Difference):
        return (_difference(metric, figures, group),)
    assert isinstance(metric, Ratio)
    return _ratio(metric, figures, group)


def _ratio(metric: Ratio, figures: Figures, group: Group) -> tuple[Cell, Cell, Cell]:
    above, below = _total(metric.numerator, figures, group), _total(metric.denominator, figures, group)
    return _divided(above, below, _RATE_PLACES), above, below


def _difference(metric: Difference, figures: Figures, group: Group) -> Cell:
    """Subtracted before it is rounded."""
    rate, less = (
        _divided(_total(one.numerator, figures, group), _total(one.denominator, figures, group), _FINE_PLACES)
        for one in (metric.rate, metric.less)
    )
    return None if rate is None or less is None else (rate - less).quantize(_RATE_PLACES, context=_EXACT)


def _divided(above: Number | None, below: Number | None, places: Decimal) -> Decimal | None:
    if above is None or not below:
        return None
    return _EXACT.divide(Decimal(above), Decimal(below)).quantize(places, context=_EXACT)


def _total(total: Total, figures: Figures, group: Group) -> Number | None:
    values = [figures.of(term, group) for term in total]
    if any(value is None for value in values):
        return None
    return sum(_sign(term) * value for term, value in zip(total, values, strict=True) if value is not None)


def _sign(term: Term) -> int:
    return term.sign if isinstance(term, Sum) else 1


def _counted(value: Number, unit: Unit) -> Number:
    """Money to the cent, everything else whole."""
    return Decimal(value).quantize(_CENT) if unit is Unit.YUAN else int(value)
