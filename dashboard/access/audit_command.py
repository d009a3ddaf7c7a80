"""`python -m dashboard audit`: read, verify and export the audit in the terminal."""

from __future__ import annotations

import argparse
import csv
from datetime import date
from pathlib import Path

from dashboard.access.accounts import COMMAND_LINE
from dashboard.access.audit import Action, Chosen
from dashboard.access.command import UserError
from dashboard.exports.cells import guarded
from dashboard.findings.audited import fault_of
from dashboard.services import services_of
from dashboard.settings import load_settings
from dashboard.state.columns import in_china
from dashboard.state.deeds import AuditEntry
from dashboard.wording import words_in

LATEST = 40
"""So many lines are shown where nothing else is asked for."""
HEAD = ("number", "at", "actor", "role", "action", "about", "detail", "address", "hash")


def add_audit_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`audit` and its options."""
    parser = commands.add_parser("audit", help="the audit: the latest lines; whether it is whole; all of it as a file")
    parser.add_argument("--verify", action="store_true", help="read every line: 1 where any is not as it was written")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY", help="the first day, in China")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="the last day")
    parser.add_argument("--export", type=Path, metavar="FILE", help="write the lines to a CSV file, the earliest first")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; UserError where the audit is not whole."""
    audit = services_of(load_settings()).audit
    if arguments.verify:
        faults = [fault_of(fault, words_in("en")) for fault in audit.faults()]
        if faults:
            raise UserError("the audit is not as it was written: " + "; ".join(faults))
        print(f"{audit.count(Chosen())} lines, each as it was written")
        return 0
    chosen = Chosen(first=arguments.first, last=arguments.last)
    if arguments.export:
        with arguments.export.open("x", encoding="utf-8-sig", newline="") as file:
            written = csv.writer(file)
            written.writerow(HEAD)
            lines = sum(1 for line in audit.every(chosen) if written.writerow(map(guarded, _cells(line))))
        audit.record(COMMAND_LINE, Action.AUDIT_EXPORTED, rows=lines)
        print(f"{lines} lines in {arguments.export}")
        return 0
    for line in reversed(audit.lines(chosen, 0, LATEST)):
        print("  ".join(_cells(line)[:-1]))
    return 0


def _cells(line: AuditEntry) -> tuple[str, ...]:
    return (
        *(str(line.number), in_china(line.at, seconds=True), line.actor, line.role or "–", line.action),
        *(line.about, line.detail, line.address or "–", line.hash),
    )
