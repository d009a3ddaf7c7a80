"""From a right password to an open session: one stage after the other, each with a new word for the browser."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Request
from sqlalchemy.orm import Session as Work

from dashboard.access import second_factor
from dashboard.access.accounts import UNKNOWN, Accounts
from dashboard.access.audit import Action, Audit
from dashboard.access.cookies import session_word
from dashboard.access.held import held, of_name
from dashboard.access.proxy import address_of
from dashboard.access.secret import Secret
from dashboard.access.sessions import Sessions, SignedIn, Stage, hashed
from dashboard.access.viewer import viewer_of
from dashboard.settings import Settings
from dashboard.state import Database
from dashboard.state.columns import now
from dashboard.state.users import User


@dataclass(frozen=True)
class Step:
    """What the browser is to do next, and the word of the session it does it with."""

    stage: Stage
    token: str


class Entrance:
    """The way in of one installation."""

    def __init__(
        self, settings: Settings, database: Database, secret: Secret, audit: Audit, sessions: Sessions
    ) -> None:
        self._settings = settings
        self._database = database
        self._secret = secret
        self._audit = audit
        self._sessions = sessions
        self.accounts = Accounts(database, audit, sessions, settings)

    def begin(self, user: User, request: Request) -> Step:
        """The first stage of somebody whose password was right."""
        with self._database.writing() as work:
            current = held(work, user.id)
            return self._enter(work, current, request, self._missing(current, None))

    def vouched(self, name: str, request: Request, by: str) -> Step | None:
        """An open session for somebody whom the provider or the proxy has signed in; None for no enabled user.

        Password and second factor are its business then.
        """
        with self._database.writing() as work:
            user = of_name(work, name, hold=True)
            if user is None or user.disabled:
                address = address_of(request, self._settings)
                self._audit.record_in(work, UNKNOWN, Action.SIGN_IN_REFUSED, by=by, address=address)
                return None
            return self._enter(work, user, request, Stage.OPEN, by=by)

    def code(self, found: SignedIn, code: str, request: Request) -> Step | None:
        """The stage after the second factor; None where the code is not the telephone's."""
        with self._database.writing() as work:
            user = held(work, found.viewer.user_id)
            if not second_factor.accepts(user, self._secret, code):
                self._audit.record_in(work, found.viewer, Action.SIGN_IN_REFUSED, "second factor")
                return None
            if user.second_factor_at is None:
                user.second_factor_at = now()
                self._audit.record_in(work, found.viewer, Action.SECOND_FACTOR_SET, user.name)
            return self._next(work, found, user, request, passed=Stage.SECOND_FACTOR)

    def password(self, found: SignedIn, old: str, new: str, request: Request) -> Step:
        """The stage after one's own password was changed; every other session ends.

        Raises NotDone.
        """
        replacement = self.accounts.replacement(found.viewer, old, new)
        with self._database.writing() as work:
            user = self.accounts.change_password_in(work, found.viewer, replacement)
            self._sessions.end_all_in(work, user.id, but=found.token_hash)
            return self._next(work, found, user, request, passed=Stage.PASSWORD)

    def enrolling(self, found: SignedIn) -> User:
        """The account with a second factor to be shown to a telephone."""
        with self._database.writing() as work:
            user = held(work, found.viewer.user_id)
            second_factor.begin(user, self._secret)
            return user

    def _next(self, work: Work, found: SignedIn, user: User, request: Request, *, passed: Stage) -> Step:
        """A new session for the old one."""
        was_open = found.stage is Stage.OPEN
        stage = Stage.OPEN if was_open else self._missing(user, passed)
        return self._enter(work, user, request, stage, by="" if was_open else "password")

    def _enter(self, work: Work, user: User, request: Request, stage: Stage, *, by: str = "password") -> Step:
        """Begin the session; the first that is open is a sign-in, `by` some means.

        The one the browser came with ends: a word that somebody else had put into it opens nothing.
        """
        self._sessions.end_in(work, hashed(session_word(request, self._settings)))
        address, browser = address_of(request, self._settings), request.headers.get("User-Agent", "")
        token = self._sessions.begin_in(work, user, stage, address=address, browser=browser)
        if by and stage is Stage.OPEN:
            user.signed_in_at = now()
            viewer = viewer_of(user, address)
            self._audit.record_in(work, viewer, Action.SIGNED_IN, by=by)
        return Step(stage, token)

    def _missing(self, user: User, passed: Stage | None) -> Stage:
        """What is still to be done: the second factor, then the password."""
        if passed is None:
            if user.second_factor_at:
                return Stage.SECOND_FACTOR
            if user.role in self._settings.second_factor_roles:
                return Stage.ENROL
        if passed is not Stage.PASSWORD and self.accounts.must_change(user):
            return Stage.PASSWORD
        return Stage.OPEN
