"""`python -m dashboard doctor`: looks an installation over, a line for each thing, and says what to mend."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
from sqlalchemy.exc import SQLAlchemyError

from dashboard.access.secret import load_secret
from dashboard.reports.typeset import FONTS
from dashboard.settings import Settings, SettingsError, load_settings
from dashboard.state import OfLaterRelease, open_database
from messages.mail import place_of
from sql.connect import NothingPublished, Unable, current_version, open_reader, strange_tables, versions

LOCK = Path(__file__).parents[1] / "requirements.lock"
LEAST_FREE = 5_000_000_000
"""Bytes of disk that a night and its version need at least."""
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)([^\\]*)", re.MULTILINE)
_FONTS = 7
_WAIT = 3


class State(StrEnum):
    """How a thing stands."""

    GOOD = "ok"
    WARN = "look"
    BAD = "MEND"


@dataclass(frozen=True)
class Found:
    """One thing that was looked at, and what to do about it."""

    what: str
    state: State
    said: str


def doctor(today: date) -> int:
    """Print what was found; 1 where anything must be mended."""
    found = list(look(today))
    for one in found:
        print(f"{one.state:<5} {one.what}: {one.said}")
    bad = sum(1 for one in found if one.state is State.BAD)
    print(f"{len(found)} things looked at, {bad} to mend")
    return 1 if bad else 0


def look(today: date) -> Iterator[Found]:
    """Everything, from the ground up; what stands on something broken is not looked at."""
    yield _python()
    yield _packages()
    yield _zone()
    yield _fonts()
    try:
        settings = load_settings()
    except SettingsError as fault:
        yield Found("settings", State.BAD, str(fault))
        return
    yield Found("settings", State.GOOD, "can be read")
    yield from _home(settings)
    for name, check in (("secret", _secret), ("users and audit", _state)):
        yield _tried(name, lambda check=check: check(settings))  # type: ignore[misc]
    yield _figures(settings)
    yield _freshness(settings, today)
    yield _scheduler(settings)
    yield _address(settings)
    if settings.mail_server:
        yield _mail(settings)


def _tried(name: str, check: Callable[[], str]) -> Found:
    try:
        return Found(name, State.GOOD, check())
    except (OfLaterRelease, SettingsError, SQLAlchemyError, OSError) as fault:
        return Found(name, State.BAD, " ".join(str(fault).split()))


def _python() -> Found:
    return Found("python", State.GOOD, ".".join(map(str, sys.version_info[:3])))


def _packages() -> Found:
    """Whether what is installed is what the lock says; packages for other platforms are not missed."""
    wrong = []
    for name, wanted, condition in _PINNED.findall(LOCK.read_text(encoding="utf-8")):
        try:
            there = version(name)
        except PackageNotFoundError:
            if not condition.strip():
                wrong.append(f"{name} is not installed")
            continue
        if there != wanted and not condition.strip():
            wrong.append(f"{name} is {there}, not {wanted}")
    if wrong:
        return Found("packages", State.BAD, f"{'; '.join(wrong[:3])}; install requirements.lock again")
    return Found("packages", State.GOOD, "as locked")


def _zone() -> Found:
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        return Found("time zones", State.BAD, "Asia/Shanghai is not known; install the package tzdata")
    return Found("time zones", State.GOOD, "Asia/Shanghai is known")


def _fonts() -> Found:
    there = len([*FONTS.glob("*.otf"), *FONTS.glob("*.ttf")])
    if there < _FONTS:
        return Found("fonts", State.BAD, f"{there} of {_FONTS} in {FONTS}; unpack the release again")
    return Found("fonts", State.GOOD, "all there")


def _home(settings: Settings) -> Iterator[Found]:
    home = settings.home
    if not home.is_dir():
        yield Found("home folder", State.BAD, f"{home} is not there; make it, or name another by COLLECTION_HOME")
        return
    if not os.access(home, os.W_OK | os.X_OK):
        yield Found("home folder", State.BAD, f"{home} cannot be written to by this user; give it the folder")
        return
    yield Found("home folder", State.GOOD, str(home.resolve()))
    free = shutil.disk_usage(home).free
    enough = free >= LEAST_FREE
    said = f"{free / 1e9:,.1f} GB free" + ("" if enough else f", {LEAST_FREE / 1e9:,.0f} are needed for a night")
    yield Found("disk", State.GOOD if enough else State.WARN, said)


def _secret(settings: Settings) -> str:
    load_secret(settings)
    return "there, and readable by this user alone"


def _state(settings: Settings) -> str:
    with closing(open_database(settings.home, settings.state_database)):
        return "can be opened, and is of this release"


def _figures(settings: Settings) -> Found:
    """Before the first night there are none, and nothing is to be mended; of another release they are built anew."""
    try:
        if not versions(settings.home):
            return Found("figures", State.WARN, "no night has been published; run python -m etl night")
    except (Unable, OSError) as fault:
        return Found("figures", State.BAD, " ".join(str(fault).split()))
    try:
        published = current_version(settings.home)
        with closing(open_reader(settings.home, published.name, memory=settings.memory, threads=1)) as reader:
            reader.prove()
            strange = strange_tables(reader, "marts")
    except (NothingPublished, Unable, SQLAlchemyError, duckdb.Error, OSError) as fault:
        return Found("figures", State.BAD, " ".join(str(fault).split()))
    if strange:
        said = f"version {published.name} is another release's ({'; '.join(strange)}), so some pages cannot be made;"
        return Found("figures", State.WARN, f"{said} run python -m etl night --date {published.business_date}")
    return Found("figures", State.GOOD, f"version {published.name} can be read to its end")


def _freshness(settings: Settings, today: date) -> Found:
    try:
        known = current_version(settings.home).business_date
    except (NothingPublished, Unable, OSError):
        return Found("last night", State.WARN, "nothing is published yet; run python -m etl night")
    said = f"figures are as known on {known}"
    if known < today - timedelta(days=2):
        return Found("last night", State.WARN, f"{said}; python -m etl status says what the nights did")
    return Found("last night", State.GOOD, said)


def _scheduler(settings: Settings) -> Found:
    """Its lock is held while it runs."""
    path = settings.home / "schedule.lock"
    try:
        with path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Found("scheduler", State.GOOD, "is running")
    except OSError as fault:
        return Found("scheduler", State.WARN, str(fault))
    said = "is not running now; start its unit, or see that the crontab has `python -m etl schedule --once`"
    return Found("scheduler", State.WARN, said)


def _address(settings: Settings) -> Found:
    """Whether something of ours answers there, or the address is still free."""
    host, _, port = settings.bind.rpartition(":")
    if not port.isdecimal():
        return Found("address", State.GOOD, f"{settings.bind} is a socket file")
    try:
        with socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), _WAIT) as one:
            one.sendall(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            answer = one.makefile("rb").read(4_096)
    except OSError:
        return Found("address", State.WARN, f"nobody serves on {settings.bind}; start: python -m dashboard serve")
    if b" 200 " in answer.split(b"\r\n", 1)[0]:
        return Found("address", State.GOOD, f"{settings.bind} answers and is ready")
    try:
        faults = json.loads(answer.rpartition(b"\r\n\r\n")[2])["faults"]
        said = "; ".join(f"{name}: {why}" for name, why in faults.items())
    except (ValueError, KeyError):
        said = "something else answers there; stop it, or set bind to another address"
    return Found("address", State.BAD, f"{settings.bind}: {said}")


def _mail(settings: Settings) -> Found:
    place = place_of(settings.mail_server)
    try:
        socket.create_connection(place, _WAIT).close()
    except OSError as fault:
        said = f"{place[0]}:{place[1]} cannot be reached ({fault.strerror or fault}); see mail_server"
        return Found("mail", State.WARN, said)
    return Found("mail", State.GOOD, f"{place[0]}:{place[1]} can be reached")
