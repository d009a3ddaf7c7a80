"""Figures beside what they are compared with: one switch for every page, answered by the metrics themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dashboard.access.viewer import Viewer
from dashboard.data import Reading, Record, Records
from dashboard.findings.monthly import absent
from sql.connect import NothingPublished
from sql.metrics import ALL, METRIC, Against, Days, Question
from sql.metrics.areas import LENGTHS
from sql.metrics.dimensions import AREA_NAMES
from sql.metrics.question import PLANNED

BACK: Mapping[str, int] = {"month_before": 1, "year_before": 12}
"""The comparisons with an earlier time, and how many months they go back."""


def beside(reading: Reading, question: Question, chosen: Collection[str], closed: str = "") -> Records:
    """The answer to a question, and in `metric@comparison` what each figure is compared with.

    With an earlier time and the area above it is the figure then and there; with the plan the part of it that is
    reached; with the closed figure what the version `closed`, that the month was closed with, says. What cannot be
    compared has no such column, or None in it.
    """
    against = tuple(_against(reading, question, chosen))
    rows = reading.ask(replace(question, against=against))
    if Against.PARENT in against:
        rows = tuple(_seen(reading.viewer, question, row) for row in rows)
    if "plan" in chosen:
        rows = _joined(question.by, rows, _planned(reading, question))
    if "closed" in chosen and closed:
        rows = _joined(question.by, rows, _closed(reading, question, closed))
    return rows


def earlier_days(reading: Reading, metric: str, days: Days, back: int) -> Days | None:
    """The days some days are compared with, months earlier; None where they are unknown, or among those shown."""
    before = reading.before(metric, days, back)
    return before if isinstance(before, Days) and before.last < days.first else None


def _against(reading: Reading, question: Question, chosen: Collection[str]) -> Iterator[Against]:
    for name, back in BACK.items():
        if name in chosen and "day" not in question.by and _apart(reading, question, back):
            yield Against(name)
    told = {*question.by, *question.where}
    if "parent" in chosen and "day" not in question.by and told & set(AREA_NAMES):
        yield Against.PARENT


def _apart(reading: Reading, question: Question, back: int) -> bool:
    """Whether the earlier time is none of the time shown: a month before a year to date would lie within it."""
    period, name = question.period, question.metrics[0]
    return not isinstance(period, Days) or earlier_days(reading, name, period, back) is not None


def _seen(viewer: Viewer, question: Question, row: Record) -> Record:
    """A row without the figures of an area above that the viewer does not see all of: they would be others'."""
    if viewer.areas is None or sees_all(viewer, above(question, row)):
        return row
    return {name: None if name.endswith(f"@{Against.PARENT}") else value for name, value in row.items()}


def above(question: Question, row: Record) -> str:
    """The code of the area above that of a row; empty where that is everything."""
    told = [str(row[name]) for name in AREA_NAMES if name in question.by and row[name] not in (ALL, None)]
    filtered = [code for name in AREA_NAMES for code in question.where.get(name, ())]
    finest = max([*told, *filtered], key=len, default="")
    return next((finest[:length] for length in sorted(LENGTHS.values(), reverse=True) if length < len(finest)), "")


def sees_all(viewer: Viewer, area: str) -> bool:
    """Whether all of an area is the viewer's; empty is everything."""
    return viewer.areas is None or any(area.startswith(one) for one in viewer.areas)


def _planned(reading: Reading, question: Question) -> Records:
    """The parts of the plans that are reached, where there are any and they are told apart and filtered so."""
    names = {
        name: PLANNED[name]
        for name in question.metrics
        if name in PLANNED and not absent(reading, METRIC[PLANNED[name]]) and _takes(METRIC[PLANNED[name]], question)
    }
    if not names:
        return ()
    rows = reading.ask(replace(question, metrics=tuple(names.values()), k=None))
    return tuple(
        {**_group(row, question.by), **{f"{name}@plan": row[rate] for name, rate in names.items()}} for row in rows
    )


def _takes(metric: Any, question: Question) -> bool:
    return {*question.by, *question.where} <= set(metric.takes.dimensions)


def _closed(reading: Reading, question: Question, version: str) -> Records:
    """The same figures as the version says that the month was closed with."""
    try:
        rows = reading.of(version).ask(question)
    except NothingPublished:
        return ()
    names = [name for one in question.metrics for name in METRIC[one].columns]
    return tuple({**_group(row, question.by), **{f"{name}@closed": row[name] for name in names}} for row in rows)


def _group(row: Record, by: Sequence[str]) -> Record:
    return {name: row[name] for name in by}


def _joined(by: Sequence[str], rows: Records, more: Records) -> Records:
    found = {tuple(row[name] for name in by): row for row in more}
    return tuple({**row, **found.get(tuple(row[name] for name in by), {})} for row in rows)
