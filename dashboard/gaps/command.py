"""`python -m dashboard gaps …`: who has no community or worker type, lists of them, and lists that were filled in."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import select

from dashboard.access.viewer import Viewer, viewer_of
from dashboard.data import Denied, Reading
from dashboard.exports.ledger import NoReason, TooMany
from dashboard.gaps.returned import NotTaken
from dashboard.gaps.service import Asked, first_of_history, place_name
from dashboard.services import Services, services_of
from dashboard.settings import load_settings
from dashboard.state.users import User
from dashboard.wording import words_in
from sql.connect import NothingPublished

Run = Callable[[Services, Reading, argparse.Namespace], None]
WORDS = words_in("en")


class GapsError(Exception):
    """A list that cannot be made or taken; the message says why."""


def add_gaps_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`gaps` and what can be done with them."""
    parser = commands.add_parser("gaps", help="people without community or worker type: list, export, take")
    kinds = parser.add_subparsers(dest="kind", required=True)
    _command(kinds, "list", "how many there are in each subdistrict", _list)
    export = _command(kinds, "export", "one subdistrict's list, to be filled in", _export)
    export.add_argument("subdistrict", help="9 digits; 000000000 for people of whom no subdistrict is known")
    export.add_argument("--reason", required=True, help="what the list is for, 4 characters or more")
    export.add_argument("--out", type=Path, help="where to write it; without it this folder")
    take = _command(
        kinds, "take", "look over a list that was filled in, and with --accept hand it to the next night", _take
    )
    take.add_argument("file", type=Path, help="the workbook that was exported")
    take.add_argument("--accept", action="store_true", help="write what was filled in to the inbox")
    take.add_argument("--since", type=date.fromisoformat, help="in force from this day; without it from the first day")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; GapsError where it cannot be done."""
    services = services_of(load_settings())
    try:
        arguments.run_gaps(services, services.door.reading(_viewer(services, arguments.by)), arguments)
    except NotTaken as refused:
        raise GapsError(WORDS(refused.why, **refused.values)) from None
    except NoReason:
        raise GapsError(WORDS("lists.no_reason")) from None
    except TooMany as refused:
        raise GapsError(WORDS("form.too_many", most=refused.most)) from None
    except (Denied, NothingPublished, OSError) as error:
        raise GapsError(str(error)) from None
    return 0


def _command(
    kinds: argparse._SubParsersAction[argparse.ArgumentParser], name: str, says: str, run_gaps: Run
) -> argparse.ArgumentParser:
    parser = kinds.add_parser(name, help=says)
    parser.add_argument("--by", required=True, help="the user who answers for it")
    parser.set_defaults(run_gaps=run_gaps)
    return parser


def _viewer(services: Services, name: str) -> Viewer:
    with services.database.reading() as work:
        user = work.scalar(select(User).where(User.name == name, User.disabled.is_(False)))
    if user is None:
        raise GapsError(f"there is no user {name!r}; `python -m dashboard user list` lists them")
    return viewer_of(user)


def _list(services: Services, reading: Reading, arguments: argparse.Namespace) -> None:
    del arguments
    for row in services.people(reading).gaps():
        place = place_name(reading, row["subdistrict"], WORDS)
        said = f"without community {row['community_open']:,}, without worker type {row['type_open']:,}"
        print(f"{row['subdistrict']} {place}: {said}, on the list {row['people']:,}")


def _export(services: Services, reading: Reading, arguments: argparse.Namespace) -> None:
    asked = Asked(arguments.subdistrict, arguments.reason)
    handed = services.gaps.hand_out(reading, services.people(reading), asked, words_in("zh"))
    path = arguments.out or Path(handed.name)
    path.write_bytes(handed.file.getvalue())
    print(f"{path}: on the list {handed.written.rows:,}")


def _take(services: Services, reading: Reading, arguments: argparse.Namespace) -> None:
    viewer, gaps = reading.viewer, services.gaps
    number = gaps.take(reading, services.people(reading), arguments.file.read_bytes())
    take = gaps.one(viewer, number)
    assert take is not None  # noqa: S101 - it was taken just now
    for fault in take.checked.faults:
        where = f"row {fault.line}" if fault.line else "not in the file"
        print(f"{where}, {fault.number}: {WORDS(f'gap_fault.{fault.why}')}" + (f" ({fault.said})" * bool(fault.said)))
    kinds = Counter(community=0, worker_type=0)
    kinds.update(name for one in take.checked.filled for name in kinds if getattr(one, name))
    good, bad = len(take.checked.filled), len(take.checked.faults)
    print(f"{good:,} of {take.people:,} people can be taken over, {bad:,} rows not")
    print(f"community of {kinds['community']:,}, worker type of {kinds['worker_type']:,}")
    if arguments.accept:
        since = arguments.since or first_of_history(reading)
        for name in gaps.accept(reading, number, since):
            print(f"in force from {since}, for the next night: inbox/{name}")
