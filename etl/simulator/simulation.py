"""The demo bureau from end to end: people in chunks, their lives, and what each source system knows of them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from etl.simulator.agency import deliver_elsewhere, deliver_register
from etl.simulator.assessments import Assessor
from etl.simulator.bank import Bank, deliver_deductions
from etl.simulator.bureau import Bureau
from etl.simulator.chance import Chance
from etl.simulator.community import deliver_assignments, deliver_rosters
from etl.simulator.days import LIFE_BEGINS, Window, Workdays, month_number
from etl.simulator.deliveries import Outbox
from etl.simulator.dirt import Dirt
from etl.simulator.identity import MOST_PEOPLE
from etl.simulator.life import live
from etl.simulator.payments import decide
from etl.simulator.people import draw_people
from etl.simulator.receipts import Till
from etl.simulator.reference import limits, places
from etl.simulator.register import register_events
from etl.simulator.sources import ASSESSMENTS, RECEIPTS, TaxDatabase, default_url
from etl.simulator.tax import assessment_rows, receipt_rows

CHUNK = 4096
_SETTINGS = """\
# A simulated bureau: its people do not exist, its shares are assumptions.
demo = true

[feeds.receipts]
source = "database"
url = "{url}"
table = "receipts"

[feeds.assessments]
source = "database"
url = "{url}"
table = "assessments"
"""


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


def simulate(
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
    outbox, bureau, soil = Outbox(home, after, until), Bureau(window), Dirt(Chance(seed))
    with TaxDatabase(database_url or default_url(home)) as database:
        for start in range(0, people, CHUNK):
            _simulate_chunk(Chance(seed), soil, window, outbox, bureau, database, start, min(start + CHUNK, people))
    bureau.deliver(Chance(seed), outbox)
    files = outbox.deliver()
    _write_settings(home, database_url)
    _remember(home, _State(people, seed, window.first_month, until.isoformat()))
    counts, dirt = database.counts, dict(sorted(soil.counts.items()))
    return SimulationReport(
        people, window.first_month, until, counts["receipts"], counts["assessments"], files, Counter(dirt)
    )


def _simulate_chunk(
    chance: Chance,
    soil: Dirt,
    window: Window,
    outbox: Outbox,
    bureau: Bureau,
    database: TaxDatabase,
    start: int,
    stop: int,
) -> None:
    """One chunk of people, from birth to every source's rows."""
    area, known_limits = places(), limits(window.until.year + 1)
    workdays = Workdays(LIFE_BEGINS // 12 - 1, window.until.year + 3)
    people = draw_people(chance, area, start, stop)
    life = live(chance, people, window.horizon)
    payments = decide(chance, people, life)
    till = Till(chance, people, workdays, known_limits)
    receipts, cells = till.receipts(life, payments)
    assessments = Assessor(chance, people, known_limits).assess(life, payments, cells, receipts, window.first_month)
    database.write(RECEIPTS, receipt_rows(chance, soil, people, area, receipts, window))
    database.write(ASSESSMENTS, assessment_rows(chance, soil, people, assessments, window))
    events = register_events(chance, people, life)
    deliver_register(chance, soil, people, life, area, events, window, outbox)
    deliver_elsewhere(chance, soil, people, events, window, outbox)
    deductions = Bank(chance, people, workdays, known_limits).deductions(life, payments, receipts, till, window)
    deliver_deductions(chance, soil, people, deductions, window, outbox)
    deliver_rosters(chance, soil, people, area, window, outbox)
    deliver_assignments(chance, soil, people, area, window, outbox)
    bureau.add(chance, people, life, area, receipts)


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


def _write_settings(home: Path, database_url: str | None) -> None:
    """Settings that name the two database feeds, unless the home has settings already."""
    path = home / "settings.toml"
    if not path.exists():
        path.write_text(_SETTINGS.format(url=database_url or "sqlite:///source/tax.sqlite"), encoding="utf-8")
