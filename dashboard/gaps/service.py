"""Lists of people without community or worker type: handed out, taken back, accepted as delivered files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Work

from dashboard.access.audit import Action, Audit
from dashboard.access.roles import Right
from dashboard.access.secret import Secret
from dashboard.access.viewer import WHOLE, Viewer
from dashboard.areas import areas_of
from dashboard.data import Denied, Reading
from dashboard.exports.ledger import Form, Handed, Ledger, Wanted
from dashboard.gaps.delivery import NameTaken, Place, deliver
from dashboard.gaps.numbers import new_token, number_of, shown_mark
from dashboard.gaps.returned import Checked, Checking, Fault, Filled, NotTaken, read_returned
from dashboard.gaps.sheet import Choices, Row, list_sheet
from dashboard.people import PURPOSE, People
from dashboard.state import Database
from dashboard.state.columns import now
from dashboard.state.gaps import GapList, GapPerson, GapTake
from dashboard.state.users import User
from dashboard.wording import Words, words_in
from etl.failures import SettingsError
from sql.metrics.gaps import NOWHERE
from sql.metrics.period import first_day
from sql.schema import marts

EARLIEST = date(1990, 1, 1)
"""No register reaches further back."""
OPEN_TYPES = ("98", "99")


@dataclass(frozen=True)
class Asked:
    """A list that is asked for: of which subdistrict, and what for."""

    subdistrict: str
    reason: str


@dataclass(frozen=True)
class HandedOut:
    """A list that was handed out, and what has come back of it."""

    token: str
    subdistrict: str
    people: int
    by: str
    at: datetime
    taken: int
    accepted: int


@dataclass(frozen=True)
class Take:
    """A list that came back: whose, what it says, and once it is accepted from which day and in which files."""

    id: int
    token: str
    subdistrict: str
    people: int
    checked: Checked
    accepted_at: datetime | None
    since: date | None
    files: tuple[str, ...]


class Gaps:
    """The lists of one installation."""

    def __init__(self, database: Database, audit: Audit, ledger: Ledger, secret: Secret, home: Path) -> None:
        self._database = database
        self._audit = audit
        self._ledger = ledger
        self._secret = secret
        self._home = home

    def hand_out(self, reading: Reading, people: People, asked: Asked, words: Words) -> Handed:
        """The list of a subdistrict as a workbook, entered in the ledger of files before it leaves.

        Raises Denied, NotTaken where nobody is open, TooMany and NoReason.
        """
        viewer = _allowed(reading.viewer)
        rows = self._rows(people, asked.subdistrict)
        if not rows:
            raise NotTaken("gaps.nobody")
        token = new_token()
        place = place_name(reading, asked.subdistrict, words)
        notes = (
            (words("gaps.list"), token),
            (words("gaps.subdistrict"), place),
            (words("gaps.how"), words("gaps.how_long")),
            (words("asof.label"), reading.business_date.isoformat()),
            (words("people.version"), reading.version),
        )
        title = words("gaps.sheet", place=place, token=token)
        sheet = list_sheet(rows, choices_of(people, reading, asked.subdistrict, words), title, notes, words)
        wanted = Wanted((sheet,), Form.XLSX, asked.reason, reading.version)
        handed = self._ledger.hand_out(viewer, wanted, words)
        self._keep(viewer, asked.subdistrict, reading.version, (token, handed.number), rows)
        return handed

    def take(self, reading: Reading, people: People, content: bytes) -> int:
        """Take a list back and keep what it says until it is accepted; the number of the take.

        Raises Denied, and NotTaken for what is none of the bureau's lists or none of the viewer's areas.
        """
        viewer = _allowed(reading.viewer)
        returned = read_returned(content)
        with self._database.reading() as work:
            known = work.scalar(select(GapList).where(GapList.token == returned.token))
            if known is None:
                raise NotTaken("gaps.another_bureau", token=returned.token)
            if not _covers(viewer, json.loads(known.areas)):
                raise NotTaken("gaps.not_yours", token=returned.token)
            persons = list(work.scalars(select(GapPerson).where(GapPerson.list_id == known.id)))
        choices = choices_of(people, reading, known.subdistrict, words_in("zh"))
        checked = Checking(persons, known.subdistrict, choices, self._secret).check(returned)
        take = GapTake(
            list_id=known.id,
            sha256=hashlib.sha256(content).hexdigest(),
            found=json.dumps([asdict(one) for one in checked.filled]),
            faults=json.dumps([asdict(one) for one in checked.faults], ensure_ascii=False),
            taken_by=viewer.user_id,
        )
        with self._database.writing() as work:
            work.add(take)
            work.flush()
            said = {"rows": len(checked.filled), "faults": len(checked.faults), "sha256": take.sha256}
            self._audit.record_in(work, viewer, Action.GAPS_TAKEN, known.token, **said)
            return take.id

    def accept(self, reading: Reading, take_id: int, since: date) -> tuple[str, ...]:
        """Write what was filled in as delivered files for the next night; their names.

        Raises Denied, and NotTaken where it is not the viewer's, accepted already, empty, or the day is none.
        """
        viewer = _allowed(reading.viewer)
        if not EARLIEST <= since <= reading.business_date:
            raise NotTaken("gaps.no_day", first=EARLIEST, last=reading.business_date)
        with self._database.writing() as work:
            take = work.get(GapTake, take_id, with_for_update=True)
            known = work.get(GapList, take.list_id) if take else None
            if take is None or known is None or not _covers(viewer, json.loads(known.areas)):
                raise NotTaken("gaps.unknown")
            if take.accepted_at:
                raise NotTaken("gaps.accepted_before")
            filled = [Filled(**one) for one in json.loads(take.found)]
            if not filled:
                raise NotTaken("gaps.nothing_filled")
            files = self._deliver(work, known, filled, Place(self._home, reading.business_date, take.id), since)
            take.accepted_by, take.accepted_at, take.since = viewer.user_id, now(), since
            take.files = json.dumps(files)
            said = {"rows": len(filled), "day": since.isoformat(), "files": ", ".join(files)}
            self._audit.record_in(work, viewer, Action.GAPS_ACCEPTED, known.token, **said)
        return tuple(files)

    def one(self, viewer: Viewer, take_id: int) -> Take | None:
        """A list that came back; None where there is none, or not for the viewer."""
        with self._database.reading() as work:
            take = work.get(GapTake, take_id)
            known = work.get(GapList, take.list_id) if take else None
        if take is None or known is None or not _covers(viewer, json.loads(known.areas)):
            return None
        checked = Checked(
            tuple(Filled(**one) for one in json.loads(take.found)),
            tuple(Fault(**one) for one in json.loads(take.faults)),
        )
        files = tuple(json.loads(take.files))
        return Take(take.id, known.token, known.subdistrict, known.people, checked, take.accepted_at, take.since, files)

    def handed_out(self, viewer: Viewer, limit: int = 50) -> list[HandedOut]:
        """The lists of the viewer's areas, the latest first; `accepted` counts the takes that were."""
        takes = select(
            GapTake.list_id, func.count().label("taken"), func.count(GapTake.accepted_at).label("accepted")
        ).group_by(GapTake.list_id)
        counted = takes.subquery("counted")
        wanted = (
            select(GapList, User.name, counted.c.taken, counted.c.accepted)
            .join(User, User.id == GapList.made_by)
            .outerjoin(counted, counted.c.list_id == GapList.id)
            .order_by(GapList.id.desc())
        )
        with self._database.reading() as work:
            found = [row for row in work.execute(wanted) if _covers(viewer, json.loads(row[0].areas))]
        return [
            HandedOut(one.token, one.subdistrict, one.people, by, one.made_at, taken or 0, accepted or 0)
            for one, by, taken, accepted in found[:limit]
        ]

    def _rows(self, people: People, subdistrict: str) -> list[Row]:
        return [Row(number_of(self._secret, person.word), person) for person in people.with_gaps(subdistrict)]

    def _keep(
        self, viewer: Viewer, subdistrict: str, version: str, numbers: tuple[str, str], rows: Sequence[Row]
    ) -> None:
        token, export = numbers
        known = GapList(
            token=token,
            export=export,
            subdistrict=subdistrict,
            areas=json.dumps([WHOLE] if viewer.areas is None else list(viewer.areas)),
            people=len(rows),
            version=version,
            made_by=viewer.user_id,
        )
        with self._database.writing() as work:
            work.add(known)
            work.flush()
            work.add_all(self._person(known.id, row) for row in rows)

    def _person(self, list_id: int, row: Row) -> GapPerson:
        return GapPerson(
            list_id=list_id,
            number=row.number,
            sealed=row.person.word,
            shown=shown_mark(self._secret, row.person.name, row.person.identity),
            community=row.community,
            worker_type=row.worker_type,
        )

    def _deliver(self, work: Work, known: GapList, filled: Sequence[Filled], place: Place, since: date) -> list[str]:
        sealed = dict(
            work.execute(select(GapPerson.number, GapPerson.sealed).where(GapPerson.list_id == known.id)).all()
        )
        source = words_in("zh")("gaps.source", token=known.token)
        common = {"effective_date": since.isoformat(), "source": source}
        files = []
        for feed, field in FEEDS:
            rows = [
                {"identity": self._identity(sealed[one.number]), field: getattr(one, field), **common}
                for one in filled
                if getattr(one, field)
            ]
            if rows:
                files.append(_delivered(place, feed, rows))
        return files

    def _identity(self, word: str) -> str:
        identity = self._secret.opened(PURPOSE, word)
        if identity is None:
            raise NotTaken("gaps.another_secret")
        return identity


