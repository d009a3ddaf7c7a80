"""A dry run: the night's landing in a throw-away copy of the home folder, so that nothing changes."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.build import account
from etl.land import land
from etl.night import only_writer
from etl.status import ACCOUNT, QUARANTINE, said
from sql.connect import rehearsing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import date

    from etl.settings import Settings
    from sql.connect import Place

LEFT_OUT = frozenset(
    {"refused", "versions", "work", "writer.lock", "status.json", "warehouse.duckdb", "warehouse.duckdb.wal"}
)


def rehearse(settings: Settings, business_date: date) -> dict[str, Any]:
    """What a night would do: the files it would land with their row account, and those it would refuse.

    The account of earlier files is left out unless the new ones change it.
    """
    with ExitStack() as stack:
        with _undisturbed(settings.place):
            copied = stack.enter_context(_linked(settings))
            connection = stack.enter_context(
                rehearsing(settings.place, copied.home, memory=settings.memory, threads=settings.threads)
            )
        before = {row["delivery"]: row for row in said(connection, ACCOUNT)}
        landing = land(connection, copied, business_date, "rehearsal", lambda *_: None, patient=False)
        account(connection, copied, business_date)
        files = [row for row in said(connection, ACCOUNT) if before.get(row["delivery"]) != row]
        fresh = [row for row in said(connection, QUARANTINE) if row["delivery"] not in before]
    return {
        "files": files,
        "quarantine": fresh,
        "refused": [{"file_name": file.name, "reason": file.reason} for file in landing.refused],
        "waiting": list(landing.waiting),
    }


@contextmanager
def _linked(settings: Settings) -> Iterator[Settings]:
    """A home folder of links, one by one where files move."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        home = Path(folder)
        for path in settings.home.glob("*"):
            _link(path, home / path.name)
        yield replace(settings, home=home)


def _link(path: Path, target: Path) -> None:
    if path.name in {"inbox", "archive"}:
        shutil.copytree(path, target, copy_function=os.symlink)
    elif path.name not in LEFT_OUT:
        target.symlink_to(path, target_is_directory=path.is_dir())


def _undisturbed(place: Place) -> AbstractContextManager[None]:
    """No night may write meanwhile; where there never was one there is no lock, and none is made."""
    return only_writer(place) if (place.home / "writer.lock").exists() else nullcontext()
