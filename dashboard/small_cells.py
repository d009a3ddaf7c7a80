"""Figures of fewer than ten people, hidden from those without the right to them.

A group is small where fewer than ten people are registered in it; then all its figures are hidden. A
count of one to nine people is hidden wherever it stands, and with it every rate over or under it. Where
only one group of an answer is hidden, the next smallest is hidden too, or the total would give it away.
Source: the practice of official statistics (primary and secondary suppression).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sql.metrics import METRIC, Question
from sql.metrics.declaration import Metric, Ratio, Unit
from sql.metrics.period import Month

SMALL = 10
NO_PERSONS = frozenset(("months", "short_months", "reversed", "events", "censored"))
"""Whole numbers in the rows of studies that count something else than people, or the steps of a curve."""
CROWD = "registered_persons"
"""Who a group is made of."""
_APART = ("month", "day")
Record = dict[str, Any]


def crowd_of(question: Question) -> Question:
    """The question how many people each group of an answer is made of, in the last month it is about."""
    takes = METRIC[CROWD].takes.dimensions
    by = tuple(name for name in question.by if name in takes and name not in _APART)
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


def without_small(question: Question, rows: Sequence[Record], crowd: Sequence[Record]) -> tuple[Record, ...]:
    """The rows of an answer with what is small taken out; `crowd` is the answer to `crowd_of` the question."""
    shown = [dict(row) for row in rows]
    asked = crowd_of(question)
    sizes = {_group(row, asked.by): int(row[CROWD] or 0) for row in crowd}
    crowds = [sizes.get(_group(row, asked.by), 0 if asked.by else SMALL) for row in shown]
    ends = ("", *(f"@{against}" for against in question.against))
    for metric in (METRIC[name] for name in question.metrics):
        for end in ends:
            _hide(metric, [f"{column}{end}" for column in metric.columns], shown, crowds, question.by)
    return tuple(shown)


def without_small_rows(study: str, rows: Sequence[Record]) -> tuple[Record, ...]:
    """The rows of a study with those that count one to nine people taken out; what they are of stays.

    Where a row alone of its group is hidden, so is the next smallest, or the total of the group would tell it.
    """
    hidden = {place for place, row in enumerate(rows) if _counts_few_persons(row)}
    for name in _BY_GROUP.get(study, ()):
        hidden |= _next_in_group(rows, hidden, name)
    return tuple(
        {name: None if place in hidden and not isinstance(value, str) else value for name, value in row.items()}
        for place, row in enumerate(rows)
    )


def _counts_few_persons(row: Record) -> bool:
    return any(isinstance(value, int) and 0 < value < SMALL for name, value in row.items() if name not in NO_PERSONS)


_BY_GROUP: Mapping[str, tuple[str, ...]] = {
    "roll_rates": ("from_age", "to_age"),
    "tier_migration": ("from_tier", "to_tier"),
}


def _next_in_group(rows: Sequence[Record], hidden: set[int], name: str) -> set[int]:
    """Per value of a column with one hidden row, the smallest of its other rows."""
    groups: dict[Any, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(row[name], []).append(place)
    more = set()
    for places in groups.values():
        others = [place for place in places if place not in hidden and rows[place]["persons"]]
        if len(hidden.intersection(places)) == 1 and others:
            more.add(min(others, key=lambda place: rows[place]["persons"]))
    return more


def _hide(
    metric: Metric, columns: Sequence[str], rows: Sequence[Record], crowds: Sequence[int], by: tuple[str, ...]
) -> None:
    there = [column for column in columns if rows and column in rows[0]]
    hidden = {
        place
        for place, row in enumerate(rows)
        if any(row[column] for column in there) and (crowds[place] < SMALL or _counts_few(metric, there, row))
    }
    hidden |= _beside(hidden, there, rows, crowds, by)
    for place in hidden:
        rows[place].update(dict.fromkeys(there))


def _counts_few(metric: Metric, columns: Sequence[str], row: Mapping[str, Any]) -> bool:
    """Whether a count of people among the columns is one to nine."""
    if isinstance(metric, Ratio):
        counted = [
            column for column, total in zip(columns[1:], metric.totals, strict=False) if total[0].unit is Unit.PERSONS
        ]
    else:
        counted = list(columns) if metric.unit is Unit.PERSONS else []
    return any(0 < abs(row[column] or 0) < SMALL for column in counted)


def _beside(
    hidden: set[int], columns: Sequence[str], rows: Sequence[Record], crowds: Sequence[int], by: tuple[str, ...]
) -> set[int]:
    """Where one group alone of a time is hidden, the next smallest, which keeps it from being worked out."""
    if len(by) == len([name for name in by if name in _APART]):
        return set()
    times: dict[tuple[Any, ...], list[int]] = {}
    for place, row in enumerate(rows):
        times.setdefault(_group(row, tuple(name for name in _APART if name in by)), []).append(place)
    more = set()
    for places in times.values():
        others = [place for place in places if place not in hidden and any(rows[place][column] for column in columns)]
        if len(hidden.intersection(places)) == 1 and others:
            more.add(min(others, key=lambda place: crowds[place]))
    return more


def _group(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)
