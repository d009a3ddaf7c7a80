"""The register of the social-security agency: what happens to a person's enrolment, as rows dated by change."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import profile
from etl.simulator.chance import Bools, Chance, Ints
from etl.simulator.days import LIFE_BEGINS, NEVER, first_day
from etl.simulator.life import FIFTEEN_YEARS, Life
from etl.simulator.spells import EMPLOYED, OTHERWISE, TRANSFERRED

if TYPE_CHECKING:
    from etl.simulator.people import People

# What an event does to 参保状态 (0: nothing), with 变更类型 and 变更原因.
EVENTS = (
    ("1", "11", "111"),  # ENROLLED
    ("1", "13", "131"),  # MOVED_IN
    ("", "", ""),  # DETAILS: community, worker type, frequency or subsidy changed
    ("2", "22", "229"),  # HIRED
    ("4", "23", "231"),  # TRANSFERRED_OUT
    ("2", "22", "224"),  # ELSEWISE_AWAY
    ("1", "12", "121"),  # RESUMED
    ("2", "22", "229"),  # SUSPENDED
    ("4", "25", "251"),  # RETIRED
    ("4", "21", "269"),  # ENDED
    ("4", "21", "211"),  # DIED
)
(
    ENROLLED,
    MOVED_IN,
    DETAILS,
    HIRED,
    TRANSFERRED_OUT,
    ELSEWISE_AWAY,
    RESUMED,
    SUSPENDED,
    RETIRED,
    ENDED,
    DIED,
) = range(len(EVENTS))
_LEAVING = {EMPLOYED: HIRED, TRANSFERRED: TRANSFERRED_OUT, OTHERWISE: ELSEWISE_AWAY}
_STATES = np.array([int(event[0] or 0) for event in EVENTS], dtype=np.int64)
_TERMINAL = (RETIRED, ENDED, DIED)
_LONG_SILENCE = 12
_TERMINATED = 4


@dataclass(frozen=True, slots=True)
class Events:
    """Columns of events in order of person and day; `state` is the 参保状态 from then on."""

    person: Ints
    day: Ints
    month: Ints
    kind: Ints
    state: Ints
    renumbered: Bools

    def __len__(self) -> int:
        return len(self.person)

    def take(self, chosen: Bools | Ints) -> Events:
        """Some of the events."""
        return Events(*(getattr(self, field.name)[chosen] for field in fields(self)))


def register_events(chance: Chance, people: People, life: Life) -> Events:
    """Everything that happens to the enrolment of a chunk of people."""
    parts = [*_enrolments(chance, people), *_absences(people), *_details(people)]
    parts += [*_silences(chance, people, life), *_ends(chance, people, life)]
    person = np.concatenate([part[0] for part in parts])
    month = np.concatenate([part[1] for part in parts])
    kind = np.concatenate([np.full(len(part[0]), part[2], dtype=np.int64) for part in parts])
    early = month <= people.enrolment[person]
    kept = (month < NEVER) & (people.enrolment[person] < NEVER) & ~(early & (kind > MOVED_IN))
    person, month, kind = person[kept], month[kept], kind[kept]
    offset = 1 + chance.integer(26, "register day", people.index[person], month, kind)
    offset = np.where(kind <= MOVED_IN, people.enrolment_day[person], offset)
    day = first_day(month) + offset - 1 if len(month) else month
    order = np.lexsort((kind, day, person))
    nothing = np.zeros(len(order), dtype=np.int64)
    events = Events(person[order], day[order], month[order], kind[order], nothing, nothing == 1)
    return _renumbered(chance, people, _consistent(events))


def _everybody(people: People) -> Ints:
    return np.arange(len(people), dtype=np.int64)


Part = tuple[Ints, Ints, int]


def _enrolments(chance: Chance, people: People) -> list[Part]:
    """New enrolments, some of them transfers from another place."""
    moved_in = chance.below(0.12, "enrolled by transfer", people.index)
    return [
        (np.flatnonzero(~moved_in), people.enrolment[~moved_in], ENROLLED),
        (np.flatnonzero(moved_in), people.enrolment[moved_in], MOVED_IN),
    ]


def _absences(people: People) -> list[Part]:
    """Leaving for each reason, and coming back."""
    parts: list[Part] = []
    for number in range(2):
        start, end = people.aways.start[:, number], people.aways.end[:, number]
        for reason, kind in _LEAVING.items():
            chosen = np.flatnonzero(people.aways.reason[:, number] == reason)
            back = MOVED_IN if reason == TRANSFERRED else RESUMED
            parts += [(chosen, start[chosen], kind), (chosen, end[chosen], back)]
    return parts


def _details(people: People) -> list[Part]:
    """Moves, new worker types, new frequencies, subsidies granted."""
    everybody = _everybody(people)
    months = (
        people.moves.months[:, 0],
        people.moves.months[:, 1],
        people.worker_change,
        people.habits.frequency_change,
        people.subsidy_start,
    )
    return [(everybody, month, DETAILS) for month in months]


def _silences(chance: Chance, people: People, life: Life) -> list[Part]:
    """The agency suspends some of those silent for a year, until they pay again."""
    person, column = np.nonzero(life.silent == _LONG_SILENCE)
    chosen = _suspended(chance, people, person, life.months[column])
    back = life.paying[:, 1:] & (life.silent[:, :-1] >= _LONG_SILENCE)
    again, before = np.nonzero(back)
    since = life.months[before] - life.silent[again, before] + _LONG_SILENCE
    returned = _suspended(chance, people, again, since)
    return [
        (person[chosen], life.months[column][chosen], SUSPENDED),
        (again[returned], life.months[before][returned] + 1, RESUMED),
    ]


def _suspended(chance: Chance, people: People, person: Ints, month: Ints) -> Bools:
    return chance.below(profile.ADMINISTRATIVE_SUSPENSION, "suspended by agency", people.index[person], month)


def _ends(chance: Chance, people: People, life: Life) -> list[Part]:
    """Retirement, an end without a pension, death."""
    everybody = _everybody(people)
    retirement = np.maximum(people.birth.retirement, people.enrolment + 1)
    extended = life.active & (life.months > retirement[:, None])
    last = np.where(extended.any(axis=1), life.months[-1] - np.argmax(extended[:, ::-1], axis=1), retirement)
    reached = np.clip(last - LIFE_BEGINS, 0, len(life.months) - 1)
    enough = life.total[everybody, reached] >= FIFTEEN_YEARS
    known = last < life.months[-1]
    ended = chance.below(0.5, "ended without pension", people.index)
    return [
        (np.flatnonzero(enough & known), (last + 1)[enough & known], RETIRED),
        (np.flatnonzero(~enough & ended & known), (last + 6)[~enough & ended & known], ENDED),
        (everybody, people.birth.death, DIED),
    ]


def _consistent(events: Events) -> Events:
    """States carried forward; nothing after an end, no details of the terminated."""
    person, kind = events.person, events.kind
    over = np.isin(kind, _TERMINAL)
    before = _running_count(person, over)
    events = events.take(before == 0)
    state = _carried(events.person, _STATES[events.kind])
    events = replace(events, state=state)
    return events.take((events.kind != DETAILS) | (state != _TERMINATED))


def _running_count(person: Ints, marked: Bools) -> Ints:
    """How many marked rows of the same person come before each row."""
    counts: Ints = np.cumsum(marked) - marked
    opens = np.flatnonzero(np.concatenate([[True], np.diff(person) != 0])) if len(person) else person
    sizes = np.diff(np.append(opens, len(person)))
    found: Ints = counts - np.repeat(counts[opens], sizes)
    return found


def _carried(person: Ints, state: Ints) -> Ints:
    """The last state given, per person; a person without one is 正常."""
    position = np.arange(len(state))
    opens = np.concatenate([[True], np.diff(person) != 0]) if len(person) else position == 0
    given = np.maximum.accumulate(np.where((state > 0) | opens, position, 0))
    found: Ints = np.where(state[given] > 0, state[given], 1)
    return found


def _renumbered(chance: Chance, people: People, events: Events) -> Events:
    """After coming back from another place most people get a new 个人编号."""
    first = np.concatenate([[True], np.diff(events.person) != 0]) if len(events) else events.renumbered
    back = (events.kind == MOVED_IN) & ~first
    gets = chance.below(0.6, "new personal number", people.index[events.person])
    passed = _running_count(events.person, back) + back
    return replace(events, renumbered=(passed > 0) & gets)
