"""Who is covered elsewhere, as the social-security agency lists it twice a year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import profile, texts
from etl.simulator.days import NEVER, Window, first_day
from etl.simulator.deliveries import Delivery
from etl.simulator.register import RETIRED, Events
from etl.simulator.spells import EMPLOYED, TRANSFERRED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.simulator.chance import Bools, Chance, Ints
    from etl.simulator.people import People
    from etl.simulator.world import Cohort, World

ELSEWHERE_HEADERS = ("证件号码", "姓名", "类别", "起", "止")


def elsewhere_days(window: Window) -> list[int]:
    """The list of people covered elsewhere comes whole, on the first day and every half-year."""
    days = [date(year, month, 20).toordinal() for year in window.years for month in (1, 7)]
    return [window.first_day, *(day for day in days if day > window.first_day)]


def deliver_elsewhere(world: World, cohort: Cohort) -> None:
    """Everybody known on the delivery's day to be hired, elsewhere, in the residents' scheme, retired or dead."""
    for day in elsewhere_days(world.window):
        if world.outbox.wants(day):
            delivery = Delivery("elsewhere", day, ELSEWHERE_HEADERS, workbook=True, control=day % 3 > 0)
            world.outbox.add(delivery, _elsewhere_rows(world, cohort, day))


def _elsewhere_rows(world: World, cohort: Cohort, day: int) -> list[tuple[str, ...]]:
    """Who was known by a day, category by category."""
    people = cohort.people
    rows: list[tuple[str, ...]] = []
    for category, chosen, start, end in _elsewhere(world.chance, people, cohort.events):
        known = np.flatnonzero(chosen & (start < np.minimum(end, NEVER)) & (first_day(start) <= day))
        last = np.where((end[known] < NEVER), first_day(end[known]) - 1, 0)
        typed = [people.numbers[at] for at in known.tolist()]
        numbers = world.soil.numbers("elsewhere", typed, people.index[known])
        found = [people.names[at] for at in known.tolist()]
        begun, ended = texts.days(first_day(start[known])), texts.days(np.where(last <= day, last, 0))
        rows += zip(numbers, found, [category] * len(known), begun, ended, strict=True)
    return rows


def _elsewhere(chance: Chance, people: People, events: Events) -> Sequence[tuple[str, Bools, Ints, Ints]]:
    """Category, who, first month and the month after the last."""
    never = np.full(len(people), NEVER, dtype=np.int64)
    enrolled, alive = people.enrolment < NEVER, people.birth.death
    resident = ~enrolled & chance.below(profile.RESIDENTS_SCHEME, "residents' scheme", people.index)
    joined = people.birth.month + 12 * (20 + chance.integer(15, "residents' scheme from", people.index))
    retired = never.copy()
    pensions = events.kind == RETIRED
    retired[events.person[pensions]] = events.month[pensions]
    rows: list[tuple[str, Bools, Ints, Ints]] = [
        ("退休", retired < alive, retired, never),
        ("死亡", enrolled | resident, alive, never),
        ("城乡居民", resident, joined, np.minimum(alive, people.birth.retirement + 61)),
    ]
    for number in range(2):
        start, end = people.aways.start[:, number], people.aways.end[:, number]
        ahead = enrolled & (start < np.minimum(people.birth.retirement, alive))
        for reason, category in ((EMPLOYED, "单位职工"), (TRANSFERRED, "异地")):
            chosen = ahead & (people.aways.reason[:, number] == reason)
            rows.append((category, chosen, start, end))
    return rows
