"""Where the people a number is of went: a few groups that each of them is in one of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.data import Reading, unfit_for
from dashboard.findings.monthly import absent
from sql.metrics import METRIC, Question
from sql.schema import marts

WHOLE = "registered_persons"
LENGTH = "suspension_length"


@dataclass(frozen=True)
class Group:
    """Some of the people: what is true of them, and how many; `months` unpaid from and to, where that is it."""

    name: str
    persons: int
    months: tuple[int, int] = (0, 0)


def groups_of(reading: Reading, question: Question) -> tuple[Group, ...]:
    """The groups of a metric's people of a month; empty where they do not add up, or none may be told apart.

    What is said of a run of unpaid months is as it stood at the month end; who has paid is as known now.
    """
    (name,) = question.metrics
    made = _MADE.get(name)
    if made is None:
        return ()
    needed, make = made
    if any(absent(reading, METRIC[one]) or unfit_for(one, question.where) for one in needed):
        return ()
    groups = make(reading, question)
    return tuple(group for group in groups if group.persons)


def _by_length(reading: Reading, question: Question) -> tuple[Group, ...]:
    """Nothing due unpaid; unpaid for fewer months than make a person suspended; suspended."""
    k = question.k or reading.table(marts.VERSION)[0]["suspended_after"] or 3
    rows = reading.ask(replace(question, metrics=(WHOLE,), by=(LENGTH,), totals=True, k=None))
    persons = {row[LENGTH]: row[WHOLE] for row in rows}
    total = persons.pop("all", None)
    if total is None or None in persons.values() or sum(persons.values()) != total:
        return ()
    first = {code: int(code.split("-")[0].strip("+")) for code in persons}
    none = sum(count for code, count in persons.items() if first[code] == 0)
    short = sum(count for code, count in persons.items() if 0 < first[code] < k)
    return Group("none_due", none), Group("short", short, (1, k - 1)), Group("suspended", total - none - short, (k, k))


def _by_payment(reading: Reading, question: Question) -> tuple[Group, ...]:
    """Paid; not due yet; due and unpaid."""
    names = (WHOLE, "paying_persons", "awaiting_persons", "due_persons")
    (row,) = reading.ask(replace(question, metrics=names, k=None))
    whole, paying, awaiting, due = (row[name] for name in names)
    if None in (whole, paying, awaiting, due) or due + awaiting != whole:
        return ()
    return Group("paid", paying), Group("awaiting", awaiting), Group("unpaid", due - paying)


def _by_cover(reading: Reading, question: Question) -> tuple[Group, ...]:
    """Of those on the rosters: in, and not in."""
    names = ("target_persons", "covered_persons")
    (row,) = reading.ask(replace(question, metrics=names, k=None))
    target, covered = (row[name] for name in names)
    return () if None in (target, covered) else (Group("covered", covered), Group("missing", target - covered))


_MADE = {
    **dict.fromkeys((WHOLE, "suspended_persons", "suspension_rate"), ((WHOLE,), _by_length)),
    **dict.fromkeys(
        ("paying_persons", "due_persons", "awaiting_persons", "compliance_rate"),
        ((WHOLE, "paying_persons", "awaiting_persons", "due_persons"), _by_payment),
    ),
    **dict.fromkeys(
        ("target_persons", "covered_persons", "coverage_rate"), (("target_persons", "covered_persons"), _by_cover)
    ),
}
"""For each metric: what its people are counted by, and how they are told apart."""
