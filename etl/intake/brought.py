"""Files that somebody brought at the screen and has not accepted yet: each in a folder of its own, with what was said.

They hold personal data: nobody but the program's own account may read them, and they are thrown away after a week.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from etl.due import SHANGHAI, yesterday
from etl.failures import Failure
from etl.intake.naming import dated, ending_of
from etl.intake.proposal import Answers
from etl.ledger import keep
from etl.lock import locked

FOLDER = "intake"
KEPT_DAYS = 7
MOST = 50
_TOKEN = re.compile(r"[0-9a-f]{32}")
BLOCK_BYTES = 1 << 20


class NoSuchFile(Failure):
    """A file that was accepted, thrown away, or never brought."""


@dataclass(frozen=True)
class Brought:
    """One file: its name at its source, by whom it came and when, the date it is delivered for, and what was said.

    `scope`: the words of 征收品目 that are to count, None where they stay as they are.
    """

    token: str
    home: Path
    name: str
    by: str
    at: datetime
    day: date
    feed: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scope: tuple[str, ...] | None = None

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.home / FOLDER / self.token

    @property
    def path(self) -> Path:
        """The file itself, under a name of ours with its ending."""
        return self.folder / f"file{ending_of(self.name)}"

    @property
    def answers(self) -> Answers:
        """What a person has said of it."""
        return Answers(self.feed, self.columns, self.values)

    @property
    def trial(self) -> dict[str, Any] | None:
        """What the dry run said, of what is said of the file now; None where there was none since."""
        try:
            said = json.loads((self.folder / "trial.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return said if isinstance(said, dict) and said.get("of") == self._said else None

    @property
    def being_tried(self) -> bool:
        """Whether its dry run is under way."""
        with (self.folder / "trial.lock").open("a", encoding="utf-8") as file:
            return not locked(file)

    def keep_trial(self, said: Mapping[str, Any]) -> None:
        """Write down what the dry run said, beside what had been said of the file."""
        keep(self.folder / "trial.json", json.dumps({**said, "of": self._said}, ensure_ascii=False))

    @property
    def _said(self) -> dict[str, Any]:
        said = asdict(replace(self, home=Path()))
        return {
            name: json.loads(json.dumps(said[name], default=str))
            for name in ("feed", "columns", "values", "scope", "day")
        }

    def say(self, **said: Any) -> Brought:
        """The file with more said of it, written down."""
        changed = replace(self, **said)
        content = {**asdict(changed), "at": changed.at.isoformat(), "day": changed.day.isoformat()}
        del content["home"], content["token"]
        keep(self.folder / "said.json", json.dumps(content, ensure_ascii=False))
        return changed

    def throw_away(self) -> None:
        """Remove the file and all that was said of it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def bring(home: Path, name: str, content: IO[bytes], by: str) -> Brought:
    """Keep a file that somebody brings; delivered for the day its name says, else for yesterday.

    Raises Failure for an ending that no feed comes with, and where too many files wait.
    """
    ending_of(name)
    for old in waiting(home):
        if old.at < datetime.now(SHANGHAI) - timedelta(days=KEPT_DAYS):
            old.throw_away()
    if len(waiting(home)) >= MOST:
        raise Failure(f"{MOST} files wait already; accept them or throw them away")
    now = datetime.now(SHANGHAI)
    latest = yesterday()
    day = min(dated(Path(name).name) or latest, latest)
    said = Brought(uuid4().hex, home, Path(name).name, by, now, day)
    (home / FOLDER).mkdir(parents=True, exist_ok=True, mode=0o700)
    said.folder.mkdir(mode=0o700)
    with said.path.open("wb") as file:
        shutil.copyfileobj(content, file, BLOCK_BYTES)
    return said.say()


def waiting(home: Path) -> list[Brought]:
    """The files that wait, the latest first."""
    found = []
    for folder in (home / FOLDER).glob("*"):
        try:
            found.append(brought(home, folder.name))
        except NoSuchFile:
            continue
    return sorted(found, key=lambda each: each.at, reverse=True)


def brought(home: Path, token: str) -> Brought:
    """The file of a token.

    Raises NoSuchFile.
    """
    try:
        if not _TOKEN.fullmatch(token):
            raise NoSuchFile(token)
        said = json.loads((home / FOLDER / token / "said.json").read_text(encoding="utf-8"))
        at, day = datetime.fromisoformat(said.pop("at")), date.fromisoformat(said.pop("day"))
        scope = said.pop("scope")
        return Brought(token, home, at=at, day=day, scope=tuple(scope) if scope is not None else None, **said)
    except (OSError, ValueError, KeyError, TypeError):
        raise NoSuchFile(f"there is no file {token[:40]!r}; it was accepted or thrown away") from None
