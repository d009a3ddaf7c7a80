"""Receipts: payments of one day for neighbouring months at one base, with their top-ups and refunds."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from etl.simulator import profile
from etl.simulator.chance import Bools, Chance, Floats, Ints
from etl.simulator.days import Workdays, first_day, month_of
from etl.simulator.life import Life
from etl.simulator.payments import Payments, tiers
from etl.simulator.people import People
from etl.simulator.reference import Limits, due

KINDS = ("正常应缴", "补缴", "预缴", "清欠", "补差", "退收")
NORMAL, BACK, AHEAD, ARREARS, TOP_UP, REFUND = range(6)
AGREEMENT_CHANNEL = 6
_PER_MONTH = 64
_REFUNDS_FROM = 48


@dataclass(frozen=True, slots=True)
class Receipts:
    """Columns of receipts; `person` is a position in the chunk, days are ordinals, money is in cents."""

    person: Ints
    start: Ints
    end: Ints
    base: Ints
    due: Ints
    amount: Ints
    kind: Ints
    channel: Ints
    pay_day: Ints
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

    def __init__(self, chance: Chance, people: People, workdays: Workdays, limits: Limits) -> None:
        self._chance = chance
        self._people = people
        self._workdays = workdays
        self._limits = limits

    def cells(self, life: Life, payments: Payments) -> Cells:
        """The paid months with their day, base and kind."""
        person, column = np.nonzero(payments.paid_in)
        month, paid_in = life.months[column], payments.paid_in[person, column]
        deferred = payments.deferred[person, column]
        pay_day = self.pay_days(person, paid_in)
        tier = tiers(self._people, month, person)
        base = self._limits.base(month // 12 + deferred, tier, pay_day)
        kind = _kinds(month, paid_in, payments.usual[person, column], payments.assessed[person, column], deferred)
        return Cells(person, month, paid_in, pay_day, base, kind)

    def pay_days(self, person: Ints, paid_in: Ints) -> Ints:
        """The one day of a month on which a person pays: a deduction run, or any day."""
        people, index = self._people, self._people.index[person]
        anew = paid_in == people.enrolment[person]
        first, second = deduction_days(self._workdays, paid_in)
        retried = self.retried(person, paid_in) | anew
        day = self._chance.integer(28, "pay day", index, paid_in) + 1
        free = first_day(paid_in) + np.where(anew, np.maximum(day, 12), day) - 1
        return np.where(people.habits.agreement[person], np.where(retried, second, first), free)

    def retried(self, person: Ints, paid_in: Ints) -> Bools:
        """Whether the first deduction of a month failed."""
        return self._chance.below(profile.RETRIED_DEDUCTIONS, "retried", self._people.index[person], paid_in)

    def receipts(self, life: Life, payments: Payments) -> tuple[Receipts, Cells]:
        """All receipts of a chunk, each with its ticket; refunds carry the ticket they refund."""
        cells = self.cells(life, payments)
        regular = self._grouped(cells, due(cells.base))
        top_ups = self._top_ups(cells)
        twice = self._paid_twice(regular)
        paid = _with_tickets(self._people, joined([regular, top_ups, twice]), 0)
        shares = np.where(np.arange(len(paid)) >= len(regular) + len(top_ups), 0.8, profile.REFUNDED)
        refunds = _with_tickets(self._people, self._refunds(paid, shares), _REFUNDS_FROM)
        return joined([paid, refunds]), cells

    def _grouped(self, cells: Cells, monthly: Ints) -> Receipts:
        """Neighbouring months of one person, day, year, base and kind as one receipt."""
        same = (np.diff(cells.person) == 0) & (np.diff(cells.month) == 1) & (np.diff(cells.pay_day) == 0)
        same &= (np.diff(cells.base) == 0) & (np.diff(cells.kind) == 0) & (np.diff(cells.month // 12) == 0)
        first = np.flatnonzero(np.concatenate([[True], ~same])) if len(cells.person) else cells.person
        last = np.append(first[1:], len(cells.person)) - 1 if len(first) else first
        months = cells.month[last] - cells.month[first] + 1
        amount = monthly[first] * months
        person, kind = cells.person[first], cells.kind[first]
        channel = self._channels(person, cells.paid_in[first], kind)
        starts, ends = cells.month[first], cells.month[last]
        return self._dated(person, starts, ends, cells.base[first], amount, kind, channel, cells.pay_day[first])

    def _dated(
        self,
        person: Ints,
        start: Ints,
        end: Ints,
        base: Ints,
        amount: Ints,
        kind: Ints,
        channel: Ints,
        pay_day: Ints,
    ) -> Receipts:
        """Receipts with their treasury day and the day the tax system knew them."""
        keys = (self._people.index[person], start, pay_day)
        lag = self._chance.choice(profile.TREASURY_LAGS, "treasury lag", *keys)
        treasury = self._workdays.after(pay_day, lag)
        late = self._chance.below(profile.LATE_ROWS, "late row", *keys)
        delay = 1 + self._chance.integer(15, "delay", *keys)
        updated = treasury + np.where(late, delay, 0)
        nothing = np.zeros_like(person)
        return Receipts(
            person, start, end, base, amount, amount, kind, channel, pay_day, treasury, updated, nothing, nothing
        )

    def _channels(self, person: Ints, paid_in: Ints, kind: Ints) -> Ints:
        """The usual channel, mostly; what is late is not deducted but paid by hand."""
        habits, index = self._people.habits, self._people.index[person]
        codes = np.array([int(code) for code in profile.CHANNELS])
        other = codes[self._chance.choice(profile.CHANNEL_WEIGHTS, "other channel", index, paid_in)]
        by_hand = np.where(
            self._chance.below(0.1, "channel differs", index, paid_in), other, codes[habits.channel[person]]
        )
        deducted = habits.agreement[person] & ((kind == NORMAL) | (kind == AHEAD))
        return np.where(deducted, AGREEMENT_CHANNEL, by_hand)

    def _top_ups(self, cells: Cells) -> Receipts:
        """Differences to the new limits, paid in autumn for the months paid before they were published."""
        extra = top_up_bases(self._people, self._limits, cells)
        person, year = cells.person, cells.month // 12
        pays = top_up_asked(self._chance, self._people.index[person], year)
        share = np.where(pays, profile.TOP_UP_PAID, profile.TOP_UP_UNASKED)
        pays = self._chance.below(share, "top-up paid", self._people.index[person], year) & (extra > 0)
        later = self._chance.choice((0.55, 0.25, 0.2), "top-up month", self._people.index[person], year)
        chosen = np.flatnonzero(pays)
        paid_in = (year * 12 + 9 + later)[chosen]
        pay_day = self.pay_days(person[chosen], paid_in)
        kind = np.full(len(chosen), TOP_UP, dtype=np.int64)
        found = Cells(person[chosen], cells.month[chosen], paid_in, pay_day, extra[chosen], kind)
        full = due(cells.base + extra) - due(cells.base)
        return self._grouped(found, full[chosen])

    def _paid_twice(self, regular: Receipts) -> Receipts:
        """A few people pay the same months again some days later."""
        keys = (self._people.index[regular.person], regular.start, regular.pay_day)
        again = regular.take(self._chance.below(0.0008, "paid twice", *keys))
        pay_day = (
            again.pay_day + 3 + self._chance.integer(17, "paid again", self._people.index[again.person], again.pay_day)
        )
        return self._dated(
            again.person, again.start, again.end, again.base, again.amount, again.kind, again.channel, pay_day
        )

    def _refunds(self, paid: Receipts, shares: Floats) -> Receipts:
        """Receipts given back one to nine weeks later."""
        keys = (self._people.index[paid.person], paid.ticket)
        chosen = self._chance.below(shares, "refunded", *keys)
        weeks = 7 + self._chance.integer(55, "refund delay", *keys)
        back = paid.take(chosen)
        pay_day = self._workdays.after(back.treasury_day + weeks[chosen])
        kind = np.full(len(back), REFUND, dtype=np.int64)
        made = self._dated(back.person, back.start, back.end, back.base, -back.amount, kind, back.channel, pay_day)
        return replace(made, due=back.amount, original=back.ticket)


def deduction_days(workdays: Workdays, months: Ints) -> tuple[Ints, Ints]:
    """The two days of a month on which the banks deduct."""
    start = first_day(months)
    return workdays.after(start + 5), workdays.after(start + 11)


def _kinds(month: Ints, paid_in: Ints, usual: Ints, assessed: Bools, deferred: Bools) -> Ints:
    """正常应缴 in the usual month, 预缴 before the month, 清欠 or 补缴 later."""
    late = np.where(assessed, ARREARS, BACK)
    kind = np.where(paid_in == usual, np.where(paid_in < month, AHEAD, NORMAL), late)
    return np.where(deferred, BACK, kind)


def top_up_bases(people: People, limits: Limits, cells: Cells) -> Ints:
    """How far each paid month's base lies below the one published later."""
    tier = tiers(people, cells.month, cells.person)
    far = np.full_like(cells.month, 10**7)
    extra: Ints = np.maximum(limits.base(cells.month // 12, tier, far) - cells.base, 0)
    return extra


def top_up_asked(chance: Chance, index: Ints, years: Ints) -> Bools:
    """Whose top-up of a year is assessed."""
    return chance.below(profile.TOP_UP_ASSESSED, "top-up asked", index, years)


def _with_tickets(people: People, receipts: Receipts, first: int) -> Receipts:
    """Tickets: 421016, year and month of payment, and a number no other receipt of the month has."""
    month = month_of(receipts.pay_day)
    order = np.lexsort((receipts.kind, receipts.start, receipts.pay_day, month, receipts.person))
    key = receipts.person[order] * 100_000 + month[order]
    opens = np.concatenate([[True], np.diff(key) != 0]) if len(order) else np.zeros(0, dtype=np.bool_)
    position = np.arange(len(order))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = position - np.maximum.accumulate(np.where(opens, position, 0))
    serial = (people.index[receipts.person] * _PER_MONTH + first + place) * 61_803_399 % 100_000_000
    stamp = 421016_00_00 + (month // 12 % 100) * 100 + month % 12 + 1
    return replace(receipts, ticket=stamp * 100_000_000 + serial)
