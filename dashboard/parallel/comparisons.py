"""Comparisons that are kept: brought, pointed at, compared, commented, signed; three months signed in a row go live."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Work
from sqlalchemy.orm import aliased

from dashboard.access.audit import Action, Audit
from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer
from dashboard.data import Denied, Reading
from dashboard.parallel.compare import Found, Outcome, compare, outcome_of, within
from dashboard.parallel.meaning import Meaning, meaning_of
from dashboard.parallel.printed import Rows, read_printed
from dashboard.parallel.suggest import by_layout, layout_json, layout_name, names_of, suggested
from dashboard.state import Database
from dashboard.state.columns import now
from dashboard.state.comparisons import CellComment, Comparison, PrintedLayout
from dashboard.state.users import User
from sql.metrics.period import month_text

GO_LIVE = 3
"""So many months in a row must be signed."""
MOST_KEPT = 200
"""Comparisons that are listed: several tables a month for years."""


class NotDone(Exception):
    """Something cannot be done with a comparison; `why` is the name of the words that say it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Said:
    """A comment on a cell."""

    cell: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Kept:
    """A comparison as it is shown."""

    id: int
    title: str
    layout: str
    rows: Rows
    meaning: Meaning
    outcome: Outcome | None
    version: str
    sha256: str
    by: str
    by_id: int
    at: datetime
    compared_at: datetime | None
    signer: str
    signed_at: datetime | None
    comments: tuple[Said, ...] = field(default=())

    @property
    def month(self) -> int | None:
        """The month the table is of."""
        return self.meaning.month

    @property
    def cells(self) -> tuple[Found, ...]:
        """The cells that are compared."""
        return tuple(found for found in (self.outcome.cells if self.outcome else ()) if found.compared)

    @property
    def open_cells(self) -> list[str]:
        """Cells with a rest that nothing explains and nobody has said anything about."""
        commented = {comment.cell for comment in self.comments}
        return [found.cell.name for found in self.cells if not found.explained and found.cell.name not in commented]

    def seen_by(self, viewer: Viewer) -> tuple[Found, ...]:
        """Those of the cells that lie in the viewer's own areas."""
        return tuple(found for found in self.cells if within(viewer, found.cell))


