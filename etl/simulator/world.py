"""What every part of the simulation needs to know, and what is known of one chunk of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.simulator.chance import Chance
from etl.simulator.days import LIFE_BEGINS, Window, Workdays
from etl.simulator.deliveries import Outbox
from etl.simulator.dirt import Dirt
from etl.simulator.reference import Limits, Places, limits, places

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from etl.simulator.life import Life
    from etl.simulator.payments import Payments
    from etl.simulator.people import People
    from etl.simulator.receipts import Cells, Receipts
    from etl.simulator.register import Events


@dataclass(frozen=True, slots=True)
class World:
    """Luck, dirt, places, limits, working days, the span held, and the files going out."""

    chance: Chance
    soil: Dirt
    places: Places
    limits: Limits
    workdays: Workdays
    window: Window
    outbox: Outbox


@dataclass(frozen=True, slots=True)
class Cohort:
    """A chunk of people with everything that happens to them."""

    people: People
    life: Life
    payments: Payments
    cells: Cells
    receipts: Receipts
    events: Events


def build_world(seed: int, window: Window, home: Path, after: date | None) -> World:
    """The world of a seed; files dated up to `after` are already delivered."""
    last_year = window.until.year
    return World(
        chance=Chance(seed),
        soil=Dirt(Chance(seed)),
        places=places(),
        limits=limits(last_year + 1),
        workdays=Workdays(LIFE_BEGINS // 12 - 1, last_year + 3),
        window=window,
        outbox=Outbox(home, after, window.until),
    )
