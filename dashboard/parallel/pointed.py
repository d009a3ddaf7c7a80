"""What somebody says a printed table means: the fields of the form, each held against what it offers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dashboard.parallel.meaning import YEAR, Line, Meaning
from sql.metrics import METRIC
from sql.metrics.period import parse_month
from sql.studies.parallel import OF_ROWS, Cause

SKIPPED = "-"
UNITS = (0, 1, 1_000, 10_000, 100_000_000, -1)
"""Yuan per 1 of a column; 0 as the table says, -1 percent."""
PERIODS = ("", "0", "-1", "-12", YEAR)
BASIS = (*OF_ROWS, Cause.AXIS)
"""What can be said of how a whole table counts."""
TITLE = 120
_FIELD = re.compile(r"([rc])(\d{1,3})_(metric|who|period|unit)")


class Unpointed(Exception):
    """A form that no page of ours sends."""


def pointed(before: Meaning, fields: dict[str, str], whom: set[str]) -> Meaning:
    """What a table means as the form says it: every field one that the form has, with a value it offers.

    Raises Unpointed.
    """
    try:
        meaning = replace(
            before,
            title=" ".join(fields.pop("title").split())[:TITLE],
            month=parse_month(fields.pop("month")),
            made_on=date.fromisoformat(made) if (made := fields.pop("made_on", "")) else None,
            unit=_unit(fields.pop("unit"), whole=True),
            basis=_basis(fields),
        )
        lines = {"r": dict(meaning.rows), "c": dict(meaning.columns)}
        for name, value in fields.items():
            axis, place, what = _named(name, lines)
            lines[axis][place] = _said(lines[axis][place], what, value, whom)
    except (KeyError, ValueError):
        raise Unpointed from None
    settled = replace(meaning, rows=lines["r"], columns=lines["c"])
    return replace(settled, rows=_settled(settled, settled.rows), columns=_settled(settled, settled.columns))


def _named(name: str, lines: Mapping[str, Mapping[int, Line]]) -> tuple[str, int, str]:
    """Rows or columns, which of them, and what of it. Raises ValueError for a field the form does not have."""
    said = _FIELD.fullmatch(name)
    if said is None or int(said[2]) not in lines[said[1]]:
        raise ValueError(name)
    return said[1], int(said[2]), said[3]


def _basis(fields: dict[str, str]) -> tuple[Cause, ...] | None:
    """How the table counts as it is said; None where that is to be looked for."""
    said = [Cause(name) for name in fields.pop("causes", "").split(",") if name]
    if not set(said) <= set(BASIS):
        raise ValueError(said)
    return tuple(cause for cause in BASIS if cause in said) if fields.pop("basis") == "said" else None


def _said(line: Line, what: str, value: str, whom: set[str]) -> Line:
    """A line with one thing said of it. Raises ValueError for what the form does not offer."""
    if not value:
        return line
    if value == SKIPPED:
        return replace(line, skip=True, sure=1.0)
    if what == "metric" and value in METRIC:
        return replace(line, metric=value, skip=False)
    if what == "who" and value in whom:
        return replace(line, who=value, skip=False)
    if what == "period" and value in {*PERIODS, "same", line.period}:
        return replace(line, period="" if value == "same" else value)
    if what == "unit":
        return replace(line, unit=_unit(value, whole=False))
    raise ValueError(value)


def _unit(value: str, *, whole: bool) -> int:
    number = int(value)
    if number not in UNITS or (whole and number < 1):
        raise ValueError(value)
    return number


def _settled(meaning: Meaning, lines: Mapping[int, Line]) -> dict[int, Line]:
    """What was said is sure; a line of which nothing is known yet still asks."""
    by_column = any(line.metric for line in meaning.columns.values()) or bool(meaning.metric)
    known_who = any(line.who for line in meaning.columns.values())
    of_columns = lines is meaning.columns
    settled = {}
    for place, line in lines.items():
        needs = line.metric or meaning.metric if of_columns == by_column else line.who or known_who
        settled[place] = replace(line, sure=1.0 if needs or line.skip else 0.0)
    return settled
