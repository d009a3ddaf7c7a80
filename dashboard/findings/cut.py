"""Any cut: what an address asks of the metrics, as a question that can be asked, and what it leaves out."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.findings.when import When
from dashboard.view import View
from sql.metrics import DIMENSION, METRIC, Axis, Days, Metric, Months, Question
from sql.metrics.period import Month, Period

Draw = Literal["table", "bars", "lines", "heat"]
DRAWN: tuple[Draw, ...] = ("table", "bars", "lines", "heat")
MOST_METRICS, MOST_DIMENSIONS = 4, 3
DEFAULT = ("suspension_rate", "registered_persons")
MONTHS = 24
_BY_DAYS = (Axis.TREASURY_DATE, Axis.PAY_DATE)


@dataclass(frozen=True)
class Cut:
    """Metrics by dimensions, and how they are drawn."""

    metrics: tuple[str, ...]
    by: tuple[str, ...]
    draw: Draw

    @property
    def chosen(self) -> tuple[Metric, ...]:
        """The metrics themselves."""
        return tuple(METRIC[name] for name in self.metrics)


def cut_of(view: View) -> Cut:
    """What the address asks; unknown names are left out, and dimensions that a metric does not take."""
    metrics = _named(view.choices.get("metrics", ""), METRIC)[:MOST_METRICS] or DEFAULT
    said = view.choices.get("by", "subdistrict")
    by = tuple(name for name in _named(said, DIMENSION) if takes(metrics, name))[:MOST_DIMENSIONS]
    draw = view.choices.get("draw", "table")
    return Cut(metrics, by, next((one for one in DRAWN if one == draw), "table"))


def takes(metrics: Sequence[str], dimension: str) -> bool:
    """Whether all of the metrics can be told apart by a dimension."""
    return all(dimension in METRIC[name].takes.dimensions for name in metrics)


def together(metrics: Sequence[str], name: str) -> bool:
    """Whether a metric can stand beside others: all by days, or all by months."""
    return len({METRIC[one].axis in _BY_DAYS for one in (*metrics, name)}) == 1


def question_of(cut: Cut, view: View, when: When) -> Question:
    """The question: months up to the one shown where they are told apart, else the period of the view."""
    return Question(cut.metrics, cut.by, _period(cut, when), view.where, view.run_length, totals=bool(cut.by))


def _period(cut: Cut, when: When) -> Period:
    if all(metric.axis in _BY_DAYS for metric in cut.chosen):
        return Days(when.span.start, when.span.end)
    return Months(when.month - MONTHS + 1, when.month) if "month" in cut.by else Month(when.month)


def _named(text: str, known: Container[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(text.split(",")) if name in known)
