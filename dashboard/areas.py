"""Areas by code: names, what lies within what, and which of them have people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, cached_property

from pypinyin import lazy_pinyin

from dashboard.access.roles import Right
from dashboard.data import Reading, Record
from dashboard.wording import Words
from sql.metrics import Question
from sql.schema import marts

UNKNOWN = "0"
FEW = 3
"""So many areas are called by their names."""
DISTRICT = 6
"""Digits of a district's code."""
SUBDISTRICT = 9
"""Digits of a subdistrict's code."""
COMMUNITY = 12
"""Digits of a community's code."""
_SUFFIXES = ("街道", "镇", "乡")


class Areas:
    """The areas of one version as one viewer sees them; `scope` are the viewer's own, None for everything."""

    def __init__(
        self, rows: Collection[Record], populated: Collection[str], scope: tuple[str, ...] | None = None
    ) -> None:
        self._names = {row["code"]: row["name"] for row in rows}
        self._populated = frozenset(populated)
        self._scope = scope

    @cached_property
    def communities(self) -> tuple[str, ...]:
        """Communities with anybody in them, in the order of their codes."""
        return tuple(sorted(self._populated, key=_last_if_unknown))

    @cached_property
    def subdistricts(self) -> tuple[str, ...]:
        """Subdistricts with anybody in them."""
        return tuple(sorted({code[:SUBDISTRICT] for code in self._populated}, key=_last_if_unknown))

    @cached_property
    def named_subdistricts(self) -> tuple[str, ...]:
        """Those of them that are known."""
        return tuple(code for code in self.subdistricts if code in self._names)

    def named_communities(self, within: str = "") -> tuple[str, ...]:
        """Known communities with anybody in them, within an area."""
        return tuple(code for code in self.communities if code in self._names and code.startswith(within))

    def within(self, subdistrict: str) -> tuple[str, ...]:
        """The communities of a subdistrict that have anybody in them."""
        return self._within.get(subdistrict, ())

    @cached_property
    def _within(self) -> Mapping[str, tuple[str, ...]]:
        parts: dict[str, tuple[str, ...]] = {}
        for code in self.communities:
            parts[code[:SUBDISTRICT]] = (*parts.get(code[:SUBDISTRICT], ()), code)
        return parts

    def known(self, code: str) -> bool:
        """Whether it is an area, not people whose area is unassigned or unknown."""
        return code in self._names

    def spelled(self, code: str) -> str:
        """What an area is found by: its name, the name in Latin letters, the first letters of that."""
        return _spelled(str(self._names.get(code, code)))

    def name(self, code: str, words: Words) -> str:
        """The full name; what is unassigned or unknown says so."""
        if code in self._names:
            return str(self._names[code])
        if not code.strip(UNKNOWN):
            return words("area.unknown")
        return words("area.unassigned") if len(code) == 12 and code.endswith("000") else code

    @property
    def home(self) -> str:
        """The one subdistrict or community of a viewer who has no other; where every page opens."""
        return home_of(self._scope)

    def everything(self, words: Words) -> str:
        """What a viewer sees where no area is chosen: all areas, or the viewer's own by name."""
        if self._scope is None:
            return words("area.all")
        if 0 < len(self._scope) <= FEW:
            return words.listed(self.name(code, words) for code in self._scope)
        return words("area.own", count=len(self._scope))

    def short_name(self, code: str, words: Words) -> str:
        """The name without 街道, 镇, 乡."""
        name = self.name(code, words)
        return next(
            (
                name.removesuffix(suffix)
                for suffix in _SUFFIXES
                if name.endswith(suffix) and len(name) > len(suffix) + 1
            ),
            name,
        )

    def path(self, code: str) -> tuple[str, ...]:
        """The area and those it lies in, from the subdistrict, or the viewer's own area, down."""
        return tuple(code[:length] for length in (9, 12) if len(code) >= length > len(self.home))


def home_of(scope: tuple[str, ...] | None) -> str:
    """The subdistrict or community that is all of a scope; empty for any other."""
    return scope[0] if scope is not None and len(scope) == 1 and len(scope[0]) > DISTRICT else ""


def _last_if_unknown(code: str) -> tuple[bool, bool, str]:
    """Known areas by code, then what is unassigned, then what is unknown."""
    return (not code.strip(UNKNOWN), len(code) == COMMUNITY and code.endswith("000"), code)


@cache
def _spelled(name: str) -> str:
    """Kept, for every page has all areas on it; there are few of them, and their names are no secret of anybody's."""
    sounds = lazy_pinyin(name)
    return f"{name} {''.join(sounds)} {''.join(sound[0] for sound in sounds)}".lower()


def areas_of(reading: Reading) -> Areas:
    """The areas of a version, those with registered people in its latest month marked."""
    found: Areas = reading.made("areas", lambda: _areas(reading))
    return found


def _areas(reading: Reading) -> Areas:
    if not reading.viewer.may(Right.FIGURES):
        return Areas(reading.table(marts.AREA), (), reading.scope)
    people = reading.ask(Question(("registered_persons",), by=("community",)))
    populated = [row["community"] for row in people if row["registered_persons"]]
    return Areas(reading.table(marts.AREA), populated, reading.scope)
