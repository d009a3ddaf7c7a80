"""What the social-security agency delivers: the register as changes, and who is covered elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from etl.simulator import dirt, profile, texts
from etl.simulator.chance import Bools, Chance, Ints
from etl.simulator.days import LIFE_BEGINS, NEVER, Window, first_day
from etl.simulator.deliveries import Delivery, Outbox
from etl.simulator.dirt import Columns, Dirt
from etl.simulator.life import Life
from etl.simulator.payments import frequencies
from etl.simulator.people import People
from etl.simulator.reference import Places
from etl.simulator.register import EVENTS, RETIRED, Events
from etl.simulator.spells import EMPLOYED, TRANSFERRED

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
ELSEWHERE_HEADERS = ("证件号码", "姓名", "类别", "起", "止")
_RETIREMENT_CLASSES = {60: "男60", 55: "女55", 50: "女50"}
_DELIVERY_DAY = 15


def register_days(window: Window) -> list[int]:
    """When the register is delivered: the whole history on the first day, then the changes of each month."""
    first = window.first_day
    months = range(window.first_month, window.until.year * 12 + window.until.month)
    days = [date(month // 12, month % 12 + 1, _DELIVERY_DAY).toordinal() for month in months]
    return [first, *(day for day in days if day > first)]


def deliver_register(
    chance: Chance,
    soil: Dirt,
    people: People,
    life: Life,
    places: Places,
    events: Events,
    window: Window,
    outbox: Outbox,
) -> None:
    """Every change in the first delivery after it, a few one delivery later."""
    days = np.array(register_days(window), dtype=np.int64)
    late = chance.below(0.015, "register late", people.index[events.person], events.day)
    place = np.searchsorted(days, events.day, side="right") + (late & (events.day >= days[0]))
    wanted = [day for day in days.tolist() if outbox.wants(day)]
    for at, day in enumerate(days.tolist()):
        chosen = events.take(place == at)
        if day in wanted:
            rows = _register_rows(chance, soil, people, life, places, chosen) if len(chosen) else []
            outbox.add(Delivery("register", day, REGISTER_HEADERS), rows)


def _register_rows(
    chance: Chance, soil: Dirt, people: People, life: Life, places: Places, events: Events
) -> list[tuple[str, ...]]:
    columns = _register_columns(chance, soil, people, life, places, events)
    _damage_register(soil, columns, people.index[events.person], events.day)
    return list(zip(*([cell or "" for cell in columns[header]] for header in REGISTER_HEADERS), strict=True))


def _register_columns(
    chance: Chance, soil: Dirt, people: People, life: Life, places: Places, events: Events
) -> Columns:
    person, index = events.person, people.index[events.person]
    birth = people.birth
    birth_day = first_day(birth.month[person]) + birth.day[person] - 1
    granted = events.month >= people.subsidy_start[person]
    subsidy = [np.where(granted, months[person], 0) for months in (people.subsidy_start, people.subsidy_end)]
    numbers = [people.numbers[at] for at in person.tolist()]
    classes = np.vectorize(_RETIREMENT_CLASSES.get, otypes=[object])(birth.retirement_class[person])
    stated = chance.below(0.8, "retirement class stated", people.index)[person]
    return {
        "个人编号": list(map(str, (21_000_000_000 + 1_000_000_000 * events.renumbered + index).tolist())),
        "证件号码": list(soil.numbers("register", numbers, index, events.day)),
        "姓名": [people.names[at] for at in person.tolist()],
        "性别": list(map(str, birth.sex[person].tolist())),
        "出生日期": list(texts.days(birth_day)),
        "户籍地代码": [people.hukou[at] for at in person.tolist()],
        "社区代码": list(community_codes(chance, soil, people, places, events)),
        "缴费人员类别": list(worker_types(chance, people, person, events.month)),
        "参保状态": list(map(str, events.state.tolist())),
        "变更类型": [EVENTS[kind][1] for kind in events.kind.tolist()],
        "变更原因": [EVENTS[kind][2] for kind in events.kind.tolist()],
        "变更日期": list(texts.days(events.day)),
        "首次参保年月": list(texts.months(people.first_month[person])),
        "累计缴费月数": list(map(str, _months_paid(people, life, events).tolist())),
        "缴费频次": _frequency_names(chance, people, life, events),
        "退休年龄类别": [name if said else "" for name, said in zip(classes.tolist(), stated.tolist(), strict=True)],
        "补贴起": list(texts.days(np.where(subsidy[0] > 0, _first(subsidy[0]), 0))),
        "补贴止": list(texts.days(np.where(subsidy[1] > 0, _first(subsidy[1] + 1) - 1, 0))),
        "手机号码": _phones(chance, people, person),
    }


def _first(months: Ints) -> Ints:
    """First days, also of months that are not there."""
    return first_day(np.maximum(months, LIFE_BEGINS)) if len(months) else months


def _months_paid(people: People, life: Life, events: Events) -> Ints:
    column = np.clip(events.month - LIFE_BEGINS, 0, len(life.months) - 1)
    before = (
        people.prior_months[events.person] + np.maximum(events.month - people.enrolment[events.person], 0) * 85 // 100
    )
    return np.where(events.month < LIFE_BEGINS, before, life.total[events.person, column])


def _frequency_names(chance: Chance, people: People, life: Life, events: Events) -> list[str | None]:
    """The stated frequency; a tenth of the people have none on record."""
    matrix = frequencies(people, life.months)
    column = np.clip(events.month - LIFE_BEGINS, 0, len(life.months) - 1)
    unsaid = chance.below(0.1, "frequency unsaid", people.index)[events.person]
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
    by_name = chance.below(0.15, "worker type by name", people.index)[person]
    words = [*profile.WORKER_CODES[:6], *profile.WORKER_NAMES, *profile.UNMAPPED_NAMES, ""]
    unmapped = 12 + people.index[person] % len(profile.UNMAPPED_NAMES)
    place = np.where(worker == 6, unmapped, np.where(worker == 7, len(words) - 1, worker + 6 * by_name))
    return texts.named(place, words)


def community_codes(chance: Chance, soil: Dirt, people: People, places: Places, events: Events) -> list[str]:
    """Codes of the communities; a few missing, unknown inside the subdistrict, or unknown altogether."""
    home = people.moves.at(events.month, events.person)
    drawn = chance.uniform("community code", people.index[events.person], home)
    codes = texts.named(home, places.codes)
    for at in np.flatnonzero(drawn < 0.04).tolist():
        if drawn[at] < 0.025:
            codes[at] = ""
        else:
            codes[at] = codes[at][:9] + "099" if drawn[at] < 0.036 else "210299001001"
            soil.counts["unknown_community"] += 1
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


def elsewhere_days(window: Window) -> list[int]:
    """The list of people covered elsewhere comes whole, on the first day and every half-year."""
    days = [date(year, month, 20).toordinal() for year in window.years for month in (1, 7)]
    return [window.first_day, *(day for day in days if day > window.first_day)]


def deliver_elsewhere(
    chance: Chance, soil: Dirt, people: People, events: Events, window: Window, outbox: Outbox
) -> None:
    """Everybody known on the delivery's day to be hired, elsewhere, in the residents' scheme, retired or dead."""
    for day in elsewhere_days(window):
        if outbox.wants(day):
            delivery = Delivery("elsewhere", day, ELSEWHERE_HEADERS, workbook=True, control=day % 3 > 0)
            outbox.add(delivery, _elsewhere_rows(chance, soil, people, events, day))


def _elsewhere_rows(chance: Chance, soil: Dirt, people: People, events: Events, day: int) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for category, chosen, start, end in _elsewhere(chance, people, events):
        known = np.flatnonzero(chosen & (start < NEVER) & (_first(start) <= day))
        last = np.where((end[known] < NEVER), _first(end[known]) - 1, 0)
        numbers = soil.numbers("elsewhere", [people.numbers[at] for at in known.tolist()], people.index[known])
        found = [people.names[at] for at in known.tolist()]
        begun, ended = texts.days(_first(start[known])), texts.days(np.where(last <= day, last, 0))
        rows += zip(numbers, found, [category] * len(known), begun, ended, strict=True)
    return rows


def _elsewhere(chance: Chance, people: People, events: Events) -> Sequence[tuple[str, Bools, Ints, Ints]]:
    """Category, who, first month and the month after the last."""
    never = np.full(len(people), NEVER, dtype=np.int64)
    enrolled, alive = people.enrolment < NEVER, people.birth.death
    resident = ~enrolled & chance.below(0.4, "residents' scheme", people.index)
    joined = people.birth.month + 12 * (20 + chance.integer(15, "residents' scheme from", people.index))
    retired = never.copy()
    pensions = events.kind == RETIRED
    retired[events.person[pensions]] = events.month[pensions]
    rows = [
        ("退休", retired < alive, retired, never),
        ("死亡", enrolled | resident, alive, never),
        ("城乡居民", resident, joined, np.minimum(alive, people.birth.retirement + 61)),
    ]
    for number in range(2):
        start, end = people.aways.start[:, number], people.aways.end[:, number]
        ahead = enrolled & (start < np.minimum(people.birth.retirement, alive))
        for reason, category in ((EMPLOYED, "单位职工"), (TRANSFERRED, "异地")):
            rows.append((category, ahead & (people.aways.reason[:, number] == reason), start, end))
    return rows
