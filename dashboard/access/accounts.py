"""Accounts: made, changed, disabled, locked; every change and its line in the audit are one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from dashboard.access import passwords
from dashboard.access.audit import Action, Audit
from dashboard.access.held import administrators_held, held, is_name, of_name
from dashboard.access.roles import Role
from dashboard.access.sessions import Sessions
from dashboard.access.viewer import Viewer, is_area
from dashboard.settings import Settings
from dashboard.state import Database
from dashboard.state.columns import now
from dashboard.state.users import User, UserArea

COMMAND_LINE = "command line"
"""Who the audit says it was when the operator did it in a terminal."""

UNKNOWN = "?"
"""Who the audit says it was where there is no such account: what was typed could be anything, also a password."""


class NotDone(Exception):
    """A change that is refused; `why` is the name of the words that say why, `values` fill them."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self.why = why
        self.values = values


@dataclass(frozen=True)
class Wanted:
    """What an account is to be: its role, its areas, and what it is called on the screen."""

    role: Role
    areas: tuple[str, ...] = ()
    display_name: str = ""


@dataclass(frozen=True)
class Replacement:
    """A password that was found good, hashed; and the hash it takes the place of."""

    before: str
    after: str


class Accounts:
    """The accounts of one installation; `who` is the viewer who changes them, or the command line."""

    def __init__(self, database: Database, audit: Audit, sessions: Sessions, settings: Settings) -> None:
        self._database = database
        self._audit = audit
        self._sessions = sessions
        self._settings = settings

    def every(self) -> list[User]:
        """All accounts by name."""
        with self._database.reading() as work:
            return list(work.scalars(select(User).order_by(User.name)))

    def find(self, name: str) -> User | None:
        """The account of a name."""
        with self._database.reading() as work:
            return of_name(work, name)

    def add(self, who: Viewer | str, name: str, wanted: Wanted) -> str:
        """Make an account; the password that opens it once.

        Raises NotDone for a name that is none or is taken, or an area that is none.
        """
        if not is_name(name):
            raise NotDone("accounts.name")
        password = passwords.one_time()
        kept = passwords.hashed(password)
        with self._database.writing() as work:
            if of_name(work, name):
                raise NotDone("accounts.taken", name=name)
            user = User(name=name, password=kept, password_at=now(), must_change=True)
            _become(user, wanted)
            work.add(user)
            self._audit.record_in(work, who, Action.USER_MADE, name, **_said(wanted))
        return password

    def change(self, who: Viewer | str, name: str, wanted: Wanted) -> None:
        """Give an account another role, other areas, another display name; it signs in anew.

        Raises NotDone for nobody, an area that is none, or the last administrator becoming something else.
        """
        with self._database.writing() as work:
            administrators = administrators_held(work)
            user = _existing(work, name)
            if user.role != wanted.role:
                _keep_one(administrators, user)
            _become(user, wanted)
            self._sessions.end_all_in(work, user.id)
            self._audit.record_in(work, who, Action.USER_CHANGED, name, **_said(wanted))

    def disable(self, who: Viewer | str, name: str) -> None:
        """Close an account and end its sessions, on every worker at their next request.

        Raises NotDone for nobody, oneself, or the last administrator.
        """
        with self._database.writing() as work:
            administrators = administrators_held(work)
            user = _existing(work, name)
            if isinstance(who, Viewer) and who.name == name:
                raise NotDone("accounts.oneself")
            _keep_one(administrators, user)
            user.disabled = True
            ended = self._sessions.end_all_in(work, user.id)
            self._audit.record_in(work, who, Action.USER_DISABLED, name, sessions=ended)

    def enable(self, who: Viewer | str, name: str) -> None:
        """Open an account again, also one that is locked.

        Raises NotDone for nobody.
        """
        with self._database.writing() as work:
            user = _existing(work, name)
            user.disabled, user.failures, user.locked_until = False, 0, None
            self._audit.record_in(work, who, Action.USER_ENABLED, name)

    def reset_password(self, who: Viewer | str, name: str) -> str:
        """A new password that opens the account once; its sessions end.

        Raises NotDone for nobody.
        """
        password = passwords.one_time()
        kept = passwords.hashed(password)
        with self._database.writing() as work:
            user = _existing(work, name)
            _take(user, kept)
            user.must_change = True
            self._sessions.end_all_in(work, user.id)
            self._audit.record_in(work, who, Action.PASSWORD_RESET, name)
        return password

    def reset_second_factor(self, who: Viewer | str, name: str) -> None:
        """Forget the second factor: the account sets a new one when it next signs in, where its role needs one.

        Raises NotDone for nobody.
        """
        with self._database.writing() as work:
            user = _existing(work, name)
            user.second_factor, user.second_factor_at, user.second_factor_step = "", None, 0
            self._sessions.end_all_in(work, user.id)
            self._audit.record_in(work, who, Action.SECOND_FACTOR_RESET, name)

    def end_sessions(self, who: Viewer | str, name: str) -> int:
        """End every session of an account; how many there were.

        Raises NotDone for nobody.
        """
        with self._database.writing() as work:
            user = _existing(work, name)
            ended = self._sessions.end_all_in(work, user.id)
            self._audit.record_in(work, who, Action.SESSIONS_ENDED, name, sessions=ended)
            return ended

    def replacement(self, who: Viewer, old: str, new: str) -> Replacement:
        """A new password of one's own, hashed before the database is held.

        Raises NotDone where the old one is wrong, or the new one is refused or was used before.
        """
        with self._database.reading() as work:
            user = work.get_one(User, who.user_id)
        if not passwords.is_right(user.password, old):
            self._audit.record(who, Action.SIGN_IN_REFUSED, "password")
            raise NotDone("password.wrong")
        why = passwords.refusal(new, user.name, self._settings.password_length)
        if why:
            raise NotDone(why, length=self._settings.password_length)
        if any(passwords.is_right(kept, new) for kept in (user.password, *_earlier(user))):
            raise NotDone("password.used", count=passwords.REMEMBERED)
        return Replacement(user.password, passwords.hashed(new))

    def change_password_in(self, work: Work, who: Viewer, replacement: Replacement) -> User:
        """Change one's own password.

        Raises NotDone where it has become another in the meantime.
        """
        user = held(work, who.user_id)
        if user.password != replacement.before:
            raise NotDone("password.wrong")
        _take(user, replacement.after)
        user.must_change = False
        self._audit.record_in(work, who, Action.PASSWORD_CHANGED, user.name)
        return user

    def check(self, name: str, password: str, address: str) -> User | None:
        """The account a name and a password open; None where they open none, whatever the reason.

        A wrong password counts; so many in a row lock the account for a while, and then the right one opens
        nothing either.
        """
        user = self.find(name)
        kept = user.password if user else ""
        right = passwords.is_right(kept, password)
        fresh = passwords.hashed(password) if right and passwords.is_outdated(kept) else kept
        with self._database.writing() as work:
            current = of_name(work, name, hold=True)
            if current is None or current.disabled or self._is_locked(current):
                self._audit.record_in(
                    work, current.name if current else UNKNOWN, Action.SIGN_IN_REFUSED, address=address
                )
                return None
            if not right or current.password != kept:
                self._count_failure(work, current, address)
                return None
            current.failures, current.locked_until, current.password = 0, None, fresh
            return current

    def has_second_factor(self, name: str) -> bool:
        """Whether a telephone has the secret already."""
        user = self.find(name)
        return user is not None and user.second_factor_at is not None

    def must_change(self, user: User) -> bool:
        """Whether the password was handed out, or is too old."""
        age = now() - user.password_at if user.password_at else timedelta(0)
        return bool(user.password) and (user.must_change or age > timedelta(days=self._settings.password_days))

    def _is_locked(self, user: User) -> bool:
        return user.locked_until is not None and user.locked_until > now()

    def _count_failure(self, work: Work, user: User, address: str) -> None:
        user.failures += 1
        self._audit.record_in(work, user.name, Action.SIGN_IN_REFUSED, address=address)
        if user.failures >= self._settings.lockout_failures:
            user.failures = 0
            user.locked_until = now() + timedelta(minutes=self._settings.lockout_minutes)
            self._audit.record_in(
                work, user.name, Action.LOCKED, minutes=self._settings.lockout_minutes, address=address
            )


def _keep_one(administrators: set[int], user: User) -> None:
    if user.role == Role.ADMINISTRATOR and not administrators - {user.id}:
        raise NotDone("accounts.last")


def _existing(work: Work, name: str) -> User:
    user = of_name(work, name, hold=True)
    if user is None:
        raise NotDone("accounts.nobody", name=name)
    return user


def _become(user: User, wanted: Wanted) -> None:
    wrong = next((code for code in wanted.areas if not is_area(code)), None)
    if wrong is not None:
        raise NotDone("accounts.area", code=wrong)
    user.role, user.display_name = wanted.role, wanted.display_name.strip()[:64]
    user.areas = [UserArea(code=code) for code in sorted(set(wanted.areas))]


def _take(user: User, kept: str) -> None:
    """Take a new password and remember the old one; a lock ends."""
    user.earlier_passwords = json.dumps([user.password, *_earlier(user)][: passwords.REMEMBERED])
    user.password, user.password_at = kept, now()
    user.failures, user.locked_until = 0, None


def _earlier(user: User) -> Iterable[str]:
    return json.loads(user.earlier_passwords) if user.earlier_passwords else []


def _said(wanted: Wanted) -> dict[str, object]:
    return {"role": wanted.role, "areas": list(wanted.areas)}
