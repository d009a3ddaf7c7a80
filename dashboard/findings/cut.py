"""Any cut: what an address asks of the metrics, as a question that can be asked, and what it leaves out and why."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from dashboard.data import Record
from dashboard.findings.when import When
from dashboard.view import View
from sql.metrics import ALL, DIMENSION, METRIC, Axis, Days, Metric, Month, Months, Period, Question, month_of
from sql.metrics.dimensions import AREA_NAMES

Draw = Literal["table", "bars", "lines", "heat"]
DRAWN: tuple[Draw, ...] = ("table", "bars", "lines", "heat")
MOST_METRICS, MOST_DIMENSIONS = 4, 3
DEFAULT = ("suspension_rate", "registered_persons")
NO_DIMENSION = "none"
"""What an address says where nothing is told apart: without a word it would be the default."""
MONTHS = 24
TIMES = ("month", "day")
BY_DAYS = (Axis.TREASURY_DATE, Axis.PAY_DATE)


class Why(StrEnum):
    """Why something that was asked is left out."""

    TAKEN = "taken"
    """The metric is not told apart by the dimension."""
    APART = "apart"
    """The metric takes the dimension or another that is asked or filtered by, not both."""
    TIME = "time"
    """Months beside days."""
    MOST_BY = "most_by"
    MOST_METRICS = "most_metrics"
    ABSENT = "absent"
    """The metric's feed is not provided."""
    BARS = "bars"
    LINES = "lines"
    HEAT = "heat"


@dataclass(frozen=True)
class Refused:
    """A metric, dimension or way of drawing that is left out; `metric` and `other` are what it does not go with."""

    name: str
    why: Why
    metric: str = ""
    other: str = ""


@dataclass(frozen=True)
class Cut:
    """Metrics by dimensions, how they are drawn, and what was asked beside but is left out."""

    metrics: tuple[str, ...]
    by: tuple[str, ...]
    draw: Draw = "table"
    refused: tuple[Refused, ...] = ()

    @property
    def chosen(self) -> tuple[Metric, ...]:
        """The metrics themselves."""
        return tuple(METRIC[name] for name in self.metrics)

    @property
    def said(self) -> tuple[str, ...]:
        """The dimensions asked, those left out too: they come back with metrics that take them."""
        return (*self.by, *(one.name for one in self.refused if one.name in DIMENSION))

    @property
    def time(self) -> str:
        """The dimension of time among the dimensions; empty where there is none."""
        return next((name for name in self.by if name in TIMES), "")

    @property
    def by_days(self) -> bool:
        """Whether every metric is counted by days."""
        return all(metric.axis in BY_DAYS for metric in self.chosen)

    @property
    def crossed(self) -> tuple[str, str]:
        """What stands down and what across: the first two, but time, which has no total, is always one of them."""
        last = self.by[2:]
        return (self.by[0], self.time) if self.time in last else (self.by[0], self.by[1])


def cut_of(view: View, absent: Container[str] = ()) -> Cut:
    """What the address asks; unknown names are dropped, what cannot be asked is refused; `absent` has no feed."""
    metrics, without = _metrics(view.choices.get("metrics", ""), absent)
    by: tuple[str, ...] = ()
    for name in _dimensions(view, metrics):
        refusal = refused(metrics, by, view.where, name)
        by, without = (by, [*without, refusal]) if refusal else ((*by, name), without)
    asked = next((one for one in DRAWN if one == view.choices.get("draw")), _best_drawn(by))
    undrawn = not_drawn(by, asked)
    return Cut(metrics, by, "table" if undrawn else asked, (*without, *([undrawn] if undrawn else [])))


def refused(metrics: Sequence[str], by: Sequence[str], where: Collection[str], name: str) -> Refused | None:
    """Why metrics told apart by some dimensions cannot be told apart by one more; None where they can."""
    for metric in metrics:
        if name not in METRIC[metric].takes.dimensions:
            return Refused(name, Why.TAKEN, metric)
        if other := _apart(METRIC[metric], (*by, *where), name):
            return Refused(name, Why.APART, metric, other)
    if name in TIMES and set(TIMES) & set(by) - {name}:
        return Refused(name, Why.TIME)
    return Refused(name, Why.MOST_BY) if len(by) >= MOST_DIMENSIONS else None


