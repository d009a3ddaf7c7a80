"""People as they leave the data door: masked, numbered, and named in addresses by a sealed word.

The one place where rows about single people are read. Nothing of it is kept in a cache. Who wants a
person unmasked goes through `dashboard.access.reveals`, which writes the audit first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from dashboard.access.roles import Right
from dashboard.access.secret import Secret
from dashboard.data import Denied, Reading, Record
from etl.masking import Masking, masked_name
from sql.metrics.gaps import communities_of, gaps_by_subdistrict, people_with_gaps
from sql.metrics.people import Listing, months_of, one_person, people_behind, person_months, person_payments
from sql.studies.parallel import Narrowed, Sought, behind
from sql.studies.restatement import delivered_since
from sql.studies.scope import Scope

PURPOSE = "person"
"""What the words for people are sealed for."""
PERSONAL = ("identity", "name", "phone")
OUTSIDE = "outside"
"""How a month stands of which nothing is known: not registered, or in nobody's view."""
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Person:
    """One person, masked.

    `number` is the place in the list, from 1, to speak of on the telephone; `word` stands for the
    person in addresses; `record` holds all else that is known, nothing personal in it.
    """

    number: int
    word: str
    name: str
    identity: str
    phone: str
    record: Record


@dataclass(frozen=True)
class Plain:
    """A person unmasked; only for those whom the audit already names."""

    number: int
    word: str
    name: str
    identity: str
    phone: str
    record: Record


@dataclass(frozen=True)
class Page:
    """One page of a list, and how many people the whole list has; `keys` are the door's own."""

    total: int
    people: tuple[Person, ...]
    keys: Mapping[str, int] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Delivery:
    """A row that was delivered about a person; `record` says from which file, of which day, about which months."""

    person: Person
    record: Record


