"""The audit: one line for everything that must be answered for, each chained to the line before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session as Work

from dashboard.access.secret import Secret
from dashboard.access.viewer import Viewer
from dashboard.state import Database
from dashboard.state.columns import now
from dashboard.state.deeds import AuditEntry, AuditHead

FIRST = "0" * 64
"""What the first line is chained to."""
Detail = dict[str, Any]
_CHINA = ZoneInfo("Asia/Shanghai")
_HEAD = 1
_AT_ONCE = 1_000


class Action(StrEnum):
    """What the audit has lines for."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    LOCKED = "locked"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a deed
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_RESET = "second_factor_reset"
    DENIED = "denied"
    LIST_SEEN = "list_seen"
    PERSON_SEEN = "person_seen"
    PERSON_REVEALED = "person_revealed"
    LIST_ASKED = "list_asked"
    LIST_DECIDED = "list_decided"
    LIST_GIVEN = "list_given"
    EXPORTED = "exported"
    USER_MADE = "user_made"
    USER_CHANGED = "user_changed"
    USER_DISABLED = "user_disabled"
    USER_ENABLED = "user_enabled"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a deed
    SESSIONS_ENDED = "sessions_ended"
    AUDIT_EXPORTED = "audit_exported"
    FILE_BROUGHT = "file_brought"
    FILE_TRIED = "file_tried"
    FILE_ACCEPTED = "file_accepted"
    FILE_THROWN_AWAY = "file_thrown_away"
    FEED_DECLARED = "feed_declared"
    NIGHT_WANTED = "night_wanted"
    GAPS_TAKEN = "gaps_taken"
    GAPS_ACCEPTED = "gaps_accepted"
    TABLE_BROUGHT = "table_brought"
    TABLE_COMPARED = "table_compared"
    TABLE_SIGNED = "table_signed"
    TABLE_DROPPED = "table_dropped"
    CELL_COMMENTED = "cell_commented"
    ROWS_SEEN = "rows_seen"
    REPORT_WRITTEN = "report_written"
    REPORT_GIVEN = "report_given"
    TREASURY_SAID = "treasury_said"
    WARNING_ACKNOWLEDGED = "warning_acknowledged"
    MONTH_CLOSED = "month_closed"
    MONTH_COUNTERSIGNED = "month_countersigned"
    MONTH_REOPENED = "month_reopened"
    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    REPORT_SENT = "report_sent"


@dataclass(frozen=True)
class Chosen:
    """Which lines: by whom, of what kind, about what, from one day in China to another, both included."""

    actor: str = ""
    action: str = ""
    about: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """The same on the lines."""
        entry = AuditEntry
        wanted = [
            entry.actor == self.actor if self.actor else None,
            entry.action == self.action if self.action else None,
            entry.about == self.about if self.about else None,
            entry.at >= _midnight(self.first) if self.first else None,
            entry.at < _midnight(self.last + timedelta(days=1)) if self.last else None,
        ]
        return [one for one in wanted if one is not None]


@dataclass(frozen=True)
class Fault:
    """Something in the audit that is not as it was written; `what` is the name of the words that say it."""

    what: str
    line: int = 0
    other: int = 0


