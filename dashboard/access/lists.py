"""A whole list to call people by: asked for with a reason, approved by a manager until a day, one audit line each.

Whoever asks and whoever approves are two people. The list is of the areas of the one who asked, when
it was asked for and when it is given; an approval does not outlive its day.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from dashboard.access.audit import Action, Audit
from dashboard.access.roles import Right
from dashboard.access.viewer import WHOLE, Viewer, confined
from dashboard.data import Denied
from dashboard.people import People, Plain
from dashboard.state import Database
from dashboard.state.columns import now
from dashboard.state.deeds import ListRequest
from dashboard.state.users import User
from sql.metrics.people import Listing

REASON = 4
"""Characters a reason has at least."""
LONGEST = timedelta(days=14)
"""An approval lasts so long at most."""


class NotGiven(Exception):
    """A list is not asked for, decided or given; `why` is the name of the words that say why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Asked:
    """A list somebody asked for, and what became of it."""

    id: int
    by: str
    listing: Listing
    areas: tuple[str, ...] | None
    people: int
    reason: str
    asked_at: datetime
    decided_by: str
    approved: bool
    note: str
    expires_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether nobody has decided yet."""
        return not self.decided_by

    def given_until(self, at: datetime) -> bool:
        """Whether it can be had at a moment."""
        return self.approved and self.expires_at is not None and at < self.expires_at


@dataclass(frozen=True)
class Given:
    """An approved list: what it was asked for, and its people unmasked."""

    reason: str
    people: Iterator[Plain]


class Lists:
    """The lists asked for in one installation."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def ask(self, viewer: Viewer, listing: Listing, people: int, reason: str) -> int:
        """Ask for a list; its id.

        Raises Denied, and NotGiven without a reason or anybody on it.
        """
        if not viewer.may(Right.REVEAL):
            raise Denied(f"the role {viewer.role} asks for no lists")
        if len(reason.strip()) < REASON:
            raise NotGiven("lists.no_reason")
        if not people:
            raise NotGiven("lists.nobody")
        request = ListRequest(
            user_id=viewer.user_id,
            question=json.dumps(asdict(listing)),
            areas=json.dumps(_codes(viewer.areas)),
            people=people,
            reason=reason.strip(),
        )
        with self._database.writing() as work:
            work.add(request)
            work.flush()
            self._audit.record_in(
                work, viewer, Action.LIST_ASKED, f"list {request.id}", people=people, reason=request.reason
            )
            return request.id

    def decide(self, viewer: Viewer, request_id: int, *, approve: bool, days: int, note: str) -> None:
        """Approve a list for so many days, or refuse it, with a reason.

        Raises Denied, and NotGiven for one's own, for one decided already, without a reason, for too many days,
        or where the list reaches beyond the areas of who decides.
        """
        if not viewer.may(Right.APPROVE):
            raise Denied(f"the role {viewer.role} approves no lists")
        with self._database.writing() as work:
            request = work.get(ListRequest, request_id, with_for_update=True)
            self._check(viewer, request, days, note)
            assert request is not None  # noqa: S101 - checked
            request.decided_by, request.decided_at, request.note = viewer.user_id, now(), note.strip()
            request.approved = approve
            request.expires_at = now() + timedelta(days=days) if approve else None
            said = {"approved": approve, "days": days, "people": request.people, "note": request.note}
            self._audit.record_in(work, viewer, Action.LIST_DECIDED, f"list {request.id}", **said)

    def _check(self, viewer: Viewer, request: ListRequest | None, days: int, note: str) -> None:
        if request is None or not _covers(viewer.areas, json.loads(request.areas)):
            raise NotGiven("lists.unknown")
        if request.decided_by:
            raise NotGiven("lists.decided")
        if request.user_id == viewer.user_id:
            raise NotGiven("lists.own")
        if len(note.strip()) < REASON:
            raise NotGiven("lists.no_reason")
        if not timedelta(days=1) <= timedelta(days=days) <= LONGEST:
            raise NotGiven("lists.too_long")

    def give(self, viewer: Viewer, request_id: int, people: People) -> Given:
        """The people of an approved list unmasked; the audit has a line for each before the first is given.

        Raises NotGiven where it is not the viewer's own, not approved, or past its day.
        """
        asked = next((one for one in self.of(viewer) if one.id == request_id), None)
        if asked is None or asked.by != viewer.name:
            raise NotGiven("lists.unknown")
        if not asked.given_until(now()):
            raise NotGiven("lists.expired" if asked.approved else "lists.undecided")
        words = [person.word for person in people.every(asked.listing)]
        with self._database.writing() as work:
            lines = ((word, {"list": request_id, "number": place}) for place, word in enumerate(words, 1))
            self._audit.record_each_in(work, viewer, Action.LIST_GIVEN, lines)
        return Given(asked.reason, people.every_plain(asked.listing))

    def of(self, viewer: Viewer) -> list[Asked]:
        """The lists a viewer asked for; for a manager also those of the own areas; the latest first."""
        with self._database.reading() as work:
            found = [_asked(work, one) for one in work.scalars(select(ListRequest).order_by(ListRequest.id.desc()))]
        decides = viewer.may(Right.APPROVE)
        return [one for one in found if one.by == viewer.name or (decides and _covers(viewer.areas, _codes(one.areas)))]


def _codes(areas: tuple[str, ...] | None) -> list[str]:
    return [WHOLE] if areas is None else list(areas)


def _covers(mine: tuple[str, ...] | None, theirs: list[str]) -> bool:
    """Whether all of another's areas lie in mine."""
    return mine is None or all(code != WHOLE and code.startswith(mine) for code in theirs)


def _asked(work: Work, request: ListRequest) -> Asked:
    decided = work.get(User, request.decided_by) if request.decided_by else None
    return Asked(
        id=request.id,
        by=work.get_one(User, request.user_id).name,
        listing=_listing(json.loads(request.question)),
        areas=confined(json.loads(request.areas)),
        people=request.people,
        reason=request.reason,
        asked_at=request.asked_at,
        decided_by=decided.name if decided else "",
        approved=request.approved,
        note=request.note,
        expires_at=request.expires_at,
    )


def _listing(said: dict[str, Any]) -> Listing:
    """A listing as it was kept; JSON has no tuples."""
    where = {name: tuple(codes) for name, codes in said["where"].items()}
    return Listing(**{**said, "where": where, "within": None})
