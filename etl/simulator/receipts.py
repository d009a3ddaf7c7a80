"""Receipts: payments of one day for neighbouring months at one base, with their top-ups and refunds."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import profile
from etl.simulator.days import Workdays, first_day, month_of
from etl.simulator.payments import tiers
from etl.simulator.reference import due

if TYPE_CHECKING:
    from etl.simulator.chance import Bools, Chance, Floats, Ints
    from etl.simulator.life import Life
    from etl.simulator.payments import Payments
    from etl.simulator.people import People
    from etl.simulator.reference import Limits
    from etl.simulator.world import World

KINDS = ("正常应缴", "补缴", "预缴", "清欠", "补差", "退收")
NORMAL, BACK, AHEAD, ARREARS, TOP_UP, REFUND = range(6)
AGREEMENT_CHANNEL = 6
_PER_MONTH = 64
_REFUNDS_FROM = 48
# Later than any publication: what a base is once its year's limits are known.
_ALL_KNOWN = 10**7


@dataclass(frozen=True, slots=True)
class Drafts:
    """What a person pays: position in the chunk, first and last month, base and amount in cents, day (ordinal)."""

    person: Ints
    start: Ints
    end: Ints
    base: Ints
    amount: Ints
    kind: Ints
    channel: Ints
    pay_day: Ints


@dataclass(frozen=True, slots=True)
class Receipts(Drafts):
    """Drafts with the amount due, the days of the treasury and of the tax system, and tickets."""

    due: Ints
    treasury_day: Ints
    updated_day: Ints
    ticket: Ints
    original: Ints

    def __len__(self) -> int:
        return len(self.person)

    def take(self, chosen: Bools | Ints) -> Receipts:
        """Some of the rows."""
        return Receipts(*(getattr(self, field.name)[chosen] for field in fields(self)))


def joined(parts: list[Receipts]) -> Receipts:
    """All rows of several parts."""
    names = [field.name for field in fields(Receipts)]
    return Receipts(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True, slots=True)
class Cells:
    """Paid months one by one: person, month, month of payment, day, base, kind."""

    person: Ints
    month: Ints
    paid_in: Ints
    pay_day: Ints
    base: Ints
    kind: Ints


class Till:
    """Turns decided payments into receipts."""

    def __init__(self, world: World, people: People) -> None:
        self._chance = world.chance
        self._workdays = world.workdays
        self._limits = world.limits
        self._people = people

    def receipts(self, life: Life, payments: Payments) -> tuple[Receipts, Cells]:
        """All receipts of a chunk, each with its ticket; refunds carry the ticket they refund."""
        cells = self.cells(life, payments)
        regular = self._dated(self._grouped(cells, due(cells.base)))
        top_ups = self._dated(self._top_ups(cells))
        twice = self._paid_twice(regular)
        paid = _with_tickets(self._people, joined([regular, top_ups, twice]), 0)
        again = np.arange(len(paid)) >= len(regular) + len(top_ups)
        refunds = self._refunds(paid, np.where(again, profile.DOUBLE_REFUNDED, profile.REFUNDED))
        return joined([paid, _with_tickets(self._people, refunds, _REFUNDS_FROM)]), cells

    def cells(self, life: Life, payments: Payments) -> Cells:
        """The paid months with their day, base and kind."""
        person, column = np.nonzero(payments.paid_in)
        month, paid_in = life.months[column], payments.paid_in[person, column]
        deferred = payments.deferred[person, column]
        pay_day = pay_days(self._chance, self._workdays, self._people, person, paid_in)
        base = self._limits.base(month // 12 + deferred, tiers(self._people, month, person), pay_day)
        late = np.where(payments.assessed[person, column], ARREARS, BACK)
        in_time = np.where(paid_in < month, AHEAD, NORMAL)
        kind = np.where(paid_in == payments.usual[person, column], in_time, late)
        return Cells(person, month, paid_in, pay_day, base, np.where(deferred, BACK, kind))

    def _grouped(self, cells: Cells, monthly: Ints) -> Drafts:
        """Neighbouring months of one person, day, year, base and kind as one payment."""
        first = np.flatnonzero(~_continues(cells))
        last = np.append(first[1:], len(cells.person)) - 1 if len(first) else first
        person, kind = cells.person[first], cells.kind[first]
        return Drafts(
            person=person,
            start=cells.month[first],
            end=cells.month[last],
            base=cells.base[first],
            amount=monthly[first] * (cells.month[last] - cells.month[first] + 1),
            kind=kind,
            channel=self._channels(person, cells.paid_in[first], kind),
            pay_day=cells.pay_day[first],
        )

    def _dated(self, drafts: Drafts) -> Receipts:
        """Payments with their treasury day and the day the tax system knew them."""
        keys = (self._people.index[drafts.person], drafts.start, drafts.pay_day)
        lag = self._chance.choice(profile.TREASURY_LAGS, "treasury lag", *keys)
        treasury = self._workdays.after(drafts.pay_day, lag)
        late = self._chance.below(profile.LATE_ROWS, "late row", *keys)
        delay = 1 + self._chance.integer(15, "delay", *keys)
        nothing = np.zeros_like(drafts.person)
        updated = treasury + np.where(late, delay, 0)
        columns = {field.name: getattr(drafts, field.name) for field in fields(Drafts)}
        columns |= {"due": drafts.amount, "treasury_day": treasury, "updated_day": updated}
        return Receipts(**columns, ticket=nothing, original=nothing)

    def _channels(self, person: Ints, paid_in: Ints, kind: Ints) -> Ints:
        """The usual channel, mostly; what is late is not deducted but paid by hand."""
        habits, index = self._people.habits, self._people.index[person]
        codes = np.array([int(code) for code in profile.CHANNELS])
        other = codes[self._chance.choice(profile.CHANNEL_WEIGHTS, "other channel", index, paid_in)]
        differs = self._chance.below(0.1, "channel differs", index, paid_in)
        by_hand = np.where(differs, other, codes[habits.channel[person]])
        deducted = habits.agreement[person] & ((kind == NORMAL) | (kind == AHEAD))
        return np.where(deducted, AGREEMENT_CHANNEL, by_hand)

    def _top_ups(self, cells: Cells) -> Drafts:
        """Differences to the new limits, paid in autumn for the months paid before they were published."""
        index, year = self._people.index[cells.person], cells.month // 12
        extra = top_up_bases(self._people, self._limits, cells)
        asked = top_up_asked(self._chance, index, year)
        share = np.where(asked, profile.TOP_UP_PAID, profile.TOP_UP_UNASKED)
        chosen = np.flatnonzero(self._chance.below(share, "top-up paid", index, year) & (extra > 0))
        later = self._chance.choice(profile.TOP_UP_MONTHS, "top-up month", index, year)
        person, paid_in = cells.person[chosen], (year * 12 + 9 + later)[chosen]
        pay_day = pay_days(self._chance, self._workdays, self._people, person, paid_in)
        kind = np.full(len(chosen), TOP_UP, dtype=np.int64)
        found = Cells(person, cells.month[chosen], paid_in, pay_day, extra[chosen], kind)
        return self._grouped(found, (due(cells.base + extra) - due(cells.base))[chosen])

    def _paid_twice(self, regular: Receipts) -> Receipts:
        """A few people pay the same months again some days later."""
        keys = (self._people.index[regular.person], regular.start, regular.pay_day)
        chosen = self._chance.below(profile.PAID_TWICE, "paid twice", *keys)
        days = 3 + self._chance.integer(17, "paid again", *keys)
        return self._dated(replace(regular.take(chosen), pay_day=(regular.pay_day + days)[chosen]))

    def _refunds(self, paid: Receipts, shares: Floats) -> Receipts:
        """Receipts given back one to nine weeks later."""
        keys = (self._people.index[paid.person], paid.ticket)
        chosen = self._chance.below(shares, "refunded", *keys)
        days = 7 + self._chance.integer(55, "refund delay", *keys)
        back = paid.take(chosen)
        pay_day = self._workdays.after(back.treasury_day + days[chosen])
        kind = np.full(len(back), REFUND, dtype=np.int64)
        made = self._dated(replace(back, amount=-back.amount, kind=kind, pay_day=pay_day))
        return replace(made, due=back.amount, original=back.ticket)


def pay_days(chance: Chance, workdays: Workdays, people: People, person: Ints, paid_in: Ints) -> Ints:
    """The one day of a month on which a person pays: a deduction run, or any day."""
    anew = paid_in == people.enrolment[person]
    first, second = deduction_days(workdays, paid_in)
    again = retried(chance, people, person, paid_in) | anew
    day = chance.integer(28, "pay day", people.index[person], paid_in) + 1
    free = first_day(paid_in) + np.where(anew, np.maximum(day, 12), day) - 1
    return np.where(people.habits.agreement[person], np.where(again, second, first), free)


def retried(chance: Chance, people: People, person: Ints, paid_in: Ints) -> Bools:
    """Whether the first deduction of a month failed."""
    return chance.below(profile.RETRIED_DEDUCTIONS, "retried", people.index[person], paid_in)


def deduction_days(workdays: Workdays, months: Ints) -> tuple[Ints, Ints]:
    """The two days of a month on which the banks deduct."""
    start = first_day(months)
    return workdays.after(start + 5), workdays.after(start + 11)


def _continues(cells: Cells) -> Bools:
    """Whether a paid month belongs to the same receipt as the one before it."""
    same = (np.diff(cells.person) == 0) & (np.diff(cells.month) == 1) & (np.diff(cells.pay_day) == 0)
    same &= (np.diff(cells.base) == 0) & (np.diff(cells.kind) == 0) & (np.diff(cells.month // 12) == 0)
    return np.concatenate([[False], same])[: len(cells.person)]


def top_up_bases(people: People, limits: Limits, cells: Cells) -> Ints:
    """How far each paid month's base lies below the one published later."""
    known = np.full_like(cells.month, _ALL_KNOWN)
    base = limits.base(cells.month // 12, tiers(people, cells.month, cells.person), known)
    extra: Ints = np.maximum(base - cells.base, 0)
    return extra


def top_up_asked(chance: Chance, index: Ints, years: Ints) -> Bools:
    """Whose top-up of a year is assessed."""
    return chance.below(profile.TOP_UP_ASSESSED, "top-up asked", index, years)


def _with_tickets(people: People, receipts: Receipts, first: int) -> Receipts:
    """Tickets: 421016, year and month of payment, and a number no other receipt of the month has."""
    month = month_of(receipts.pay_day)
    order = np.lexsort((receipts.kind, receipts.start, receipts.pay_day, month, receipts.person))
    key = receipts.person[order] * 100_000 + month[order]
    opens = np.concatenate([[True], np.diff(key) != 0])[: len(order)]
    position = np.arange(len(order))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = position - np.maximum.accumulate(np.where(opens, position, 0))
    serial = (people.index[receipts.person] * _PER_MONTH + first + place) * 61_803_399 % 100_000_000
    stamp = 421016_00_00 + (month // 12 % 100) * 100 + month % 12 + 1
    return replace(receipts, ticket=stamp * 100_000_000 + serial)