class People:
    """The people of one version that one viewer may see.

    Raises Denied, when made, for a role without the right to see people.
    """

    def __init__(self, reading: Reading, secret: Secret, masking: Masking) -> None:
        if not reading.viewer.may(Right.PEOPLE):
            raise Denied(f"the role {reading.viewer.role} sees no people")
        self._reading = reading
        self._secret = secret
        self._masking = masking

    def page(self, listing: Listing) -> Page:
        """The people behind a number, those of one page of them."""
        found = people_behind(self._reading.cursor(), self._within(listing))
        people = tuple(self._masked(row, number) for number, row in enumerate(found.rows, listing.offset + 1))
        keys = {person.word: row["person_id"] for person, row in zip(people, found.rows, strict=True)}
        return Page(found.total, people, keys)

    def every(self, listing: Listing) -> Iterator[Person]:
        """All of them, read in pages so that a long list takes little memory."""
        for row, number in self._rows(listing):
            yield self._masked(row, number)

    def every_plain(self, listing: Listing) -> Iterator[Plain]:
        """All of them unmasked; `dashboard.access.lists` alone calls it, after its audit."""
        for row, number in self._rows(listing):
            yield self._plain(row, number)

    def one(self, word: str) -> Person | None:
        """The person a word stands for; None where it is nobody's or the person is in no area of the viewer."""
        row = self._row(word)
        return self._masked(row, 0) if row else None

    def one_plain(self, word: str) -> Plain | None:
        """The same unmasked; `dashboard.access.reveals` alone calls it, after its audit."""
        row = self._row(word)
        return self._plain(row, 0) if row else None

    def months(self, word: str) -> list[Record]:
        """Month by month what is known of a person, within the viewer's areas, the earliest first."""
        row = self._row(word)
        return person_months(self._reading.cursor(), row["person_id"], self._reading.scope) if row else []

    def strips(self, page: Page, first: int, last: int) -> dict[str, tuple[str, ...]]:
        """How everybody of a page stood in the months from `first` to `last`, by word; one question for all of them."""
        known: dict[int, dict[int, str]] = {number: {} for number in page.keys.values()}
        if known:
            for row in months_of(self._reading.cursor(), list(known), first, last, self._reading.scope):
                known[row["person_id"]][row["month"]] = standing(row)
        months = range(first, last + 1)
        return {
            word: tuple(known[number].get(month, OUTSIDE) for month in months) for word, number in page.keys.items()
        }

    def payments(self, word: str) -> list[Record]:
        """What a person paid, the latest first."""
        row = self._row(word)
        return person_payments(self._reading.cursor(), row["person_id"], self._reading.scope) if row else []

    def delivered_since(self, version: str, month: int, scope: Scope, limit: int) -> tuple[int, list[Delivery]]:
        """What came since an earlier version about people of a scope, masked: how many rows, and some of them."""
        reading = self._reading
        within = replace(scope, within=reading.scope)
        found = delivered_since(reading.of(version).cursor(), reading.cursor(), month, within, limit)
        masked = [self._masked(row, number) for number, row in enumerate(found.rows, 1)]
        return found.total, [Delivery(person, person.record) for person in masked]

    def gaps(self) -> list[Record]:
        """How many people of each subdistrict have no community or no worker type."""
        return gaps_by_subdistrict(self._reading.cursor(), self._reading.scope)

    def with_gaps(self, subdistrict: str) -> list[Person]:
        """The people of a subdistrict of whom something is open, masked; what is open stands in the record."""
        found = people_with_gaps(self._reading.cursor(), self._reading.scope, subdistrict)
        return [self._masked(row, number) for number, row in enumerate(found, 1)]

    def communities_of(self, subdistrict: str) -> dict[str, str]:
        """The communities that somebody of a subdistrict can live in: codes with names."""
        found = communities_of(self._reading.cursor(), subdistrict)
        return {row["code"]: row["name"] for row in found}

    def behind_difference(self, sought: Sought, narrowed: Narrowed, limit: int) -> tuple[int, list[Delivery]]:
        """The rows that explain a part of a difference, masked: how many, and some; unread ones name nobody."""
        within = replace(sought, within=self._reading.scope)
        total, answer = behind(self._reading.cursor(), within, narrowed, limit)
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        masked = [self._masked(row, number) for number, row in enumerate(rows, 1)]
        return total, [Delivery(person, person.record) for person in masked]

    def sealed(self, identity: str) -> str:
        """The word that stands for a person."""
        return self._secret.sealed(PURPOSE, identity)

    def _row(self, word: str) -> Record | None:
        identity = self._secret.opened(PURPOSE, word) if word else None
        return one_person(self._reading.cursor(), identity, self._reading.scope) if identity else None

    def _rows(self, listing: Listing) -> Iterator[tuple[Record, int]]:
        offset, total = 0, 1
        while offset < total:
            part = replace(self._within(listing), offset=offset, limit=_AT_ONCE)
            found = people_behind(self._reading.cursor(), part)
            total = found.total
            for place, row in enumerate(found.rows, offset + 1):
                yield row, place
            offset += _AT_ONCE

    def _within(self, listing: Listing) -> Listing:
        return replace(listing, within=self._reading.scope)

    def _masked(self, row: Record, number: int) -> Person:
        return Person(
            number,
            self.sealed(row["identity"]) if row["identity"] else "",
            masked_name(row["name"]),
            self._masking.masked_identity(row["identity"]),
            self._masking.masked_phone(row["phone"]),
            _rest(row),
        )

    def _plain(self, row: Record, number: int) -> Plain:
        word = self.sealed(row["identity"])
        return Plain(number, word, row["name"] or "", row["identity"], row["phone"] or "", _rest(row))


def standing(row: Record) -> str:
    """How a month stands: paid, due and unpaid, not due yet, or not registered."""
    if not row["registered"]:
        return OUTSIDE
    if row["paying"]:
        return "paid"
    return "due" if row["due"] else "awaiting"


def _rest(row: Record) -> Record:
    return {name: value for name, value in row.items() if name not in (*PERSONAL, "person_id")}
