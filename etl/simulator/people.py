"""Who the people are: everything about a person that does not depend on how they pay.

All fields are arrays with one entry per person; months are month numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import profile
from etl.simulator.days import LIFE_BEGINS, NEVER
from etl.simulator.identity import birth_slots, fitting_year, identity_numbers, names
from etl.simulator.spells import Aways, Moves, draw_aways, draw_moves

if TYPE_CHECKING:
    from etl.simulator.chance import Bools, Chance, Ints
    from etl.simulator.reference import Places

_REFORM = 2025 * 12
_EARLY = 50
_NEAR_RETIREMENT = 60
LOCAL_AREAS = ("210213", "210211", "210281", "210283", "210214")
OTHER_AREAS = ("230103", "220122", "211381", "210682", "152105", "370602", "410122", "220581", "230229")


@dataclass(frozen=True, slots=True)
class Birth:
    """Sex (1 man, 2 woman), birth, retirement class (60, 55, 50), months of retirement age and of death."""

    sex: Ints
    month: Ints
    day: Ints
    serial_half: Ints
    retirement_class: Ints
    retirement: Ints
    death: Ints


@dataclass(frozen=True, slots=True)
class Habits:
    """How a person pays: tier and frequency with one possible change, bank agreement, channel, bank."""

    tier: Ints
    later_tier: Ints
    tier_change: Ints
    frequency: Ints
    later_frequency: Ints
    frequency_change: Ints
    annual_style: Ints
    agreement: Bools
    channel: Ints
    bank: Ints


@dataclass(frozen=True, slots=True)
class People:
    """One chunk of people."""

    index: Ints
    numbers: list[str]
    names: list[str]
    birth: Birth
    worker: Ints
    later_worker: Ints
    worker_change: Ints
    hukou: list[str]
    local: Bools
    rural: Bools
    enrolment: Ints
    enrolment_day: Ints
    first_month: Ints
    prior_months: Ints
    subsidy_start: Ints
    subsidy_end: Ints
    moves: Moves
    aways: Aways
    habits: Habits

    def __len__(self) -> int:
        return len(self.index)


def draw_people(chance: Chance, places: Places, start: int, stop: int) -> People:
    """The people from index `start` up to, not including, `stop`."""
    index = np.arange(start, stop, dtype=np.int64)
    worker = chance.choice(profile.WORKER_SHARES, "worker type", index)
    birth = draw_birth(chance, index, worker)
    local = chance.below(np.array(profile.LOCAL_SHARES)[worker], "local", index)
    moves = draw_moves(chance, places, index, local)
    rural = places.rural[moves.communities[:, 0]] == 1
    enrolment = draw_enrolment(chance, index, worker, rural, birth)
    prior = _prior_months(chance, index, worker, enrolment)
    subsidy_start, subsidy_end = draw_subsidy(chance, index, worker, birth, enrolment)
    return People(
        index=index,
        numbers=identity_numbers(birth.month, birth.day, birth.serial_half, birth.sex),
        names=names(chance, index),
        birth=birth,
        worker=worker,
        later_worker=chance.choice(profile.WORKER_SHARES, "later worker type", index),
        worker_change=_once(chance, "worker type change", index, 0.04),
        hukou=_hukou(chance, index, local),
        local=local,
        rural=rural,
        enrolment=enrolment,
        enrolment_day=1 + chance.integer(9, "enrolment day", index),
        first_month=np.where(enrolment < NEVER, enrolment - prior, NEVER),
        prior_months=prior,
        subsidy_start=subsidy_start,
        subsidy_end=subsidy_end,
        moves=moves,
        aways=draw_aways(chance, index, worker, enrolment),
        habits=draw_habits(chance, index, worker, rural, birth),
    )


def draw_birth(chance: Chance, index: Ints, worker: Ints) -> Birth:
    """Sex, birth and what follows from them."""
    band = chance.choice(profile.AGE_WEIGHTS, "age band", index)
    low, high = np.array(profile.AGE_EDGES)[band], np.array(profile.AGE_EDGES)[band + 1]
    age = low + ((high - low) * chance.uniform("age", index)).astype(np.int64)
    age = np.clip(age + np.array(profile.AGE_SHIFTS)[worker], 15, 64)
    month, remainder, day, serial_half = birth_slots(chance, index)
    birth = fitting_year(2024 - age, remainder) * 12 + month
    sex = 1 + chance.below(0.48, "sex", index).astype(np.int64)
    kind = np.where(sex == 1, 60, np.where(chance.below(0.2, "retires at 50", index), 50, 55))
    lifetime = 12 * (40 + 60 * np.cbrt(chance.uniform("death", index)))
    return Birth(sex, birth, day, serial_half, kind, retirement_month(birth, kind), birth + lifetime.astype(np.int64))


def retirement_month(birth: Ints, kind: Ints) -> Ints:
    """The month of statutory retirement age under the reform of 2025."""
    since = birth - (_REFORM - kind * 12)
    early = kind == _EARLY
    step, most = np.where(early, 2, 4), np.where(early, 60, 36)
    delay = np.where(since < 0, 0, np.minimum(most, since // step + 1))
    return birth + kind * 12 + delay


def draw_enrolment(chance: Chance, index: Ints, worker: Ints, rural: Bools, birth: Birth) -> Ints:
    """The month of the first registration as a flexible employee, or NEVER."""
    share = np.array(profile.NEVER_ENROLLED_SHARES)[worker] + profile.RURAL_NEVER_ENROLLED * rural
    luck = chance.uniform("enrolment age", index) ** 1.5
    age = profile.ENROLMENT_AGE + profile.ENROLMENT_SPAN * luck
    month = np.maximum(birth.month + (age * 12).astype(np.int64), 1998 * 12)
    never = chance.below(share, "never enrolled", index) | (month > birth.retirement - 24)
    return np.where(never, NEVER, month)


def _prior_months(chance: Chance, index: Ints, worker: Ints, enrolment: Ints) -> Ints:
    """Months paid before, mostly as somebody's employee."""
    months = (np.where(worker == 0, 170, 60) * chance.uniform("prior months", index)).astype(np.int64)
    some = chance.below(np.where(worker == 0, 0.9, 0.4), "has prior months", index)
    room = np.maximum(enrolment - 1992 * 12, 0)
    return np.where(some & (enrolment < NEVER), np.minimum(months, room), 0)


