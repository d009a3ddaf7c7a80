"""The register as the social-security agency delivers it: its whole history once, then the changes of each month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import dirt, profile, texts
from etl.simulator.days import LIFE_BEGINS, Window, first_day, last_day
from etl.simulator.deliveries import Delivery
from etl.simulator.payments import frequencies
from etl.simulator.register import EVENTS, Events

if TYPE_CHECKING:
    from etl.simulator.chance import Chance, Ints
    from etl.simulator.dirt import Columns, Dirt
    from etl.simulator.life import Life
    from etl.simulator.people import People
    from etl.simulator.world import Cohort, World

REGISTER_HEADERS = (
    "个人编号",
    "证件号码",
    "姓名",
    "性别",
    "出生日期",
    "户籍地代码",
    "社区代码",
    "缴费人员类别",
    "参保状态",
    "变更类型",
    "变更原因",
    "变更日期",
    "首次参保年月",
    "累计缴费月数",
    "缴费频次",
    "退休年龄类别",
    "补贴起",
    "补贴止",
    "手机号码",
)
_CLASS_AGES, _CLASS_NAMES = (50, 55, 60), ("女50", "女55", "男60")
_DELIVERY_DAY = 15


def register_days(window: Window) -> list[int]:
    """When the register is delivered: the whole history on the first day, then the changes of each month."""
    first = window.first_day
    days = [date(month // 12, month % 12 + 1, _DELIVERY_DAY).toordinal() for month in window.months]
    return [first, *(day for day in days if day > first)]


def deliver_register(world: World, cohort: Cohort) -> None:
    """Every change in the first delivery after it, a few one delivery later."""
    events, index = cohort.events, cohort.people.index
    days = np.array(register_days(world.window), dtype=np.int64)
    late = world.chance.below(profile.LATE_CHANGES, "register late", index[events.person], events.day)
    place = np.searchsorted(days, events.day, side="right") + (late & (events.day >= days[0]))
    for at, day in enumerate(days.tolist()):
        if world.outbox.wants(day):
            rows = _register_rows(world, cohort, events.take(place == at))
            world.outbox.add(Delivery("register", day, REGISTER_HEADERS), rows)


def _register_rows(world: World, cohort: Cohort, events: Events) -> list[tuple[str, ...]]:
    """Rows of some events, with their dirt."""
    index = cohort.people.index[events.person]
    columns = {**_who(world, cohort.people, events), **_enrolment(world, cohort, events)}
    _damage_register(world.soil, columns, index, events.day)
    return list(zip(*([cell or "" for cell in columns[header]] for header in REGISTER_HEADERS), strict=True))


def _who(world: World, people: People, events: Events) -> Columns:
    """The columns about the person."""
    person, birth = events.person, people.birth
    persons = person.tolist()
    renumbered = 21_000_000_000 + 1_000_000_000 * events.renumbered + people.index[person]
    typed = [people.numbers[at] for at in persons]
    return {
        "个人编号": list(map(str, renumbered.tolist())),
        "证件号码": list(world.soil.numbers("register", typed, people.index[person], events.day)),
        "姓名": [people.names[at] for at in persons],
        "性别": list(map(str, birth.sex[person].tolist())),
        "出生日期": list(texts.days(first_day(birth.month[person]) + birth.day[person] - 1)),
        "户籍地代码": [people.hukou[at] for at in persons],
        "退休年龄类别": _retirement_classes(world.chance, people, person),
        "手机号码": _phones(world.chance, people, person),
    }


def _enrolment(world: World, cohort: Cohort, events: Events) -> Columns:
    """The columns about the enrolment as it is from the event on."""
    people, person = cohort.people, events.person
    granted = events.month >= people.subsidy_start[person]
    start, end = (np.where(granted, month[person], 0) for month in (people.subsidy_start, people.subsidy_end))
    return {
        "社区代码": list(community_codes(world, people, events)),
        "缴费人员类别": list(worker_types(world.chance, people, person, events.month)),
        "参保状态": list(map(str, events.state.tolist())),
        "变更类型": [EVENTS[kind][1] for kind in events.kind.tolist()],
        "变更原因": [EVENTS[kind][2] for kind in events.kind.tolist()],
        "变更日期": list(texts.days(events.day)),
        "首次参保年月": list(texts.months(people.first_month[person])),
        "累计缴费月数": list(map(str, _months_paid(people, cohort.life, events).tolist())),
        "缴费频次": _frequency_names(world.chance, people, cohort.life, events),
        "补贴起": list(texts.days(np.where(start > 0, first_day(start), 0))),
        "补贴止": list(texts.days(np.where(end > 0, last_day(end), 0))),
    }


def _retirement_classes(chance: Chance, people: People, person: Ints) -> list[str | None]:
    """The stated class; some people have none on record."""
    stated = chance.below(profile.CLASS_STATED, "retirement class stated", people.index)[person]
    classes = np.searchsorted(_CLASS_AGES, people.birth.retirement_class[person])
    return list(texts.named(np.where(stated, classes, len(_CLASS_AGES)), [*_CLASS_NAMES, ""]))


def _months_paid(people: People, life: Life, events: Events) -> Ints:
    column = np.clip(events.month - LIFE_BEGINS, 0, len(life.months) - 1)
    since = np.maximum(events.month - people.enrolment[events.person], 0)
    before = people.prior_months[events.person] + since * 85 // 100
    return np.where(events.month < LIFE_BEGINS, before, life.total[events.person, column])


def _frequency_names(chance: Chance, people: People, life: Life, events: Events) -> list[str | None]:
    """The stated frequency; a tenth of the people have none on record."""
    matrix = frequencies(people, life.months)
    column = np.clip(events.month - LIFE_BEGINS, 0, len(life.months) - 1)
    unsaid = chance.below(profile.FREQUENCY_UNSAID, "frequency unsaid", people.index)[events.person]
    place = np.where(unsaid, len(profile.FREQUENCIES), matrix[events.person, column])
    return list(texts.named(place, [*profile.FREQUENCIES, ""]))


def _phones(chance: Chance, people: People, person: Ints) -> list[str | None]:
    """Numbers of a range that is not given to anybody."""
    digits = chance.integer(10**8, "phone", people.index)[person]
    return [f"100{number:08d}" for number in digits.tolist()]


def worker_types(chance: Chance, people: People, person: Ints, months: Ints) -> list[str]:
    """The worker type as the source writes it: code, sometimes name, unmapped words, nothing."""
    changed = months >= people.worker_change[person]
    worker = np.where(changed, people.later_worker[person], people.worker[person])
    by_name = chance.below(profile.TYPE_BY_NAME, "worker type by name", people.index)[person]
    known = len(profile.WORKER_NAMES)
    words = [*profile.WORKER_CODES[:known], *profile.WORKER_NAMES, *profile.UNMAPPED_NAMES, ""]
    unmapped = 2 * known + people.index[person] % len(profile.UNMAPPED_NAMES)
    place = np.where(worker == known, unmapped, worker + known * by_name)
    place = np.where(worker > known, len(words) - 1, place)
    return texts.named(place, words)


def community_codes(world: World, people: People, events: Events) -> list[str]:
    """Codes of the communities; a few missing, unknown inside the subdistrict, or unknown altogether."""
    home = people.moves.at(events.month, events.person)
    drawn = world.chance.uniform("community code", people.index[events.person], home)
    codes = texts.named(home, world.places.codes)
    for at in np.flatnonzero(drawn < profile.COMMUNITY_WRONG).tolist():
        if drawn[at] < profile.COMMUNITY_MISSING:
            codes[at] = ""
        else:
            codes[at] = codes[at][:9] + "099" if drawn[at] < profile.COMMUNITY_NEAR else "210299001001"
            world.soil.counts["unknown_community"] += 1
    return codes


def _damage_register(soil: Dirt, columns: Columns, *keys: Ints) -> None:
    """Damaged cells of the register; rates are assumptions."""
    soil.damage("birth_differs", columns["出生日期"], lambda cell: f"{int(cell[:4]) + 1}-01-01", *keys, rate=0.003)
    soil.damage("sex_differs", columns["性别"], lambda cell: "2" if cell == "1" else "1", *keys, rate=0.002)
    soil.damage("sex_missing", columns["性别"], lambda _: "", *keys, rate=0.004)
    soil.damage("phone_as_number", columns["手机号码"], lambda cell: f"{cell[0]}.{cell[1:5]}E+10", *keys, rate=0.003)
    soil.damage("slash_date", columns["变更日期"], dirt.slashed, *keys, rate=0.01)
    soil.damage("compact_date", columns["出生日期"], dirt.compact, *keys, rate=0.02)
    soil.damage("unreadable_change_date", columns["变更日期"], dirt.unreadable_date, *keys, rate=0.0008)
    soil.damage("unknown_state", columns["参保状态"], lambda _: "9", *keys, rate=0.0006)
    soil.damage("number_missing", columns["证件号码"], lambda _: "", *keys, rate=0.0005)
