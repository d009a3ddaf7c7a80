"""The inbox: which files are deliveries, of which feed and date, and whether they have come in full."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.feeds import FEEDS, Feed
from etl.settings import Settings

ENDINGS = (".csv", ".csv.gz", ".xlsx", ".xls", ".txt")
CONTROL_ENDING = ".ctl"
Stamp = tuple[int, int, int]
"""A file as it was: its number on the disk, its size in bytes, and when it was last written to, in nanoseconds."""


@dataclass(frozen=True)
class Delivery:
    """A file of a feed: the date and number in its name are its place in the order of delivery."""

    feed: Feed
    path: Path
    file_name: str
    file_date: date
    file_number: int = 0
    pulled: bool = False

    @property
    def order(self) -> tuple[date, int, int, str]:
        """Deliveries land in this order: by date and number, then by feed."""
        return self.file_date, self.file_number, FEEDS.index(self.feed), self.file_name


@dataclass(frozen=True)
class Inbox:
    """What lies in the inbox: deliveries whose date has come, those that wait, and names no feed has."""

    due: tuple[Delivery, ...]
    waiting: tuple[Delivery, ...]
    unknown: tuple[str, ...]


def look_into(folder: Path, settings: Settings, business_date: date) -> Inbox:
    """Sort the files of the inbox by what their names say."""
    found, unknown = [], []
    patterns = file_patterns(settings)
    for path in sorted(folder.glob("*")):
        if not path.is_file() or path.name.startswith(".") or path.name.endswith((CONTROL_ENDING, ".part", ".tmp")):
            continue
        delivery = _delivery(path, patterns)
        if delivery:
            found.append(delivery)
        else:
            unknown.append(path.name)
    found.sort(key=lambda delivery: delivery.order)
    due = tuple(delivery for delivery in found if delivery.file_date <= business_date)
    waiting = tuple(delivery for delivery in found if delivery.file_date > business_date)
    return Inbox(due, waiting, tuple(unknown))


def stamp(path: Path) -> Stamp | None:
    """What is another once a file has been written to or replaced; None when it is gone."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def file_patterns(settings: Settings) -> list[tuple[Feed, re.Pattern[str]]]:
    """What file names look like without their ending: ours of every feed, then those that the settings add."""
    ours = [(feed, rf"{feed.name}_(?P<date>\d{{8}})(_(?P<number>\d{{1,6}}))?") for feed in FEEDS]
    said = [(feed, settings.feeds[feed.name].pattern) for feed in FEEDS]
    return [(feed, re.compile(pattern, re.IGNORECASE)) for feed, pattern in [*ours, *said] if pattern]


def _delivery(path: Path, patterns: list[tuple[Feed, re.Pattern[str]]]) -> Delivery | None:
    ending = next(
        (ending for ending in sorted(ENDINGS, key=len, reverse=True) if path.name.lower().endswith(ending)), ""
    )
    if not ending:
        return None
    for feed, pattern in patterns:
        match = pattern.fullmatch(path.name[: -len(ending)])
        said = match.groupdict() if match else {}
        file_date, number = date_in(said.get("date") or ""), said.get("number") or "0"
        if file_date and number.isdecimal():
            return Delivery(feed, path, path.name, file_date, int(number))
    return None


def date_in(text: str) -> date | None:
    """A day as any of us writes it; a month stands for its last day."""
    digits = re.sub(r"\D", "", text)
    try:
        if len(digits) == len("YYYYMM"):
            year, month = int(digits[:4]), int(digits[4:])
            return date(year, month, monthrange(year, month)[1])
        return date.fromisoformat(digits)
    except ValueError:
        return None
