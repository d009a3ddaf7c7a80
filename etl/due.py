"""Which night is due: decided from what is published, how the last night ended, and what lies in the inbox.

Nothing is kept in the scheduler's memory, so it may be stopped, started twice, or asleep at the hour.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from etl.feeds import FEEDS
from etl.ledger import keep
from etl.publish import stored
from etl.settings import Settings
from etl.sources.inbox import look_into, stamp
from sql.connect import NothingPublished, Place, Unable, current_version, open_reader, strange_tables

SHANGHAI = ZoneInfo("Asia/Shanghai")
PAUSES = (1, 5, 15, 60)
"""Minutes before a night that failed in passing is tried again; the last for every further time."""


def yesterday() -> date:
    """The last day that is over, in Asia/Shanghai."""
    return datetime.now(SHANGHAI).date() - timedelta(days=1)


@dataclass(frozen=True)
class Attempt:
    """The last night that the scheduler started: how often for its date, how it ended, what then lay in the inbox."""

    business_date: date
    times: int = 0
    began_at: datetime | None = None
    ended_at: datetime | None = None
    published: bool = False
    transient: bool = False
    inbox: str = ""


@dataclass(frozen=True)
class Due:
    """The date a night is to be run for now; None with the reason why there is none."""

    business_date: date | None
    why: str


def due(settings: Settings, last: Attempt | None, now: datetime) -> Due:
    """What is to be done at a moment (with its zone).

    The oldest missed date comes first. A night that failed in passing, or was cut off, is tried again after a
    while; one that was refused, when the inbox has changed, for a corrected file may have come; the next date does
    not wait for it.
    """
    missed = missed_dates(settings, last, now)
    if not missed and (served := outdated(settings)) is not None:
        return _anew(settings, last, served, now)
    if not missed:
        return Due(None, "no night is missed")
    if last is None or last.published or last.business_date not in missed:
        return _begun(settings, missed[0], missed[-1], now)
    if last.transient or last.ended_at is None:
        return _again(last, now)
    return _after_refusal(settings, last, missed, now)


def _anew(settings: Settings, last: Attempt | None, served: date, now: datetime) -> Due:
    """The night of the date that is served once more, now that its figures can be built as this release has them."""
    if last is not None and last.business_date == served and not last.published:
        return _again(last, now) if last.transient or last.ended_at is None else _after_refusal(settings, last, [], now)
    return Due(served, "the version served was built by another release")


def _again(last: Attempt, now: datetime) -> Due:
    """After a pause; at once where the clock has been set back since, or it would be waited for until it is as late."""
    ended_at = last.ended_at or last.began_at or now
    again = ended_at + timedelta(minutes=PAUSES[min(last.times, len(PAUSES)) - 1])
    if ended_at <= now < again:
        return Due(None, f"tried again at {again.astimezone(SHANGHAI):%H:%M}")
    return Due(last.business_date, "tried again")


def _after_refusal(settings: Settings, last: Attempt, missed: list[date], now: datetime) -> Due:
    if last.inbox != inbox_state(settings):
        return Due(last.business_date, "the inbox has changed since it was refused")
    later = [day for day in missed if day > last.business_date]
    if later:
        return _begun(settings, later[0], missed[-1], now)
    return Due(None, "refused, and the inbox has not changed since")


def missed_dates(settings: Settings, last: Attempt | None, now: datetime) -> list[date]:
    """Business dates whose night has begun and that are not published, oldest first, at most as many as are made up.

    What was published and rolled back since is not missed: who rolled back wants the version before. A date that has
    not come was published by a clock that ran ahead; once that is rolled back, it counts no more.

    Before anything was published nothing is missed until there is something to read at the hour of the night: who
    sets a bureau up brings one file after another, and has the first night run when all are there.
    """
    latest = last_begun(settings, now)
    try:
        since = current_version(settings.place).business_date
    except NothingPublished:
        return [latest] if last is not None or _to_read(settings, latest) else []
    if last is not None and last.published and last.business_date <= latest:
        since = max(since, last.business_date)
    days = [since + timedelta(days=place + 1) for place in range((latest - since).days)]
    return days[-settings.nights_made_up :]


def _to_read(settings: Settings, business_date: date) -> bool:
    """Whether a source is a database, or files lay in the inbox when the night of a date was to begin."""
    if any(feed.expected and feed.source == "database" for feed in settings.feeds.values()):
        return True
    hour = datetime.combine(business_date + timedelta(days=1), settings.night_at, SHANGHAI).timestamp()
    paths = (delivery.path for delivery in look_into(settings.home / "inbox", settings, business_date).due)
    return any(seen and seen[2] <= hour * 1e9 for seen in map(stamp, paths))


def not_come_yet(settings: Settings, now: datetime) -> date | None:
    """The date of the version served, where it has not come: the clock runs behind, or ran ahead when it was made."""
    try:
        served = current_version(settings.place).business_date
    except NothingPublished:
        return None
    return served if served > now.astimezone(SHANGHAI).date() else None


def outdated(settings: Settings) -> date | None:
    """The date of the version served where another release built it, and nobody has gone back to it since."""
    kept = stored(settings.place)
    try:
        served = current_version(settings.place)
        if not kept or max(kept, key=lambda each: each.built).name != served.name:
            return None
        return served.business_date if _strange(settings.place, served.name) else None
    except (NothingPublished, Unable, duckdb.Error):
        return None  # what cannot be opened is said by the doctor and by the night


@cache
def _strange(place: Place, name: str) -> bool:
    """A version does not change, and neither does the release of a process."""
    with closing(open_reader(place, name, memory="256MB", threads=1)) as reader:
        return bool(strange_tables(reader, "marts"))


def last_begun(settings: Settings, now: datetime) -> date:
    """The business date of the last night that should have begun: yesterday's, from the hour of the night on."""
    local = now.astimezone(SHANGHAI)
    return local.date() - timedelta(days=1 if local.time() >= settings.night_at else 2)


