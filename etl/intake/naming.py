"""The name under which a strange file is delivered, and what the names of its kind look like."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from etl.archive import Archive, hash_of
from etl.failures import Failure
from etl.feeds import Feed
from etl.ledger import keep
from etl.lock import alone
from etl.sources.inbox import CONTROL_ENDING, ENDINGS, date_in
from sql.connect import sync_folder

_DATE = re.compile(r"(?<!\d)(20\d{2})[-_.年]?(0[1-9]|1[0-2])([-_.月]?(0[1-9]|[12]\d|3[01])日?|月?)(?!\d)")


def ending_of(name: str) -> str:
    """The ending of a delivered file.

    Raises Failure for one that no feed comes with.
    """
    for ending in sorted(ENDINGS, key=len, reverse=True):
        if name.lower().endswith(ending):
            return ending
    raise Failure(f"{name} does not end in {', '.join(ENDINGS)}; have it delivered as one of these")


def deliver(path: Path, home: Path, feed: Feed, day: date, move: Callable[[Path, Path], object]) -> Path:
    """Put a file into the inbox under the next free name of its feed and date; `move` copies or moves it.

    The control file beside it says that it is complete, so the night need not wait for it to settle.
    """
    inbox = home / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    ending = ending_of(path.name)
    part = inbox / f".{feed.name}.part"
    with alone(home / "inbox.lock"):  # or two files of a feed become one
        move(path, part)
        target = inbox / free_name(home, feed, day, ending)
        keep(target.with_name(target.name + CONTROL_ENDING), json.dumps({"sha256": hash_of(part)}) + "\n")
        part.replace(target)
    sync_folder(inbox)
    return target


def free_name(home: Path, feed: Feed, day: date, ending: str) -> str:
    """The first name of the feed and date that is neither in the inbox nor was delivered before."""
    stem = f"{feed.name}_{day:%Y%m%d}"
    names = [*(note.file_name for note in Archive(home).notes()), *(path.name for path in (home / "inbox").glob("*"))]
    taken = {name.lower().partition(".")[0] for name in names}
    number = 0
    while (name := f"{stem}_{number}" if number else stem) in taken:
        number += 1
    return name + ending


def dated(name: str) -> date | None:
    """The day that a file's name says; of a month its last."""
    found = _DATE.search(name)
    return date_in(found.group()) if found else None


def proposed_pattern(name: str) -> str:
    """A pattern for file names like this one, without its ending.

    Raises Failure where the name holds no date: a file has its place in the order of delivery by it.
    """
    stem = name[: -len(ending_of(name))]
    found = _DATE.search(stem)
    if not found:
        raise Failure(
            f"{name} holds no date (YYYYMMDD or YYYYMM); have the files named with it, or deliver them by hand"
        )
    before, after = re.escape(stem[: found.start()]), re.escape(stem[found.end() :])
    digits = r"\d{4}\D?\d{2}\D?" if not found.group(4) else r"\d{4}\D?\d{2}\D?\d{2}\D?"
    return f"{before}(?P<date>{digits}){after}(_(?P<number>\\d{{1,6}}))?"
