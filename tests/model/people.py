"""Who is who, and what is known about a person on a date (contract, sections 1 Identity and 2 up to Worker type)."""

from datetime import date
from typing import Any

from tests.model.landing import Landed
from tests.model.memory import memo
from tests.model.reading import birth_in, month_of, sex_in
from tests.model.reference import KNOWN_TYPES, NOWHERE, UNCLASSIFIED
from tests.model.rows import Assignment, Classification, Receipt, RegisterRow, RosterRow

ASSIGNMENT, REGISTER, ROSTER, STREET, NONE = "assignment", "register", "roster", "street", "none"

Community = tuple[str, str]
"""A community code and how it was found (dimension `attribution`)."""


class People(Landed):
    """The landed rows joined on people."""

    @memo
    def _numbers(self) -> dict[str, str]:
        """Map every number of the register to the number that the person has now."""
        group: dict[str, set[str]] = {}
        numbers_of: dict[str, set[str]] = {}
        for row in self.register:
            numbers_of.setdefault(row.personal_number, set()).add(row.identity)
        for numbers in numbers_of.values():
            joined = set(numbers).union(*(group.get(number, set()) for number in numbers))
            for number in joined:
                group[number] = joined
        delivered = {row.identity: row.place for row in sorted(self.register, key=lambda row: row.place)}
        return {number: max(joined, key=lambda one: delivered[one]) for number, joined in group.items()}

    def person(self, identity: str) -> str:
        """Return the person behind a canonical number: the number itself unless it is an alias."""
        return self._numbers().get(identity, identity)

    @memo
    def _by_person(self, feed: str) -> dict[str, list[Any]]:
        """Return the rows of a feed by person."""
        rows: dict[str, list[Any]] = {}
        for row in getattr(self, feed):
            rows.setdefault(self.person(row.identity), []).append(row)
        return rows

    def rows_of(self, feed: str, p: str) -> list[Any]:
        """Return the rows of a feed that are a person's."""
        return self._by_person(feed).get(p, [])

    @memo
    def persons(self) -> tuple[str, ...]:
        """Return everybody of whom anything is known."""
        feeds = (
            "receipts",
            "in_transit",
            "assessments",
            "register",
            "assignments",
            "classifications",
            "roster",
            "elsewhere",
            "deductions",
        )
        return tuple(sorted({p for feed in feeds for p in self._by_person(feed)}))

    @memo
    def history(self, p: str) -> tuple[RegisterRow, ...]:
        """Return the register rows by 变更日期; of equal dates the one delivered later."""
        by_date: dict[date, RegisterRow] = {}
        for row in sorted(self.rows_of("register", p), key=lambda row: (row.changed, row.place)):
            by_date[row.changed] = row
        return tuple(by_date.values())

    @memo
    def state(self, p: str, t: date) -> RegisterRow | None:
        """Return the register row in force on t."""
        return next((row for row in reversed(self.history(p)) if row.changed <= t), None)

    def first(self, p: str) -> RegisterRow | None:
        """Return the first register row."""
        return next(iter(self.history(p)), None)

    def known_as(self, p: str, t: date) -> RegisterRow | None:
        """Return the register row whose attributes hold on t: state(p, t), before it first(p)."""
        return self.state(p, t) or self.first(p)

    def unregistered(self, p: str) -> bool:
        """Say whether a person has no register row at all."""
        return not self.history(p)

    def assignment(self, p: str, t: date) -> Assignment | None:
        """Return the assignments row in force on t."""
        rows = [row for row in self.rows_of("assignments", p) if row.date <= t]
        return max(rows, key=lambda row: (row.date, row.place), default=None)

    def classification(self, p: str, t: date) -> Classification | None:
        """Return the classifications row in force on t."""
        rows = [row for row in self.rows_of("classifications", p) if row.date <= t]
        return max(rows, key=lambda row: (row.date, row.place), default=None)

    @memo
    def roster_in_force(self, month: int) -> tuple[RosterRow, ...]:
        """Return, per community, the rows of its latest 台账月份 not after the month."""
        newest: dict[str, int] = {}
        for row in self.roster:
            if row.month <= month:
                newest[row.community] = max(newest.get(row.community, row.month), row.month)
        return tuple(row for row in self.roster if newest.get(row.community) == row.month)

    def roster_community(self, row: RosterRow) -> str:
        """Return the community a roster row counts in."""
        if self.reference.is_community(row.community):
            return row.community
        return self.reference.unassigned(row.community) or NOWHERE

    @memo
    def on_roster(self, p: str, t: date) -> RosterRow | None:
        """Return the person's roster row in force on t with the lowest known community."""
        rows = [row for row in self.roster_in_force(month_of(t)) if self.person(row.identity) == p]
        known = [row for row in rows if self.roster_community(row) != NOWHERE]
        return min(known or rows, key=self.roster_community, default=None)

    def latest_receipt(self, p: str, t: date) -> Receipt | None:
        """Return the latest receipt with pay date ≤ t, whatever its kind."""
        rows = [row for row in self.rows_of("receipts", p) if row.paid_by(t)]
        return max(rows, key=lambda row: (row.pay_date, row.treasury_date, row.ticket, row.place), default=None)

    @memo
    def community(self, p: str, t: date, at_hand: Receipt | None = None) -> Community:
        """Return the community at t, the first that is known, and how it was found."""
        assignment, register, roster = self.assignment(p, t), self.known_as(p, t), self.on_roster(p, t)
        if assignment and self.reference.is_community(assignment.community):
            return assignment.community, ASSIGNMENT
        if register and self.reference.is_community(register.community):
            return register.community, REGISTER
        if roster and self.roster_community(roster) != NOWHERE:
            return self.roster_community(roster), ROSTER
        if register and (unassigned := self.reference.unassigned(register.community)):
            return unassigned, STREET
        for receipt in (at_hand, self.latest_receipt(p, t)):
            if receipt and (subdistrict := self.reference.subdistrict_of_street(receipt.street)):
                return subdistrict + "000", STREET
        return NOWHERE, NONE

    @memo
    def worker_type(self, p: str, t: date) -> str:
        """Return the worker type at t."""
        register = self.known_as(p, t)
        if register is None:
            return UNCLASSIFIED
        from_register = self.reference.worker_type(register.worker_type)
        said = (register, self.classification(p, t), self.on_roster(p, t))
        types = [self.reference.worker_type(row.worker_type) for row in said if row]
        return next((each for each in types if each in KNOWN_TYPES), from_register)

    @memo
    def birth(self, p: str) -> date | None:
        """Return the birth date: the latest register row that has it, else the number."""
        return next((row.birth for row in reversed(self.history(p)) if row.birth), None) or birth_in(p)

    @memo
    def sex(self, p: str) -> str | None:
        """Return the sex: the latest register row that has it, else the number."""
        return next((row.sex for row in reversed(self.history(p)) if row.sex), None) or sex_in(p)

    @memo
    def category(self, p: str) -> str | None:
        """Return 退休年龄类别: the latest register row that has it."""
        return next((row.category for row in reversed(self.history(p)) if row.category), None)
