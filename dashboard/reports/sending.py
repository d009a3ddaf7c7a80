"""Sending reports and reminders: each subscription gets each once, within its recipient's own areas.

What is sent is written down before it is sent, with the name of the message, and marked once the server has taken
it. After a crash what was not marked is sent again under the same name, by which a server that has it already
knows it. Without a mail server, or an address, files go into the folder `outbox`.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select

from dashboard.access.audit import Action, Audit
from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer, viewer_of
from dashboard.areas import home_of
from dashboard.data import Denied, Door, Reading
from dashboard.reports.blocks import Paragraph, Report, Summary
from dashboard.reports.checks import DoesNotAddUp
from dashboard.reports.closing import Closed, Months, State, closes
from dashboard.reports.formats import Format, file_name, rendered
from dashboard.reports.printing import text_of
from dashboard.reports.words import worded
from dashboard.settings import Settings
from dashboard.state import Database
from dashboard.state.columns import now
from dashboard.state.mail import Sending, Subscription
from dashboard.state.users import User
from messages.mail import hand_over
from sql.connect import sync_folder
from sql.metrics.period import QuestionError, month_of, month_text

MONTHLY, DAILY, REMINDER = "monthly", "daily", "reminder"
MOST = 20
"""Subscriptions one user may have."""
_CHINA = ZoneInfo("Asia/Shanghai")
_FAULT = 200
_MIME = {
    Format.PDF: ("application", "pdf"),
    Format.DOCX: ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    Format.XLSX: ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format.CSV: ("application", "zip"),
}


class TooManySubscriptions(Exception):
    """A user has as many as one may have."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to get: which report, of which area, in which formats, when, and where to.

    `day` 0: after each closing; else the day of the next month. A daily report comes every day; a reminder has no
    file and comes once for a month that is not closed on the day `close_day` of the next.
    """

    report: str
    area: str
    formats: tuple[Format, ...]
    day: int = 0
    address: str = ""


@dataclass(frozen=True)
class Due:
    """One report that somebody should have by now."""

    subscription: Subscription
    user: User
    about: str
    month: int


@dataclass(frozen=True)
class Letter:
    """What a recipient gets: a subject, words, and the files by their names."""

    subject: str
    text: str
    files: Mapping[str, tuple[Format, bytes]]


@dataclass(frozen=True)
class Outcome:
    """What became of one report that was due; `fault` is empty when it was handed over."""

    recipient: str
    about: str
    fault: str = ""


class Subscriptions:
    """Who gets what."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def of(self, user_id: int) -> list[tuple[Subscription, Sending | None]]:
        """The subscriptions of a user, each with what was sent last."""
        with self._database.reading() as work:
            kept = list(work.scalars(select(Subscription).where(Subscription.user_id == user_id)))
            return [(one, work.scalar(_last(one.id))) for one in kept]

    def add(self, viewer: Viewer, wanted: Wanted) -> None:
        """Subscribe to a report within the viewer's own areas.

        Raises Denied and TooManySubscriptions.
        """
        if not viewer.may(Right.EXPORT) or not viewer.may(Right.FIGURES):
            raise Denied(f"the role {viewer.role} takes no reports away")
        if not viewer.reaches(wanted.area):
            raise Denied("the area is another's")
        if wanted.report == REMINDER and not closes(viewer):
            raise Denied("only who closes months is reminded of it")
        with self._database.writing() as work:
            mine = select(Subscription).where(Subscription.user_id == viewer.user_id)
            if len(list(work.scalars(mine))) >= MOST:
                raise TooManySubscriptions
            row = Subscription(
                user_id=viewer.user_id,
                report=wanted.report,
                area=wanted.area,
                formats=",".join(wanted.formats),
                day=wanted.day,
                address=wanted.address,
            )
            work.add(row)
            self._audit.record_in(
                work, viewer, Action.SUBSCRIBED, wanted.report, area=wanted.area, formats=row.formats, day=wanted.day
            )

    def end(self, viewer: Viewer, number: int) -> None:
        """End a subscription of the viewer's; those of others stay."""
        with self._database.writing() as work:
            row = work.get(Subscription, number)
            if row is None or row.user_id != viewer.user_id:
                return
            for sent in work.scalars(select(Sending).where(Sending.subscription_id == number)):
                work.delete(sent)
            work.flush()
            work.delete(row)
            self._audit.record_in(work, viewer, Action.UNSUBSCRIBED, row.report)


