"""Control limits: whether a part's rate differs from its whole's by more than chance.

Exact binomial limits, interpolated between whole numbers of people (Spiegelhalter, Statistics in
Medicine 24, 2005, the funnel plot): 95 % to look at, 99.8 % to act on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log, log1p
from typing import Literal

WARN, ALARM = 0.95, 0.998

Verdict = Literal["inside", "warn", "alarm"]
"""How far a rate lies from its whole's: within chance, beyond 95 %, beyond 99.8 %."""


@dataclass(frozen=True)
class Limits:
    """A usual range; both ends are fractions or percentage points like the figure."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies within."""
        return self.low <= value <= self.high


@lru_cache(maxsize=65536)
def around(rate: float, persons: int, coverage: float) -> Limits:
    """Where the rate of `persons` people lies by chance with this probability, when the whole's is `rate`."""
    if not persons or not 0 < rate < 1:
        return Limits(0.0, 1.0) if not persons else Limits(rate, rate)
    tail = (1 - coverage) / 2
    return Limits(_quantile(rate, persons, tail), _quantile(rate, persons, 1 - tail))


def verdict(value: float, rate: float, persons: int) -> Verdict:
    """Whether a part's rate differs from the whole's by more than chance."""
    if around(rate, persons, WARN).holds(value):
        return "inside"
    return "warn" if around(rate, persons, ALARM).holds(value) else "alarm"


def _quantile(rate: float, persons: int, wanted: float) -> float:
    """The share at which the binomial distribution reaches a probability, interpolated."""
    below, share = 0.0, 0.0
    for count in range(persons + 1):
        share = exp(_log_probability(count, persons, rate))
        if below + share >= wanted:
            break
        below += share
    part = (below + share - wanted) / share if share else 0.0
    return min(1.0, max(0.0, (count - part) / persons))


def _log_probability(count: int, persons: int, rate: float) -> float:
    choices = lgamma(persons + 1) - lgamma(count + 1) - lgamma(persons - count + 1)
    return choices + count * log(rate) + (persons - count) * log1p(-rate)
