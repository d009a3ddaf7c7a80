"""The area above: what the figures of a group's parent area are, so that a part is seen beside its whole.

The area of a group is the finest it is told apart by or filtered on, whichever is finer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from sql.metrics.areas import LENGTHS
from sql.metrics.dimensions import AREA_NAMES
from sql.metrics.question import ALL, Question

Group = tuple[Any, ...]
Places = Callable[[str], Mapping[str, str]]
"""District, subdistrict and community of an area's code."""


def parent_question(question: Question) -> Question:
    """The question whose totals hold every parent: all levels of area down to the finest asked by, a filter wider."""
    asked = [name for name in AREA_NAMES if name in question.by]
    chain = AREA_NAMES[: AREA_NAMES.index(asked[-1]) + 1] if asked else ()
    others = tuple(name for name in question.by if name not in AREA_NAMES)
    finest = _finest((*question.where, *question.without))
    without = {name: codes for name, codes in question.without.items() if name != finest}
    wider = replace(question, where=_widened(question.where, finest), without=without, against=(), top=None)
    return replace(wider, by=(*others, *chain), totals=question.totals or bool(chain))


def _finest(names: Collection[str]) -> str | None:
    return next((name for name in reversed(AREA_NAMES) if name in names), None)


def _widened(where: Mapping[str, tuple[str, ...]], finest: str | None) -> dict[str, tuple[str, ...]]:
    """The finest filter on area lets in everything of the area above; that on a district falls away."""
    wide = {name: codes for name, codes in where.items() if name != finest}
    if finest and finest in where and finest != AREA_NAMES[0]:
        above = AREA_NAMES[AREA_NAMES.index(finest) - 1]
        codes = tuple(dict.fromkeys(code[: LENGTHS[above]] for code in where[finest]))
        wide[above] = tuple(code for code in codes if code in where.get(above, codes)) or codes
    return wide


def parent_group(group: Group, question: Question, asked: Question, places: Places) -> Group | None:
    """The group of the parent in the answer to `parent_question`; None above everything."""
    named = dict(zip(question.by, group, strict=True))
    told = _finest([name for name in AREA_NAMES if named.get(name, ALL) != ALL])
    limit = _finest((*question.where, *question.without))
    if told is None and limit is None:
        return None
    # Under a finer filter the group itself is the parent: the wider filter has let in everything.
    levels = AREA_NAMES[: AREA_NAMES.index(told) + (_depth(limit) > _depth(told))] if told else ()
    code = places(named[told]) if told else {}
    return tuple(code[name] if name in levels else ALL if name in AREA_NAMES else named[name] for name in asked.by)


def _depth(name: str | None) -> int:
    return AREA_NAMES.index(name) if name else -1
