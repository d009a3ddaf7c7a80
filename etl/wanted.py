"""What somebody at the screen wants the nights' own account to do: a note in a folder, done by the scheduler.

The screen itself writes nothing into the warehouse, and on a server database could not; so it leaves a note, and the
scheduler, which looks every other second, does what it says.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from etl.due import SHANGHAI
from etl.ledger import keep

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = "wanted"


class Deed(StrEnum):
    """What can be wanted: a night of a date, or the dry run of a file that was brought."""

    NIGHT = "night"
    TRIAL = "trial"


@dataclass(frozen=True)
class Wanted:
    """One note: what is to be done, of what (a date, or the name of a brought file), by whom and when it was left."""

    deed: Deed
    about: str
    by: str
    at: str


def want(home: Path, deed: Deed, about: str, by: str) -> None:
    """Leave a note; one that says the same already is enough."""
    if any((one.deed, one.about) == (deed, about) for one in wanted(home)):
        return
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(SHANGHAI).isoformat(" ", "microseconds")
    keep(folder / f"{uuid4().hex}.note", json.dumps(asdict(Wanted(deed, about, by, now)), ensure_ascii=False))


def wanted(home: Path) -> list[Wanted]:
    """The notes that wait, in the order they were left."""
    return [note for _, note in _notes(home)]


def do_wanted(home: Path, night: Callable[[date], object], trial: Callable[[str], object]) -> int:
    """Do what the notes say, each until it has ended, and take it away then; how many there were.

    A note outlives whoever was doing it: a night or a trial that was cut off is done again.
    """
    done = 0
    for path, note in _notes(home):
        try:
            if note.deed is Deed.NIGHT:
                night(date.fromisoformat(note.about))
            else:
                trial(note.about)
        finally:
            path.unlink(missing_ok=True)
        done += 1
    return done


def _notes(home: Path) -> list[tuple[Path, Wanted]]:
    found = []
    for path in (home / FOLDER).glob("*.note"):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            found.append((path, Wanted(Deed(said["deed"]), said["about"], said["by"], said["at"])))
        except (OSError, ValueError, KeyError, TypeError):
            path.unlink(missing_ok=True)
    return sorted(found, key=lambda each: each[1].at)
