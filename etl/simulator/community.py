"""What communities deliver: rosters of people in flexible employment, and who was found to live where."""

from __future__ import annotations

from datetime import date

import numpy as np

from etl.simulator import profile, texts
from etl.simulator.agency import worker_types
from etl.simulator.chance import Bools, Chance, Ints
from etl.simulator.days import NEVER, Window, first_day
from etl.simulator.deliveries import Delivery, Outbox
from etl.simulator.dirt import Dirt
from etl.simulator.people import People
from etl.simulator.reference import Places
from etl.simulator.spells import EMPLOYED

ROSTER_HEADERS = ("台账月份", "社区代码", "社区名称", "证件号码", "姓名", "就业类别", "就业平台", "户籍地代码")
# Some communities type their header by hand.
TYPED_HEADERS = ("台账月份", "社区代码　", "社区名称", " 证件号码", "姓名", "就业类别", "就业平台", "户籍地代码")
ASSIGNMENT_HEADERS = ("证件号码", "姓名", "社区代码", "生效日期", "来源")
PLATFORMS = ("", "外卖配送平台", "网约车平台", "货运平台", "电商平台", "家政平台")
_SUFFIXES = ("社区", "社区居委会", "社区居民委员会", "居委会", "居民社区委员会")
_VILLAGE_SUFFIXES = ("村", "村村委会", "村民委员会", "村民民委员会")
# Assumption: the smaller subdistricts send workbooks, the others text; positions in the profile.
_WORKBOOKS = (2, 4, 6)
_FIRST_ADULT_MONTH = 16 * 12


def roster_months(window: Window) -> list[int]:
    """The months with a roster: the first one, then June and December."""
    months = range(window.first_month + 1, window.until.year * 12 + window.until.month)
    return [window.first_month, *(month for month in months if month % 6 == 5)]


def delivery_day(month: int) -> int:
    """Rosters come on the 10th of the next month."""
    return date((month + 1) // 12, (month + 1) % 12 + 1, 10).toordinal()


def resident(chance: Chance, people: People, month: int) -> Bools:
    """Who belongs to the target population of a month: of age, not yet retired, not hired or gone."""
    birth = people.birth
    here = (month >= birth.month + _FIRST_ADULT_MONTH) & (month <= birth.retirement) & (month < birth.death)
    overlooked = chance.below(0.15, "still on the roster", people.index, month // 12)
    for number in range(2):
        start, end = people.aways.start[:, number], people.aways.end[:, number]
        hired = people.aways.reason[:, number] == EMPLOYED
        here &= (month < start) | (month >= end) | (hired & overlooked)
    return here


def listed(chance: Chance, people: People, month: int) -> Bools:
    """Who of the target population the communities have on their list."""
    share = np.where(people.enrolment < NEVER, profile.ON_ROSTER_ENROLLED, profile.ON_ROSTER_OTHERS)
    return resident(chance, people, month) & chance.below(share, "on the roster", people.index)


def deliver_rosters(chance: Chance, soil: Dirt, people: People, places: Places, window: Window, outbox: Outbox) -> None:
    """One file per half-year and subdistrict."""
    for month in roster_months(window):
        day = delivery_day(month)
        if outbox.wants(day):
            chosen = np.flatnonzero(listed(chance, people, month))
            subdistrict = places.subdistrict[people.moves.at(np.full(len(people), month), None)][chosen]
            for number in range(len(profile.SUBDISTRICTS)):
                rows = _roster_rows(chance, soil, people, places, chosen[subdistrict == number], month)
                outbox.add(_roster(places, number, month, day), rows)


def _roster(places: Places, number: int, month: int, day: int) -> Delivery:
    """Workbooks have title lines and often a total row; one subdistrict sends no control file."""
    workbook = number in _WORKBOOKS
    name = places.subdistrict_names[number]
    titles = (f"{name}灵活就业人员台账", f"{month // 12}年{month % 12 + 1}月　　填报单位:{name}") if workbook else ()
    return Delivery(
        "roster",
        day,
        TYPED_HEADERS if number == 4 else ROSTER_HEADERS,
        number=number + 1,
        workbook=workbook,
        titles=titles,
        control=number != 6,
        total="证件号码" if workbook and month % 12 == 11 else None,
    )


def _roster_rows(
    chance: Chance, soil: Dirt, people: People, places: Places, chosen: Ints, month: int
) -> list[tuple[str, ...]]:
    index = people.index[chosen]
    months = np.full(len(chosen), month, dtype=np.int64)
    home = people.moves.at(months, chosen)
    codes = texts.named(home, places.codes)
    for at in soil.chosen("unknown_roster_community", 0.002, index, home).tolist():
        codes[at] = codes[at][:9] + "999"
    names = [people.names[at] for at in chosen.tolist()]
    return list(
        zip(
            texts.months(months),
            codes,
            _written_names(chance, places, home, index),
            soil.numbers("roster", [people.numbers[at] for at in chosen.tolist()], index, months),
            names,
            worker_types(chance, people, chosen, months),
            texts.named(chance.choice((0.7, 0.1, 0.07, 0.05, 0.05, 0.03), "platform", index), PLATFORMS),
            [people.hukou[at] for at in chosen.tolist()],
            strict=True,
        )
    )


def _written_names(chance: Chance, places: Places, home: Ints, index: Ints) -> list[str]:
    """Community names with every suffix people use."""
    manner = chance.choice((0.9, 0.04, 0.03, 0.02, 0.01), "community name", index, home).tolist()
    return [_written_name(places.names[place], way) for place, way in zip(home.tolist(), manner, strict=True)]


def _written_name(name: str, way: int) -> str:
    if name.endswith("社区"):
        return name.removesuffix("社区") + _SUFFIXES[way]
    if name.endswith("村"):
        return name.removesuffix("村") + _VILLAGE_SUFFIXES[way % len(_VILLAGE_SUFFIXES)]
    return name + ("" if way == 0 else "居委会")


def assignment_days(window: Window) -> list[int]:
    """The bureau sends what its canvassers found every March."""
    days = [date(year, 3, 5).toordinal() for year in window.years]
    return [day for day in days if day > window.first_day]


def deliver_assignments(
    chance: Chance, soil: Dirt, people: People, places: Places, window: Window, outbox: Outbox
) -> None:
    """A small part of the people, each found once, from the first of March on."""
    for day in assignment_days(window):
        if outbox.wants(day):
            year = date.fromordinal(day).year
            chosen = np.flatnonzero(chance.below(0.006, "canvassed", people.index, year))
            rows = _assignment_rows(chance, soil, people, places, chosen, year)
            outbox.add(Delivery("assignments", day, ASSIGNMENT_HEADERS, workbook=True), rows)


def _assignment_rows(
    chance: Chance, soil: Dirt, people: People, places: Places, chosen: Ints, year: int
) -> list[tuple[str, ...]]:
    index = people.index[chosen]
    march = np.full(len(chosen), year * 12 + 2, dtype=np.int64)
    found = texts.named(people.moves.at(march, chosen), places.codes)
    sources = texts.named(chance.integer(2, "canvass", index, year), ("网格员入户核查", "电话核实"))
    numbers = soil.numbers("assignment of community", [people.numbers[at] for at in chosen.tolist()], index, march)
    names = [people.names[at] for at in chosen.tolist()]
    days = texts.days(first_day(march)) if len(march) else []
    return list(zip(numbers, names, found, days, sources, strict=True))