def _last(number: int) -> Any:
    return select(Sending).where(Sending.subscription_id == number).order_by(Sending.id.desc()).limit(1)


class Post:
    """Hands over what is due."""

    def __init__(self, settings: Settings, database: Database, audit: Audit, door: Door, months: Months) -> None:
        self._settings = settings
        self._database = database
        self._audit = audit
        self._door = door
        self._months = months

    def send(self, at: datetime | None = None) -> list[Outcome]:
        """Hand over everything that is due at a moment and was not yet; one process at a time.

        What fails is tried again next time. Raises NothingPublished before the first night.
        """
        with _alone(self._settings.home):
            return [self._handed(due) for due in self.due(at or now())]

    def due(self, at: datetime) -> list[Due]:
        """What should have been sent by a moment and was not accepted."""
        day = at.astimezone(_CHINA).date()
        with self._database.reading() as work:
            everybody = select(Subscription, User).join(User, User.id == Subscription.user_id)
            kept = [(one, user) for one, user in work.execute(everybody) if not user.disabled]
            sent = {
                (row.subscription_id, row.about) for row in work.scalars(select(Sending)) if row.state == "accepted"
            }
        before = month_of(day) - 1
        closings = [closing for month in range(before - 12, before + 1) if (closing := self._months.closed(month))]
        found = [due for one, user in kept for due in self._of(one, user, day, closings)]
        return [due for due in found if (due.subscription.id, due.about) not in sent]

    def _of(self, one: Subscription, user: User, day: date, closings: Sequence[Closed]) -> Iterator[Due]:
        if one.report == DAILY:
            known = self._door.reading(viewer_of(user)).business_date
            yield Due(one, user, known.isoformat(), month_of(known))
            return
        before = month_of(day) - 1
        if one.report == REMINDER:
            there = month_of(self._door.reading(viewer_of(user)).business_date) >= before
            if there and day.day >= self._settings.close_day and self._months.closed(before) is None:
                yield Due(one, user, f"{month_text(before)} open", before)
            return
        if one.day:
            if day.day >= one.day:
                yield Due(one, user, f"{month_text(before)} day {one.day}", before)
            return
        for closing in closings:
            if closing.closed_at >= one.made_at:
                yield Due(one, user, f"{month_text(closing.month)} edition {closing.number}", closing.month)

    def _handed(self, due: Due) -> Outcome:
        number, message_id = self._prepared(due)
        recipient = due.subscription.address or due.user.name
        try:
            viewer = viewer_of(due.user)
            letter = self._letter(self._door.reading(viewer), viewer, due)
            self._deliver(due, letter, message_id)
        except (Denied, DoesNotAddUp, QuestionError, OSError) as fault:
            self._noted(number, "failed", fault=f"{type(fault).__name__}: {fault}")
            return Outcome(recipient, due.about, f"{type(fault).__name__}: {fault}")
        self._noted(number, "accepted", files=", ".join(letter.files))
        return Outcome(recipient, due.about)

    def _letter(self, reading: Reading, viewer: Viewer, due: Due) -> Letter:
        if due.subscription.report == REMINDER:
            return self._reminder(reading, viewer, due)
        report = self._report(reading, viewer, due)
        files = {file_name(report, form): (form, rendered(report, form)) for form in _formats(due.subscription)}
        cover = report.cover
        said = {"paragraph": _paragraph(report), "files": "；".join(files), "bureau": cover.bureau, "known": cover.day}
        return Letter(worded("mail.subject", title=cover.title), worded("mail.body", **said), files)

    def _reminder(self, reading: Reading, viewer: Viewer, due: Due) -> Letter:
        """How many things are left to do, or that the second signature is."""
        if not closes(viewer):
            raise Denied("the recipient closes no months any more")
        year, month = divmod(due.month, 12)
        when = {"year": year, "month": month + 1}
        waiting = self._months.pending(due.month)
        if waiting is None:
            left = sum(1 for item in self._months.checklist(reading, due.month) if item.state is State.OPEN)
            text = worded("mail.reminder_open", **when, left=left)
        else:
            text = worded("mail.reminder_waits", **when, signer=waiting.signer)
        return Letter(worded("mail.reminder_subject", **when), text, {})

    def _report(self, reading: Reading, viewer: Viewer, due: Due) -> Report:
        area = due.subscription.area or home_of(viewer.areas)
        if not viewer.may(Right.EXPORT) or not viewer.reaches(area):
            raise Denied("the recipient may not have this report any more")
        if due.subscription.report == DAILY:
            return self._months.daily(reading, area)
        return self._months.report(reading, due.month, area)

    def _prepared(self, due: Due) -> tuple[int, str]:
        """Write down what is about to be sent, or find it written down: its number, the name of the message."""
        about = select(Sending).where(Sending.subscription_id == due.subscription.id, Sending.about == due.about)
        with self._database.writing() as work:
            row = work.scalar(about)
            if row is None:
                domain = self._settings.mail_from.rpartition("@")[2] or "localhost"
                row = Sending(
                    subscription_id=due.subscription.id,
                    about=due.about,
                    state="prepared",
                    message_id=f"<{uuid4().hex}@{domain}>",
                )
                work.add(row)
                work.flush()
            return row.id, row.message_id

    def _noted(self, number: int, state: str, *, files: str = "", fault: str = "") -> None:
        with self._database.writing() as work:
            row = work.get_one(Sending, number)
            row.state, row.fault = state, fault[:_FAULT]
            if state == "accepted":
                row.files, row.accepted_at = files, now()
                user = work.scalar(
                    select(User)
                    .join(Subscription, Subscription.user_id == User.id)
                    .where(Subscription.id == row.subscription_id)
                )
                if user is not None:
                    self._audit.record_in(work, viewer_of(user), Action.REPORT_SENT, row.about, files=files)

    def _deliver(self, due: Due, letter: Letter, message_id: str) -> None:
        if self._settings.mail_server and due.subscription.address:
            message = _message(self._settings, due, letter, message_id)
            hand_over(self._settings.mail_server, self._settings.mail_password, message)
        else:
            _into_outbox(self._settings.home, due, letter)