FEEDS = (("assignments", "community"), ("classifications", "worker_type"))
"""The feeds that are written, each with what of a row goes into it."""


def _delivered(place: Place, feed: str, rows: list[dict[str, str]]) -> str:
    try:
        return deliver(place, feed, rows)
    except NameTaken as taken:
        raise NotTaken("gaps.name_taken", name=taken) from None
    except SettingsError as error:
        raise NotTaken("gaps.settings", fault=error) from None


def first_of_history(reading: Reading) -> date:
    """The day from which what is filled in holds unless another is said: the first that any figure is of.

    What was open has been open as long as there are figures, so their whole history is told by area and type.
    """
    (version,) = reading.table(marts.VERSION)
    return max(EARLIEST, first_day(version["first_month"])) if version["first_month"] else reading.business_date


def choices_of(people: People, reading: Reading, subdistrict: str, words: Words) -> Choices:
    """What can be filled in for a subdistrict."""
    types = {row["code"]: row for row in reading.table(marts.WORKER_TYPE) if row["code"] not in OPEN_TYPES}
    name = "name" if words.chinese else "name_en"
    return Choices(
        communities=people.communities_of(subdistrict),
        types={code: str(row[name]) for code, row in types.items()},
        type_codes={str(row[name]): code for code, row in types.items() for name in ("name", "name_en")},
    )


def place_name(reading: Reading, subdistrict: str, words: Words) -> str:
    """The name of a subdistrict, or that none is known."""
    return words("area.unknown") if subdistrict == NOWHERE else areas_of(reading).name(subdistrict, words)


def _allowed(viewer: Viewer) -> Viewer:
    if not (viewer.may(Right.INTAKE) and viewer.may(Right.PEOPLE)):
        raise Denied(f"the role {viewer.role} fills no gaps")
    return viewer


def _covers(viewer: Viewer, areas: Sequence[str]) -> bool:
    """Whether all the areas of a list are the viewer's."""
    return viewer.areas is None or all(code != WHOLE and code.startswith(viewer.areas) for code in areas)
