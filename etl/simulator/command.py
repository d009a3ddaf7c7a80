"""`python -m etl demo`: its options and what it prints."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

from etl.simulator.days import month_text
from etl.simulator.simulation import SimulationError, SimulationReport, simulate

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

# Fixed, so that the same command writes the same bytes on any day.
DEFAULT_UNTIL = date(2026, 9, 15)
DEFAULT_PEOPLE = 20_000
DEFAULT_MONTHS = 60
DEFAULT_SEED = 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.description = (
        "Write a simulated bureau's source systems under the home folder: a source database for the tax side "
        "and inbox files for the others. All people are invented, all shares are assumptions."
    )
    parser.add_argument("--people", type=int, default=DEFAULT_PEOPLE, help="people in the bureau's area (%(default)s)")
    parser.add_argument("--months", type=int, default=DEFAULT_MONTHS, help="months of history (%(default)s)")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="which bureau, of many (%(default)s)")
    parser.add_argument(
        "--until",
        type=date.fromisoformat,
        default=DEFAULT_UNTIL,
        help="the last day the sources know; a later day goes on with the same lives (%(default)s)",
    )
    parser.add_argument("--database", help="SQLAlchemy URL of the source database (SQLite under the home folder)")


def run(arguments: argparse.Namespace, home: Path) -> int:
    """Simulate and print what was written; 1 with one line on standard error when it cannot be done."""
    try:
        report = simulate(
            home,
            people=arguments.people,
            months=arguments.months,
            seed=arguments.seed,
            until=arguments.until,
            database_url=arguments.database,
        )
    except SimulationError as error:
        sys.stderr.write(f"demo: {error}\n")
        return 1
    sys.stdout.write(summary(report, home) + "\n")
    return 0


def summary(report: SimulationReport, home: Path) -> str:
    """What was written, in a few lines."""
    dirt = sum(report.dirt.values())
    return (
        f"Simulated {report.people} people from {month_text(report.first_month)} until {report.until}\n"
        f"  source database: {report.receipts} receipts, {report.assessments} assessments\n"
        f"  inbox: {len(report.files)} files in {home / 'inbox'}\n"
        f"  dirt: {dirt} rows or cells of {len(report.dirt)} kinds"
    )
