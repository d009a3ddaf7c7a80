"""When a night begins: a process of its own that looks every minute whether one is due, and says when one fails.

Each night is run as a process, so that what it takes is given back and what kills it does not kill the scheduler.
What it logs is kept in `night.log`, the last night's, and passed on. That the scheduler lives is seen by the time of
its lock.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger

from etl.alarms import Kind, alarm
from etl.due import SHANGHAI, begun, due, ended, last_attempt, last_begun, missed_dates, not_come_yet
from etl.failures import TRANSIENT, Failure, SettingsError
from etl.ledger import keep
from etl.lock import locked
from etl.progress import within
from etl.settings import load_settings
from etl.wanted import do_wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from etl.due import Attempt
    from etl.settings import Settings

LOG = logging.getLogger("etl.schedule")
MINUTE, SOON = 60, 2
ROOT = Path(__file__).parents[1]
LOCK = "schedule.lock"


@dataclass(frozen=True)
class Ended:
    """How a night ended: its exit code, the last thing it said, and the name of its run, empty where it had none."""

    code: int
    said: str
    run: str


class _Every(BaseTrigger):  # type: ignore[misc]
    """So many seconds after now; "interval" goes through all it missed, millions once a clock was set right."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The time of the next look."""
        del previous_fire_time
        return now + timedelta(seconds=self._seconds)


def run_for_ever(settings: Settings) -> None:
    """Look every minute until stopped. Raises Failure when another scheduler has this home folder."""
    with _alone(settings):
        scheduler = BlockingScheduler(timezone=SHANGHAI)
        for job, seconds in ((_look_again, MINUTE), (_do_wanted, SOON)):
            scheduler.add_job(
                job, _Every(seconds), (settings,), next_run_time=datetime.now(SHANGHAI),
                max_instances=1, coalesce=True, misfire_grace_time=None,
            )  # fmt: skip
        threading.Thread(target=_follow_clock, args=(scheduler,), name="clock", daemon=True).start()
        LOG.info("nights begin at %s Asia/Shanghai", f"{settings.night_at:%H:%M}")
        scheduler.start()


def _follow_clock(scheduler: BlockingScheduler) -> None:
    """Look at once when the clock was set back: the next look is at a time of day, which is then much later."""
    while True:
        time.sleep(MINUTE)
        now = datetime.now(SHANGHAI)
        for job in scheduler.get_jobs():
            if job.next_run_time > now + timedelta(seconds=2 * MINUTE):
                LOG.warning("the clock was set back to %s", f"{now:%Y-%m-%d %H:%M}")
                job.modify(next_run_time=now)


def run_once(settings: Settings) -> None:
    """Look once, as a crontab line every few minutes does. Raises Failure when another scheduler has the folder."""
    with _alone(settings):
        _do_wanted(settings)
        look(settings)


def _look_again(settings: Settings) -> None:
    """Look with the settings as they are now; the screen writes into them too. What cannot be read changes nothing."""
    try:
        settings = load_settings(settings.home)
    except SettingsError as error:
        LOG.warning("the settings are taken as they were: %s", error)
    look(settings)


def _do_wanted(settings: Settings) -> int:
    """Do what somebody at the screen wants done."""
    return do_wanted(
        settings.home,
        lambda day: _night(settings, day),
        lambda token: _run(settings, "etl.intake.trial", token),
    )


def look(settings: Settings, now: datetime | None = None) -> bool:
    """Run the night that is due, if one is; whether one was run.

    Raises OSError, having said so once a day, where what is to be written down cannot be.
    """
    try:
        return _look(settings, now)
    except OSError as error:
        _unable(settings, now or datetime.now(UTC), error)
        raise


def _look(settings: Settings, now: datetime | None) -> bool:
    moment = now or datetime.now(UTC)
    (settings.home / LOCK).touch()
    if settings.demo:
        LOG.debug("no night: the demo bureau's time stands still")
        hand_over(settings, moment)
        return False
    last = last_attempt(settings.home)
    decided = due(settings, last, moment)
    _missing(settings, last, moment)
    if decided.business_date is None:
        LOG.debug("no night: %s", decided.why)
        hand_over(settings, moment)
        return False
    attempt = begun(settings, last, decided.business_date, moment)
    LOG.info("night of %s begins (%s, try %s)", decided.business_date, decided.why, attempt.times)
    night = _night(settings, decided.business_date)
    passing = night.code == TRANSIENT or night.code < 0
    attempt = ended(settings, attempt, now or datetime.now(UTC), published=night.code == 0, transient=passing)
    with within(night.run):
        if night.code == 0:
            LOG.info("night of %s: %s", decided.business_date, night.said)
        else:
            _failed(settings, attempt, night.said)
    return True