def draw_subsidy(chance: Chance, index: Ints, worker: Ints, birth: Birth, enrolment: Ints) -> tuple[Ints, Ints]:
    """First and last month of the subsidy of the hard to employ: three years, or up to retirement."""
    share = np.where(worker == 0, profile.SUBSIDISED_LAID_OFF, profile.SUBSIDISED_OTHERS)
    age = np.where(birth.sex == 1, 50, 40) * 12
    start = np.maximum(np.maximum(enrolment, birth.month + age) + chance.integer(60, "subsidy", index), LIFE_BEGINS)
    taken = chance.below(share, "subsidised", index) & (start < birth.retirement - 6)
    near = birth.retirement - start <= _NEAR_RETIREMENT
    end = np.where(near, birth.retirement, start + 35)
    return np.where(taken, start, NEVER), np.where(taken, end, NEVER)


def draw_habits(chance: Chance, index: Ints, worker: Ints, rural: Bools, birth: Birth) -> Habits:
    """Tier, frequency, agreement, channel and bank."""
    older = rural | (birth.month < 1972 * 12)
    younger = chance.choice(profile.CHANNEL_WEIGHTS, "channel", index)
    elder = chance.choice(profile.OLDER_CHANNEL_WEIGHTS, "channel", index)
    return Habits(
        tier=_tier(chance, "tier", index, worker, rural),
        later_tier=_tier(chance, "later tier", index, worker, rural),
        tier_change=_once(chance, "tier change", index, profile.TIER_CHANGES) // 12 * 12,
        frequency=chance.choice(profile.FREQUENCY_WEIGHTS, "frequency", index),
        later_frequency=chance.choice(profile.FREQUENCY_WEIGHTS, "later frequency", index),
        frequency_change=_once(chance, "frequency change", index, 0.06) // 12 * 12,
        annual_style=chance.choice(profile.ANNUAL_WEIGHTS, "annual style", index),
        agreement=chance.below(np.array(profile.AGREEMENT_SHARES)[worker], "agreement", index),
        channel=np.where(older, elder, younger),
        bank=chance.choice(profile.BANK_WEIGHTS, "bank", index),
    )


def _tier(chance: Chance, purpose: str, index: Ints, worker: Ints, rural: Bools) -> Ints:
    share = np.array(profile.LOWEST_TIER_SHARES)[worker] + profile.RURAL_LOWEST_TIER * rural
    higher = 1 + chance.choice(profile.HIGHER_TIER_WEIGHTS, purpose + " above", index)
    return np.where(chance.below(share, purpose, index), 0, higher)


def _once(chance: Chance, purpose: str, index: Ints, share: float) -> Ints:
    """A month of the twenty years from 2014 for a share of the people, NEVER for the others."""
    month = LIFE_BEGINS + chance.integer(240, purpose, index)
    return np.where(chance.below(share, purpose + " happens", index), month, NEVER)


def _hukou(chance: Chance, index: Ints, local: Bools) -> list[str]:
    """Area code of the household registration."""
    near = np.array(LOCAL_AREAS)[chance.choice((8, 1, 1, 1, 1), "local hukou", index)]
    far = np.array(OTHER_AREAS)[chance.integer(len(OTHER_AREAS), "other hukou", index)]
    found: list[str] = np.where(local, near, far).tolist()
    return found
