"""Closing a month: what must be done first, the figures kept for ever, who signed, and reopening it.

A closed month's report is made of the version it was closed with, which is pinned, and of the words as they stood:
it can be made again, byte for byte, whatever is known later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session as Work
from sqlalchemy.orm import aliased

from dashboard.access.audit import Action, Audit
from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer
from dashboard.data import Denied, Reading
from dashboard.findings.freshness import DAILY, freshness_of
from dashboard.reports.asked import MonthAsked
from dashboard.reports.blocks import Report
from dashboard.reports.checks import DoesNotAddUp
from dashboard.reports.daily import daily_report
from dashboard.reports.monthly import FIELDS, Bureau, Standing, Written, monthly_report
from dashboard.reports.printing import printed
from dashboard.reports.restated import restated_table
from dashboard.reports.words import said, worded
from dashboard.state import Database
from dashboard.state.closes import NOTE, Acknowledged, ClosedFigure, Closing, ReportText, TreasuryTotal
from dashboard.state.columns import now
from dashboard.state.users import User
from dashboard.wording import words_in
from sql.connect import pin
from sql.metrics import METRICS, Question
from sql.metrics.period import Month, last_day, month_text
from sql.metrics.question import ALL
from sql.schema import marts
from sql.studies.scope import Scope

_CHINA = ZoneInfo("Asia/Shanghai")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_EXEMPT = re.compile(str(said("mark.exempt")))
_AT_ONCE = 3_000
"""Rows written at once."""


class Refused(Exception):
    """A month cannot be closed, signed, or reopened so; `why` is the name of the words that say it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class State(StrEnum):
    """How an item of the checklist stands."""

    DONE = "done"
    OPEN = "open"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Item:
    """One thing to be done before a month is closed; `what` and `detail` are names of words and their values."""

    what: str
    state: State
    detail: str = ""
    values: Mapping[str, object] | None = None
    name: str = ""


@dataclass(frozen=True)
class Field:
    """Where somebody writes: a field of the report of a month and an area."""

    month: int
    area: str
    name: str


@dataclass(frozen=True)
class Closed:
    """A closing of a month as it is shown."""

    id: int
    month: int
    number: int
    version: str
    closed_at: datetime
    signer: str
    countersigner: str
    reopened_at: datetime | None
    reason: str
    said: Mapping[str, Any]

    @property
    def waits(self) -> bool:
        """Whether its second signature is still missing, where one was asked for when it was closed."""
        return bool(self.said["two_signatures"]) and not self.countersigner

    @property
    def day(self) -> date:
        """The day it was closed on."""
        return self.closed_at.astimezone(_CHINA).date()

    @property
    def as_said(self) -> str:
        """When, as which, by whom."""
        day = self.day
        return worded(
            "row.closing",
            number=self.number,
            year=day.year,
            month=day.month,
            day=day.day,
            known=words_in("zh").full_day(date.fromisoformat(self.version[:8])),
            signer=self.signer,
        )


