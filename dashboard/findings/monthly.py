"""Figures month by month, for values, comparisons and sparklines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.data import Reading, Record, Records, unfit_for
from dashboard.periods import parse_month
from sql.metrics import METRIC, Metric, Month, Months, Period, Question
from sql.schema import marts

SPARK = 13


class Monthly:
    """One record per month and, where asked by a dimension, per group."""

    def __init__(self, rows: Iterable[Record], by: str = "") -> None:
        self._rows = {(_month(row), row.get(by, "")): row for row in rows}

    def __call__(self, name: str, month: int, group: str = "") -> Any:
        """A figure of a month; None where there is none."""
        return self._rows.get((month, group), {}).get(name)

    def series(self, name: str, last: int, length: int = SPARK, group: str = "") -> list[Any]:
        """A figure of the months up to one."""
        return [self(name, month, group) for month in range(last - length + 1, last + 1)]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups there are, in the order answered."""
        return tuple(dict.fromkeys(group for _, group in self._rows))


@dataclass(frozen=True)
class Asking:
    """A version narrowed by filters; `k` None is the headline number of unpaid months.

    Metrics that are not counted by one of the filters are left out; where none is, that is said (Unfit).
    """

    reading: Reading
    where: Mapping[str, tuple[str, ...]]
    k: int | None = None

    def by_month(self, metrics: Sequence[str], last: int, length: int, by: str = "") -> Monthly:
        """Metrics by month, the months up to `last`; metrics of absent feeds are left out."""
        dimensions = ("month", by) if by else ("month",)
        return Monthly(self._answer(metrics, dimensions, Months(last - length + 1, last)), by)

    def of_month(self, metrics: Sequence[str], month: int, by: tuple[str, ...] = ()) -> Records:
        """Metrics of one month."""
        return self._answer(metrics, by, Month(month))

    def question(self, metrics: Sequence[str], period: Period, by: tuple[str, ...] = ()) -> Question:
        """The question for the metrics there are that the filters count; for all there are where they count none."""
        there = tuple(name for name in metrics if not absent(self.reading, METRIC[name]))
        fitting = tuple(name for name in there if not unfit_for(name, self.where)) or there
        return Question(fitting, by=by, period=period, where=self.where, k=self.k)

    def _answer(self, metrics: Sequence[str], by: tuple[str, ...], period: Period) -> Records:
        question = self.question(metrics, period, by)
        return self.reading.ask(question) if question.metrics else ()


def feeds_absent(reading: Reading) -> frozenset[str]:
    """Feeds declared as not provided, of which nothing ever came."""
    return frozenset(row["feed"] for row in reading.table(marts.FEED) if not row["expected"] and not row["deliveries"])


def absent(reading: Reading, metric: Metric) -> bool:
    """Whether a metric cannot exist here, because a feed it needs is not provided."""
    return not feeds_absent(reading).isdisjoint(metric.feeds)


def _month(row: Record) -> int:
    return parse_month(row["month"]) or 0
