"""接入: the bureau's own files, brought at the screen, understood, tried out, accepted; who did it is written down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import IO, Any

from dashboard.access.audit import Action, Audit
from dashboard.access.viewer import Viewer
from dashboard.data import Denied
from etl.due import SHANGHAI
from etl.failures import Failure, Refused, SettingsError
from etl.feeds import feed_named
from etl.intake.accept import Change, accept
from etl.intake.brought import Brought, bring, brought, waiting
from etl.intake.look import Look, look
from etl.intake.naming import deliver, ending_of
from etl.intake.proposal import NoList
from etl.lock import locked
from etl.schedule import LOCK
from etl.settings import Settings as NightSettings
from etl.settings import load_settings
from etl.sources.inbox import Delivery, look_into
from etl.wanted import Deed, Wanted, want, wanted

LOOKS_KEPT = 16
SILENT = timedelta(minutes=4)
"""A scheduler that has not touched its lock for so long does not live."""


class NotUsable(Exception):
    """A file, or what was said of it, that cannot be used; `why` is a name of words, `detail` what was wrong."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(detail or why)
        self.why = why
        self.detail = detail


@dataclass(frozen=True)
class Said:
    """What a form says of a file; `columns` and `values` as etl.intake.proposal.Answers has them."""

    feed: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    day: date
    scope: tuple[str, ...] | None


@dataclass(frozen=True)
class Standing:
    """How the nights stand: what is waited for, whether one runs, and whether a scheduler lives that would run it."""

    wanted: tuple[Wanted, ...]
    running: bool
    alive: bool