class Months:
    """Months, their words, their closings."""

    def __init__(self, database: Database, audit: Audit, home: Path, bureau: Bureau, *, two_signatures: bool) -> None:
        self._database = database
        self._audit = audit
        self._home = home
        self._bureau = bureau
        self._two_signatures = two_signatures

    # --- reading ---

    @property
    def bureau(self) -> Bureau:
        """Whose reports these are."""
        return self._bureau

    def closings(self, month: int) -> list[Closed]:
        """Every closing of a month, the latest first."""
        signer, other = _named("signer"), _named("other")
        wanted = (
            select(Closing, signer, other)
            .join(signer, signer.id == Closing.closed_by)
            .outerjoin(other, other.id == Closing.countersigned_by)
            .where(Closing.month == month)
            .order_by(Closing.number.desc())
        )
        with self._database.reading() as work:
            return [_closed(*row) for row in work.execute(wanted)]

    def closed(self, month: int) -> Closed | None:
        """The closing that holds; None for a month that is open, or waits for its second signature."""
        latest = self._latest(month)
        return None if latest is None or latest.waits else latest

    def pending(self, month: int) -> Closed | None:
        """The closing that waits for its second signature."""
        latest = self._latest(month)
        return latest if latest is not None and latest.waits else None

    def _latest(self, month: int) -> Closed | None:
        """The closing that was not reopened, whether or not it waits."""
        return next((one for one in self.closings(month) if one.reopened_at is None), None)

    def texts(self, month: int, area: str = "") -> dict[str, Written]:
        """What people wrote for a month and an area."""
        wanted = select(ReportText).where(ReportText.month == month, ReportText.area == area)
        with self._database.reading() as work:
            return {row.name: Written(row.text, row.confirmed) for row in work.scalars(wanted)}

    def treasury(self, month: int) -> TreasuryTotal | None:
        """What the treasury says of a month."""
        with self._database.reading() as work:
            return work.get(TreasuryTotal, month)

    def report(self, reading: Reading, month: int, area: str = "") -> Report:
        """The report of a month: of a closed one as it was closed, else a draft of what is known."""
        closing = self.closed(month)
        return self.draft(reading, month, area) if closing is None else self.edition(reading, closing, area)

    def reading(self, reading: Reading, month: int) -> Reading:
        """What a month is answered from: of a closed one the version it was closed with."""
        closing = self.closed(month)
        return reading if closing is None else reading.of(closing.version)

    def daily(self, reading: Reading, area: str = "") -> Report:
        """The report of the day the version is as known on."""
        return daily_report(reading, self._bureau, area)

    def edition(self, reading: Reading, closing: Closed, area: str = "") -> Report:
        """The report as a closing left it, the same bytes for ever; also of one that was reopened since."""
        then = reading.of(closing.version)
        written = {name: Written(**one) for name, one in closing.said["texts"].get(area, {}).items()}
        standing = Standing(
            closed=closing.number,
            day=closing.day,
            signer=closing.signer,
            restated=self._restated(then, closing.month - 1, area, closing.said["before"]),
            written=written,
        )
        return monthly_report(MonthAsked(then, closing.month, area), Bureau(**closing.said["bureau"]), standing)

    def draft(self, reading: Reading, month: int, area: str = "") -> Report:
        """The report of what is known now."""
        before = self.closed(month - 1)
        said_before = asdict_closing(before) if before else None
        standing = Standing(
            restated=self._restated(reading, month - 1, area, said_before), written=self.texts(month, area)
        )
        return monthly_report(MonthAsked(reading, month, area), self._bureau, standing)

    def _restated(self, reading: Reading, month: int, area: str, closed: Mapping[str, str] | None) -> Any:
        if closed is None:
            return None
        scope = Scope(MonthAsked(reading, month, area).where)
        return restated_table(reading, month, closed["version"], closed["as_said"], scope)

    def restated(self, reading: Reading, closing: Closed, area: str = "") -> Any:
        """A closed month beside what is known now."""
        return self._restated(reading, closing.month, area, asdict_closing(closing))

    # --- the checklist ---

    def checklist(self, reading: Reading, month: int) -> list[Item]:
        """What must be done before a month is closed, in the order it is done."""
        items = [self._over(reading, month), *_sources(reading, month), self._reconciled(reading, month)]
        items += self._warnings(reading, month)
        try:
            report = self.draft(reading, month)
        except DoesNotAddUp as fault:
            return [*items, Item("adds_up", State.OPEN, "fault", {"fault": str(fault)})]
        return [*items, Item("adds_up", State.DONE), *self._written(report, month)]

    @staticmethod
    def _over(reading: Reading, month: int) -> Item:
        over = reading.business_date >= last_day(month)
        return Item("over", State.DONE if over else State.OPEN)

    def _reconciled(self, reading: Reading, month: int) -> Item:
        total = self.treasury(month)
        if total is None:
            return Item("treasury", State.OPEN, "treasury_missing")
        ours = _net(reading, month)
        theirs = Decimal(total.amount)
        values = {"theirs": theirs, "ours": ours, "difference": theirs - ours, "note": total.note}
        if theirs == ours:
            return Item("treasury", State.DONE, "treasury_equal", values)
        return Item("treasury", State.DONE if total.note else State.OPEN, "treasury_differs", values)

    def _warnings(self, reading: Reading, month: int) -> Iterator[Item]:
        with self._database.reading() as work:
            seen = {one.name: one.note for one in work.scalars(select(Acknowledged).where(Acknowledged.month == month))}
        for row in reading.table(marts.CHECK):
            if row["faults"]:
                name = row["check_name"]
                state = State.DONE if name in seen else State.OPEN
                values = {"name": name, "faults": row["faults"], "note": seen.get(name, "")}
                yield Item("warning", state, "warning_seen" if name in seen else "warning_open", values, name)

    def _written(self, report: Report, month: int) -> Iterator[Item]:
        texts = self.texts(month)
        for name in FIELDS:
            written = texts.get(name)
            if written is None or not written.confirmed:
                yield Item(f"text_{name}", State.OPEN, "text_open", None, name)
                continue
            strange = strange_numbers(written.text, report)
            if strange:
                values = {"numbers": str(said("say.listed")).join(strange)}
                yield Item(f"text_{name}", State.OPEN, "text_numbers", values, name)
            else:
                yield Item(f"text_{name}", State.DONE, "", None, name)

    # --- doing ---

    def write(self, viewer: Viewer, field: Field, words: str, *, confirmed: bool) -> None:
        """Keep what somebody wrote in a field; `confirmed` says that they stand by it.

        Raises Denied, and Refused where the month is closed.
        """
        _need(viewer)
        if not field.area:
            self._need_whole(viewer)
        elif not viewer.reaches(field.area):
            raise Denied("the report of another area is written by others")
        self._need_open(field.month)
        said_now = {"text": words.strip(), "written_by": viewer.user_id, "confirmed": confirmed}
        with self._database.writing() as work:
            work.merge(ReportText(month=field.month, area=field.area, name=field.name, **said_now))
            about = f"{month_text(field.month)} {field.area}".strip()
            self._audit.record_in(work, viewer, Action.REPORT_WRITTEN, about, field=field.name, confirmed=confirmed)

    def say_treasury(self, viewer: Viewer, month: int, amount: str, note: str = "") -> None:
        """Keep what the treasury says it received in a month, and why it differs from ours.

        Raises Denied, and Refused for what is no amount, or a month that is closed.
        """
        self._need_whole(viewer)
        self._need_open(month)
        try:
            exact = Decimal(amount.replace(",", "").strip()).quantize(Decimal("0.01"))
        except InvalidOperation:
            raise Refused("reports.no_amount") from None
        if not exact.is_finite():
            raise Refused("reports.no_amount")
        row = TreasuryTotal(month=month, amount=str(exact), note=note.strip()[:NOTE], said_by=viewer.user_id)
        with self._database.writing() as work:
            work.merge(row)
            self._audit.record_in(work, viewer, Action.TREASURY_SAID, month_text(month), amount=str(exact))

    def acknowledge(self, viewer: Viewer, month: int, name: str, note: str) -> None:
        """Let a warning stand for a month, and say why.

        Raises Denied, and Refused where the month is closed.
        """
        self._need_whole(viewer)
        self._need_open(month)
        with self._database.writing() as work:
            work.merge(Acknowledged(month=month, name=name, note=note.strip()[:NOTE], by=viewer.user_id))
            self._audit.record_in(work, viewer, Action.WARNING_ACKNOWLEDGED, month_text(month), check=name)

    def close(self, viewer: Viewer, reading: Reading, month: int) -> None:
        """Close and sign a month: keep its figures, its words, and the version for ever.

        Raises Denied, and Refused while anything of the checklist is open.
        """
        self._need_whole(viewer)
        self._need_open(month)
        if any(item.state is State.OPEN for item in self.checklist(reading, month)):
            raise Refused("reports.not_ready")
        pin(self._home, reading.version)
        figures = list(figures_of(reading, month))
        before = self.closed(month - 1)
        with self._database.writing() as work:
            held = select(func.count()).where(Closing.month == month, Closing.reopened_at.is_(None))
            if work.scalar(held):
                raise Refused("reports.is_closed")  # somebody else closed it meanwhile
            number = 1 + (work.scalar(select(func.max(Closing.number)).where(Closing.month == month)) or 0)
            closing = Closing(
                month=month,
                number=number,
                version=reading.version,
                definition=reading.table(marts.VERSION)[0]["definition"],
                said=json.dumps(self._as_said(work, month, viewer, before), ensure_ascii=False),
                closed_by=viewer.user_id,
            )
            work.add(closing)
            work.flush()
            rows = [{"closing_id": closing.id, **figure} for figure in figures]
            for first in range(0, len(rows), _AT_ONCE):
                work.execute(insert(ClosedFigure), rows[first : first + _AT_ONCE])
            self._audit.record_in(
                work,
                viewer,
                Action.MONTH_CLOSED,
                month_text(month),
                number=number,
                version=reading.version,
                figures=len(figures),
            )

    def sign_second(self, viewer: Viewer, month: int) -> None:
        """The second signature, of somebody other than the first.

        Raises Denied, and Refused where none is waited for or the first signer signs again.
        """
        self._need_whole(viewer)
        waiting = self.pending(month)
        if waiting is None:
            raise Refused("reports.nothing_waits")
        with self._database.writing() as work:
            closing = work.get_one(Closing, waiting.id)
            if closing.closed_by == viewer.user_id:
                raise Refused("reports.same_signer")
            closing.countersigned_by, closing.countersigned_at = viewer.user_id, now()
            self._audit.record_in(work, viewer, Action.MONTH_COUNTERSIGNED, month_text(month), number=closing.number)

    def reopen(self, viewer: Viewer, month: int, reason: str) -> None:
        """Open a month again, for a reason; what was closed stays as it was.

        Raises Denied, and Refused where it is open.
        """
        self._need_whole(viewer)
        latest = self._latest(month)
        if latest is None:
            raise Refused("reports.is_open")
        with self._database.writing() as work:
            closing = work.get_one(Closing, latest.id)
            closing.reopened_by, closing.reopened_at = viewer.user_id, now()
            closing.reason = reason.strip()[:NOTE]
            self._audit.record_in(
                work, viewer, Action.MONTH_REOPENED, month_text(month), number=closing.number, reason=closing.reason
            )

    def _as_said(self, work: Work, month: int, viewer: Viewer, before: Closed | None) -> dict[str, Any]:
        """The words and names of the report as they are now."""
        texts: dict[str, dict[str, Any]] = {}
        for row in work.scalars(select(ReportText).where(ReportText.month == month)):
            texts.setdefault(row.area, {})[row.name] = asdict(Written(row.text, row.confirmed))
        signer = work.get_one(User, viewer.user_id)
        bureau = asdict(self._bureau) | {"signer": signer.display_name or signer.name}
        return {
            "texts": texts,
            "bureau": bureau,
            "before": asdict_closing(before) if before else None,
            "two_signatures": self._two_signatures,
        }

    def _need_open(self, month: int) -> None:
        if self._latest(month) is not None:
            raise Refused("reports.is_closed")

    @staticmethod
    def _need_whole(viewer: Viewer) -> None:
        _need(viewer)
        if viewer.areas is not None:
            raise Denied("only who sees the whole bureau closes its months")