def hand_over(settings: Settings, now: datetime) -> bool:
    """Once an hour, hand over the reports and reminders that are due; once a day, tidy the dashboard's own.

    What fails is said once a day. Whether it was the hour.
    """
    if not (settings.home / "secret").exists() and not os.environ.get("COLLECTION_DASHBOARD_SECRET"):
        return False  # no dashboard has been set up here
    path = settings.home / "sent.json"
    kept = _read(path)
    hour, day = f"{now.astimezone(SHANGHAI):%Y-%m-%dT%H}", f"{now.astimezone(SHANGHAI):%Y-%m-%d}"
    if kept.get("hour") == hour:
        return False
    duties = [("send", Kind.REPORTS_NOT_SENT, "报表发送失败")]
    if kept.get("tidied") != day:
        duties.append(("tidy", Kind.NOT_TIDIED, "日常清理失败"))
    alarmed = dict(kept.get("said", {}))
    for word, kind, subject in duties:
        code, said = _run(settings, "dashboard", word)
        if code and alarmed.get(kind) != day:
            alarm(settings, kind, f"{subject} {day}", said)
            alarmed[kind] = day
    keep(path, json.dumps({"hour": hour, "tidied": day, "said": alarmed}))
    return True


def _read(path: Path) -> dict[str, Any]:
    """What was written down of earlier hours; nothing where it cannot be read: then everything is done again."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _run(settings: Settings, *words: str) -> tuple[int, str]:
    """A command of ours as a process of its own: its exit code and its last line."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env={**os.environ, "COLLECTION_HOME": str(settings.home)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return done.returncode, said[-1] if said else "it said nothing"


def _night(settings: Settings, business_date: date) -> Ended:
    """The night as a process of its own; an alarm where it takes too long."""
    command = [sys.executable, "-m", "etl", "night", "--lines", "--date", business_date.isoformat()]
    log = settings.home / "night.log"
    give_up = time.monotonic() + settings.longest_night * MINUTE
    with log.open("w", encoding="utf-8") as lines, log.open(encoding="utf-8", errors="replace") as written:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and a date
            command,
            cwd=ROOT,
            env={**os.environ, "COLLECTION_HOME": str(settings.home)},
            stdout=lines,
            stderr=subprocess.STDOUT,
        )
        while process.poll() is None:
            time.sleep(0.2)
            (settings.home / LOCK).touch()
            shutil.copyfileobj(written, sys.stderr)
            if time.monotonic() > give_up:
                give_up = float("inf")
                long = f"已运行 {settings.longest_night} 分钟，仍在继续 / still running"
                alarm(settings, Kind.NIGHT_LONG, f"夜间加工超时 {business_date}", long)
        shutil.copyfileobj(written, sys.stderr)
        written.seek(0)
        return Ended(process.returncode, *_last(written))


def _last(lines: Iterable[str]) -> tuple[str, str]:
    """The last thing a night said and the name of its run; what is no line of the log is taken as it stands."""
    said, run = "it said nothing", ""
    for line in filter(None, map(str.strip, lines)):
        try:
            record = json.loads(line)
            said, run = record["message"], record["run"]
        except (ValueError, KeyError, TypeError):
            said = line
    return said, run


def _failed(settings: Settings, attempt: Attempt, said: str) -> None:
    """Once when a night is refused; of one that is tried again, when it has failed a second time."""
    LOG.warning("night of %s failed: %s", attempt.business_date, said)
    if not attempt.transient or attempt.times == 2:
        alarm(settings, Kind.NIGHT_FAILED, f"夜间加工未发布 {attempt.business_date}", said)


def _missing(settings: Settings, last: Attempt | None, now: datetime) -> None:
    """Once a day: the night should long be published, and no try of it has failed that said so; or the clock is off."""
    day, local = last_begun(settings, now), now.astimezone(SHANGHAI)
    path = settings.home / "missing.txt"
    said = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    ahead = not_come_yet(settings, now)
    missing = ahead or day in missed_dates(settings, last, now)
    if local.time() < settings.alarm_at or said == day.isoformat() or not missing:
        return
    path.write_text(day.isoformat(), encoding="utf-8")
    if ahead:
        text = (
            f"现用版本为 {ahead}，该日未到；请校准时钟，或 python -m etl rollback / set the clock right, or roll back"
        )
        alarm(settings, Kind.NIGHT_MISSING, f"时钟有误 {day}", text)
    elif last is None or last.business_date != day or last.ended_at is None:
        text = f"{settings.alarm_at:%H:%M} 仍未发布；请看 python -m etl status / not published yet"
        alarm(settings, Kind.NIGHT_MISSING, f"夜间加工缺失 {day}", text)


def _unable(settings: Settings, now: datetime, error: OSError) -> None:
    """Once a day, as the time of an empty file says, for which a full disk still has room."""
    marker, day = settings.home / "unable", f"{now.astimezone(SHANGHAI):%Y-%m-%d}"
    with suppress(OSError):
        if f"{datetime.fromtimestamp(marker.stat().st_mtime, SHANGHAI):%Y-%m-%d}" == day:
            return
    with suppress(OSError):
        marker.touch()
        os.utime(marker, (now.timestamp(), now.timestamp()))
    alarm(settings, Kind.NIGHT_FAILED, f"夜间加工无法开始 {day}", f"{type(error).__name__}: {error}")


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / LOCK).open("a", encoding="utf-8") as file:
        if not locked(file):
            raise Failure(f"another scheduler has {settings.home}; stop one of them", transient=True)
        yield
