"""The dry run of a file that was brought: what a night would make of it; a process of its own, nothing is changed."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from etl.failures import Failure, Refused
from etl.intake.brought import Brought, NoSuchFile, brought
from etl.intake.look import look
from etl.intake.naming import ending_of, free_name
from etl.lock import locked
from etl.rehearsal import rehearse
from etl.settings import Settings, home_folder, load_settings
from sql.connect import NothingPublished, Unable, current_version


def try_out(settings: Settings, file: Brought) -> dict[str, Any]:
    """What the next night would make of a file, beside all that is known; `failed` says why it cannot be told."""
    if file.scope is not None:
        settings = replace(settings, scope=file.scope)
    try:
        looked = look(file.path, settings, file.answers)
        if looked.open_questions:
            return {"failed": "questions about the file are open"}
        feed = looked.proposal.feed
        changed = replace(settings, settle_seconds=0, feeds={**settings.feeds, feed.name: looked.settings})
        name = free_name(settings.home, feed, file.day, ending_of(file.name))
        day = max(file.day, _published_for(settings) or file.day)
        report = rehearse(changed, day, {name: file.path}, figures=True)
    except (Failure, Refused, NothingPublished, Unable, OSError) as error:
        return {"failed": " ".join(str(error).split())}
    return {**report, "name": name, "business_date": day.isoformat()}


def _published_for(settings: Settings) -> Any:
    try:
        return current_version(settings.place).business_date
    except NothingPublished:
        return None


def main(token: str) -> int:
    """Try a brought file out and write down what came of it; 1 where it is gone, or tried out already."""
    settings = load_settings(home_folder())
    try:
        file = brought(settings.home, token)
    except NoSuchFile:
        return 1
    with (file.folder / "trial.lock").open("a", encoding="utf-8") as lock:
        if not locked(lock):
            return 1
        file.keep_trial(try_out(settings, file))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
