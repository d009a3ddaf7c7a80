"""When each month of a person is paid, if ever: the month of payment for every person and month.

0 means never. A payment of several months on one day becomes one receipt later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import profile
from etl.simulator.days import DECEMBER, LIFE_BEGINS, OCTOBER

if TYPE_CHECKING:
    from etl.simulator.chance import Bools, Chance, Ints
    from etl.simulator.life import Life
    from etl.simulator.people import People

# Years whose months could be deferred to the next year (assumed: a small share did).
DEFERRAL_YEARS = (2020, 2022)
_FAR = 10**6
_YEARLY = 3
_IN_NOVEMBER, _AHEAD = 1, 2


@dataclass(frozen=True, slots=True)
class Payments:
    """Matrices like those of a life: month paid in · month it is usually paid in · end of the payer's group."""

    paid_in: Ints
    usual: Ints
    group_end: Ints
    slipped: Bools
    deferred: Bools
    assessed: Bools


def decide(chance: Chance, people: People, life: Life) -> Payments:
    """Every month's month of payment."""
    frequency = frequencies(people, life.months)
    group_end = _group_end(frequency, life.months)
    usual = _usual(people, life, frequency, group_end)
    paid_in = np.where(life.paying, usual, 0)
    slipped = _slips(chance, people, life) & (frequency == 0)
    paid_in = np.where(slipped, _after_slip(chance, people, life), paid_in)
    paid_in = _back_payments(chance, people, life, usual, paid_in)
    deferred = _deferred(chance, people, life)
    paid_in = np.where(deferred, _deferred_payment(chance, people, life), paid_in)
    assessed = _assessed(chance, people, life) & ~deferred
    return Payments(paid_in, usual, group_end, slipped, deferred, assessed)


def frequencies(people: People, months: Ints) -> Ints:
    """The frequency (position in the profile) of each person in each month."""
    habits = people.habits
    changed = months >= habits.frequency_change[:, None]
    return np.where(changed, habits.later_frequency[:, None], habits.frequency[:, None])


def tiers(people: People, months: Ints, person: Ints) -> Ints:
    """The tier of given people in given months."""
    habits = people.habits
    return np.where(months >= habits.tier_change[person], habits.later_tier[person], habits.tier[person])


def _group_end(frequency: Ints, months: Ints) -> Ints:
    """The last month of the payer's month, quarter, half-year or year."""
    span = np.array(profile.FREQUENCY_MONTHS)[frequency]
    end: Ints = months - (months % 12) % span + span - 1
    return end


def _usual(people: People, life: Life, frequency: Ints, group_end: Ints) -> Ints:
    """The month in which a person pays for a month when all goes well; whoever leaves pays on leaving."""
    january = life.months - life.months % 12
    style = people.habits.annual_style[:, None]
    annual = frequency == _YEARLY
    usual = np.where(annual & (style == _IN_NOVEMBER), january + 10, group_end)
    usual = np.minimum(usual, _spell_ends(life))
    ahead = annual & (style == _AHEAD) & (_spell_starts(life) <= january + 1)
    return np.where(ahead, january + 1, usual)


def _spell_ends(life: Life) -> Ints:
    """The last month of the unbroken time as a participant that a month lies in."""
    absent = np.where(life.active, _FAR, life.months)
    following = np.minimum.accumulate(absent[:, ::-1], axis=1)[:, ::-1]
    ends: Ints = np.minimum(following - 1, life.months[-1])
    return np.maximum(ends, life.months)


def _spell_starts(life: Life) -> Ints:
    """The first month of the unbroken time as a participant that a month lies in."""
    absent = np.where(life.active, 0, life.months)
    starts: Ints = np.maximum.accumulate(absent, axis=1) + 1
    return starts


def _slips(chance: Chance, people: People, life: Life) -> Bools:
    """Months of people in touch that are not paid in time, more after new limits (the account is short)."""
    share = np.where(life.months % 12 == OCTOBER, profile.SLIPS_AFTER_NEW_LIMITS, profile.SLIPPED_MONTHS)
    return life.paying & chance.below(share, "slip", people.index[:, None], life.months[None, :])


def _after_slip(chance: Chance, people: People, life: Life) -> Ints:
    """Paid with the next month, at the year's end, or never."""
    drawn = chance.uniform("after slip", people.index[:, None], life.months[None, :])
    next_paying = np.zeros_like(life.paying)
    next_paying[:, :-1] = life.paying[:, 1:]
    soon = (drawn < profile.SLIP_PAID_NEXT_MONTH) & next_paying & (life.months % 12 < DECEMBER)
    late = (drawn < profile.SLIP_PAID_NEXT_MONTH + profile.SLIP_PAID_AT_YEAR_END) & _december(life.paying, life)
    found: Ints = np.where(soon, life.months + 1, np.where(late, _decembers(life), 0))
    return found


def _decembers(life: Life) -> Ints:
    """The December of each month's year."""
    decembers: Ints = life.months - life.months % 12 + 11
    return decembers


def _december(matrix: Bools, life: Life) -> Bools:
    """What a matrix says of the December of each month's year."""
    found: Bools = matrix[:, _decembers(life) - LIFE_BEGINS]
    return found


def _back_payments(chance: Chance, people: People, life: Life, usual: Ints, paid_in: Ints) -> Ints:
    """Silent months paid after all, within the calendar year: on resumption or at the year's end."""
    silent = life.active & ~life.paying
    again = np.minimum.accumulate(np.where(life.paying, life.months, _FAR)[:, ::-1], axis=1)[:, ::-1]
    same_year = again // 12 == life.months // 12
    on_return = same_year & chance.below(
        profile.BACK_PAYMENT_ON_RESUMPTION, "back payment", people.index[:, None], again
    )
    column = np.minimum(again - LIFE_BEGINS, len(life.months) - 1)
    paid_in = np.where(silent & on_return, np.take_along_axis(usual, column, axis=1), paid_in)
    years = life.months[None, :] // 12
    last_chance = chance.below(profile.YEAR_END_BACK_PAYMENT, "year end", people.index[:, None], years)
    last_chance = last_chance & _december(life.active, life) & silent & (paid_in == 0)
    found: Ints = np.where(last_chance, _decembers(life), paid_in)
    return found


def _deferred(chance: Chance, people: People, life: Life) -> Bools:
    """Months of the deferral years that were put off, from a month between March and September on."""
    deferred = np.zeros_like(life.paying)
    for year in DEFERRAL_YEARS:
        starts = year * 12 + 2 + chance.integer(7, "deferral start", people.index, year)
        chosen = chance.below(profile.DEFERRED, "deferral", people.index, year)
        starts = np.where(chosen, starts, _FAR)
        deferred |= (life.months // 12 == year) & (life.months >= starts[:, None])
    return deferred & life.paying


def _deferred_payment(chance: Chance, people: People, life: Life) -> Ints:
    """October to December of the next year, or never."""
    years = life.months[None, :] // 12
    month = (years + 1) * 12 + 9 + chance.integer(3, "deferral paid in", people.index[:, None], years)
    paid = chance.below(profile.DEFERRED_PAID, "deferral paid", people.index[:, None], years)
    return np.where(paid, month, 0)


def _assessed(chance: Chance, people: People, life: Life) -> Bools:
    """Assessed are people in touch: those who pay, and those who stopped less than a few months ago."""
    in_touch = life.paying | (life.silent <= profile.LAPSED_MONTHS_ASSESSED)
    left_out = chance.below(profile.NOT_ASSESSED, "not assessed", people.index[:, None], life.months[None, :] // 12)
    return life.active & in_touch & ~left_out
