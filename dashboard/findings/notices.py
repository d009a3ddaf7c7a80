"""What has left its usual range: the few things to look at first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dashboard.data import Reading, Record
from dashboard.findings.freshness import Freshness
from dashboard.findings.monthly import Asking
from dashboard.findings.ranking import Ranking
from dashboard.findings.when import When
from dashboard.numbers import SMALL
from dashboard.view import View
from sql.studies.limits import ALARM, Limits, Verdict, around, verdict

Kind = Literal["suspension", "pace", "late"]


@dataclass(frozen=True)
class Notice:
    """One thing outside its range: `code` is the area or the feed, `value` a fraction, points or days."""

    kind: Kind
    verdict: Verdict
    code: str
    value: float
    limits: Limits | None = None
    persons: int = 0


def notices_of(
    reading: Reading, view: View, when: When, ranking: Ranking, feeds: tuple[Freshness, ...]
) -> tuple[Notice, ...]:
    """Alarms first, then by how far outside."""
    found = [*_suspensions(reading, view, when), *_behind(ranking), *_late(feeds)]
    return tuple(
        sorted(found, key=lambda notice: (notice.verdict != "alarm", notice.kind != "suspension", -abs(notice.value)))
    )


def _suspensions(reading: Reading, view: View, when: When) -> list[Notice]:
    """Communities whose suspension rate is above the 99.8 % limit of the whole; many are tried, so no lower one."""
    metrics, asking = ("suspension_rate",), Asking(reading, view.where)
    whole = asking.of_month(metrics, when.month)
    parts = asking.of_month(metrics, when.month, by=("community",))
    if not whole or whole[0]["suspension_rate"] is None or len(view.area) == 12:
        return []
    rate = float(whole[0]["suspension_rate"])
    return [_suspension(row, rate) for row in parts if _far_above(row, rate)]


def _far_above(row: Record, rate: float) -> bool:
    value, persons = row["suspension_rate"], row["suspension_rate_den"]
    return (
        value is not None
        and persons >= SMALL
        and float(value) > rate
        and verdict(float(value), rate, persons) == "alarm"
    )


def _suspension(row: Record, rate: float) -> Notice:
    limits = around(rate, row["suspension_rate_den"], ALARM)
    return Notice(
        "suspension", "alarm", row["community"], float(row["suspension_rate"]), limits, row["suspension_rate_num"]
    )


def _behind(ranking: Ranking) -> list[Notice]:
    if ranking.basis != "season":
        return []
    return [
        Notice("pace", "warn", line.code, line.gap, line.limits)
        for line in ranking.lines
        if line.verdict == "warn" and line.gap < 0
    ]


def _late(feeds: tuple[Freshness, ...]) -> list[Notice]:
    return [Notice("late", "warn", feed.feed, feed.late) for feed in feeds if feed.late]
