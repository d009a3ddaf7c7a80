"""The night: extract, land, build, check, publish."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl import ledger
from etl.build import account, build
from etl.check import run_checks
from etl.failures import Failure
from etl.land import Landing, land
from etl.lock import locked
from etl.progress import RUN
from etl.publish import clean_leftovers, collect, name_version, publish_unless_older
from etl.replay import reconcile, require_shape
from sql.connect import Place, Version, alone, open_writer
from sql.schema import marts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from etl.ledger import Run
    from etl.settings import Settings
    from sql.connect import Writer

LOG = logging.getLogger("etl.night")
PATIENCE_SECONDS = 10.0
"""So long a night waits for who only looks, such as `etl status`."""


@dataclass(frozen=True)
class Outcome:
    """How a night ended: published, kept (built for an earlier date), or refused with the reason."""

    outcome: str
    reason: str | None = None
    version: str | None = None
    warnings: tuple[str, ...] = ()


class CheckFailed(Failure):
    """A check that stops found faults: the version is not published."""


def night(settings: Settings, business_date: date) -> Outcome:
    """Run one night; afterwards readers see its version, or still the one before.

    Raises Failure when it cannot be run through; the ledger and `status.json` say so.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    with only_writer(settings.place):
        clean_leftovers(settings.place)
        try:
            outcome = _run(settings, business_date)
        except BaseException as error:
            reason = str(error) or type(error).__name__
            ledger.announce(settings.home, business_date, ledger.FAILED, reason)
            raise
        ledger.announce(settings.home, business_date, outcome.outcome, outcome.reason)
    return outcome


def _run(settings: Settings, business_date: date) -> Outcome:
    connection = open_writer(settings.place, memory=settings.memory, threads=settings.threads)
    try:
        require_shape(connection)
        reconcile(connection, settings)
        run = ledger.begin(connection, business_date, ledger.moment())
        RUN.set(run.name)
        LOG.info("night of %s begins", business_date)
        try:
            landing = land(connection, settings, business_date, run.name, _told(run))
            if landing.refused:
                account(connection, settings, business_date)
            outcome = _refused(landing) or _publish(connection, settings, run, landing)
        except Exception as error:
            ledger.end(connection, run, ledger.FAILED, reason=str(error))
            raise
        ledger.end(connection, run, outcome.outcome, reason=outcome.reason, version=outcome.version)
        return outcome
    finally:
        connection.close()
        clean_leftovers(settings.place)


def _refused(landing: Landing) -> Outcome | None:
    if not landing.refused:
        return None
    reasons = "; ".join(f"{file.name}: {file.reason}" for file in landing.refused)
    return Outcome(ledger.REFUSED, reasons, warnings=tuple(landing.warnings))


def _publish(connection: Writer, settings: Settings, run: Run, landing: Landing) -> Outcome:
    """Build and check a version, give it its name, and point at it."""
    name = name_version(run.business_date, run.started_at)
    build(connection, settings, run.business_date, name, _told(run))
    results = run_checks(connection, settings, _told(run))
    ledger.note_checks(connection, run, results)
    faults = [result for result in results if result.severity == "stop" and result.faults]
    if faults:
        first = faults[0]
        raise CheckFailed(
            f"check {first.name} stopped the night, {first.faults:,} at fault, first {first.example};"
            f" it guards: {first.guards} Nothing was published: correct what `python -m etl status` shows of the"
            " night's files, or the settings named, and run the night again"
        )
    _describe_steps(connection, run)
    connection.finish_version()
    moved = publish_unless_older(settings.place, Version(name, run.business_date))
    collect(settings)
    return Outcome(ledger.PUBLISHED if moved else ledger.KEPT, version=name, warnings=tuple(landing.warnings))


def _describe_steps(connection: Writer, run: Run) -> None:
    with connection.transaction():
        connection.insert(marts.STEP_TAKEN, [(place, *step) for place, step in enumerate(run.steps, start=1)])


class _told:  # noqa: N801 - reads as a word where it is used
    """Notes each step in the run and the log, and shows it on a terminal."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __call__(self, name: str, rows: int, milliseconds: int) -> None:
        self._run.step(name, rows, milliseconds)
        LOG.info("%s: %d rows in %d ms", name, rows, milliseconds)
        if sys.stderr.isatty():
            print(f"{name:36} {rows:>12,} rows {milliseconds / 1000:>8.1f} s", file=sys.stderr)


@contextmanager
def only_writer(place: Place) -> Iterator[None]:
    """Hold the locks of the home folder and of the database.

    Raises Failure when another night holds one for longer than one looks at it.
    """
    with (place.home / "writer.lock").open("a", encoding="utf-8") as file:
        _wait_for(place, lambda: locked(file))
        with alone(place) as is_free:
            _wait_for(place, is_free)
            yield


def _wait_for(place: Place, is_free: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not is_free():
        if time.monotonic() >= give_up:
            raise Failure(f"another night is writing to {place}; wait until it ends", transient=True)
        time.sleep(0.1)
