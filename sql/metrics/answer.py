"""From what was read to the rows of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from pandas import DataFrame

from sql.metrics.declaration import Calendar, Days, Difference, Measure, Metric, Planned, Source, Sum, Term, Total, Unit
from sql.metrics.listing import DIMENSION
from sql.metrics.lookups import Group, Number
from sql.metrics.period import month_text
from sql.metrics.question import ALL
from sql.metrics.statements import Reading
from sql.metrics.windows import Span

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

    def frame(self) -> DataFrame:
        """The rows as a frame; money and rates stay Decimal."""
        return DataFrame(self.rows, columns=list(self.columns), dtype=object)


@dataclass
class Figures:
    """The values read, per term and group; `groups` says which groups a family of marts has."""

    spans: dict[Term, Span]
    by: tuple[str, ...]
    read: dict[Term, dict[Group, Number]] = field(default_factory=dict)
    groups: dict[Source, set[Group]] = field(default_factory=dict)

    def take(self, reading: Reading, rows: Iterable[tuple[Group, Sequence[Number | None]]]) -> None:
        """Add what one SELECT gave; rows of the same group add up."""
        sums: list[dict[Group, Number]] = [{} for _ in reading.sums]
        seen: set[Group] = set()
        for group, values in rows:
            seen.add(group)
            for held, value in zip(sums, values, strict=True):
                held[group] = held.get(group, 0) + (value or 0)
        for term, held in zip(reading.sums, sums, strict=True):
            self.read[term] = {group: _counted(value, term.unit) for group, value in held.items()}
            self.groups.setdefault(term.source, set()).update(seen)

    def total(self, total: Total, groups: Sequence[Group]) -> list[Number | None]:
        """A total in every group; None where a figure it needs is not set."""
        columns = [self._of(term, groups) for term in total]
        if len(columns) == 1 and _sign(total[0]) == 1:
            return columns[0]
        signs = [_sign(term) for term in total]
        return [_added(signs, values) for values in zip(*columns, strict=True)]

    def _of(self, term: Term, groups: Sequence[Group]) -> list[Number | None]:
        """A term in every group: 0 for a sum over nobody, None for a figure nobody set."""
        if isinstance(term, Days):
            return [self._days(term)] * len(groups)
        nothing = None if isinstance(term, Planned) else _counted(0, term.unit)
        values = self.read[term]
        return [values.get(group, nothing) for group in groups]

    def _days(self, term: Days) -> int:
        end = self.spans[term].end
        return (end if term.which is Calendar.ELAPSED else end.replace(month=12, day=31)).timetuple().tm_yday

    def having(self, metric: Metric) -> set[Group]:
        """The groups where anything the metric is made of was found; without `by` the one group."""
        return {()} if not self.by else {group for term in metric.terms for group in self._having(term)}

    def _having(self, term: Term) -> Iterable[Group]:
        if isinstance(term, Sum):
            return self._in_span(self.groups[term.source], self.spans[term].shown)
        return self.read[term] if isinstance(term, Planned) else ()

    def _in_span(self, groups: set[Group], shown: tuple[int, int]) -> Iterable[Group]:
        if "month" not in self.by:
            return groups
        place = self.by.index("month")
        return (group for group in groups if shown[0] <= group[place] <= shown[1])


def answer(metrics: Sequence[Metric], absent: frozenset[str], figures: Figures) -> Answer:
    """One row per group that any metric has; a metric that a group lacks is empty there."""
    groups = _groups(metrics, absent, figures)
    columns = _labels(groups, figures.by)
    for metric in metrics:
        if metric.name in absent:
            columns += [[None] * len(groups) for _ in metric.columns]
        else:
            columns += _cells(metric, figures, groups)
    return Answer(_columns(metrics, figures.by), list(zip(*columns, strict=True)))


def no_rows(metrics: Sequence[Metric], by: tuple[str, ...]) -> Answer:
    """The answer about a time before history."""
    return Answer(_columns(metrics, by), [])


def _columns(metrics: Sequence[Metric], by: tuple[str, ...]) -> tuple[str, ...]:
    return (*by, *(column for metric in metrics for column in metric.columns))


def _groups(metrics: Sequence[Metric], absent: frozenset[str], figures: Figures) -> list[Group]:
    if not figures.by:
        return [()]
    terms = [term for metric in metrics if metric.name not in absent for term in metric.terms]
    found = {group for term in terms for group in figures.read.get(term, ())}
    orders = [_order(name) for name in figures.by]
    return sorted(found, key=lambda group: [order(value) for order, value in zip(orders, group, strict=True)])


def _order(name: str) -> Any:
    """Closed lists in the order of display, all else by value, nothing last."""
    places = {code.code: place for place, code in enumerate(DIMENSION[name].codes)}
    if name in ("month", "day"):
        return lambda value: (value is None, value)
    return lambda value: (value is None, value != ALL, places.get(str(value), len(places)), str(value))


def _labels(groups: Sequence[Group], by: tuple[str, ...]) -> list[list[Cell]]:
    columns = [[group[place] for group in groups] for place in range(len(by))]
    return [[*map(month_text, column)] if name == "month" else column for name, column in zip(by, columns, strict=True)]


def _cells(metric: Metric, figures: Figures, groups: Sequence[Group]) -> list[list[Cell]]:
    columns = _computed(metric, [figures.total(total, groups) for total in metric.totals])
    having = figures.having(metric)
    if len(having) == len(groups):
        return columns
    return [
        [cell if group in having else None for group, cell in zip(groups, column, strict=True)] for column in columns
    ]


def _computed(metric: Metric, totals: list[list[Number | None]]) -> list[list[Cell]]:
    if isinstance(metric, Measure):
        return [totals[0]]
    if isinstance(metric, Difference):
        return [[_difference(*values) for values in zip(*totals, strict=True)]]
    above, below = totals
    return [[_divided(one, other) for one, other in zip(above, below, strict=True)], above, below]


def _difference(
    above: Number | None, below: Number | None, less_above: Number | None, less_below: Number | None
) -> Cell:
    """One rate less another, subtracted before it is rounded."""
    rate, less = _divided(above, below, _FINE_PLACES), _divided(less_above, less_below, _FINE_PLACES)
    return None if rate is None or less is None else (rate - less).quantize(_RATE_PLACES, context=_EXACT)


def _divided(above: Number | None, below: Number | None, places: Decimal = _RATE_PLACES) -> Decimal | None:
    if above is None or not below:
        return None
    return _EXACT.divide(Decimal(above), Decimal(below)).quantize(places, context=_EXACT)


def _added(signs: Sequence[int], values: Sequence[Number | None]) -> Number | None:
    total: Number = 0
    for sign, value in zip(signs, values, strict=True):
        if value is None:
            return None
        total += sign * value
    return total


def _sign(term: Term) -> int:
    return term.sign if isinstance(term, Sum) else 1


def _counted(value: Number, unit: Unit) -> Number:
    """Money to the cent, everything else whole."""
    return Decimal(value).quantize(_CENT) if unit is Unit.YUAN else int(value)
