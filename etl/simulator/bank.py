"""What the banks send back after each month's deductions: what was deducted, and what failed and why."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import profile, texts
from etl.simulator.days import OCTOBER, day_text, month_of
from etl.simulator.deliveries import Delivery
from etl.simulator.payments import tiers
from etl.simulator.receipts import AGREEMENT_CHANNEL, NORMAL, deduction_days, retried
from etl.simulator.reference import due

if TYPE_CHECKING:
    from etl.simulator.chance import Ints
    from etl.simulator.dirt import Dirt
    from etl.simulator.people import People
    from etl.simulator.world import Cohort, World

DEDUCTION_HEADERS = ("批次号", "证件号码", "姓名", "费款所属期", "金额", "扣款日期", "结果", "失败原因", "开户银行")
# Some systems export the mark-up of their screen with the header.
MARKED_UP = (*DEDUCTION_HEADERS[:8], "<SPAN title=开户银行>开户银行</SPAN>")
_CHANGED_AMOUNT = len(profile.FAILURE_REASONS) - 1


@dataclass(frozen=True, slots=True)
class Deductions:
    """Columns of deductions; `reason` is -1 where the money came."""

    person: Ints
    month: Ints
    cents: Ints
    day: Ints
    reason: Ints


def ordered(parts: list[Deductions]) -> Deductions:
    """All rows of several parts in order of day and person."""
    names = [field.name for field in fields(Deductions)]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    order = np.lexsort((columns["month"], columns["person"], columns["day"]))
    return Deductions(*(columns[name][order] for name in names))


class Bank:
    """Makes the deductions of a chunk of people."""

    def __init__(self, world: World, cohort: Cohort) -> None:
        self._chance = world.chance
        self._workdays = world.workdays
        self._limits = world.limits
        self._window = world.window
        self._people = cohort.people
        self._cohort = cohort

    def deductions(self) -> Deductions:
        """Successes as the receipts say, failures before a second try, after a slip, and of lapsed agreements."""
        done = self._deducted()
        return ordered([done, self._failed_first(done), *self._failed()])

    def _deducted(self) -> Deductions:
        """One row per month of every deducted receipt."""
        receipts = self._cohort.receipts
        kept = (receipts.channel == AGREEMENT_CHANNEL) & (receipts.kind == NORMAL)
        rows = receipts.take(kept & (receipts.pay_day >= self._window.first_day))
        first, second = deduction_days(self._workdays, month_of(rows.pay_day))
        rows = rows.take((rows.pay_day == first) | (rows.pay_day == second))
        counts = rows.end - rows.start + 1
        again = np.repeat(np.arange(len(rows)), counts)
        offset = np.arange(len(again)) - np.repeat(np.cumsum(counts) - counts, counts)
        cents = (rows.amount // counts)[again]
        reason = np.full(len(again), -1, dtype=np.int64)
        return Deductions(rows.person[again], rows.start[again] + offset, cents, rows.pay_day[again], reason)

    def _failed_first(self, done: Deductions) -> Deductions:
        """The first run of those who were deducted in the second."""
        paid_in = month_of(done.day)
        first, second = deduction_days(self._workdays, paid_in)
        tried = retried(self._chance, self._people, done.person, paid_in)
        chosen = np.flatnonzero(tried & (done.day == second) & (first < second))
        person, month = done.person[chosen], done.month[chosen]
        return Deductions(person, month, done.cents[chosen], first[chosen], self._reasons(person, month))

    def _failed(self) -> list[Deductions]:
        """Both runs of slipped months and of the first silent months under an agreement."""
        life, payments = self._cohort.life, self._cohort.payments
        lapsing = life.active & (life.silent > 0) & (life.silent <= profile.LAPSED_MONTHS_ASSESSED)
        failing = (payments.slipped | lapsing) & (payments.group_end == life.months) & payments.assessed
        failing &= self._people.habits.agreement[:, None] & (life.months >= self._window.first_month)
        person, column = np.nonzero(failing)
        month = life.months[column]
        days = deduction_days(self._workdays, month)
        base = self._limits.base(month // 12, tiers(self._people, month, person), days[0])
        reason = self._reasons(person, month)
        return [Deductions(person, month, due(base), day, reason) for day in days]

    def _reasons(self, person: Ints, month: Ints) -> Ints:
        """Why a deduction failed; after new limits often because the amount changed."""
        index = self._people.index[person]
        reason = self._chance.choice(profile.FAILURE_WEIGHTS, "failure reason", index, month)
        changed = (month % 12 == OCTOBER) & self._chance.below(0.5, "amount changed", index, month)
        return np.where(changed, _CHANGED_AMOUNT, reason)


def delivery_day(month: int) -> int:
    """The day of a month on which the banks' file of its deductions comes."""
    return date(month // 12, month % 12 + 1, 1).toordinal() + 14


def deliver_deductions(world: World, cohort: Cohort) -> None:
    """One file a month with both runs of all banks."""
    deductions = Bank(world, cohort).deductions()
    months = month_of(deductions.day)
    for month in world.window.months:
        day = delivery_day(month)
        if world.outbox.wants(day):
            chosen = np.flatnonzero(months == month)
            world.outbox.add(_delivery(month, day), _rows(world.soil, cohort.people, deductions, chosen))


def _delivery(month: int, day: int) -> Delivery:
    """Every fourth month the header carries mark-up, every sixth a total row stands below."""
    header = MARKED_UP if month % 4 == 0 else DEDUCTION_HEADERS
    total = "证件号码" if month % 6 == 1 else None
    return Delivery("deductions", day, header, amount="金额", total=total)


def _rows(soil: Dirt, people: People, deductions: Deductions, chosen: Ints) -> list[tuple[str, ...]]:
    person = deductions.person[chosen]
    month, day, reason = deductions.month[chosen], deductions.day[chosen], deductions.reason[chosen]
    index = people.index[person]
    banks = texts.named(people.habits.bank[person], profile.BANKS)
    dated = texts.spelled(day, lambda ordinal: day_text(ordinal).replace("-", ""))
    batch = [f"{bank + 1:02d}{run}" for bank, run in zip(people.habits.bank[person].tolist(), dated, strict=True)]
    amounts: list[str | None] = list(texts.moneys(deductions.cents[chosen]))
    soil.damage("unreadable_amount", amounts, lambda _: "金额有误", index, month, rate=0.0001)
    return list(
        zip(
            batch,
            soil.numbers("deduction", [people.numbers[at] for at in person.tolist()], index, day),
            [people.names[at] for at in person.tolist()],
            texts.months(month),
            [amount or "" for amount in amounts],
            texts.days(day),
            texts.named((reason >= 0).astype(np.int64), ("成功", "失败")),
            texts.named(reason, [*profile.FAILURE_REASONS, ""]),
            banks,
            strict=True,
        )
    )
