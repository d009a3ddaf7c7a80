"""Random small histories: a few people over one to two and a half years, in all feeds, with everything that goes wrong.

A history is a number of files and a number of nights that land them in any order. Hypothesis makes and shrinks it:
the first choice of every list is the plain one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies

from tests.deliveries import Row, identity
from tests.model import Delivery
from tests.model.reading import check_character, first_day, last_day, month_of
from tests.rows_of_people import (
    assessed_spells,
    assigned,
    classified,
    debited,
    dirty,
    employed,
    paid_spells,
    register_rows,
    revised_assessments,
    revised_tickets,
    single_receipts,
)

Choice = TypeVar("Choice")
BIRTHS = (
    *("1985-03-04", "1964-11-20", "1965-06-10", "1969-12-05", "1970-03-30", "1974-12-31", "1975-05-05"),
    *("2009-02-28", "2009-12-11", "2008-02-29"),
)
KNOWN = ("210213009001", "210213009003", "210213011001", "210213003001")
AREAS = ("210213", "210213009", "210213011")
TYPES = ("01", "05", "", "个体经营者", "骑手", "98", "06")


@dataclass(frozen=True)
class Person:
    """A person, under the number it has now and one it may have had."""

    index: int
    number: str
    earlier: str | None

    def forms(self) -> list[str]:
        """Return the ways in which the number is written."""
        number = self.number
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
        forms = [number, f"'{number}", f" {number[:6]} {number[6:]}　", wide, number.lower()]
        if number[6:8] == "19" and number[17:] == check_character(number[:17]):
            forms.append(number[:6] + number[8:17])
        return forms + ([self.earlier] if self.earlier else [])


@dataclass
class Dice:
    """The choices of a history; every row that comes of them lies in a slot, the later file of a feed."""

    draw: Any
    d: date
    first_month: int
    slots: list[tuple[date, int]]
    rows: dict[tuple[str, int], list[Row]] = field(default_factory=dict)
    tickets: int = 0

    def pick(self, options: Sequence[Choice]) -> Choice:
        """Choose one; the first is the plain one."""
        chosen: Choice = self.draw(strategies.sampled_from(options))
        return chosen

    def number(self, least: int, most: int) -> int:
        """Choose a number."""
        chosen: int = self.draw(strategies.integers(least, most))
        return chosen

    def chance(self, percent: int) -> bool:
        """Let something happen now and then."""
        return self.number(0, 99) >= 100 - percent

    def slot(self) -> int:
        """Choose the file a row comes in."""
        return self.number(0, len(self.slots) - 1)

    def month(self, beyond: int = 0) -> int:
        """Choose a month of the history."""
        return self.number(self.first_month, month_of(self.d) + beyond)

    def day(self, beyond: int = 0) -> date:
        """Choose a day of the history, or one that has not come."""
        start = first_day(self.first_month)
        return start + timedelta(days=self.number(0, (self.d - start).days + beyond))

    def put(self, feed: str, slot: int, row: Row) -> None:
        """Lay a row into a file."""
        self.rows.setdefault((feed, slot), []).append(row)

    def ticket(self) -> str:
        """Return a new number."""
        self.tickets += 1
        return f"T{self.tickets:04d}"


@dataclass(frozen=True)
class Night:
    """A night and how many of the files lie in the inbox by then."""

    d: date
    files: int


@dataclass(frozen=True)
class History:
    """Files in the order in which they arrive, nights in the order in which they run, settings."""

    d: date
    files: tuple[Delivery, ...]
    nights: tuple[Night, ...]
    top_up: str
    history_starts: str | None
    seed: int


def slots(draw: Any, d: date) -> list[tuple[date, int]]:
    """Choose when files are delivered: up to d, the last perhaps after it, some on one day."""
    ages = draw(strategies.lists(strategies.integers(0, 400), min_size=2, max_size=5))
    days = sorted(d - timedelta(days=age) for age in ages)
    if draw(strategies.booleans()):
        days.append(d + timedelta(days=1))
    return [(day, days[:place].count(day)) for place, day in enumerate(days)]


def person(dice: Dice, index: int) -> Person:
    """Choose a person."""
    if dice.chance(10):
        return Person(index, f"E{index:08d}", None)
    number = identity(dice.pick(BIRTHS), 2 * index + dice.number(0, 1))
    earlier = identity("1984-01-01", 500 + index) if dice.chance(20) else None
    return Person(index, number, earlier)


def live(dice: Dice, one: Person) -> None:
    """Let a person be registered, assessed, pay, be debited and move."""
    register_rows(dice, one)
    paid_spells(dice, one)
    single_receipts(dice, one)
    revised_tickets(dice)
    assessed_spells(dice, one)
    revised_assessments(dice)
    assigned(dice, one)
    classified(dice, one)
    employed(dice, one)
    debited(dice, one)
    dirty(dice, one)


def rosters(dice: Dice, people: Sequence[Person]) -> None:
    """Let communities deliver who works there, now and then again for the same month."""
    for _ in range(dice.number(0, 4)):
        community, month, slot = dice.pick((*KNOWN, "210213009999", "999999999999")), dice.month(), dice.slot()
        for one in people:
            if dice.chance(60):
                row = {"台账月份": month_cell(month), "社区代码": community, "就业类别": dice.pick(TYPES)}
                named = [other for other in dice.rows.get(("roster", slot), []) if row.items() <= other.items()]
                if not named:
                    dice.put("roster", slot, {**row, "证件号码": one.forms()[0]})


def month_cell(month: int) -> str:
    """Return a month as YYYYMM."""
    return f"{month // 12:04d}{month % 12 + 1:02d}"


def set_by_the_bureau(dice: Dice) -> None:
    """Let there be targets and plans; each area, office and kind once per file and month or year."""
    for _ in range(dice.number(0, 3)):
        slot, month = dice.slot(), month_cell(dice.month())
        for area in AREAS:
            if dice.chance(60):
                row = {"月份": month, "区划代码": area, "类别": dice.pick(("", "新业态")), "应参保人数": "7"}
                dice.put("targets", slot, {**row, "应参保人数": str(dice.number(1, 20))})
    for _ in range(dice.number(0, 2)):
        plan_of_a_year(dice, dice.slot(), str(dice.d.year - dice.number(0, 1)))


def plan_of_a_year(dice: Dice, slot: int, year: str) -> None:
    """Lay the plan of a year into a file that has none of it."""
    if any(row["年度"] == year for row in dice.rows.get(("plans", slot), [])):
        return
    for area in (*AREAS, ""):
        if dice.chance(60):
            name = {"区划代码": area} if area else {"主管税务所（科、分局）": "第一税务所"}
            persons = dice.pick(("3", "10", ""))
            dice.put(
                "plans",
                slot,
                {"年度": year, **name, "计划金额": dice.pick(("10000", "2,500.50")), "计划参保人数": persons},
            )


def deliveries(dice: Dice) -> list[Delivery]:
    """Return the files, without those that would have no row."""
    return [Delivery(feed, *dice.slots[slot], tuple(rows)) for (feed, slot), rows in dice.rows.items()]


def nights(draw: Any, d: date, count: int) -> list[Night]:
    """Choose up to two nights before the last, of any date up to d, and perhaps one of an earlier date after it."""
    ages = draw(strategies.lists(strategies.integers(0, 120), max_size=2))
    arrived = sorted(draw(strategies.integers(0, count)) for _ in ages)
    early = [Night(d - timedelta(days=age), files) for age, files in zip(ages, arrived, strict=True)]
    after = [Night(d - timedelta(days=40), count)] if draw(strategies.integers(0, 9)) == 9 else []
    return [*early, Night(d, count), *after]


@strategies.composite
def histories(draw: Any) -> History:
    """Make a history."""
    month = draw(strategies.integers(month_of(date(2025, 1, 1)), month_of(date(2026, 4, 1))))
    # Month ends are days of their own: months fall due on them.
    d = min(
        first_day(month) + timedelta(days=draw(strategies.one_of(strategies.just(30), strategies.integers(0, 30)))),
        last_day(month),
    )
    dice = Dice(draw, d, month - draw(strategies.integers(12, 30)), slots(draw, d))
    people = [person(dice, index) for index in range(1, draw(strategies.integers(2, 6)) + 1)]
    for one in people:
        live(dice, one)
    rosters(dice, people)
    set_by_the_bureau(dice)
    files = draw(strategies.permutations(deliveries(dice)))
    starts = dice.month() if dice.chance(15) else None
    return History(
        d,
        tuple(files),
        tuple(nights(draw, d, len(files))),
        "mandatory" if dice.chance(25) else "optional",
        None if starts is None else f"{starts // 12}-{starts % 12 + 1:02d}",
        draw(strategies.integers(0, 2**32)),
    )
