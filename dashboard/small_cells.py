"""Figures of fewer than ten people, hidden from those without the right to them.

A group is small where fewer than ten people are registered in it; then all its figures are hidden. A
count of one to nine people is hidden wherever it stands, and with it every rate over or under it; so is a
count that leaves one to nine of those it is a part of. Nothing hidden can be worked out from the answer,
its totals, or the totals that could be asked for: along every dimension, and along time where months add
up, at least two groups are hidden or none. What answers to questions of different filters tell together
is not kept apart. Source: the practice of official statistics (primary and secondary suppression).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sql.metrics import ALL, METRIC, METRICS, REST, Question
from sql.metrics.areas import LENGTHS
from sql.metrics.declaration import Measure, Metric, Ratio, Sum, Unit, adds_over_time
from sql.metrics.dimensions import AREA_NAMES
from sql.metrics.period import Month

SMALL = 10
NO_PERSONS = frozenset(("months", "short_months", "reversed", "events", "censored"))
"""Whole numbers in the rows of studies that count something else than people, or the steps of a curve."""
CROWD = "registered_persons"
"""Who a group is made of."""
_TIMES = ("month", "day")
Record = dict[str, Any]
Group = tuple[Any, ...]
Line = tuple[tuple[int, ...], int | None]
"""Rows that add up, and the row of their total where there is one."""


def _share_of(measure: Measure) -> str | None:
    """The rate that says how many people a count is a part of."""
    shares = (one for one in METRICS if isinstance(one, Ratio) and one.numerator == measure.value)
    return next((one.name for one in shares if _counts_persons(one)), None)


def _counts_persons(metric: Ratio) -> bool:
    """Whether both ends of a rate are people, counted one by one."""
    return all(isinstance(term, Sum) and term.unit is Unit.PERSONS for term in metric.terms)


SHARE = {one.name: share for one in METRICS if isinstance(one, Measure) and (share := _share_of(one))}
"""For counts that are a part of others: the rate of the one in the other."""


def crowd_of(question: Question) -> Question:
    """The question how many people each group of an answer is made of, in the last month it is about."""
    takes = METRIC[CROWD].takes.dimensions
    by = tuple(name for name in question.by if name in takes and name not in _TIMES)
    month = question.period.days[1] if question.period else None
    return Question(
        (CROWD,),
        by,
        None if month is None else Month(month.year * 12 + month.month - 1),
        {name: codes for name, codes in question.where.items() if name in takes},
        successors=question.successors,
        totals=question.totals,
        without={name: codes for name, codes in question.without.items() if name in takes},
        within=question.within,
    )


def shares_of(question: Question) -> dict[str, Question]:
    """For each count asked for that is a part of another: the question for the rate of the one in the other."""
    return {name: replace(question, metrics=(SHARE[name],), top=None) for name in question.metrics if name in SHARE}


def without_small(
    question: Question, rows: Sequence[Record], crowd: Sequence[Record], shares: Mapping[str, Sequence[Record]]
) -> tuple[Record, ...]:
    """The rows of an answer with what is small taken out.

    `crowd` is the answer to `crowd_of` the question, `shares` are those to `shares_of` it.
    """
    shown = [dict(row) for row in rows]
    crowds = _crowds(question, shown, crowd)
    for metric in (METRIC[name] for name in question.metrics):
        parts = {_group(row, question.by): row for row in shares.get(metric.name, ())}
        lines = _lines(question.by, shown, over_time=adds_over_time(metric))
        for end in ("", *(f"@{against}" for against in question.against)):
            columns = [name for column in metric.columns if (name := f"{column}{end}") in (shown[0] if shown else ())]
            counted = [place for place, row in enumerate(shown) if any(row[column] for column in columns)]
            hidden = {
                place
                for place in counted
                if crowds[place] < SMALL
                or _counts_few(metric, columns, shown[place])
                or _leaves_few(parts.get(_group(shown[place], question.by)), SHARE.get(metric.name, ""), end)
            }
            for place in _with_others(hidden, set(counted), lines, crowds):
                shown[place].update(dict.fromkeys(columns))
    return tuple(shown)


def _crowds(question: Question, rows: Sequence[Record], crowd: Sequence[Record]) -> list[int]:
    """How many people each row is about; the rest of a `top` is about all the others."""
    asked = crowd_of(question)
    sizes = {_group(row, asked.by): int(row[CROWD] or 0) for row in crowd}
    unknown = 0 if asked.by else SMALL
    return [SMALL if REST in group else sizes.get(group, unknown) for group in (_group(row, asked.by) for row in rows)]


def without_small_rows(study: str, rows: Sequence[Record]) -> tuple[Record, ...]:
    """The rows of a study with those that count one to nine people taken out; what they are of stays.

    Where a row alone of its group is hidden, so is the next smallest, or the total of the group would tell it.
    """
    hidden = {place for place, row in enumerate(rows) if _counts_few_persons(row)}
    lines = _lines(_GROUPED.get(study, ()), rows, over_time=False)
    persons = [int(row.get("persons") or 0) for row in rows]
    hidden = _with_others(hidden, {place for place, count in enumerate(persons) if count}, lines, persons)
    return tuple(
        {name: None if place in hidden and not isinstance(value, str) else value for name, value in row.items()}
        for place, row in enumerate(rows)
    )


def _counts_few_persons(row: Record) -> bool:
    return any(isinstance(value, int) and 0 < value < SMALL for name, value in row.items() if name not in NO_PERSONS)


_GROUPED: Mapping[str, tuple[str, ...]] = {
    "roll_rates": ("to_age", "from_age"),
    "tier_migration": ("to_tier", "from_tier"),
}
"""The dimensions of the studies whose rows add up along them."""


def _counts_few(metric: Metric, columns: Sequence[str], row: Mapping[str, Any]) -> bool:
    """Whether a count of people among the columns is one to nine, or leaves as few of those it is a part of."""
    if not isinstance(metric, Ratio):
        return metric.unit is Unit.PERSONS and any(_is_few(row[column]) for column in columns)
    ends = columns[1:]
    persons = [column for column, total in zip(ends, metric.totals, strict=False) if total[0].unit is Unit.PERSONS]
    rest = _rest(row, *ends) if _counts_persons(metric) and len(ends) == len(metric.totals) else None
    return _is_few(rest) or any(_is_few(row[column]) for column in persons)


def _leaves_few(part: Mapping[str, Any] | None, share: str, end: str) -> bool:
    return part is not None and _is_few(_rest(part, f"{share}_num{end}", f"{share}_den{end}"))


def _rest(row: Mapping[str, Any], part: str, whole: str) -> int | None:
    return None if row.get(part) is None or row.get(whole) is None else row[whole] - row[part]


def _is_few(count: Any) -> bool:
    return bool(0 < abs(count or 0) < SMALL)


def _lines(by: tuple[str, ...], rows: Sequence[Record], *, over_time: bool) -> list[Line]:
    """Along each dimension the rows that differ in it alone; of areas also those of the same area above."""
    lines: list[Line] = []
    for name in by:
        if name in _TIMES and not over_time:
            continue
        others = tuple(other for other in by if other != name)
        parts: dict[tuple[Group, str], list[int]] = {}
        whole: dict[Group, int] = {}
        for place, row in enumerate(rows):
            beside = _group(row, others)
            if row[name] == ALL:
                whole[beside] = place
                continue
            for above in {"", _above(name, row[name])}:
                parts.setdefault((beside, above), []).append(place)
        lines += [(tuple(places), whole.get(beside)) for (beside, above), places in parts.items() if not above]
        lines += [(tuple(places), None) for (_, above), places in parts.items() if above]
    return lines


def _above(name: str, code: Any) -> str:
    """The area above an area; nothing for every other dimension."""
    depth = AREA_NAMES.index(name) if name in AREA_NAMES else 0
    return str(code)[: LENGTHS[AREA_NAMES[depth - 1]]] if depth else ""


def _with_others(hidden: set[int], counted: set[int], lines: Sequence[Line], crowds: Sequence[int]) -> set[int]:
    """What must be hidden too, so that no line tells what is hidden in it: the smallest first."""
    hidden = set(hidden)
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for places, whole in lines:
            there = counted.intersection(places)
            missing = there & hidden
            if len(missing) > 1 or not (missing or whole in hidden):
                continue
            others = sorted(there - hidden, key=lambda place: (crowds[place], place))
            hidden.update(others[: 2 - len(missing)])
            if len(there & hidden) == 1 and whole in counted:
                hidden.add(whole)
    return hidden


def _group(row: Mapping[str, Any], names: Iterable[str]) -> Group:
    return tuple(row[name] for name in names)
