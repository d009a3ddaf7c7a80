"""The command line: `python -m etl map | night | schedule | status | rollback | replay | backup | restore | demo`."""

from __future__ import annotations

import argparse
import logging
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import duckdb

from etl.failures import TRANSIENT, Failure
from etl.progress import log_as_lines
from etl.settings import home_folder, load_settings
from sql.connect import NothingPublished, Unable, located

if TYPE_CHECKING:
    from collections.abc import Sequence


LOG = logging.getLogger("etl")


class _Parser(argparse.ArgumentParser):
    """Says in one line what was wrong with the call."""

    def error(self, message: str) -> NoReturn:
        """Exit 2 with one line."""
        _complain(f"{self.prog}: {message}; `{self.prog} --help` shows how", argparse.Namespace())
        sys.exit(2)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 on success, 1 on a refused or failed run, 75 where it may succeed later, 2 on wrong usage."""
    arguments = _parser().parse_args(argv)
    if getattr(arguments, "lines", False):
        log_as_lines()
    try:
        code = arguments.run(arguments)
    except (Failure, NothingPublished) as error:
        _complain(f"etl {arguments.command}: {error}", arguments)
        return TRANSIENT if getattr(error, "transient", False) else 1
    except (OSError, duckdb.Error, Unable) as error:
        _complain(
            f"etl {arguments.command}: {type(error).__name__}: {error}; see that disk and memory suffice and"
            " run it again; a damaged warehouse is rebuilt with `python -m etl replay`",
            arguments,
        )
        return TRANSIENT
    return int(code)


def _complain(text: str, arguments: argparse.Namespace) -> None:
    """Say what was wrong in one line, whatever was quoted in it."""
    _say(" ".join(text.split()), arguments, logging.ERROR)


def _say(text: str, arguments: argparse.Namespace, level: int = logging.INFO) -> None:
    """A line for people; for programs one of the log."""
    if getattr(arguments, "lines", False):
        LOG.log(level, "%s", text)
    else:
        print(text, file=sys.stderr if level > logging.INFO else sys.stdout)


def _parser() -> argparse.ArgumentParser:
    from etl.intake import command as intake
    from etl.simulator import command as demo

    parser = _Parser(prog="python -m etl", description="From the sources to a published version.")
    commands = parser.add_subparsers(dest="command", required=True)
    night = commands.add_parser("night", help="extract, land, check, build and publish for one business date")
    night.add_argument(
        "--date", type=_day, default=None, help="business date, YYYY-MM-DD; default: yesterday in Asia/Shanghai"
    )
    night.add_argument("--dry-run", action="store_true", help="say what would be loaded and refused; change nothing")
    night.add_argument("--lines", action="store_true", help="log to standard error for programs, a JSON object a line")
    night.add_argument("--figures", action="store_true", help="with --dry-run: also what the figures would be")
    night.set_defaults(run=_night)
    schedule = commands.add_parser("schedule", help="run every night that is due, until stopped")
    schedule.add_argument("--once", action="store_true", help="look once and end; for a crontab line")
    schedule.set_defaults(run=_schedule, lines=True)
    status = commands.add_parser("status", help="the runs, what is published, the account of every file, checks")
    status.add_argument("--json", action="store_true", help="for programs")
    status.set_defaults(run=_status)
    rollback = commands.add_parser("rollback", help="serve an earlier published version")
    rollback.add_argument("version", nargs="?", help="default: the one built before the one served")
    rollback.set_defaults(run=_rollback)
    replay = commands.add_parser("replay", help="rebuild the warehouse from the archive")
    replay.set_defaults(run=_replay)
    backup = commands.add_parser("backup", help="copy everything that is written, while no night runs")
    backup.add_argument("folder", type=Path, help="where backups lie, on another disk")
    backup.add_argument("--keep", type=_some, default=14, help="backups to keep; older ones are removed (14)")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="put the latest backup, or the one named, into an empty home folder")
    restore.add_argument("folder", type=Path, help="a backup, or the folder where they lie")
    restore.set_defaults(run=_restore)
    strange = commands.add_parser(
        "map", help="what a stranger's file is; writes what its columns mean into the settings"
    )
    intake.configure(strange)
    strange.set_defaults(run=lambda arguments: intake.run(arguments, home_folder()))
    simulate = commands.add_parser("demo", help="write the demo bureau's source systems under the home folder")
    demo.configure(simulate)
    simulate.set_defaults(run=lambda arguments: demo.run(arguments, home_folder()))
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write YYYY-MM-DD") from None


def _night(arguments: argparse.Namespace) -> int:
    from etl.due import yesterday
    from etl.night import night
    from etl.rehearsal import rehearse
    from etl.status import figures_as_lines, files_as_lines

    settings = load_settings(home_folder())
    business_date = arguments.date or yesterday()
    if arguments.dry_run:
        report = rehearse(settings, business_date, figures=arguments.figures)
        print("\n".join(files_as_lines(report)))
        if arguments.figures:
            print("\n".join(figures_as_lines(report)))
        for refused in report["refused"]:
            print(f"would be refused: {refused['file_name']}: {refused['reason']}")
        for name in report["waiting"]:
            print(f"would wait: {name}")
        return 1 if report["refused"] else 0
    outcome = night(settings, business_date)
    for warning in outcome.warnings:
        _say(" ".join(f"warning: {warning}".split()), arguments, logging.WARNING)
    if outcome.outcome == "refused":
        _complain(f"etl night: refused: {outcome.reason}; nothing was published", arguments)
        return 1
    _say(f"{outcome.outcome} {outcome.version}, as known on {business_date}", arguments)
    return 0


def _schedule(arguments: argparse.Namespace) -> int:
    from etl.schedule import run_for_ever, run_once

    (run_once if arguments.once else run_for_ever)(load_settings(home_folder()))
    return 0


def _status(arguments: argparse.Namespace) -> int:
    from etl import ledger
    from etl.night import only_writer
    from etl.status import as_json, as_text, status
    from sql.connect import has_warehouse, open_writer

    settings = load_settings(home_folder())
    if not has_warehouse(settings.place):
        raise Failure(f"{settings.place} holds no warehouse yet; run `python -m etl night`")
    with only_writer(settings.place):
        connection = open_writer(settings.place, memory=settings.memory, threads=settings.threads)
        try:
            ledger.close_interrupted(connection, ledger.moment())
            report = status(connection, settings)
        finally:
            connection.close()
    print(as_json(report) if arguments.json else as_text(report))
    return 0


def _rollback(arguments: argparse.Namespace) -> int:
    from etl.publish import rollback

    chosen = rollback(located(home_folder()), arguments.version)
    print(f"serving {chosen.name}, as known on {chosen.business_date}")
    return 0


def _some(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of backups; write 1 or more")
    return int(text)


def _backup(arguments: argparse.Namespace) -> int:
    from etl.backup import backup, remove_old

    made = backup(home_folder(), arguments.folder, datetime.now(UTC))
    print(f"{made.folder}: {made.files:,} files, {made.size:,} bytes, {made.fresh:,} files new since the backup before")
    for name in remove_old(arguments.folder, arguments.keep):
        print(f"removed {name}")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from etl.backup import restore

    made = restore(arguments.folder, home_folder())
    print(f"restored {made.files:,} files from {made.folder} into {home_folder()}")
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    from etl.night import only_writer
    from etl.replay import replay

    del arguments
    settings = load_settings(home_folder())
    with only_writer(settings.place):
        deliveries = replay(settings)
    print(f"rebuilt the warehouse from {deliveries} archived deliveries; run `python -m etl night` to publish from it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