class Intake:
    """The files that wait, and what may be done with them by somebody whose area is the whole bureau."""

    def __init__(self, home: Path, audit: Audit) -> None:
        self._home = home
        self._audit = audit
        self._looks: dict[tuple[object, ...], Look] = {}
        self._lock = Lock()

    @property
    def settings(self) -> NightSettings:
        """The settings of the nights as they are now.

        Raises NotUsable.
        """
        try:
            return load_settings(self._home)
        except SettingsError as error:
            raise NotUsable("intake.settings_fault", str(error)) from None

    def waiting(self, viewer: Viewer) -> list[Brought]:
        """The files that wait, the latest first."""
        _whole(viewer)
        return waiting(self._home)

    def one(self, viewer: Viewer, token: str) -> Brought:
        """One of them.

        Raises NotUsable where there is none.
        """
        _whole(viewer)
        try:
            return brought(self._home, token)
        except Failure:
            raise NotUsable("intake.gone") from None

    def bring(self, viewer: Viewer, name: str, content: IO[bytes]) -> str:
        """Keep a file and look at it; its token.

        Raises NotUsable for what holds no table, is hostile, or looks like no feed; then nothing is kept.
        """
        _whole(viewer)
        try:
            ending_of(name)
        except Failure:
            raise NotUsable("intake.ending") from None
        try:
            file = bring(self._home, name, content, viewer.name)
        except (Failure, OSError) as error:
            raise NotUsable("intake.not_taken", str(error)) from None
        try:
            looked = self.look(file)
        except NotUsable:
            file.throw_away()
            raise
        self._audit.record(viewer, Action.FILE_BROUGHT, file.name[:200], feed=looked.proposal.feed.name)
        return file.token

    def look(self, file: Brought) -> Look:
        """What a file is proposed to be, in the light of what was said of it; kept, for it is asked on every page.

        Raises NotUsable.
        """
        settings = self.settings
        if file.scope is not None:
            settings = replace(settings, scope=file.scope)
        key = (file.token, repr(file.answers), repr(settings.feeds), settings.scope)
        with self._lock:
            if key in self._looks:
                return self._looks[key]
        try:
            looked = look(file.path, settings, file.answers)
        except NoList:
            raise NotUsable("intake.no_list") from None
        except (Failure, Refused, OSError) as error:
            raise NotUsable("intake.unreadable", str(error)) from None
        with self._lock:
            while len(self._looks) >= LOOKS_KEPT:
                self._looks.pop(next(iter(self._looks)))
            self._looks[key] = looked
        return looked

    def say(self, viewer: Viewer, token: str, said: Said) -> Brought:
        """Write down what is said of a file.

        Raises NotUsable where it cannot be read so; then it stays as it was.
        """
        file = self.one(viewer, token)
        changed = replace(
            file, feed=said.feed, columns=said.columns, values=said.values, day=said.day, scope=said.scope
        )
        self.look(changed)
        return changed.say()

    def try_out(self, viewer: Viewer, token: str) -> None:
        """Ask for the dry run of a file."""
        file = self.one(viewer, token)
        if self.look(file).open_questions:
            raise NotUsable("intake.questions_open")
        want(self._home, Deed.TRIAL, file.token, viewer.name)
        self._audit.record(viewer, Action.FILE_TRIED, file.name[:200])

    def accept(self, viewer: Viewer, token: str) -> str:
        """Write what the file means into the settings, and put it into the inbox; its name there.

        Raises NotUsable while a question is open.
        """
        file = self.one(viewer, token)
        looked = self.look(file)
        if looked.open_questions:
            raise NotUsable("intake.questions_open")
        feed = looked.proposal.feed
        change = Change({feed.name: looked.settings}, viewer.name, f"screen, {file.name}", file.scope)
        try:
            former = accept(self._home, change)
            target = deliver(file.path, self._home, feed, file.day, os.replace)
        except (Failure, SettingsError, OSError) as error:
            raise NotUsable("intake.not_taken", str(error)) from None
        self._audit.record(
            viewer,
            Action.FILE_ACCEPTED,
            file.name[:200],
            feed=feed.name,
            file=target.name,
            former=former.name if former else "",
        )
        file.throw_away()
        return target.name

    def throw_away(self, viewer: Viewer, token: str) -> None:
        """Remove a file that waits."""
        file = self.one(viewer, token)
        file.throw_away()
        self._audit.record(viewer, Action.FILE_THROWN_AWAY, file.name[:200])

    def declare(self, viewer: Viewer, feed: str, *, expected: bool) -> None:
        """Say whether a feed comes here.

        Raises NotUsable where the settings cannot be written.
        """
        _whole(viewer)
        known = self.settings.feeds[feed_named(feed).name]
        change = Change({feed: replace(known, expected=expected)}, viewer.name, f"screen, {feed} expected")
        try:
            former = accept(self._home, change)
        except (SettingsError, OSError) as error:
            raise NotUsable("intake.settings_fault", str(error)) from None
        self._audit.record(
            viewer,
            Action.FEED_DECLARED,
            feed,
            expected="yes" if expected else "no",
            former=former.name if former else "",
        )

    def run_night(self, viewer: Viewer, day: date) -> None:
        """Ask for the night of a business date.

        Raises NotUsable for a day that is not over.
        """
        _whole(viewer)
        if day >= datetime.now(SHANGHAI).date():
            raise NotUsable("intake.day_not_over")
        want(self._home, Deed.NIGHT, day.isoformat(), viewer.name)
        self._audit.record(viewer, Action.NIGHT_WANTED, day.isoformat())

    @property
    def inbox(self) -> list[Delivery]:
        """The deliveries that lie in the inbox, in the order they will be read."""
        found = look_into(self._home / "inbox", self.settings, datetime.now(SHANGHAI).date())
        return [*found.due, *found.waiting]

    @property
    def standing(self) -> Standing:
        """How the nights stand."""
        return Standing(tuple(wanted(self._home)), _held(self._home / "writer.lock"), _alive(self._home / LOCK))


def _held(path: Path) -> bool:
    """Whether somebody holds a lock."""
    try:
        with path.open("a", encoding="utf-8") as file:
            return not locked(file)
    except OSError:
        return False


def _alive(path: Path) -> bool:
    try:
        touched = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return False
    return datetime.now(UTC) - touched < SILENT


def _whole(viewer: Viewer) -> None:
    """What comes in is the whole bureau's; whoever sees a part of it has no say.

    Raises Denied.
    """
    if viewer.areas is not None:
        raise Denied("intake")


def trial_figures(trial: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The figures of a dry run that there would be; those of feeds that do not come have none."""
    return [row for row in trial.get("figures", ()) if row["value"] is not None]
