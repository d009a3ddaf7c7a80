"""METRICS: every metric there is, subject by subject, and how one is found by its name."""

from sql.metrics import arrears, base, coverage, deductions, money, persons, plans, receipts, suspension
from sql.metrics.declaration import Dimension, Metric
from sql.metrics.dimensions import DIMENSIONS

METRICS: tuple[Metric, ...] = (
    *coverage.METRICS,
    *persons.METRICS,
    *suspension.METRICS,
    *money.METRICS,
    *arrears.METRICS,
    *base.METRICS,
    *receipts.METRICS,
    *plans.METRICS,
    *deductions.METRICS,
)

METRIC: dict[str, Metric] = {metric.name: metric for metric in METRICS}
DIMENSION: dict[str, Dimension] = {dimension.name: dimension for dimension in DIMENSIONS}
