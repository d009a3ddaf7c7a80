"""What the cells of a column look like: how many of them the night could read as each kind of cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from etl.feeds import Column, Feed, Kind
from etl.feeds.words import reference_rows
from etl.intake.vocabulary import values_of
from etl.sources.reading import readable

_COMMUNITY_ENDS = re.compile(
    r"(社区居民委员会|居民社区委员会|社区居委会|居民委员会|居委会|社区委员会|社区|村民民委员会|村村委员会|村民委员会|村委会|村委员会|村)$"
)
_STREET_ENDS = re.compile(r"(街道办事处|街道|镇|乡)$")
_WIDE = {ord("！") + step: ord("!") + step for step in range(94)}
_NAME = re.compile(r"[\u3400-\U0003ffff·•. ()]{2,30}")
_PHONE = re.compile(r"(\+?86)?1\d{10}|0?\d{2,3}-?\d{7,8}|\d{7,8}")


@dataclass(frozen=True)
class Looks:
    """One column: its filled cells (`values`), and how many of them can be read as each kind."""

    values: tuple[str, ...]
    readable: Mapping[Kind, int]
    true_identities: int

    def share(self, feed: Feed, column: Column) -> float:
        """How much of the column makes sense as a column of the feed, 0 to 1; 1 of an empty one."""
        if not self.values:
            return 1.0
        return self._fitting(feed, column) / len(self.values)

    def _fitting(self, feed: Feed, column: Column) -> int:
        if column.kind is Kind.CODE:
            known = values_of(feed, column)
            return sum(1 for value in self.values if value.strip() in known)
        if column.field in _FITS:
            fits = sum(1 for value in self.values if _FITS[column.field](value.strip()))
            return max(fits, self.true_identities if column.kind is Kind.IDENTITY else 0)
        return self.readable.get(column.kind, len(self.values))


def looks(columns: Sequence[Sequence[str]], *, of_workbook: bool = False) -> list[Looks]:
    """What each column looks like, by the same rules as the night reads with."""
    counts = readable(columns, of_workbook=of_workbook)
    filled = [tuple(cell for cell in column if cell.strip()) for column in columns]
    return [Looks(values, counts[place].kinds, counts[place].identities) for place, values in enumerate(filled)]


def _is_permit(value: str) -> bool:
    """A passport or permit: letters first, then digits; such a column is one of identities all the same."""
    return bool(re.fullmatch(r"[A-Za-z]{1,3}\d{7,10}", value))


def _is_community(value: str) -> bool:
    return bool(re.fullmatch(r"\d{12}", value)) or community_name(value) in communities()


def _is_place_of_work(value: str) -> bool:
    """An office or a bank: said in words, or by a long number."""
    return not value.isdecimal() or len(value) > 8


def community_name(text: str) -> str:
    """The name of a community without what such names end in."""
    return _COMMUNITY_ENDS.sub("", _folded(text)) or _folded(text)


def street_name(text: str) -> str:
    """The name of a subdistrict or town without what such names end in."""
    return _STREET_ENDS.sub("", _folded(text)) or _folded(text)


def _folded(text: str) -> str:
    return re.sub(r"\s+|\[已撤销\]", "", text.translate(_WIDE))


@cache
def communities() -> Mapping[str, tuple[str, ...]]:
    """The codes of the communities of each name; of those with a successor, where there is none without."""
    found: dict[str, list[tuple[bool, str]]] = {}
    for row in reference_rows("areas"):
        if len(row[0]) == 12:
            found.setdefault(community_name(row[1]), []).append((bool(row[6]), row[0]))
    return {name: _standing(codes) for name, codes in found.items()}


def _standing(codes: list[tuple[bool, str]]) -> tuple[str, ...]:
    return tuple(code for ended, code in codes if not ended) or tuple(code for _, code in codes)


@cache
def places() -> Mapping[str, str]:
    """What each community is called, its subdistrict before it: two of a name are told apart by that."""
    names = {row[0]: row[1] for row in reference_rows("areas")}
    return {code: f"{names.get(code[:9], '')} {name}".strip() for code, name in names.items() if len(code) == 12}


@cache
def streets() -> Mapping[str, str]:
    """The code of the subdistrict of each name, and of each code."""
    rows = [row for row in reference_rows("areas") if len(row[0]) == 9]
    return {street_name(row[1]): row[0] for row in rows} | {row[0]: row[0] for row in rows}


_FITS: Mapping[str, Callable[[str], object]] = {
    "identity": _is_permit,
    "community": _is_community,
    "street": lambda value: street_name(value) in streets(),
    "name": _NAME.fullmatch,
    "phone": _PHONE.fullmatch,
    "office": _is_place_of_work,
    "bank": _is_place_of_work,
}
"""Fields whose cells have a look of their own, beyond being readable."""
