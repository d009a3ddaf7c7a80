"""Figures month by month, for values, comparisons and sparklines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.data import Reading, Record
from dashboard.periods import parse_month
from sql.metrics import METRIC, Metric, Month, Months, Question
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


def by_month(
    reading: Reading,
    metrics: Sequence[str],
    last: int,
    length: int,
    where: dict[str, tuple[str, ...]],
    *,
    by: str = "",
    k: int | None = None,
) -> Monthly:
    """Metrics by month, the months up to `last`; metrics of absent feeds are left out."""
    asked = tuple(name for name in metrics if not absent(reading, METRIC[name]))
    if not asked:
        return Monthly(())
    dimensions = ("month", by) if by else ("month",)
    return Monthly(reading.ask(Question(asked, by=dimensions, period=Months(last - length + 1, last), where=where, k=k)), by)


def of_month(
    reading: Reading, metrics: Sequence[str], month: int, where: dict[str, tuple[str, ...]], *, by: tuple[str, ...] = (), k: int | None = None
) -> tuple[Record, ...]:
    """Metrics of one month."""
    asked = tuple(name for name in metrics if not absent(reading, METRIC[name]))
    return reading.ask(Question(asked, by=by, period=Month(month), where=where, k=k)) if asked else ()


def feeds_absent(reading: Reading) -> frozenset[str]:
    """Feeds declared as not provided, of which nothing ever came."""
    return frozenset(row["feed"] for row in reading.table(marts.FEED) if not row["expected"] and not row["deliveries"])


def absent(reading: Reading, metric: Metric) -> bool:
    """Whether a metric cannot exist here, because a feed it needs is not provided."""
    return not feeds_absent(reading).isdisjoint(metric.feeds)


def _month(row: Record) -> int:
    return parse_month(row["month"]) or 0
