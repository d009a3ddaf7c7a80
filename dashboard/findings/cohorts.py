"""Cohorts of a year, put together from the half-years of the study, and how the latest differs from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from dashboard.data import Record
from dashboard.numbers import SMALL
from sql.studies.kaplan_meier import Z_95, Step, kaplan_meier

LATEST = 4
"""Cohorts shown."""
ENOUGH = 50
"""People a cohort starts with, and has at risk in the month in which cohorts are compared."""
SEEN = 6
"""Months a cohort must have been seen for."""
LONGEST = 36
"""Months shown."""
_LATER = 10_000
"""When those are last seen of whom it is hidden."""


@dataclass(frozen=True)
class Cohort:
    """Who joined in a year: the steps up to which enough people are at risk to say anything, and may be shown."""

    year: int
    steps: tuple[Step, ...]

    @property
    def end(self) -> int:
        """The last month shown."""
        return min(self.steps[-1].time, LONGEST)

    def at_risk(self, month: int) -> int | None:
        """How many were still seen and not suspended just before a month; None after the last step."""
        return next((step.at_risk for step in self.steps if step.time >= month), None)

    def at(self, month: int) -> Step:
        """How it stands after so many months; all of them before the first step."""
        before = [step for step in self.steps if step.time <= month]
        return before[-1] if before else Step(0, self.steps[0].at_risk, 0, 0, 1.0, None, None, None)


def cohorts_of(rows: Sequence[Record]) -> list[Cohort]:
    """The latest cohorts with enough people, seen for long enough, the earliest first."""
    years = sorted({_year(row) for row in rows})
    every = [_cohort(year, [row for row in rows if _year(row) == year]) for year in years]
    return [one for one in every if one is not None][-LATEST:]


def common_month(cohorts: Sequence[Cohort]) -> int:
    """The last month at which every cohort has enough people at risk; 0 where there is none."""
    return next(
        (month for month in range(LONGEST, 0, -1) if all((one.at_risk(month) or 0) >= ENOUGH for one in cohorts)), 0
    )


def differs(one: Cohort, others: Sequence[Cohort], month: int) -> int:
    """−1 where a cohort stands lower than every other one beyond chance (95 %), 1 where higher, else 0."""
    signs = {_sign(one.at(month), other.at(month)) for other in others}
    return signs.pop() if len(signs) == 1 else 0


def _year(row: Record) -> int:
    return int(row["cohort"][:4])


def _cohort(year: int, rows: Sequence[Record]) -> Cohort | None:
    """A year of one or two half-years; None where they are too few or have not been seen for long."""
    lives: dict[int, tuple[int, int]] = {}
    until = _LATER - 1
    for half in sorted({row["cohort"] for row in rows}):
        shown = [row for row in rows if row["cohort"] == half and row["at_risk"] is not None]
        if not shown:
            return None
        last = shown[-1]
        if unseen := last["at_risk"] - last["events"] - last["censored"]:
            _add(lives, _LATER, 0, unseen)
            until = min(until, last["months"])
        for row in shown:
            _add(lives, row["months"], row["events"], row["censored"])
    steps = [step for step in kaplan_meier(lives) if step.at_risk >= SMALL and step.time <= until]
    if not steps or steps[0].at_risk < ENOUGH or steps[-1].time < SEEN:
        return None
    return Cohort(year, tuple(steps))


def _add(lives: dict[int, tuple[int, int]], months: int, events: int, censored: int) -> None:
    before = lives.get(months, (0, 0))
    lives[months] = (before[0] + events, before[1] + censored)


def _sign(one: Step, other: Step) -> int:
    """Whether one stands lower or higher than the other beyond chance; 0 where that cannot be told."""
    if one.standard_error is None or other.standard_error is None:
        return 0
    apart = one.survival - other.survival
    if abs(apart) <= Z_95 * hypot(one.standard_error, other.standard_error):
        return 0
    return 1 if apart > 0 else -1