class Comparisons:
    """The comparisons of one installation."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    # --- reading ---

    def of(self, viewer: Viewer) -> list[Kept]:
        """Every comparison, the latest month first; without its comments."""
        _need(viewer)
        ordered = _wanted().order_by(Comparison.month.desc(), Comparison.id.desc()).limit(MOST_KEPT)
        with self._database.reading() as work:
            return [_kept(*row) for row in work.execute(ordered)]

    def one(self, viewer: Viewer, number: int) -> Kept:
        """A comparison with its comments.

        Raises NotDone where there is none.
        """
        _need(viewer)
        with self._database.reading() as work:
            return _one(work, number)

    def live(self, viewer: Viewer) -> list[Kept]:
        """What is signed of the last months that follow one another without a gap, the earliest first."""
        signed = [kept for kept in self.of(viewer) if kept.signed_at is not None]
        months = sorted({kept.month for kept in signed if kept.month is not None}, reverse=True)
        run = [month for place, month in enumerate(months) if month == months[0] - place]
        found = [self.one(viewer, kept.id) for kept in signed if kept.month in run]
        return sorted(found, key=lambda kept: (kept.month or 0, kept.id))

    # --- doing ---

    def bring(self, viewer: Viewer, reading: Reading, content: bytes) -> int:
        """Keep a printed table, read by a layout where one fits, and compare it where nothing is left to ask.

        Raises Denied, and NotRead for what is no table.
        """
        _need(viewer)
        rows = read_printed(content)
        meaning, layout_id = self._read(suggested(rows, names_of(reading)))
        row = Comparison(
            layout_id=layout_id,
            title=meaning.title,
            month=meaning.month or 0,
            made_on=meaning.made_on,
            sha256=sha256(content).hexdigest(),
            rows=json.dumps(rows, ensure_ascii=False),
            meaning=meaning.as_json(),
            areas=json.dumps(viewer.areas),
            brought_by=viewer.user_id,
        )
        if not meaning.asks:
            _compare(row, reading, rows, meaning)
        with self._database.writing() as work:
            work.add(row)
            work.flush()
            self._audit.record_in(work, viewer, Action.TABLE_BROUGHT, _about(row), sha256=row.sha256)
            return row.id

    def point(self, viewer: Viewer, reading: Reading, number: int, meaning: Meaning) -> None:
        """Say what a table means, keep that for the tables of other months, and compare.

        Raises Denied for somebody else's, and NotDone where it is signed or the month is missing.
        """
        _need(viewer)
        if meaning.month is None:
            raise NotDone("parallel.no_month")
        name = layout_name(meaning)
        with self._database.writing() as work:
            row = _own(viewer, _open(work, number))
            layout = work.scalar(select(PrintedLayout).where(PrintedLayout.name == name))
            if layout is None:
                layout = PrintedLayout(name=name, made_by=viewer.user_id, said="")
                work.add(layout)
            layout.said, layout.made_by, layout.made_at = layout_json(meaning), viewer.user_id, now()
            work.flush()
            row.layout_id, row.meaning = layout.id, meaning.as_json()
            row.title, row.month, row.made_on = meaning.title, meaning.month, meaning.made_on
            _compare(row, reading, _rows(row.rows), meaning)
            self._audit.record_in(work, viewer, Action.TABLE_COMPARED, _about(row), version=row.version)

    def again(self, viewer: Viewer, reading: Reading, number: int) -> None:
        """Compare with what is known now.

        Raises Denied for somebody else's, and NotDone where it is signed or not pointed at.
        """
        _need(viewer)
        with self._database.writing() as work:
            row = _own(viewer, _open(work, number))
            _compare(row, reading, _rows(row.rows), meaning_of(row.meaning))
            self._audit.record_in(work, viewer, Action.TABLE_COMPARED, _about(row), version=row.version)

    def comment(self, viewer: Viewer, number: int, cell: str, text: str) -> None:
        """Say something of a cell.

        Raises Denied, and NotDone where it is signed or there is no such cell in the viewer's areas.
        """
        _need(viewer)
        with self._database.writing() as work:
            row = _open(work, number)
            kept = _one(work, number)
            if cell not in {found.cell.name for found in kept.seen_by(viewer)}:
                raise NotDone("parallel.no_cell")
            work.add(CellComment(comparison_id=number, cell=cell, text=text, by=viewer.user_id))
            self._audit.record_in(work, viewer, Action.CELL_COMMENTED, _about(row), cell=cell)

    def sign(self, viewer: Viewer, number: int) -> None:
        """Stand by a comparison: every difference is explained, or somebody has said something of it.

        Raises Denied, and NotDone where it is signed, not compared, or a rest is open.
        """
        _need(viewer, Right.CLOSE)
        if viewer.areas is not None:
            raise Denied("only who sees the whole bureau signs its comparisons")
        with self._database.writing() as work:
            row = _open(work, number)
            kept = _one(work, number)
            if not kept.cells:
                raise NotDone("parallel.not_compared")
            if kept.open_cells:
                raise NotDone("parallel.rest_open")
            row.signed_by, row.signed_at = viewer.user_id, now()
            detail = {"version": row.version, "cells": len(kept.cells)}
            self._audit.record_in(work, viewer, Action.TABLE_SIGNED, _about(row), **detail)

    def drop(self, viewer: Viewer, number: int) -> None:
        """Forget a comparison that was brought by mistake.

        Raises Denied for somebody else's, and NotDone where it is signed.
        """
        _need(viewer)
        with self._database.writing() as work:
            row = _own(viewer, _open(work, number))
            work.execute(delete(CellComment).where(CellComment.comparison_id == number))
            work.delete(row)
            self._audit.record_in(work, viewer, Action.TABLE_DROPPED, _about(row), sha256=row.sha256)

    def _read(self, meaning: Meaning) -> tuple[Meaning, int | None]:
        """The table by the layout that fits, the one pointed at last first; else by its labels."""
        wanted = select(PrintedLayout.id, PrintedLayout.said).order_by(PrintedLayout.made_at.desc())
        with self._database.reading() as work:
            layouts: Sequence[Any] = work.execute(wanted).all()
        for layout_id, said in layouts:
            read = by_layout(meaning, said)
            if read is not None:
                return read, layout_id
        return meaning, None


def _need(viewer: Viewer, right: Right = Right.COMPARE) -> None:
    if not viewer.may(right):
        raise Denied(f"the role {viewer.role} compares no tables")


def _compare(row: Comparison, reading: Reading, rows: Rows, meaning: Meaning) -> None:
    if meaning.asks:
        raise NotDone("parallel.points_open")
    row.found = compare(reading, rows, meaning).as_json()
    row.version, row.compared_at = reading.version, now()


def _open(work: Work, number: int) -> Comparison:
    """A comparison that can still change, held until the transaction ends."""
    row = work.scalar(select(Comparison).where(Comparison.id == number).with_for_update())
    if row is None:
        raise NotDone("parallel.none_such")
    if row.signed_at is not None:
        raise NotDone("parallel.is_signed")
    return row


def changes(viewer: Viewer, brought_by: int) -> bool:
    """Whether a viewer may point at a comparison, repeat or drop it: its results are of what its maker sees."""
    return brought_by == viewer.user_id or (viewer.may(Right.CLOSE) and viewer.areas is None)


def _own(viewer: Viewer, row: Comparison) -> Comparison:
    if not changes(viewer, row.brought_by):
        raise Denied("it was brought by somebody else")
    return row


def _about(row: Comparison) -> str:
    return f"{month_text(row.month)} {row.title}"[:200] if row.month else row.title


def _rows(text: str) -> Rows:
    return tuple(tuple(row) for row in json.loads(text))


def _wanted() -> Any:
    by, signer = aliased(User, name="bringer"), aliased(User, name="signer")
    return (
        select(Comparison, by, signer, PrintedLayout.name)
        .join(by, by.id == Comparison.brought_by)
        .outerjoin(signer, signer.id == Comparison.signed_by)
        .outerjoin(PrintedLayout, PrintedLayout.id == Comparison.layout_id)
    )


def _one(work: Work, number: int) -> Kept:
    row = work.execute(_wanted().where(Comparison.id == number)).first()
    if row is None:
        raise NotDone("parallel.none_such")
    comments = (
        select(CellComment, User)
        .join(User, User.id == CellComment.by)
        .where(CellComment.comparison_id == number)
        .order_by(CellComment.id.desc())
    )
    said = tuple(Said(one.cell, one.text, _called(user), one.at) for one, user in work.execute(comments))
    return replace(_kept(*row), comments=said)


def _kept(row: Comparison, by: User, signer: User | None, layout: str | None) -> Kept:
    rows, meaning = _rows(row.rows), meaning_of(row.meaning)
    return Kept(
        id=row.id,
        title=row.title,
        layout=layout or "",
        rows=rows,
        meaning=meaning,
        outcome=outcome_of(row.found, rows, meaning) if row.found else None,
        version=row.version,
        sha256=row.sha256,
        by=_called(by),
        by_id=by.id,
        at=row.brought_at,
        compared_at=row.compared_at,
        signer=_called(signer) if signer else "",
        signed_at=row.signed_at,
    )


def _called(user: User) -> str:
    return user.display_name or user.name


def counted(cells: Sequence[Found]) -> Mapping[str, int]:
    """How many cells agree, how many differ and are explained, and how many are not."""
    agrees = sum(found.agrees for found in cells)
    explained = sum(found.explained and not found.agrees for found in cells)
    return {"cells": len(cells), "agree": agrees, "explained": explained, "open": len(cells) - agrees - explained}