def closes(viewer: Viewer) -> bool:
    """Whether a viewer may close a month: a manager of everything."""
    return viewer.may(Right.CLOSE) and viewer.areas is None


def asdict_closing(closing: Closed) -> dict[str, str]:
    """What a later report needs to know of an earlier closing."""
    return {"version": closing.version, "as_said": closing.as_said}


def figures_of(reading: Reading, month: int) -> Iterator[dict[str, str | None]]:
    """Every reported metric of a month by area and worker type, at every level; numbers written exactly."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for metric in METRICS:
        by: tuple[str, ...] = tuple(
            name for name in ("district", "subdistrict", "community", "worker_type") if name in metric.takes.dimensions
        )
        groups.setdefault(by, []).append(metric.name)
    for by, names in groups.items():
        for row in reading.ask(Question(tuple(names), by=by, period=Month(month), totals=bool(by))):
            yield from _figures(row, by, names)


def _figures(row: Mapping[str, Any], by: Sequence[str], names: Sequence[str]) -> Iterator[dict[str, str | None]]:
    codes = [row[name] for name in ("community", "subdistrict", "district") if name in by]
    area = next((code for code in codes if code != ALL), ALL)
    worker_type = row["worker_type"] if "worker_type" in by else ALL
    for name in names:
        above = row.get(f"{name}_num", row.get(name))
        if above:
            below = row.get(f"{name}_den")
            yield {
                "metric": name,
                "area": area,
                "worker_type": worker_type,
                "numerator": f"{above:f}" if isinstance(above, Decimal) else str(above),
                "denominator": None if below is None else str(below),
            }


def strange_numbers(words: str, report: Report) -> list[str]:
    """Numbers in a person's words that no table and no sentence of the report has; dates and counts of days apart."""
    known = set(_NUMBER.findall(_printed(report)))
    left = _EXEMPT.sub(" ", words)
    return [number for number in dict.fromkeys(_NUMBER.findall(left)) if number not in known and len(number) > 1]


