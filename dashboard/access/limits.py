"""How often something may be done: counted in the application database, so that all workers count together."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import delete

from dashboard.state import Database
from dashboard.state.users import Attempt


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds; `name` tells one limit from another."""

    name: str
    count: int
    seconds: int


class Limits:
    """The counters of one installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, limit: Limit, who: str, at: float | None = None) -> int:
        """Count one try; 0 where it may go ahead, else the seconds to wait."""
        moment = int(time.time() if at is None else at)
        since = moment - moment % limit.seconds
        what = f"{limit.name}:{who}"[:120]
        with self._database.writing() as work:
            work.execute(delete(Attempt).where(Attempt.what == what, Attempt.since < since))
            counted = work.get(Attempt, (what, since), with_for_update=True)
            if counted is None:
                work.add(Attempt(what=what, since=since, count=1))
                return 0
            if counted.count >= limit.count:
                return since + limit.seconds - moment
            counted.count += 1
            return 0