def _message(settings: Settings, due: Due, letter: Letter, message_id: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["Message-ID"] = letter.subject, message_id
    message["From"], message["To"] = settings.mail_from, due.subscription.address
    message["Date"] = format_datetime(now())
    message.set_content(letter.text)
    for name, (form, content) in letter.files.items():
        kind, subkind = _MIME[form]
        message.add_attachment(content, maintype=kind, subtype=subkind, filename=name)
    return message


def _paragraph(report: Report) -> str:
    """要情, or the paragraph of a daily report."""
    for block in report.body:
        if isinstance(block, Summary):
            return "\n".join(f"【{label}】{text_of(pieces)}" for label, pieces in block.lines)
        if isinstance(block, Paragraph):
            return text_of(block.pieces)
    return report.cover.title


def _into_outbox(home: Path, due: Due, letter: Letter) -> None:
    """A folder for each report and recipient, there whole or not at all; one that is there is the same one."""
    parent = home / "outbox" / f"{due.user.id}_{due.user.name}"  # a name may be nothing but dots
    target = parent / f"{due.about.replace(' ', '_')}_{due.subscription.id}"
    if target.exists():
        return
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = parent / f".{target.name}.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    files = {name: content for name, (_, content) in letter.files.items()}
    for name, content in (files or {f"{letter.subject}.txt": letter.text.encode()}).items():
        with (draft / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    draft.rename(target)
    sync_folder(parent)


def _formats(subscription: Subscription) -> Sequence[Format]:
    return [Format(name) for name in subscription.formats.split(",")]


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One process sends; another waits, and finds everything sent."""
    with (home / ".send.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
