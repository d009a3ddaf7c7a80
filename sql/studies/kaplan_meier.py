"""The Kaplan–Meier estimator: the part of a cohort to which something has not yet happened.

Kaplan & Meier, JASA 53 (1958); variance by Greenwood, the 95 % band on the log(−log) scale
(Kalbfleisch & Prentice), so that it stays between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Step:
    """One time: how many were at risk just before it, what happened to them, and what is left after it.

    `low` and `high` are None where the band is not defined: before the first event and at 0.
    """

    time: int
    at_risk: int
    events: int
    censored: int
    survival: float
    standard_error: float | None
    low: float | None
    high: float | None


def kaplan_meier(lives: Mapping[int, tuple[int, int]]) -> list[Step]:
    """Steps in order of time; `lives` maps a time to (events, censored) at it.

    Who is censored at a time was still at risk of the events of that time.
    """
    at_risk = sum(events + censored for events, censored in lives.values())
    survival, variance = 1.0, 0.0
    steps = []
    for time in sorted(lives):
        events, censored = lives[time]
        survival *= 1 - events / at_risk
        variance += events / (at_risk * (at_risk - events)) if at_risk > events else 0.0
        steps.append(Step(time, at_risk, events, censored, survival, *_band(survival, variance)))
        at_risk -= events + censored
    return steps


def _band(survival: float, variance: float) -> tuple[float | None, float | None, float | None]:
    if not 0 < survival < 1:
        return None, None, None
    error = survival * sqrt(variance)
    half = Z_95 * sqrt(variance) / abs(log(survival))
    return error, survival ** exp(half), survival ** exp(-half)


def lives_of(durations: Iterable[tuple[int, bool]]) -> dict[int, tuple[int, int]]:
    """Events and censorings by time, of single lives: how long each was seen, and whether it ended in the event."""
    lives: dict[int, tuple[int, int]] = {}
    for time, happened in durations:
        events, censored = lives.get(time, (0, 0))
        lives[time] = (events + happened, censored + (not happened))
    return lives