class Audit:
    """The audit of one installation.

    Nothing is ever taken out of it: every line is kept for ever, and so for longer than the 180 days that must be.
    """

    def __init__(self, database: Database, secret: Secret) -> None:
        self._database = database
        self._secret = secret

    def record(self, who: Viewer | str, action: Action, about: str = "", **detail: Any) -> int:
        """Add a line and keep it before anything else happens; its number. A text is the name of no signed-in user."""
        with self._database.writing() as work:
            return self.record_in(work, who, action, about, **detail)

    def record_in(self, work: Work, who: Viewer | str, action: Action, about: str = "", **detail: Any) -> int:
        """Add a line in the transaction of what it tells of: both are kept or neither."""
        return self._append(work, self._head(work), _line(who, action, about, detail))

    def record_each_in(self, work: Work, who: Viewer, action: Action, lines: Iterable[tuple[str, Detail]]) -> None:
        """Add a line for each of many, one after the other: what it was done to, and its detail."""
        head = self._head(work)
        for about, detail in lines:
            self._append(work, head, _line(who, action, about, detail))

    def _append(self, work: Work, head: AuditHead, entry: AuditEntry) -> int:
        entry.number = head.number + 1
        entry.hash = chained(entry, head.hash)
        work.add(entry)
        head.number, head.hash = entry.number, entry.hash
        head.seal = self._seal(head)
        return entry.number

    def count(self, chosen: Chosen) -> int:
        """How many lines there are of a kind."""
        with self._database.reading() as work:
            counted = select(func.count()).select_from(AuditEntry).where(*chosen.conditions)
            return int(work.scalar(counted) or 0)

    def lines(self, chosen: Chosen, offset: int, limit: int) -> list[AuditEntry]:
        """Some of them, the latest first."""
        wanted = select(AuditEntry).where(*chosen.conditions).order_by(AuditEntry.number.desc())
        with self._database.reading() as work:
            return list(work.scalars(wanted.offset(offset).limit(limit)))

    def every(self, chosen: Chosen) -> Iterator[AuditEntry]:
        """All of them, the earliest first, so many at a time."""
        last = 0
        while part := self._after(chosen, last):
            yield from part
            last = part[-1].number

    def hold_in(self, work: Work) -> None:
        """Let no other line be added until the transaction ends: what it counts in the audit stays true."""
        self._head(work)

    def faults(self) -> Iterator[Fault]:
        """Everything in the audit that is not as it was written; nothing when it is whole."""
        number, before = 0, FIRST
        for entry in self.every(Chosen()):
            number += 1
            if entry.number != number:
                yield Fault("missing", number, entry.number)
                number = entry.number
            elif entry.hash != chained(entry, before):
                yield Fault("changed", number)
            before = entry.hash
        with self._database.reading() as work:
            yield from self._faults_of_head(work.get(AuditHead, _HEAD), number, before)

    def _after(self, chosen: Chosen, last: int) -> list[AuditEntry]:
        wanted = select(AuditEntry).where(AuditEntry.number > last, *chosen.conditions)
        with self._database.reading() as work:
            return list(work.scalars(wanted.order_by(AuditEntry.number).limit(_AT_ONCE)))

    def _faults_of_head(self, head: AuditHead | None, number: int, last: str) -> Iterator[Fault]:
        if head is None:
            yield Fault("no_seal")
        elif not head.number + number:
            return
        elif head.seal != self._seal(head):
            yield Fault("seal")
        elif (head.number, head.hash) != (number, last):
            yield Fault("end", number, head.number)

    def _head(self, work: Work) -> AuditHead:
        """The last line, held until the transaction ends so that lines are added one after the other."""
        return work.get_one(AuditHead, _HEAD, with_for_update=True)

    def _seal(self, head: AuditHead) -> str:
        return self._secret.mark("audit", f"{head.number}:{head.hash}")


def _line(who: Viewer | str, action: Action, about: str, detail: Detail) -> AuditEntry:
    """A line still without number and hash; who is not signed in may have an address in the detail."""
    actor, role, address = (
        (who, "", detail.pop("address", "")) if isinstance(who, str) else (who.name, str(who.role), who.address)
    )
    return AuditEntry(
        at=now(),
        actor=actor,
        role=role,
        address=address,
        action=action,
        about=about,
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
    )


def chained(entry: AuditEntry, before: str) -> str:
    """The hash of a line after the hash before it."""
    content = (
        entry.number,
        _written(entry.at),
        entry.actor,
        entry.role,
        entry.action,
        entry.about,
        entry.detail,
        entry.address,
    )
    return hashlib.sha256(json.dumps([before, *content], ensure_ascii=False).encode()).hexdigest()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_CHINA)


def _written(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
