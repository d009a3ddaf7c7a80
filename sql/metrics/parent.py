"""The area above: what the figures of a group's parent area are, so that a part is seen beside its whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sql.metrics.areas import LENGTHS
from sql.metrics.dimensions import AREA_NAMES
from sql.metrics.question import ALL, Question

Group = tuple[Any, ...]


def parent_question(question: Question) -> Question:
    """The question whose totals hold every parent: all levels of area down to the finest asked by, none filtered."""
    asked = [name for name in AREA_NAMES if name in question.by]
    chain = AREA_NAMES[: AREA_NAMES.index(asked[-1]) + 1] if asked else ()
    others = tuple(name for name in question.by if name not in AREA_NAMES)
    totals = question.totals or bool(chain)
    return replace(question, by=(*others, *chain), where=_widened(question.where), totals=totals, against=(), top=None)


def _widened(where: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The finest filter on area lets in everything of the area above; that on a district falls away."""
    filtered = [name for name in AREA_NAMES if name in where]
    if not filtered:
        return dict(where)
    finest = filtered[-1]
    wide = {name: codes for name, codes in where.items() if name != finest}
    if finest != AREA_NAMES[0]:
        above = AREA_NAMES[AREA_NAMES.index(finest) - 1]
        wide[above] = tuple(dict.fromkeys(code[: LENGTHS[above]] for code in where[finest]))
    return wide


def parent_group(group: Group, question: Question, asked: Question) -> Group | None:
    """The group of the parent in the answer to `parent_question`; None above everything."""
    named = dict(zip(question.by, group, strict=True))
    chain = [name for name in asked.by if name in AREA_NAMES]
    if chain:
        told = [name for name in AREA_NAMES if named.get(name, ALL) != ALL]
        if not told:
            return None
        code, finest = named[told[-1]], told[-1]
        for name in chain:
            above = AREA_NAMES.index(name) < AREA_NAMES.index(finest)
            named[name] = code[: LENGTHS[name]] if above else ALL
    return tuple(named[name] for name in asked.by)
