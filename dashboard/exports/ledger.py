"""Handing out a file: within the cap of the role, for a reason, marked, and in the ledger before it leaves."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from dashboard.access.audit import Action, Audit
from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer
from dashboard.data import Denied
from dashboard.exports.sheet import Cell, Labels, Mark, Sheet
from dashboard.exports.text import write_text
from dashboard.exports.workbook import write_workbook
from dashboard.exports.written import Written
from dashboard.state import Database
from dashboard.state.columns import now
from dashboard.state.deeds import Export
from dashboard.state.users import User
from dashboard.wording import Words

_CHINA = ZoneInfo("Asia/Shanghai")
REASON = 4
"""Characters a reason has at least."""


class Form(StrEnum):
    """The formats a table leaves in."""

    XLSX = "xlsx"
    CSV = "csv"


class TooMany(Exception):
    """More rows than the role may take away at once; nothing is cut, nothing is handed out."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} rows")
        self.most = most


class NoReason(Exception):
    """A file was asked for without saying what for."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for: tables, in which format, what for, of which version of the figures, under which title.

    Only a workbook holds more than one table; without a title of its own a file is called after its first.
    """

    sheets: tuple[Sheet, ...]
    form: Form
    reason: str
    version: str
    title: str = ""

    @property
    def called(self) -> str:
        """What the file is called, by the ledger and by its name."""
        return self.title or self.sheets[0].title


@dataclass(frozen=True)
class Handed:
    """A file ready to be sent, standing at its beginning, and what the ledger says of it."""

    name: str
    number: str
    file: BytesIO
    written: Written


@dataclass(frozen=True)
class HandedOut:
    """One line of the ledger, with the name of whom the file went to."""

    number: str
    at: datetime
    by: str
    what: str
    filters: str
    reason: str
    form: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Made:
    """A file that was made elsewhere, such as a report: what it is, its format, what for, of which version."""

    what: str
    form: str
    reason: str
    version: str
    content: bytes


class Ledger:
    """The ledger of files handed out."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def hand_out(self, viewer: Viewer, wanted: Wanted, words: Words) -> Handed:
        """Write a file, enter it and its bytes' hash in the ledger and the audit, then give it.

        Raises Denied, TooMany and NoReason; nothing leaves then.
        """
        if not (viewer.may(Right.EXPORT) or viewer.may(Right.AUDIT)):
            raise Denied(f"the role {viewer.role} takes no files away")
        if len(wanted.reason.strip()) < REASON:
            raise NoReason
        at = now()
        mark = Mark(_number(at), viewer.name, at)
        file = BytesIO()
        written = _write(file, wanted, viewer.export_rows, mark, labels_in(words))
        file.seek(0)
        self._enter(viewer, wanted, mark, written)
        return Handed(f"{wanted.called}_{mark.number}.{wanted.form}", mark.number, file, written)

    def enter(self, viewer: Viewer, made: Made, rows: int) -> str:
        """Enter a file that leaves as it is, without a watermark, for it is the same for everybody; its number.

        Raises Denied.
        """
        if not viewer.may(Right.EXPORT):
            raise Denied(f"the role {viewer.role} takes no files away")
        at = now()
        sha256 = hashlib.sha256(made.content).hexdigest()
        said = {"what": made.what, "rows": rows, "sha256": sha256, "reason": made.reason}
        entry = Export(
            number=_number(at),
            user_id=viewer.user_id,
            at=at,
            filters="",
            form=made.form,
            version=made.version,
            **said,
        )
        with self._database.writing() as work:
            work.add(entry)
            self._audit.record_in(work, viewer, Action.REPORT_GIVEN, entry.number, **said)
        return entry.number

    def count(self, word: str = "") -> int:
        """How many files were handed out, or are the one that a number or the SHA-256 of its bytes says."""
        with self._database.reading() as work:
            return int(work.scalar(select(func.count()).select_from(Export).where(*_same(word))) or 0)

    def entries(self, word: str, offset: int, limit: int) -> list[HandedOut]:
        """Some of them, the latest first."""
        names = [one.name for one in fields(HandedOut)]
        columns = [User.name.label("by") if name == "by" else getattr(Export, name) for name in names]
        wanted = select(*columns).join(User, User.id == Export.user_id).where(*_same(word))
        with self._database.reading() as work:
            found = work.execute(wanted.order_by(Export.at.desc()).offset(offset).limit(limit))
            return [HandedOut(*row) for row in found]

    def _enter(self, viewer: Viewer, wanted: Wanted, mark: Mark, written: Written) -> None:
        entry = Export(
            number=mark.number,
            user_id=viewer.user_id,
            at=mark.at,
            what=wanted.called,
            filters="; ".join(f"{name}: {value}" for name, value in wanted.sheets[0].notes),
            reason=wanted.reason.strip(),
            form=wanted.form,
            rows=written.rows,
            sha256=written.sha256,
            version=wanted.version,
        )
        with self._database.writing() as work:
            work.add(entry)
            said = {"what": wanted.called, "rows": written.rows, "sha256": written.sha256, "reason": entry.reason}
            self._audit.record_in(work, viewer, Action.EXPORTED, mark.number, **said)


def _same(word: str) -> list[ColumnElement[bool]]:
    return [(Export.number == word.upper()) | (Export.sha256 == word.lower())] if word else []


def labels_in(words: Words) -> Labels:
    """What files say of themselves, in one language."""
    plain = ("notes", "mark", "rows", "page", "cut", "choices")
    return Labels(**{name: words.raw(f"export.{name}") for name in plain})


def _write(file: BytesIO, wanted: Wanted, most: int, mark: Mark, labels: Labels) -> Written:
    sheets = [replace(sheet, rows=_counted(sheet.rows, most)) for sheet in wanted.sheets]
    if wanted.form is Form.CSV:
        return write_text(file, sheets[0], mark, labels)
    return write_workbook(file, sheets, mark, labels)


def _counted(rows: Iterable[Sequence[Cell]], most: int) -> Iterator[Sequence[Cell]]:
    for place, row in enumerate(rows):
        if place >= most:
            raise TooMany(most)
        yield row


def _number(at: datetime) -> str:
    """Short enough to be read out over the telephone; the day it was made on comes first."""
    return f"{at.astimezone(_CHINA):%Y%m%d}-{secrets.token_hex(3).upper()}"