def _printed(report: Report) -> str:
    cells = (cell for table in report.tables for row in table.rows for cell in row.cells)
    return " ".join(map(printed, (*cells, *report.figures_in_text())))


def _sources(reading: Reading, month: int) -> Iterator[Item]:
    """Whether what comes daily has come after the month's end, and other sources are not late, or not provided."""
    for feed in freshness_of(reading):
        values = {"feed": feed.feed, "day": feed.latest}
        if not feed.expected:
            yield Item("source", State.NOT_APPLICABLE, "source_none", values, feed.feed)
            continue
        daily = feed.feed in DAILY
        came = feed.latest is not None and (feed.latest >= last_day(month) if daily else not feed.late)
        yield Item(
            "source", State.DONE if came else State.OPEN, "source_came" if came else "source_late", values, feed.feed
        )


def _net(reading: Reading, month: int) -> Decimal:
    found = reading.ask(Question(("received_net",), period=Month(month)))
    return Decimal(found[0]["received_net"] or 0) if found else Decimal(0)


def _need(viewer: Viewer) -> None:
    if not viewer.may(Right.CLOSE):
        raise Denied(f"the role {viewer.role} writes no report")


def _named(name: str) -> Any:
    return aliased(User, name=name)


def _closed(closing: Closing, signer: User, other: User | None) -> Closed:
    return Closed(
        id=closing.id,
        month=closing.month,
        number=closing.number,
        version=closing.version,
        closed_at=closing.closed_at,
        signer=signer.display_name or signer.name,
        countersigner=(other.display_name or other.name) if other else "",
        reopened_at=closing.reopened_at,
        reason=closing.reason,
        said=json.loads(closing.said),
    )
