"""Where people live over time, and the times in which they are not flexible employees here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import profile
from etl.simulator.days import LIFE_BEGINS, NEVER

if TYPE_CHECKING:
    from etl.simulator.chance import Bools, Chance, Floats, Ints
    from etl.simulator.reference import Places

# Why somebody is away: hired by an employer, relation transferred elsewhere, anything else (army, school, abroad).
EMPLOYED, TRANSFERRED, OTHERWISE = range(3)
_MIGRANT = 3


@dataclass(frozen=True, slots=True)
class Moves:
    """Three communities (positions in Places) and the two months of moving, shapes (n, 3) and (n, 2)."""

    communities: Ints
    months: Ints

    def at(self, months: Ints, people: Ints | None = None) -> Ints:
        """The community in given months, of all people in order or of given ones."""
        chosen = slice(None) if people is None else people
        passed = (months >= self.months[chosen, 0]).astype(np.int64) + (months >= self.months[chosen, 1])
        found: Ints = self.communities[np.arange(len(self.communities))[chosen], passed]
        return found


@dataclass(frozen=True, slots=True)
class Aways:
    """Two times away per person: first and last month and the reason, shape (n, 2)."""

    start: Ints
    end: Ints
    reason: Ints


def draw_moves(chance: Chance, places: Places, index: Ints, local: Bools) -> Moves:
    """A first community and two moves; most people see none in the years simulated."""
    mean = np.where(local, profile.MONTHS_UNTIL_MOVE_LOCAL, profile.MONTHS_UNTIL_MOVE_OTHER).astype(np.float64)
    first = LIFE_BEGINS + chance.waiting(mean, "first move", index)
    second = first + chance.waiting(mean, "second move", index)
    homes = [chance.choice(places.weights, "home", index)]
    for purpose in ("first move to", "second move to"):
        homes.append(_destination(chance, places, purpose, index, homes[-1]))
    return Moves(np.stack(homes, axis=1), np.stack([first, second], axis=1))


def _destination(chance: Chance, places: Places, purpose: str, index: Ints, home: Ints) -> Ints:
    """Anywhere by population, or somewhere in the same subdistrict."""
    anywhere = chance.choice(places.weights, purpose, index)
    near = _near(places, home, chance.uniform(purpose + " near", index))
    return np.where(chance.below(profile.MOVES_WITHIN_SUBDISTRICT, purpose + " which", index), near, anywhere)


def _near(places: Places, home: Ints, drawn: Floats) -> Ints:
    """A community of the same subdistrict."""
    counts = np.bincount(places.subdistrict)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    subdistrict = places.subdistrict[home]
    return starts[subdistrict] + (drawn * counts[subdistrict]).astype(np.int64)


def draw_aways(chance: Chance, index: Ints, worker: Ints, enrolment: Ints) -> Aways:
    """Two times away after enrolment; half of the people who leave do not come back."""
    begin = np.maximum(enrolment, LIFE_BEGINS)
    mean = np.array(profile.MONTHS_UNTIL_AWAY)[worker]
    starts, ends = [], []
    for number in range(2):
        start = begin + chance.waiting(mean, "away", index, number)
        back = chance.below(profile.COMES_BACK, "comes back", index, number)
        end = start + chance.waiting(profile.MONTHS_AWAY, "months away", index, number) + 1
        starts.append(np.minimum(start, NEVER))
        ends.append(np.where(back, np.minimum(end, NEVER), NEVER))
        begin = ends[-1] + 3
    return Aways(np.stack(starts, axis=1), np.stack(ends, axis=1), _reasons(chance, index, worker))


def _reasons(chance: Chance, index: Ints, worker: Ints) -> Ints:
    """Migrants transfer more, others are hired more."""
    migrant = worker == _MIGRANT
    columns = []
    for number in range(2):
        drawn = chance.uniform("away reason", index, number)
        hired = drawn < np.where(migrant, profile.MIGRANTS_HIRED, profile.OTHERS_HIRED)
        columns.append(np.where(hired, EMPLOYED, np.where(drawn < profile.TRANSFERRED_UP_TO, TRANSFERRED, OTHERWISE)))
    return np.stack(columns, axis=1)
