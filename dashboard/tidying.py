"""`python -m dashboard tidy`: clears away what nobody needs any more; the scheduler runs it once a day.

The audit and the ledger of files handed out are kept for ever.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Delete, delete

from dashboard.access.limits import KEPT
from dashboard.access.oidc import LASTS
from dashboard.services import Services
from dashboard.state import Database
from dashboard.state.users import Attempt, Handshake

DRAFT = timedelta(days=1)
"""So long after it was begun, a folder of the outbox that was never finished is a leftover."""


def tidy(services: Services, at: datetime) -> dict[str, int]:
    """Clear away what had ended by a moment; how many of each."""
    kept = timedelta(days=services.settings.outbox_days)
    tries = delete(Attempt).where(Attempt.since < int(at.timestamp()) - KEPT)
    unfinished = delete(Handshake).where(Handshake.created_at < at - LASTS)
    return {
        "sessions that had ended": services.sessions.forget_ended(at),
        "counts of tries": _cleared(services.database, tries),
        "sign-ins never finished": _cleared(services.database, unfinished),
        "folders of the outbox": sum(1 for _ in _emptied(services.settings.home / "outbox", at, kept)),
    }


def _cleared(database: Database, statement: Delete) -> int:
    with database.writing() as work:
        return int(work.connection().execute(statement).rowcount)


def _emptied(outbox: Path, at: datetime, kept: timedelta) -> Iterator[Path]:
    """Remove reports that have lain there for too long, leftovers of ones that were never finished, empty folders."""
    for folder in sorted(outbox.glob("*/*")):
        age = at.timestamp() - folder.stat().st_mtime
        if age > (DRAFT if folder.name.startswith(".") else kept).total_seconds():
            shutil.rmtree(folder)
            yield folder
    for recipient in sorted(outbox.glob("*")):
        if not any(recipient.iterdir()):
            recipient.rmdir()
