"""When each source last came, and whether it should have come since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from dashboard.data import Reading
from dashboard.findings.receipts import working_days
from sql.metrics.working_days import WorkingDays
from sql.schema import marts

CHINA = timedelta(hours=8)
"""Asia/Shanghai has no summer time."""

DAILY = ("receipts", "register", "assessments", "deductions")
"""Feeds whose state is shown in the header of every page."""

_GAPS = 12


@dataclass(frozen=True)
class Freshness:
    """One feed: the latest delivery, when it landed (Asia/Shanghai), working days it is late."""

    feed: str
    expected: bool
    latest: date | None
    landed: datetime | None
    deliveries: int
    rows: int
    late: int

    @property
    def provided(self) -> bool:
        """Whether the feed is expected, or came all the same."""
        return self.expected or self.deliveries > 0


def freshness_of(reading: Reading) -> tuple[Freshness, ...]:
    """Every feed, in the order of the version."""
    found: tuple[Freshness, ...] = reading.made_for_all("freshness", lambda: _freshness(reading))
    return found


def _freshness(reading: Reading) -> tuple[Freshness, ...]:
    working = working_days(reading)
    dates: dict[str, set[date]] = {}
    for row in reading.table(marts.DELIVERY_ACCOUNT):
        dates.setdefault(row["feed"], set()).add(row["file_date"])
    return tuple(
        Freshness(
            feed=row["feed"],
            expected=bool(row["expected"]),
            latest=row["latest_date"],
            landed=row["landed_at"] + CHINA if row["landed_at"] else None,
            deliveries=row["deliveries"] or 0,
            rows=row["rows_loaded"] or 0,
            late=days_late(sorted(dates.get(row["feed"], ())), reading.business_date, working)
            if row["expected"]
            else 0,
        )
        for row in reading.table(marts.FEED)
    )


def days_late(dates: list[date], today: date, working: WorkingDays) -> int:
    """Working days since the next delivery was due, judged by the gaps between the last ones; 0 when in time."""
    recent = dates[-_GAPS - 1 :]
    gaps = [working.between(earlier, later) for earlier, later in pairwise(recent)]
    if len(gaps) < 3:
        return 0
    usual = max(1, round(median(gaps)) if median(gaps) <= 1 else max(gaps))
    return max(0, working.between(recent[-1], today) - usual + (1 if usual == 1 else 0))
