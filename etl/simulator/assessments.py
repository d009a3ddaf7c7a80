"""Assessments: what people in touch are asked for, month by month, and what becomes of it when nobody pays."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import profile
from etl.simulator.days import LIFE_BEGINS, first_day, last_day
from etl.simulator.payments import tiers
from etl.simulator.receipts import REFUND, Receipts, top_up_asked, top_up_bases
from etl.simulator.reference import due

if TYPE_CHECKING:
    from etl.simulator.chance import Bools, Ints
    from etl.simulator.world import Cohort, World

VALID, VOID, WRITTEN_OFF = range(3)
STATES = ("有效", "作废", "核销")
# The last digit of a serial number: the monthly assessment, a top-up, one made by mistake.
MONTHLY, EXTRA, MISTAKE = 1, 2, 9
_MARCH_CLEANINGS = 5


@dataclass(frozen=True, slots=True)
class Assessments:
    """Columns of assessments; `closed_day` is when the state changed to `closed_as`, 0 for never."""

    person: Ints
    month: Ints
    number: Ints
    base: Ints
    amount: Ints
    due_day: Ints
    created_day: Ints
    closed_day: Ints
    closed_as: Ints

    def __len__(self) -> int:
        return len(self.person)

    def take(self, chosen: Bools | Ints) -> Assessments:
        """Some of the rows."""
        return Assessments(*(getattr(self, field.name)[chosen] for field in fields(self)))


class Assessor:
    """Writes the assessments of a chunk of people."""

    def __init__(self, world: World, cohort: Cohort) -> None:
        self._chance = world.chance
        self._limits = world.limits
        self._first_month = world.window.first_month
        self._people = cohort.people
        self._cohort = cohort

    def assess(self) -> Assessments:
        """All assessments from the first month held on, by person and month."""
        monthly = self._monthly()
        mistakes = self._mistakes(monthly)
        top_ups = self._top_ups()
        names = [field.name for field in fields(Assessments)]
        parts = (monthly, mistakes, top_ups)
        joined = Assessments(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
        return joined.take(np.lexsort((joined.number, joined.month, joined.person)))

    def _monthly(self) -> Assessments:
        """One row per month of everybody in touch, made at the start of the month in which they usually pay."""
        months, payments = self._cohort.life.months, self._cohort.payments
        person, column = np.nonzero(payments.assessed & (months >= self._first_month))
        month = months[column]
        asked = payments.usual[person, column]
        created = first_day(asked) + self._chance.integer(3, "assessed on", self._people.index[person], month)
        base = self._limits.base(month // 12, tiers(self._people, month, person), created)
        refunded = _refunded(self._cohort.receipts, payments.paid_in.shape)[person, column]
        closed_day, closed_as = self._closing(person, month, payments.paid_in[person, column], refunded)
        return Assessments(
            person,
            month,
            np.full(len(person), MONTHLY, dtype=np.int64),
            base,
            due(base),
            last_day(payments.group_end[person, column]),
            created,
            closed_day,
            closed_as,
        )

    def _closing(self, person: Ints, month: Ints, paid_in: Ints, refunded: Ints) -> tuple[Ints, Ints]:
        """Unpaid months are voided or written off in one of the next Marches, refunded ones with the refund."""
        index = self._people.index[person]
        year = month // 12
        cleaned = np.zeros_like(month)
        for later in range(_MARCH_CLEANINGS, 0, -1):
            march = first_day((year + later) * 12 + 2) + 14
            share = profile.WRITTEN_OFF_FIRST_MARCH if later == 1 else profile.WRITTEN_OFF_LATER_MARCH
            hit = self._chance.below(share, "written off", index, month, later)
            cleaned = np.where(hit, march, cleaned)
        with_refund = (refunded > 0) & self._chance.below(0.7, "voided with refund", index, month)
        unpaid = (paid_in == 0) | (refunded > 0)
        day = np.where(with_refund, refunded, np.where(unpaid, cleaned, 0))
        off = ~with_refund & self._chance.below(0.4, "written off or void", index, month)
        return day, np.where(off, WRITTEN_OFF, VOID)

    def _mistakes(self, monthly: Assessments) -> Assessments:
        """A few second assessments of a month, voided some days later."""
        index = self._people.index[monthly.person]
        rows = monthly.take(self._chance.below(0.002, "assessed by mistake", index, monthly.month))
        number = np.full(len(rows), MISTAKE, dtype=np.int64)
        closed_as = np.full(len(rows), VOID, dtype=np.int64)
        return Assessments(
            rows.person,
            rows.month,
            number,
            rows.base,
            rows.amount,
            rows.due_day,
            rows.created_day,
            rows.created_day + 4,
            closed_as,
        )

    def _top_ups(self) -> Assessments:
        """The difference to the new limits, one row per month paid before, for those who are asked."""
        cells, payments = self._cohort.cells, self._cohort.payments
        extra = top_up_bases(self._people, self._limits, cells)
        year = cells.month // 12
        asked = top_up_asked(self._chance, self._people.index[cells.person], year)
        asked &= payments.assessed[cells.person, cells.month - LIFE_BEGINS]
        chosen = np.flatnonzero(asked & (extra > 0) & (cells.month >= self._first_month))
        created = self._limits.published[year[chosen] - self._limits.first_year] + 8
        amount = (due(cells.base + extra) - due(cells.base))[chosen]
        nothing = np.zeros(len(chosen), dtype=np.int64)
        return Assessments(
            cells.person[chosen],
            cells.month[chosen],
            nothing + EXTRA,
            extra[chosen],
            amount,
            last_day(year[chosen] * 12 + 11),
            created,
            nothing,
            nothing,
        )


def _refunded(receipts: Receipts, shape: tuple[int, ...]) -> Ints:
    """The day on which each month's payment was given back, 0 where it was not."""
    days = np.zeros(shape, dtype=np.int64)
    rows = receipts.take(receipts.kind == REFUND)
    for person, start, end, day in zip(
        rows.person.tolist(), rows.start.tolist(), rows.end.tolist(), rows.pay_day.tolist(), strict=True
    ):
        days[person, start - LIFE_BEGINS : end - LIFE_BEGINS + 1] = day
    return days
