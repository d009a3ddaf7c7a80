"""The pace of the year as rows: for its figure and for the table behind it."""

from __future__ import annotations

from datetime import date

import pandas

from dashboard.numbers import NOTHING, wan
from dashboard.wording import Words
from sql.studies.pace import SLOTS, Pace, day_of, slot_of

WAN = 10_000


def pace_frame(pace: Pace) -> pandas.DataFrame:
    """One row per day of the year (ISO): amounts in 万元, gaps in percentage points; nan after the day.

    What is not known of the year has no column.
    """
    columns: dict[str, list[float]] = {"this_year": _until([float(amount) / WAN for amount in pace.this_year])}
    if pace.last_year:
        columns["last_year"] = [float(amount) / WAN for amount in pace.last_year]
    if pace.plan and pace.season:
        columns |= _season(pace, float(pace.plan) / WAN, pace.season)
    days = [day_of(slot, pace.day.year) for slot in range(SLOTS)]
    frame = pandas.DataFrame({"day": [day.isoformat() for day in days], **columns})
    return frame[[slot_of(day) == slot for slot, day in enumerate(days)]].reset_index(drop=True)


def pace_rows(pace: Pace, words: Words) -> list[tuple[str, str, str]]:
    """Every fifth day up to the day, latest first: the day, this year and last year in 万元."""
    slots = range(pace.slot, -1, -5)
    return [
        (
            words.day(_day(slot, pace)),
            wan(pace.this_year[slot]),
            wan(pace.last_year[slot]) if pace.last_year else NOTHING,
        )
        for slot in slots
    ]


def _day(slot: int, pace: Pace) -> date:
    return day_of(slot, pace.day.year)


def _until(values: list[float]) -> list[float]:
    return values + [float("nan")] * (SLOTS - len(values))


def _season(pace: Pace, plan: float, season: list[float]) -> dict[str, list[float]]:
    done = [float(amount) / WAN / plan for amount in pace.this_year]
    columns = {
        "season": [share * plan for share in season],
        "gap": _until([(part - season[slot]) * 100 for slot, part in enumerate(done)]),
    }
    if pace.last_year and pace.last_year[-1] > 0:
        total = pace.last_year[-1]
        columns["gap_last"] = [
            (float(amount / total) - season[slot]) * 100 for slot, amount in enumerate(pace.last_year)
        ]
    return columns | _limits(pace, plan, season)


def _limits(pace: Pace, plan: float, season: list[float]) -> dict[str, list[float]]:
    limits = pace.season_limits
    if limits is None:
        return {}
    return {
        "low": [one.low * plan for one in limits],
        "high": [one.high * plan for one in limits],
        "gap_low": [(one.low - share) * 100 for one, share in zip(limits, season, strict=True)],
        "gap_high": [(one.high - share) * 100 for one, share in zip(limits, season, strict=True)],
    }
