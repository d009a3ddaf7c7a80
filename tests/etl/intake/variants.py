"""The heads of `header_variants.txt` as files, with cells under them that no real person has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from etl.sources.heads import Sheet
from tests.people_numbers import identity_number

ROWS = 40


@dataclass(frozen=True)
class Variant:
    """A head: its feed, and of each column its header, what it is, and its kind of cells."""

    name: str
    feed: str
    columns: tuple[tuple[str, str, str], ...]

    def sheet(self, seed: int) -> Sheet:
        """The head with rows under it."""
        chance = Random(f"{seed} {self.name}")
        rows = [tuple(CELLS[kind](chance, row) for _, _, kind in self.columns) for row in range(ROWS)]
        return Sheet("", (tuple(header for header, _, _ in self.columns), *rows))


def variants() -> Iterator[Variant]:
    """All of them."""
    text = Path(__file__).with_name("header_variants.txt").read_text(encoding="utf-8")
    for block in text.split("\n== ")[1:]:
        name, feed, *lines = [line.strip() for line in block.splitlines() if line.strip()]
        header, meaning, kind = zip(*(line.split(" | ") for line in lines), strict=True)
        yield Variant(name, feed, tuple(zip(header, meaning, kind, strict=True)))


def _one_of(*words: str) -> Callable[[Random, int], str]:
    return lambda chance, _: chance.choice(words)


CELLS: dict[str, Callable[[Random, int], str]] = {
    "ticket": lambda _, row: f"4210162511{row:08}",
    "number": lambda chance, row: f"{1_000_000 + row * 7 + chance.randrange(7)}",
    "identity": lambda _, row: identity_number(row),
    "other identity": lambda _, row: identity_number(row + 500),
    "scientific": lambda *_: "2.10299E+17",
    "name": lambda chance, _: chance.choice("张王李赵") + chance.choice(("某", "某某")),
    "item": _one_of("职工基本养老保险(个人缴纳)"),
    "money": lambda chance, _: f"{chance.randrange(40_000, 900_000) / 100:,.2f}",
    "small money": lambda chance, _: f"{chance.randrange(1, 90) / 100:.2f}",
    "rate": _one_of("0.20", "20%"),
    "day": lambda chance, _: f"2025-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
    "first day": lambda chance, _: f"2025-{chance.randrange(1, 13):02}-01",
    "last day": lambda chance, _: chance.choice(("2025-01-31", "2025-04-30", "2025-12-31")),
    "month": lambda chance, _: f"2025{chance.randrange(1, 13):02}",
    "month of year": lambda chance, _: str(chance.randrange(1, 13)),
    "year": _one_of("2024", "2025"),
    "two days": _one_of("20250101 20250131", "20250401 20250630"),
    "moment": lambda chance, _: f"2025-11-{chance.randrange(1, 29):02} 08:30:00",
    "birth": lambda chance, _: f"19{chance.randrange(65, 99)}0{chance.randrange(1, 10)}15",
    "office": _one_of("第一税务所", "第二税务所"),
    "street": _one_of("马桥子街道", "湾里街道", "先进街道"),
    "channel": _one_of("微信小程序", "银行批扣", "办税服务厅"),
    "kind": _one_of("正常应缴", "补缴", "退收"),
    "kind of assessment": _one_of("正常应缴", "补差"),
    "status of assessment": _one_of("有效", "作废"),
    "status": _one_of("1", "2", "4"),
    "sex": _one_of("1", "2"),
    "frequency": _one_of("按月", "按年"),
    "result": _one_of("成功", "失败"),
    "area": _one_of("210213", "220104"),
    "community": _one_of("210213004012", "210213004009"),
    "community name": _one_of("红梅社区居委会", "松林社区"),
    "worker type": _one_of("自由职业者", "个体经营者"),
    "phone": lambda _, row: f"1380000{row:04}",
    "word": _one_of("甲", "乙", "说明"),
    "blank": lambda *_: "",
}
