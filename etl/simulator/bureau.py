"""What the bureau itself sets: the year's plan and the number of people who should be in the scheme."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import profile, texts
from etl.simulator.community import resident
from etl.simulator.deliveries import Delivery, Outbox

if TYPE_CHECKING:
    from etl.simulator.chance import Bools, Ints
    from etl.simulator.people import People
    from etl.simulator.world import Cohort, World

PLAN_HEADERS = ("年度", "区划代码", "主管税务所（科、分局）", "计划金额", "计划参保人数")
MARKED_UP = (
    *PLAN_HEADERS[:2],
    "<SPAN title=主管税务所（科，分局）>主管税务所（科、分局）</SPAN>",
    *PLAN_HEADERS[3:],
)
TARGET_HEADERS = ("月份", "区划代码", "类别", "应参保人数", "来源")
DISTRICT = "210213"
_TEN_THOUSAND = 1_000_000  # cents
_TYPES = 6


class Bureau:
    """Adds up the lives of all chunks, because a sensible plan is near what will come."""

    def __init__(self, world: World) -> None:
        self._chance = world.chance
        self._places = world.places
        self._window = world.window
        shape = (len(world.window.years), len(profile.SUBDISTRICTS))
        self._received = np.zeros(shape, dtype=np.int64)
        self._persons = np.zeros(shape, dtype=np.int64)
        self._population = np.zeros((*shape, _TYPES), dtype=np.int64)

    def add(self, cohort: Cohort) -> None:
        """Count a chunk: money by year of its treasury day, persons in December, population in January."""
        self._add_money(cohort)
        people, life = cohort.people, cohort.life
        for at, year in enumerate(self._window.years):
            december, january = year * 12 + 11, year * 12
            here = life.active[:, december - int(life.months[0])]
            self._persons[at] += self._by_subdistrict(people, here, december)
            known_type = np.minimum(people.worker, _TYPES - 1)
            living = resident(self._chance, people, january)
            for worker in range(_TYPES):
                chosen = living & (known_type == worker)
                self._population[at, :, worker] += self._by_subdistrict(people, chosen, january)

    def _add_money(self, cohort: Cohort) -> None:
        people, receipts = cohort.people, cohort.receipts
        held = receipts.take(receipts.pay_day >= self._window.first_day)
        days = [date(year, 1, 1).toordinal() for year in self._window.years]
        year = np.searchsorted(np.array(days, dtype=np.int64), held.treasury_day, side="right") - 1
        later = held.treasury_day > date(self._window.years[-1], 12, 31).toordinal()
        place = self._places.subdistrict[people.moves.at(held.end, held.person)]
        np.add.at(self._received, (year[~later], place[~later]), held.amount[~later])

    def _by_subdistrict(self, people: People, chosen: Bools, month: int) -> Ints:
        """How many of the chosen live in each subdistrict in a month."""
        home = people.moves.at(np.full(len(people), month, dtype=np.int64))
        counts = np.bincount(self._places.subdistrict[home[chosen]], minlength=len(profile.SUBDISTRICTS))
        return counts.astype(np.int64)

    def deliver(self, outbox: Outbox) -> None:
        """Plans and targets of every year."""
        for at, year in enumerate(self._window.years):
            day = max(date(year, 1, 20).toordinal(), self._window.first_day)
            if outbox.wants(day):
                header = MARKED_UP if year % 2 else PLAN_HEADERS
                titles = (f"{year}年度灵活就业人员养老保险费征收计划",)
                plans = Delivery("plans", day, header, workbook=bool(year % 2), titles=titles, amount="计划金额")
                outbox.add(plans, self._plan_rows(at, year))
                targets = Delivery("targets", day, TARGET_HEADERS, workbook=True)
                outbox.add(targets, self._target_rows(at, year))

    def _plan_rows(self, at: int, year: int) -> list[tuple[str, ...]]:
        """The district, its subdistricts, and the same money by office."""
        low, high = profile.PLAN_RANGE
        keys = np.arange(len(profile.SUBDISTRICTS))
        factors = low + (high - low) * self._chance.uniform("plan", keys, year)
        money = (self._received[at] * factors).astype(np.int64) // _TEN_THOUSAND * _TEN_THOUSAND + _TEN_THOUSAND
        persons = (self._persons[at] * profile.PLANNED_PERSONS).astype(np.int64) // 10 * 10 + 10
        rows = [_plan_row(year, DISTRICT, "", int(money.sum()), str(int(persons.sum())))]
        for number, code in enumerate(profile.SUBDISTRICTS):
            rows.append(_plan_row(year, code, "", int(money[number]), str(persons[number])))
        for office in sorted(set(profile.OFFICES)):
            served = [number for number, name in enumerate(profile.OFFICES) if name == office]
            rows.append(_plan_row(year, "", office, int(money[served].sum()), ""))
        return rows

    def _target_rows(self, at: int, year: int) -> list[tuple[str, ...]]:
        """By worker type, for the district and each subdistrict, rounded as estimates are."""
        counts = self._population[at] // 10 * 10 + 10
        areas = [(DISTRICT, counts.sum(axis=0)), *zip(profile.SUBDISTRICTS, counts, strict=True)]
        return [
            (f"{year}01", area, name, str(count), "全民参保登记推算")
            for area, by_type in areas
            for name, count in zip(profile.WORKER_NAMES, by_type.tolist(), strict=True)
        ]


def _plan_row(year: int, area: str, office: str, cents: int, persons: str) -> tuple[str, ...]:
    return (str(year), area, office, texts.money(cents), persons)