def _begun(settings: Settings, day: date, latest: date, now: datetime) -> Due:
    """A first try; the latest date waits for sources that are late, until they are waited for no longer."""
    late = late_feeds(settings, day) if day == latest else []
    if late and now.astimezone(SHANGHAI).time() < settings.wait_until:
        return Due(None, f"waiting for {', '.join(late)} until {settings.wait_until:%H:%M}")
    return Due(day, "due")


def late_feeds(settings: Settings, business_date: date) -> list[str]:
    """Expected feeds that come as files, of which none of the date lies in the inbox."""
    inbox = look_into(settings.home / "inbox", settings, business_date)
    there = {delivery.feed.name for delivery in inbox.due if delivery.file_date == business_date}
    wanted = [feed.name for feed in FEEDS if settings.feeds[feed.name].expected]
    return [name for name in wanted if settings.feeds[name].source == "inbox" and name not in there]


def inbox_state(settings: Settings) -> str:
    """Another text once a file of the inbox has come, gone or changed."""
    paths = sorted((settings.home / "inbox").glob("*"))
    said = [f"{path.name} {stamp(path)}" for path in paths]
    return sha256("\n".join(said).encode()).hexdigest()


def last_attempt(home: Path) -> Attempt | None:
    """What `schedule.json` says of the last night started; None where it says nothing that can be read."""
    try:
        said = json.loads((home / "schedule.json").read_text(encoding="utf-8"))
        moments = {name: said[name] and datetime.fromisoformat(said[name]) for name in ("began_at", "ended_at")}
        return Attempt(**{**said, **moments, "business_date": date.fromisoformat(said["business_date"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def begun(settings: Settings, last: Attempt | None, business_date: date, now: datetime) -> Attempt:
    """The attempt that now begins, written down before it does."""
    times = last.times + 1 if last is not None and last.business_date == business_date else 1
    return _noted(settings.home, Attempt(business_date, times, now))


def ended(settings: Settings, attempt: Attempt, now: datetime, *, published: bool, transient: bool) -> Attempt:
    """How it ended, written down; what was refused has left the inbox by then."""
    inbox = inbox_state(settings)
    return _noted(settings.home, replace(attempt, ended_at=now, published=published, transient=transient, inbox=inbox))


def _noted(home: Path, attempt: Attempt) -> Attempt:
    keep(home / "schedule.json", json.dumps(asdict(attempt), default=lambda value: value.isoformat()))
    return attempt
