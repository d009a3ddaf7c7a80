"""When a figure has left its usual range: limits that allow for how few people it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

Verdict = Literal["inside", "warn", "alarm"]

WARN, ALARM = 1.96, 3.09
"""Standard errors of the 95 % and the 99.8 % limit."""

_T_95 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}
"""Two-sided 95 % quantiles of Student's t."""

FEWEST_YEARS = 3


@dataclass(frozen=True)
class Limits:
    """A usual range; both ends are fractions or percentage points like the figure."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies within."""
        return self.low <= value <= self.high


def around(rate: float, persons: int, errors: float) -> Limits:
    """What a part of `persons` people of the whole's rate shows by chance."""
    half = errors * sqrt(rate * (1 - rate) / persons) if persons else 1.0
    return Limits(max(0.0, rate - half), min(1.0, rate + half))


def verdict(value: float, rate: float, persons: int) -> Verdict:
    """Whether a part's rate differs from the whole's by more than chance."""
    if around(rate, persons, WARN).holds(value):
        return "inside"
    return "warn" if around(rate, persons, ALARM).holds(value) else "alarm"


def of_years(values: Sequence[float]) -> Limits | None:
    """Where the next year's value lies with 95 %, judged by earlier years; None for fewer than three."""
    if len(values) < FEWEST_YEARS:
        return None
    middle = mean(values)
    spread = sqrt(sum((value - middle) ** 2 for value in values) / (len(values) - 1))
    half = _T_95[min(len(values) - 1, max(_T_95))] * spread * sqrt(1 + 1 / len(values))
    return Limits(middle - half, middle + half)


def mean(values: Sequence[float]) -> float:
    """The mean of shares; plain floats, as a page asks for hundreds of them."""
    return sum(values) / len(values)
