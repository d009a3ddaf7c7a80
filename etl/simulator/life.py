"""A person's life by month: present or away, in touch or silent, and how many months are paid.

Every decision about a month needs that month's luck and the months before it, nothing later.
Matrices have one row per person and one column per month from `LIFE_BEGINS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from etl.simulator import profile
from etl.simulator.days import DECEMBER, LIFE_BEGINS

if TYPE_CHECKING:
    from etl.simulator.chance import Bools, Chance, Floats, Ints
    from etl.simulator.people import People

FIFTEEN_YEARS = 180
WOMAN = 2
Shorts = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Life:
    """Matrices: could pay this month · means to pay it · months silent up to and with it · months paid ever."""

    months: Ints
    active: Bools
    paying: Bools
    silent: Shorts
    total: Shorts


def live(chance: Chance, people: People, last_month: int) -> Life:
    """The lives of a chunk of people up to and with a month."""
    months = np.arange(LIFE_BEGINS, last_month + 1, dtype=np.int64)
    present = _present(people, months)
    stops = _stop_hazard(people, months)
    luck = chance.uniform("stay or stop", people.index[:, None], months[None, :])
    walker = _Walker(chance, people, len(months))
    for at, month in enumerate(months.tolist()):
        walker.step(at, month, present[:, at], stops[:, at], luck[:, at])
    return Life(months, walker.active, walker.paying, walker.silent, walker.total)


def _present(people: People, months: Ints) -> Bools:
    """Enrolled, alive and not away."""
    here = (months >= people.enrolment[:, None]) & (months < people.birth.death[:, None])
    for number in range(2):
        start, end = people.aways.start[:, number, None], people.aways.end[:, number, None]
        here &= (months < start) | (months >= end)
    return here


def _stop_hazard(people: People, months: Ints) -> Floats:
    """The chance to fall silent in a month, by type, sex, area, age and subsidy."""
    shares = np.array(profile.SUSPENDED_SHARES)[people.worker]
    base = profile.HAZARD * shares / (1 - shares)
    base = base * np.where(people.birth.sex == WOMAN, profile.WOMAN_FACTOR, 1.0)
    base = base * np.where(people.rural, profile.RURAL_FACTOR, 1.0)
    ages = (months - people.birth.month[:, None]) // 12
    bands = np.searchsorted(profile.SUSPENSION_AGES, ages, side="right") - 1
    hazard = base[:, None] * np.array(profile.SUSPENSION_FACTORS)[np.maximum(bands, 0)]
    start, end = people.subsidy_start[:, None], people.subsidy_end[:, None]
    hazard = np.where((months >= start) & (months <= end), hazard * profile.SUBSIDISED_FACTOR, hazard)
    after = (months > end) & (months <= end + 3)
    return np.asarray(np.where(after, hazard + profile.STOPS_AFTER_SUBSIDY, hazard), dtype=np.float64)


class _Walker:
    """Walks through the months and remembers, per person, what the next step depends on."""

    def __init__(self, chance: Chance, people: People, length: int) -> None:
        shape = (len(people), length)
        self.active = np.zeros(shape, dtype=np.bool_)
        self.paying = np.zeros(shape, dtype=np.bool_)
        self.silent = np.zeros(shape, dtype=np.int16)
        self.total = np.zeros(shape, dtype=np.int16)
        self._was_here = np.zeros(len(people), dtype=np.bool_)
        self._pays = np.zeros(len(people), dtype=np.bool_)
        self._run = np.zeros(len(people), dtype=np.int64)
        self._months_paid = _paid_before(people)
        self._retirement = people.birth.retirement
        self._extends = chance.below(profile.EXTENDS_TO_FIFTEEN_YEARS, "extends", people.index)
        self._quits = chance.below(profile.STOPS_AT_FIFTEEN_YEARS, "stops at fifteen years", people.index)
        self._quits &= people.subsidy_start >= people.birth.retirement

    def step(self, at: int, month: int, present: Bools, stop: Floats, luck: Floats) -> None:
        """One month of everybody."""
        short = self._months_paid < FIFTEEN_YEARS
        old = month > self._retirement
        here = present & (~old | (old & self._extends & short))
        resume = self._resumption(month, short)
        stays = np.where(self._pays, luck >= stop, luck < resume)
        fresh = here & ~self._was_here
        self._pays = here & np.where(fresh, luck >= profile.NEVER_BEGINS, stays) & ~(self._quits & ~short)
        self._run = np.where(here & ~self._pays, self._run + 1, 0)
        self._months_paid = self._months_paid + self._pays
        self._was_here = here
        self._remember(at, here)

    def _resumption(self, month: int, short: Bools) -> Floats:
        """The chance to pay again: less the longer the silence, more in December and near retirement."""
        lengths = np.minimum(self._run, len(profile.RESUMPTION_BY_LENGTH) - 1)
        chance = np.array(profile.RESUMPTION_BY_LENGTH)[lengths]
        near = short & (month > self._retirement - 24)
        factor = np.where(near, 3.0, 1.0) * (profile.DECEMBER_RESUMPTION if month % 12 == DECEMBER else 1.0)
        return np.asarray(chance * factor, dtype=np.float64)

    def _remember(self, at: int, here: Bools) -> None:
        self.active[:, at] = here
        self.paying[:, at] = self._pays
        self.silent[:, at] = self._run
        self.total[:, at] = self._months_paid


def _paid_before(people: People) -> Ints:
    """Months paid before the story begins: earlier work and most months since enrolment."""
    since = np.maximum(LIFE_BEGINS - people.enrolment, 0)
    months: Ints = people.prior_months + since * 85 // 100
    return months
