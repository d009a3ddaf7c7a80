"""The ledger of runs in the warehouse, and `status.json`, which outlives a warehouse that cannot be opened."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sql.connect import sync_folder
from sql.schema import ledger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from etl.check import CheckResult
    from sql.connect import Connection

RUNNING, PUBLISHED, KEPT, REFUSED, FAILED = "running", "published", "kept", "refused", "failed"


@dataclass
class Run:
    """One night's entry in the ledger, with the steps it has taken so far."""

    name: str
    business_date: date
    started_at: datetime
    steps: list[tuple[str, int, int]] = field(default_factory=list)

    def step(self, name: str, rows: int, milliseconds: int) -> None:
        """Note a step done."""
        self.steps.append((name, rows, milliseconds))


def begin(connection: Connection, business_date: date, now: datetime) -> Run:
    """Open a run."""
    close_interrupted(connection, now)
    run = Run(f"{now:%Y%m%d-%H%M%S-%f}", business_date, now)
    connection.insert(ledger.RUN, [(run.name, business_date, now, None, RUNNING, None, None)])
    return run


def close_interrupted(connection: Connection, now: datetime) -> None:
    """Close as failed the runs that a power cut left open; only for who holds the lock, so that none is running."""
    connection.execute(
        "update landed.run set outcome = $failed, reason = 'it was interrupted', ended_at = $now"
        " where outcome = $running",
        {"failed": FAILED, "running": RUNNING, "now": now},
    )


def end(
    connection: Connection, run: Run, outcome: str, *, reason: str | None = None, version: str | None = None
) -> None:
    """Close a run with its steps."""
    with connection.transaction():
        connection.insert(ledger.STEP, [(run.name, place, *step) for place, step in enumerate(run.steps, start=1)])
        connection.execute(
            "update landed.run set outcome = $outcome, reason = $reason, version = $version, ended_at = $now"
            " where run = $run",
            {"outcome": outcome, "reason": reason, "version": version, "now": moment(), "run": run.name},
        )


def note_checks(connection: Connection, run: Run, results: Sequence[CheckResult]) -> None:
    """Keep what the checks found."""
    rows = [(run.name, result.name, result.severity, result.faults, result.example) for result in results]
    with connection.transaction():
        connection.insert(ledger.CHECK_RESULT, rows)


def announce(home: Path, business_date: date, outcome: str, reason: str | None) -> None:
    """Say in `status.json` how the latest night ended, and when one last published and last did not.

    The dashboard shows a failure from it, and has the moments in /metrics.
    """
    ended_at = moment().isoformat(timespec="seconds")
    said = {"outcome": outcome, "reason": reason, "business_date": business_date.isoformat(), "ended_at": ended_at}
    before = last_announced(home)
    for name, outcomes in (("published_at", (PUBLISHED, KEPT)), ("failed_at", (REFUSED, FAILED))):
        said[name] = ended_at if outcome in outcomes else before.get(name)
    keep(home / "status.json", json.dumps(said, ensure_ascii=False))


def last_announced(home: Path) -> dict[str, str | None]:
    """What `status.json` says; nothing where it says nothing that can be read."""
    try:
        said = json.loads((home / "status.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def keep(path: Path, text: str) -> None:
    """Write a file whole: whoever reads it, also after a power cut, finds the old one or the new."""
    fresh = path.with_suffix(".json.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def moment() -> datetime:
    """Now, in UTC, as the ledger writes it."""
    return datetime.now(UTC).replace(tzinfo=None)
