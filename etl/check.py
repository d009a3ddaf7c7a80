"""CHECK: the SELECT files of sql/checks; every row one returns is a fault."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import sql
from etl.settings import Settings
from sql.connect import Connection
from sql.schema import marts

FOLDER = Path(sql.__file__).parent / "checks"
OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True)
class CheckResult:
    """What one check found: how many faults, and the first as an example without personal data.

    `guards`: what the check's own comment says it is for.
    """

    name: str
    severity: str
    faults: int
    example: str | None
    guards: str


def run_checks(connection: Connection, settings: Settings, on_step: OnStep) -> list[CheckResult]:
    """Run every check on a version just built; the results are written into the version."""
    del settings
    results = []
    for path in sorted(FOLDER.glob("*.sql")):
        started = monotonic()
        result = _run(connection, path)
        results.append(result)
        on_step(f"check.{result.name}", result.faults, int((monotonic() - started) * 1000))
    rows = [(result.name, result.severity, result.faults, result.example) for result in results]
    with connection.transaction():
        connection.insert(marts.CHECK, rows)
    return results


def severity_of(text: str) -> str:
    """`stop` or `warn`, as the first line of a check says."""
    return text.split("\n", 1)[0].removeprefix("--").strip()


def guards_of(text: str) -> str:
    """What a check guards, as the comment below its first line says."""
    comment = itertools.takewhile(lambda line: line.startswith("--"), text.split("\n")[1:])
    return " ".join(line.removeprefix("--").strip() for line in comment)


def _run(connection: Connection, path: Path) -> CheckResult:
    text = path.read_text(encoding="utf-8")
    frame = connection.execute(text).native
    names = [column[0] for column in frame.description or ()]
    faults, example = 0, None
    while rows := frame.fetchmany(10_000):
        if example is None:
            example = ", ".join(f"{name} {value}" for name, value in zip(names, rows[0], strict=True))
        faults += len(rows)
    return CheckResult(path.stem, severity_of(text), faults, example, guards_of(text))
