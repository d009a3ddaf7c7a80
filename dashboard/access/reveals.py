"""Seeing one person unmasked: by right, for a reason, so many a day, and written down before it is shown."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Work

from dashboard.access.audit import Action, Audit
from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer
from dashboard.data import Denied
from dashboard.people import People, Plain
from dashboard.state import Database
from dashboard.state.columns import now
from dashboard.state.deeds import AuditEntry

_CHINA = ZoneInfo("Asia/Shanghai")
REASON = 4
"""Characters a reason has at least."""


class NotRevealed(Exception):
    """A person is not shown; `why` is the name of the words that say why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Reveals:
    """The reveals of one installation."""

    def __init__(self, database: Database, audit: Audit, a_day: int) -> None:
        self._database = database
        self._audit = audit
        self._a_day = a_day

    def reveal(self, viewer: Viewer, people: People, word: str, reason: str) -> Plain:
        """The person a word stands for, unmasked; the audit has its line before the value is read.

        Raises Denied for a role without the right, NotRevealed without a reason, beyond the day's number, or
        where the word is nobody's within the viewer's areas.
        """
        if not viewer.may(Right.REVEAL):
            self._audit.record(viewer, Action.DENIED, word)
            raise Denied(f"the role {viewer.role} sees nobody unmasked")
        if len(reason.strip()) < REASON:
            raise NotRevealed("reveal.no_reason")
        if people.one(word) is None:
            raise NotRevealed("reveal.nobody")
        self._write_down(viewer, word, reason.strip())
        plain = people.one_plain(word)
        if plain is None:
            raise NotRevealed("reveal.nobody")
        return plain

    def left(self, viewer: Viewer) -> int:
        """How many more people a viewer may see unmasked today."""
        with self._database.reading() as work:
            return max(0, self._a_day - _today(work, viewer))

    def _write_down(self, viewer: Viewer, word: str, reason: str) -> None:
        """Count and line are one transaction: two tries at once cannot both be the last."""
        with self._database.writing() as work:
            self._audit.hold_in(work)
            if _today(work, viewer) >= self._a_day:
                raise NotRevealed("reveal.quota")
            self._audit.record_in(work, viewer, Action.PERSON_REVEALED, word, reason=reason)


def _today(work: Work, viewer: Viewer) -> int:
    """How often since midnight in China."""
    midnight = now().astimezone(_CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = (AuditEntry.actor == viewer.name, AuditEntry.action == Action.PERSON_REVEALED, AuditEntry.at >= midnight)
    return int(work.scalar(select(func.count()).select_from(AuditEntry).where(*mine)) or 0)
