"""The demo bureau from end to end: people in chunks, their lives, and what each source system knows of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from etl.simulator.agency import deliver_register
from etl.simulator.assessments import Assessor
from etl.simulator.bank import deliver_deductions
from etl.simulator.bureau import Bureau
from etl.simulator.community import deliver_assignments, deliver_rosters
from etl.simulator.days import LIFE_BEGINS, Window, month_number, month_text
from etl.simulator.elsewhere import deliver_elsewhere
from etl.simulator.identity import MOST_PEOPLE
from etl.simulator.life import live
from etl.simulator.payments import decide
from etl.simulator.people import draw_people
from etl.simulator.receipts import Till
from etl.simulator.register import register_events
from etl.simulator.sources import ASSESSMENTS, RECEIPTS, TaxDatabase, default_url
from etl.simulator.tax import assessment_rows, receipt_rows
from etl.simulator.world import Cohort, World, build_world

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 4096
_SETTINGS = """\
# A simulated bureau: its people do not exist, its shares are assumptions.
demo = true
# Registrations reach further back than receipts; figures start with the first whole year of both.
history_starts = "{starts}"

[feeds.receipts]
expected = true
source = "database"
url = "{url}"
table = "receipts"

[feeds.assessments]
expected = true
source = "database"
url = "{url}"
table = "assessments"
"""
_EXPECTED = ("register", "assignments", "roster", "targets", "elsewhere", "deductions", "plans")


class SimulationError(Exception):
    """The bureau cannot be simulated as asked; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """What was written."""

    people: int
    first_month: int
    until: date
    receipts: int
    assessments: int
    files: list[str]
    dirt: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _State:
    """What an earlier run in the same home was asked for."""

    people: int
    seed: int
    first_month: int
    until: str


def simulate(  # noqa: PLR0913  # the options of the command, by name only
    home: Path, *, people: int, months: int, seed: int, until: date, database_url: str | None = None
) -> SimulationReport:
    """Write the source systems of a bureau under the home folder, as known on the evening of `until`.

    In a home that holds an earlier run the same lives go on: the first month stays, only files not yet
    delivered are added. Raises SimulationError when the numbers or the earlier run do not allow it.
    """
    earlier = _earlier(home)
    window = _window(people, months, seed, until, earlier)
    after = date.fromisoformat(earlier.until) if earlier else None
    (home / "source").mkdir(parents=True, exist_ok=True)
    world = build_world(seed, window, home, after)
    bureau = Bureau(world)
    with TaxDatabase(database_url or default_url(home)) as database:
        for start in range(0, people, CHUNK):
            cohort = live_cohort(world, start, min(start + CHUNK, people))
            _tell_tax_side(world, cohort, database)
            _tell_the_others(world, cohort)
            bureau.add(cohort)
    bureau.deliver(world.outbox)
    files = world.outbox.deliver()
    _write_settings(home, database_url, window)
    _remember(home, _State(people, seed, window.first_month, until.isoformat()))
    counts, soiled = database.counts, dict(sorted(world.soil.counts.items()))
    return SimulationReport(people, window.first_month, until, counts["receipts"], counts["assessments"], files, soiled)


def live_cohort(world: World, start: int, stop: int) -> Cohort:
    """One chunk of people, from birth to the end of the last year."""
    people = draw_people(world.chance, world.places, start, stop)
    life = live(world.chance, people, world.window.horizon)
    payments = decide(world.chance, people, life)
    receipts, cells = Till(world, people).receipts(life, payments)
    events = register_events(world.chance, people, life)
    return Cohort(people, life, payments, cells, receipts, events)


def _tell_tax_side(world: World, cohort: Cohort, database: TaxDatabase) -> None:
    """Receipts and assessments known on the last day."""
    database.write(RECEIPTS, receipt_rows(world, cohort.people, cohort.receipts))
    assessments = Assessor(world, cohort).assess()
    database.write(ASSESSMENTS, assessment_rows(world, cohort.people, assessments))


def _tell_the_others(world: World, cohort: Cohort) -> None:
    """Rows for the files of agency, banks and communities."""
    deliver_register(world, cohort)
    deliver_elsewhere(world, cohort)
    deliver_deductions(world, cohort)
    deliver_rosters(world, cohort.people)
    deliver_assignments(world, cohort.people)


def _window(people: int, months: int, seed: int, until: date, earlier: _State | None) -> Window:
    """The months to hold; an earlier run fixes the first one."""
    if not 1 <= people <= MOST_PEOPLE:
        raise SimulationError(f"people must be between 1 and {MOST_PEOPLE}, not {people}")
    first = month_number(until) - months + 1
    if months < 1 or first <= LIFE_BEGINS:
        most = month_number(until) - LIFE_BEGINS
        raise SimulationError(f"months must be between 1 and {most} for {until}, not {months}")
    if earlier is None:
        return Window(first, until)
    if (earlier.people, earlier.seed) != (people, seed):
        raise SimulationError(
            f"this home holds a bureau of {earlier.people} people with seed {earlier.seed}: "
            "give the same --people and --seed, or choose another home folder"
        )
    if until.isoformat() < earlier.until:
        raise SimulationError(f"this bureau has already lived until {earlier.until}: give --until that day or later")
    return Window(earlier.first_month, until)


def _state_path(home: Path) -> Path:
    return home / "source" / "bureau.json"


def _earlier(home: Path) -> _State | None:
    """The earlier run in a home, if there was one."""
    path = _state_path(home)
    return _State(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def _remember(home: Path, state: _State) -> None:
    """Written last: a run that broke off is done again from the same state."""
    _state_path(home).write_text(json.dumps(asdict(state)) + "\n", encoding="utf-8")


def _write_settings(home: Path, database_url: str | None, window: Window) -> None:
    """Settings that name the two database feeds, unless the home has settings already."""
    path = home / "settings.toml"
    if not path.exists():
        january = window.first_month + -window.first_month % 12
        starts = month_text(january if january <= month_number(window.until) else window.first_month)
        text = _SETTINGS.format(url=database_url or "sqlite:///source/tax.sqlite", starts=f"{starts[:4]}-{starts[4:]}")
        text += "".join(f"\n[feeds.{feed}]\nexpected = true\n" for feed in _EXPECTED)
        path.write_text(text, encoding="utf-8")