def _best_drawn(by: Sequence[str]) -> Draw:
    """How a cut is drawn where nothing is said: by time as lines, else as bars; without dimensions not at all."""
    return next((one for one in ("lines", "bars") if not_drawn(by, one) is None), "table")


def not_drawn(by: Sequence[str], draw: Draw) -> Refused | None:
    """Why a cut by these dimensions cannot be drawn so; None where it can."""
    timed = any(name in TIMES for name in by)
    fits = {"bars": bool(by) and not timed, "lines": timed, "heat": len(by) >= 2}
    return None if fits.get(draw, True) else Refused(draw, Why(draw))


def question_of(cut: Cut, view: View, when: When) -> Question:
    """The question; its totals are questions of their own."""
    return Question(cut.metrics, cut.by, period_of(cut, view, when), view.where, view.run_length, totals=bool(cut.by))


def period_of(cut: Cut, view: View, when: When) -> Period:
    """Told apart by month: the months chosen, else the last 24; else the days or the month of the page."""
    if "month" not in cut.by:
        return Days(when.span.start, when.span.end) if cut.by_days else Month(when.month)
    if view.span:
        days = Days(when.span.start, when.span.end)
        return days if cut.by_days else Months(month_of(when.span.start), when.month)
    last = month_of(when.day) if cut.by_days else when.month
    return Months(last - MONTHS + 1, last)


def explained(cut: Cut, metric: Metric, period: Period) -> bool:
    """Whether a single number of the cut is the one that the explanation asks for: the same days or months."""
    if "day" in cut.by or "month" in cut.by:
        return "day" not in cut.by and not isinstance(period, Days)
    return (metric.axis in BY_DAYS) == isinstance(period, Days)


def told_apart(row: Record, names: Iterable[str], by: Sequence[str]) -> bool:
    """Whether a row tells only some dimensions apart and is a total over the others.

    An area is within the areas above it: those are no total in its row, yet not told apart.
    """
    kept = tuple(names)
    return all(row[other] == ALL or _above(row, other, kept) for other in by if other not in kept)


def _above(row: Record, other: str, kept: Sequence[str]) -> bool:
    """Whether a dimension is a larger area than one that the row is of."""
    if other not in AREA_NAMES:
        return False
    finer = AREA_NAMES[AREA_NAMES.index(other) + 1 :]
    return any(name in finer and row[name] != ALL for name in kept)


def _apart(metric: Metric, others: Iterable[str], name: str) -> str:
    """What a dimension of a metric cannot stand beside; empty where it can."""
    takes = metric.takes
    beside = [one for one in others if one in takes.dimensions and one != name]
    return next((one for one in beside if (one in takes.apart) != (name in takes.apart)), "")


def _metrics(said: str, absent: Container[str]) -> tuple[tuple[str, ...], list[Refused]]:
    """The metrics asked that can be there, the default where there are none; and those left out."""
    asked = _named(said, METRIC)
    there = [name for name in asked if name not in absent]
    without = [Refused(name, Why.ABSENT) for name in asked if name in absent]
    without += [Refused(name, Why.MOST_METRICS) for name in there[MOST_METRICS:]]
    return tuple(there[:MOST_METRICS] or [name for name in DEFAULT if name not in absent]), without


def _dimensions(view: View, metrics: Sequence[str]) -> tuple[str, ...]:
    """The dimensions asked; where nothing is said, the parts of the area shown, if the metrics take them."""
    if "by" in view.choices:
        return _named(view.choices["by"], DIMENSION)
    return () if refused(metrics, (), view.where, view.part) else (view.part,)


def _named(text: str, known: Container[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(text.split(",")) if name in known)
