"""Sessions: kept here, not in the browser, which has only the word that opens its own."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Work
from sqlalchemy.orm import joinedload

from dashboard.access.viewer import Viewer, viewer_of
from dashboard.settings import Settings
from dashboard.state import Database
from dashboard.state.columns import now
from dashboard.state.users import Session, User

NOTED = timedelta(seconds=20)
"""Activity is written down this often; a session lives so much less than the idle time at most."""


_WHOLE = (joinedload(Session.user).joinedload(User.areas),)
"""A session with whose it is and what they may see, in one statement: every request asks for it."""

SCREEN = timedelta(days=30)
"""How long a screen on a wall stays signed in, whether or not anybody touches it."""


class Stage(StrEnum):
    """What is still to do before a session opens anything but its own sign-in."""

    SECOND_FACTOR = "second_factor"
    ENROL = "enrol"
    PASSWORD = "password"  # noqa: S105 - the name of a stage
    OPEN = "open"


@dataclass(frozen=True)
class SignedIn:
    """A session that lives, and whose it is."""

    viewer: Viewer
    display_name: str
    stage: Stage
    token_hash: str


class Sessions:
    """The sessions of one installation; whatever ends one ends it for every worker at its next request."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._idle = timedelta(minutes=settings.idle_minutes)
        self._longest = timedelta(hours=settings.session_hours)
        self._screens = frozenset(settings.screens)

    def begin_in(self, work: Work, user: User, stage: Stage, *, address: str, browser: str) -> str:
        """A new session in the transaction of the sign-in; the word for the browser.

        Those of the user that nobody has ended, and that have lived their time, are cleared away.
        """
        token, at = secrets.token_urlsafe(32), now()
        mine = work.scalars(select(Session).where(Session.user_id == user.id)).all()
        for lapsed in [session for session in mine if not self._lives(session, at)]:
            work.delete(lapsed)
        session = Session(
            token_hash=hashed(token), user_id=user.id, stage=stage, address=address, browser=browser[:200]
        )
        work.add(session)
        return token

    def find(self, token: str, *, active: bool, at: datetime | None = None) -> SignedIn | None:
        """Whose session a word opens; `active` keeps it from falling idle, what a page asks by itself does not.

        None where it was never begun, has ended, or belongs to a disabled user.
        """
        at = at or now()
        with self._database.reading() as work:
            session = work.get(Session, hashed(token), options=_WHOLE) if token else None
            if session is None:
                return None
            lives = not session.user.disabled and self._lives(session, at)
            stale = active and at - session.active_at > NOTED
            found = self._signed_in(session)
        if not lives:
            self.end(found.token_hash)
            return None
        if stale:
            self._note(found.token_hash, at)
        return found

    def end(self, token_hash: str) -> None:
        """End one session."""
        with self._database.writing() as work:
            self.end_in(work, token_hash)

    def end_in(self, work: Work, token_hash: str) -> None:
        """End one session in the transaction of what takes its place."""
        work.execute(delete(Session).where(Session.token_hash == token_hash))

    def end_all_in(self, work: Work, user_id: int, *, but: str = "") -> int:
        """End every session of a user, but one; how many there were."""
        mine = work.scalars(select(Session).where(Session.user_id == user_id, Session.token_hash != but)).all()
        for session in mine:
            work.delete(session)
        return len(mine)

    def forget_ended(self, at: datetime) -> int:
        """Clear away the sessions that had lived their time by a moment; how many."""
        with self._database.writing() as work:
            ended = [session for session in work.scalars(select(Session)) if not self._lives(session, at)]
            for session in ended:
                work.delete(session)
        return len(ended)

    def of_user(self, user_id: int, at: datetime | None = None) -> list[Session]:
        """The living sessions of a user, the latest first."""
        at = at or now()
        with self._database.reading() as work:
            mine = work.scalars(select(Session).where(Session.user_id == user_id).order_by(Session.active_at.desc()))
            return [session for session in mine if self._lives(session, at)]

    def living(self, at: datetime | None = None) -> Counter[int]:
        """How many living sessions each user has."""
        at = at or now()
        with self._database.reading() as work:
            return Counter(session.user_id for session in work.scalars(select(Session)) if self._lives(session, at))

    def _lives(self, session: Session, at: datetime) -> bool:
        if session.user.name in self._screens:
            return at - session.created_at <= SCREEN
        return at - session.active_at <= self._idle and at - session.created_at <= self._longest

    def _signed_in(self, session: Session) -> SignedIn:
        user, screen = session.user, session.user.name in self._screens
        viewer = viewer_of(user, session.address, screen=screen)
        return SignedIn(viewer, user.display_name or user.name, Stage(session.stage), session.token_hash)

    def _note(self, token_hash: str, at: datetime) -> None:
        with self._database.writing() as work:
            session = work.get(Session, token_hash)
            if session is not None:
                session.active_at = at


def hashed(token: str) -> str:
    """What is kept of a word: who reads the database cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()
