"""What communities deliver: rosters of people in flexible employment, and who was found to live where."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import profile, texts
from etl.simulator.agency import worker_types
from etl.simulator.days import DECEMBER, NEVER, Window, first_day
from etl.simulator.deliveries import Delivery
from etl.simulator.spells import EMPLOYED

if TYPE_CHECKING:
    from etl.simulator.chance import Bools, Chance, Ints
    from etl.simulator.people import People
    from etl.simulator.reference import Places
    from etl.simulator.world import World

ROSTER_HEADERS = ("台账月份", "社区代码", "社区名称", "证件号码", "姓名", "就业类别", "就业平台", "户籍地代码")
# Some communities type their header by hand.
TYPED_HEADERS = ("台账月份", "社区代码　", "社区名称", " 证件号码", "姓名", "就业类别", "就业平台", "户籍地代码")
ASSIGNMENT_HEADERS = ("证件号码", "姓名", "社区代码", "生效日期", "来源")
PLATFORMS = ("", "外卖配送平台", "网约车平台", "货运平台", "电商平台", "家政平台")
_SUFFIXES = ("社区", "社区居委会", "社区居民委员会", "居委会", "居民社区委员会")
_VILLAGE_SUFFIXES = ("村", "村村委会", "村民委员会", "村民民委员会")
# Assumption: the smaller subdistricts send workbooks, the others text; positions in the profile.
_WORKBOOKS = (2, 4, 6)
_TYPED_BY_HAND, _WITHOUT_CONTROL = 4, 6
_LAST_OF_HALF_YEAR = 5
_FIRST_ADULT_MONTH = 16 * 12


def roster_months(window: Window) -> list[int]:
    """The months with a roster: the first one, then June and December."""
    later = window.months[1:]
    return [window.first_month, *(month for month in later if month % 6 == _LAST_OF_HALF_YEAR)]


def delivery_day(month: int) -> int:
    """Rosters come on the 10th of the next month."""
    return date((month + 1) // 12, (month + 1) % 12 + 1, 10).toordinal()


def resident(chance: Chance, people: People, month: int) -> Bools:
    """Who belongs to the target population of a month: of age, not yet retired, not hired or gone."""
    birth = people.birth
    here = (month >= birth.month + _FIRST_ADULT_MONTH) & (month <= birth.retirement) & (month < birth.death)
    overlooked = chance.below(profile.HIRED_BUT_LISTED, "still on the roster", people.index, month // 12)
    for number in range(2):
        start, end = people.aways.start[:, number], people.aways.end[:, number]
        hired = people.aways.reason[:, number] == EMPLOYED
        here &= (month < start) | (month >= end) | (hired & overlooked)
    return here


def listed(chance: Chance, people: People, month: int) -> Bools:
    """Who of the target population the communities have on their list."""
    share = np.where(people.enrolment < NEVER, profile.ON_ROSTER_ENROLLED, profile.ON_ROSTER_OTHERS)
    return resident(chance, people, month) & chance.below(share, "on the roster", people.index)


def deliver_rosters(world: World, people: People) -> None:
    """One file per half-year and subdistrict."""
    for month in roster_months(world.window):
        day = delivery_day(month)
        if world.outbox.wants(day):
            chosen = np.flatnonzero(listed(world.chance, people, month))
            home = people.moves.at(np.full(len(people), month, dtype=np.int64))
            subdistrict = world.places.subdistrict[home][chosen]
            for number in range(len(profile.SUBDISTRICTS)):
                rows = _roster_rows(world, people, chosen[subdistrict == number], month)
                world.outbox.add(_roster(world.places, number, month, day), rows)


def _roster(places: Places, number: int, month: int, day: int) -> Delivery:
    """Workbooks have title lines and often a total row; one subdistrict sends no control file."""
    workbook = number in _WORKBOOKS
    name = places.subdistrict_names[number]
    titles = (f"{name}灵活就业人员台账", f"{month // 12}年{month % 12 + 1}月　　填报单位:{name}") if workbook else ()
    return Delivery(
        "roster",
        day,
        TYPED_HEADERS if number == _TYPED_BY_HAND else ROSTER_HEADERS,
        number=number + 1,
        workbook=workbook,
        titles=titles,
        control=number != _WITHOUT_CONTROL,
        total="证件号码" if workbook and month % 12 == DECEMBER else None,
    )


def _roster_rows(world: World, people: People, chosen: Ints, month: int) -> list[tuple[str, ...]]:
    index = people.index[chosen]
    months = np.full(len(chosen), month, dtype=np.int64)
    home = people.moves.at(months, chosen)
    codes = texts.named(home, world.places.codes)
    for at in world.soil.chosen("unknown_roster_community", 0.002, index, home).tolist():
        codes[at] = codes[at][:9] + "999"
    names = [people.names[at] for at in chosen.tolist()]
    return list(
        zip(
            texts.months(months),
            codes,
            _written_names(world, home, index),
            world.soil.numbers("roster", [people.numbers[at] for at in chosen.tolist()], index, months),
            names,
            worker_types(world.chance, people, chosen, months),
            texts.named(world.chance.choice(profile.PLATFORM_WEIGHTS, "platform", index), PLATFORMS),
            [people.hukou[at] for at in chosen.tolist()],
            strict=True,
        )
    )


def _written_names(world: World, home: Ints, index: Ints) -> list[str]:
    """Community names with every suffix people use."""
    manner = world.chance.choice(profile.SUFFIX_WEIGHTS, "community name", index, home).tolist()
    return [_written_name(world.places.names[place], way) for place, way in zip(home.tolist(), manner, strict=True)]


def _written_name(name: str, way: int) -> str:
    if way == len(_SUFFIXES):
        return name + "[已撤销]"
    if name.endswith("社区"):
        return name.removesuffix("社区") + _SUFFIXES[way]
    if name.endswith("村"):
        return name.removesuffix("村") + _VILLAGE_SUFFIXES[way % len(_VILLAGE_SUFFIXES)]
    return name + ("" if way == 0 else "居委会")


def assignment_days(window: Window) -> list[int]:
    """The bureau sends what its canvassers found every March."""
    days = [date(year, 3, 5).toordinal() for year in window.years]
    return [day for day in days if day > window.first_day]


def deliver_assignments(world: World, people: People) -> None:
    """A small part of the people, found at their door, from the first of March on."""
    for day in assignment_days(world.window):
        if world.outbox.wants(day):
            year = date.fromordinal(day).year
            chosen = np.flatnonzero(world.chance.below(profile.CANVASSED, "canvassed", people.index, year))
            rows = _assignment_rows(world, people, chosen, year)
            world.outbox.add(Delivery("assignments", day, ASSIGNMENT_HEADERS, workbook=True), rows)


def _assignment_rows(world: World, people: People, chosen: Ints, year: int) -> list[tuple[str, ...]]:
    index = people.index[chosen]
    march = np.full(len(chosen), year * 12 + 2, dtype=np.int64)
    found = texts.named(people.moves.at(march, chosen), world.places.codes)
    sources = texts.named(world.chance.integer(2, "canvass", index, year), ("网格员入户核查", "电话核实"))
    typed = [people.numbers[at] for at in chosen.tolist()]
    numbers = world.soil.numbers("assignment of community", typed, index, march)
    names = [people.names[at] for at in chosen.tolist()]
    days = texts.days(first_day(march))
    return list(zip(numbers, names, found, days, sources, strict=True))
