"""Names and numbers of people who cannot exist: every ID is of the impossible area 210299."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from etl.simulator.chance import Chance, Ints

AREA = "210299"
CHECK_CHARACTERS = "10X98765432"
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)

# A day of the month and a serial number tell apart the people born in one month.
_SERIALS = 497
_SLOTS = 28 * _SERIALS
_YEARS = 8
# Beyond this many people two would share an ID.
MOST_PEOPLE = _SLOTS * 12 * _YEARS

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志春海波晓宇鑫琳雪飞云龙凤琴"
# Beyond the basic plane: a reader that knows two bytes a character loses these people.
RARE_CHARACTERS = ("𠮷", "𬭎", "𣵦", "𬱖", "𬀩", "𪸩")
DOTTED_NAMES = ("阿依古丽·买买提", "迪力夏提·吐尔逊", "古丽娜尔·艾合买提", "巴特尔·那仁", "买买提·玉素甫")
RARE_SHARE = 0.004
DOTTED_SHARE = 0.003
SPACED_SHARE = 0.003


def birth_slots(chance: Chance, index: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Month of the year, year modulo 8, day and serial half: no two people have all four alike."""
    slot = (index * 5003 + chance.integer(_SLOTS, "birth slot", 0)) % _SLOTS
    block = index // _SLOTS
    month = (chance.integer(12, "birth month", slot) + block) % 12
    year = (chance.integer(_YEARS, "birth year", slot) + block // 12) % _YEARS
    return month, year, slot // _SERIALS + 1, slot % _SERIALS + 1


def fitting_year(years: Ints, remainder: Ints) -> Ints:
    """The year nearest to the wished one that leaves the remainder."""
    step = (remainder - years) % _YEARS
    return years + np.where(step > _YEARS // 2, step - _YEARS, step)


def identity_numbers(birth: Ints, day: Ints, serial_half: Ints, sex: Ints) -> list[str]:
    """18-character numbers with valid check characters; odd serials are men's."""
    serials = serial_half * 2 + np.where(sex == 1, 1, 0)
    dates = (birth // 12) * 10000 + (birth % 12 + 1) * 100 + day
    bodies = [f"{AREA}{date:08d}{serial:03d}" for date, serial in zip(dates.tolist(), serials.tolist(), strict=True)]
    return [body + check for body, check in zip(bodies, check_characters(bodies), strict=True)]


def check_characters(bodies: list[str]) -> list[str]:
    """The check character of each 17-digit body (ISO 7064 MOD 11-2)."""
    if not bodies:
        return []
    digits = np.frombuffer("".join(bodies).encode(), dtype=np.uint8).reshape(-1, 17).astype(np.int64) - ord("0")
    return [CHECK_CHARACTERS[rest] for rest in ((digits @ _WEIGHTS) % 11).tolist()]


def names(chance: Chance, index: Ints) -> list[str]:
    """Names of two or three characters, a few rare, dotted or spaced."""
    surname = chance.integer(len(SURNAMES), "surname", index).tolist()
    first = chance.integer(len(GIVEN), "given name", index).tolist()
    second = chance.integer(len(GIVEN) + 25, "second given name", index).tolist()
    plain = [
        SURNAMES[a] + GIVEN[b] + (GIVEN[c] if c < len(GIVEN) else "")
        for a, b, c in zip(surname, first, second, strict=True)
    ]
    return _unusual(chance, index, plain)


def _unusual(chance: Chance, index: Ints, plain: list[str]) -> list[str]:
    """Some names replaced by the kinds that careless programs break."""
    drawn = chance.uniform("unusual name", index)
    for at in np.flatnonzero(drawn < RARE_SHARE + DOTTED_SHARE + SPACED_SHARE).tolist():
        person = int(index[at])
        if drawn[at] < RARE_SHARE:
            plain[at] = plain[at][0] + RARE_CHARACTERS[person % len(RARE_CHARACTERS)]
        elif drawn[at] < RARE_SHARE + DOTTED_SHARE:
            plain[at] = DOTTED_NAMES[person % len(DOTTED_NAMES)]
        else:
            plain[at] = plain[at][0] + "　" + plain[at][1:]
    return plain
