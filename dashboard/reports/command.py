"""`python -m dashboard report MONTH`: the monthly report from the terminal, in one format or all."""

from __future__ import annotations

import argparse
import csv
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

from sqlalchemy import select

from dashboard.access.accounts import COMMAND_LINE
from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer, is_area, viewer_of
from dashboard.areas import areas_of
from dashboard.data import Denied, Reading
from dashboard.reports.blocks import Report
from dashboard.reports.checks import DoesNotAddUp
from dashboard.reports.closing import Refused
from dashboard.reports.formats import Format, file_name, rendered
from dashboard.reports.template import TemplateError, filled
from dashboard.services import Services, services_of
from dashboard.settings import load_settings
from dashboard.state.users import User
from sql.connect import NothingPublished
from sql.metrics.period import QuestionError, month_text, parse_month


class ReportError(Exception):
    """A report that cannot be made; the message says why and what to do."""


def add_report_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`report`."""
    parser = commands.add_parser("report", help="the monthly report of a month, as it was closed or as a draft")
    parser.add_argument("month", help="YYYY-MM")
    parser.add_argument("--area", default="", help="a code of 6, 9 or 12 digits; without it the whole bureau")
    parser.add_argument("--format", choices=[*Format, "all"], default="all", help="one format; without it all four")
    parser.add_argument(
        "--template", type=Path, help="fill this .xlsx of the bureau's own instead (=ask … in its cells)"
    )
    parser.add_argument("--out", type=Path, help="a file for one format, a folder for all; without it this folder")
    parser.set_defaults(run=run)


def add_send_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`send`."""
    parser = commands.add_parser("send", help="hand over every report that somebody subscribed to and that is due")
    parser.set_defaults(run=send)


def add_treasury_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`treasury`."""
    parser = commands.add_parser("treasury", help="take what the treasury received by month from a file")
    parser.add_argument("file", type=Path, help="a .csv with lines of YYYY-MM,amount in yuan")
    parser.add_argument("--by", required=True, help="the manager who answers for it")
    parser.set_defaults(run=take_treasury)


def take_treasury(arguments: argparse.Namespace) -> int:
    """Keep every month of the file, or none; months that are closed are left out and said."""
    services = services_of(load_settings())
    with services.database.reading() as work:
        user = work.scalar(select(User).where(User.name == arguments.by, User.disabled.is_(False)))
    if user is None:
        raise ReportError(f"there is no user {arguments.by!r}; `python -m dashboard user list` lists them")
    viewer = viewer_of(user)
    try:
        amounts = _amounts(arguments.file)
        for month, amount in amounts:
            services.months.say_treasury(viewer, month, str(amount))
            print(f"{month_text(month)}: {amount}")
    except (OSError, UnicodeDecodeError, QuestionError) as fault:
        raise ReportError(f"{arguments.file}: {fault}; nothing was taken") from None
    except Denied as fault:
        raise ReportError(str(fault)) from None
    except Refused:
        raise ReportError(f"{month_text(month)} is closed; reopen it first") from None
    return 0


def _amounts(path: Path) -> list[tuple[int, Decimal]]:
    """The months of a file; a head and empty lines are passed over, anything else that cannot be read refuses it."""
    found = []
    for number, row in enumerate(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and not cells[0][:1].isdigit()):
            continue
        try:
            month, amount = parse_month(cells[0]), Decimal(cells[1].replace(",", ""))
        except (IndexError, InvalidOperation):
            raise QuestionError(f"line {number} is not a month and an amount") from None
        if not amount.is_finite():
            raise QuestionError(f"line {number} is not a month and an amount")
        found.append((month, amount))
    return found


def send(arguments: argparse.Namespace) -> int:
    """Hand over what is due, a line each; 1 where something failed, which is tried again next time."""
    del arguments
    try:
        outcomes = services_of(load_settings()).post.send()
    except NothingPublished as error:
        raise ReportError(str(error)) from None
    for one in outcomes:
        print(
            f"{one.recipient}: {one.about}: {one.fault or 'handed over'}", file=sys.stderr if one.fault else sys.stdout
        )
    return 1 if any(one.fault for one in outcomes) else 0


def run(arguments: argparse.Namespace) -> int:
    """Write the files and name them; ReportError where there is no such report."""
    services = services_of(load_settings())
    viewer = Viewer(COMMAND_LINE, Role.MANAGER, None)
    try:
        reading = services.door.reading(viewer)
        if arguments.template is not None:
            return _fill(services, reading, arguments)
        report = _report(services, reading, arguments)
    except NothingPublished as error:
        raise ReportError(str(error)) from None
    except (QuestionError, DoesNotAddUp) as error:
        raise ReportError(f"{error}; nothing was written") from None
    formats = [*Format] if arguments.format == "all" else [Format(arguments.format)]
    for form in formats:
        path = _path(arguments, report, form)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(rendered(report, form))
        print(path)
    return 0


def _fill(services: Services, reading: Reading, arguments: argparse.Namespace) -> int:
    """A template filled; of a closed month with the figures it was closed with."""
    month = _month(arguments.month)
    try:
        content = arguments.template.read_bytes()
        made = filled(content, services.months.reading(reading, month), month, arguments.area)
    except (OSError, TemplateError) as fault:
        raise ReportError(f"{arguments.template}: {fault}; nothing was written") from None
    path = arguments.out or Path(f"{arguments.template.stem}_{arguments.month}.xlsx")
    path.write_bytes(made.content)
    print(f"{path}: {made.cells} cells filled")
    return 0


def _report(services: Services, reading: Reading, arguments: argparse.Namespace) -> Report:
    month = _month(arguments.month)
    area = arguments.area
    if area and not (is_area(area) and areas_of(reading).known(area)):
        raise ReportError(
            f"there is no area {area!r}; `python -m sql ask registered_persons --by subdistrict` lists them"
        )
    return services.months.report(reading, month, area)


def _month(text: str) -> int:
    try:
        return parse_month(text)
    except QuestionError as error:
        print(f"dashboard report: {error}", file=sys.stderr)
        raise SystemExit(2) from None


def _path(arguments: argparse.Namespace, report: Report, form: Format) -> Path:
    name = file_name(report, form)
    if arguments.out is None:
        return Path(name)
    if arguments.format == "all" or arguments.out.is_dir():
        return Path(arguments.out) / name
    return Path(arguments.out)
