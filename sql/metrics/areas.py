"""Areas: what a code stands for, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, false, or_, select

from sql.connect import Connection
from sql.metrics.knowledge import once
from sql.schema.marts import AREA

LENGTHS = {"district": 6, "subdistrict": 9, "community": 12}


class Successors:
    """What became of each area code; without any, every code stands for itself."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._next = {code: after for code, after in pairs if code != after}
        self._pairs = frozenset(self._next.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Successors) and self._pairs == other._pairs

    def __hash__(self) -> int:
        return hash(self._pairs)

    def of(self, code: str) -> str:
        """The code that stands for this one today."""
        seen = {code}
        while code in self._next and self._next[code] not in seen:
            code = self._next[code]
            seen.add(code)
        return code

    def places(self, code: str) -> dict[str, str]:
        """District, subdistrict and community of a code of any level, each as it is today."""
        after = self._community(code) if len(code) == LENGTHS["community"] else self.of(code)
        subdistrict = self.of(after[:9])
        district = self.of(subdistrict[:6])
        return {"district": district, "subdistrict": subdistrict, "community": after}

    def _community(self, code: str) -> str:
        """A community's own successor; the unassigned follow their subdistrict."""
        if code in self._next or not code.endswith("000"):
            return self.of(code).ljust(LENGTHS["community"], "0")
        return self.of(code[:9]) + "000"

    def values(self, dimension: str, codes: Iterable[str]) -> tuple[str, ...]:
        """Codes of a filter as they are today."""
        if dimension not in LENGTHS:
            return tuple(codes)
        return tuple(dict.fromkeys(self.places(code)[dimension] if code else code for code in codes))

    def followed(self, table: FromClause) -> FromClause:
        """The table with its area columns as they are today."""
        if not self._next:
            return table
        others = [column for column in table.c if column.name not in LENGTHS]
        return select(*others, *(self._column(table, name) for name in LENGTHS)).subquery("followed")

    def _column(self, table: FromClause, name: str) -> ColumnElement[Any]:
        """Through the community where it has gone elsewhere, else through the codes above it."""
        value: ColumnElement[Any] = table.c[name]
        levels = tuple(LENGTHS)
        for level in levels[levels.index(name) :]:
            moved = self._moved(level, name)
            value = case(moved, value=table.c[level], else_=value) if moved else value
        return value.label(name)

    def _moved(self, level: str, name: str) -> dict[str, str]:
        codes = {code for code in self._next if len(code) == LENGTHS[level]}
        if level == "community":
            codes |= {code + "000" for code in self._next if len(code) == LENGTHS["subdistrict"]}
        return {code: self.places(code)[name] for code in sorted(codes)}


def bounded(rows: FromClause, within: tuple[str, ...] | None) -> list[ColumnElement[bool]]:
    """The condition that rows lie in areas of any level; without any area nothing does, without a bound everything."""
    return [] if within is None else [lie_in(rows, by_level(within))]


def by_level(within: Iterable[str]) -> dict[str, list[str]]:
    """Areas by their level."""
    codes = list(within)
    return {name: [code for code in codes if len(code) == length] for name, length in LENGTHS.items()}


def lie_in(rows: FromClause, areas: Mapping[str, Sequence[Any]]) -> ColumnElement[bool]:
    """The condition that rows lie in one of the areas of some level."""
    return or_(false(), *(rows.c[name].in_(codes) for name, codes in areas.items() if codes))


def lies_within(places: Mapping[str, str | None], within: tuple[str, ...] | None) -> bool:
    """Whether an area lies in one of the areas; what is of no area, such as an office, lies in none."""
    return within is None or any(place in within for name, place in places.items() if name in LENGTHS)


def successors(connection: Connection) -> Successors:
    """What became of the version's areas; a reader of a published version asks once."""
    return once(connection, _read)


def _read(connection: Connection) -> Successors:
    return Successors((code, after) for code, after in connection.rows(successor_statement()))


def successor_statement() -> Select[Any]:
    """Every area that has a successor."""
    return select(AREA.c.code, AREA.c.successor).where(and_(AREA.c.successor.is_not(None), AREA.c.successor != ""))


def stands_for(
    places: Mapping[str, str | None], where: Mapping[str, tuple[str, ...]], without: Mapping[str, tuple[str, ...]]
) -> bool:
    """Whether an area passes the filters on area."""
    kept = all(places[name] in codes for name, codes in where.items() if name in LENGTHS)
    return kept and not any(places[name] in codes for name, codes in without.items() if name in LENGTHS)
