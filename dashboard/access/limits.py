"""How often something may be done: counted in the application database, so that all workers count together."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from dashboard.access.forms import Unusable
from dashboard.state import Database
from dashboard.state.users import Attempt

KEPT = 24 * 3600
"""Seconds after which a count of somebody who tried no more is forgotten."""

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds; `name` tells one limit from another.

    A `batch` is what a worker takes from the common count at once and then gives out by itself: what is done
    often need not be written down each time. Never more is done than the limit says; when it is nearly
    reached, up to a batch less for each other worker.
    """

    name: str
    count: int
    seconds: int
    batch: int = 1


class Limits:
    """The counters of one installation."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._left: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()

    def take(self, limit: Limit, who: str, at: float | None = None) -> int:
        """Count one try; 0 where it may go ahead, else the seconds to wait."""
        moment = int(time.time() if at is None else at)
        since = moment - moment % limit.seconds
        what = f"{limit.name}:{who}"[:120]
        if self._given_out(what, since) or self._taken(limit, what, since):
            return 0
        return since + limit.seconds - moment

    def require(self, limit: Limit, who: str) -> None:
        """Count one try of a form.

        Raises Unusable where there were too many.
        """
        if self.take(limit, who):
            raise Unusable("form.too_often")

    def _given_out(self, what: str, since: int) -> bool:
        """Whether something of a batch taken before was left."""
        with self._lock:
            of, left = self._left.get(what, (since, 0))
            if of != since or not left:
                self._left.pop(what, None)
                return False
            self._left[what] = since, left - 1
            return True

    def _taken(self, limit: Limit, what: str, since: int) -> bool:
        """Whether the common count had anything left; what more than one it gave is kept for the next tries."""
        before = self._count(what, since, limit.batch) - limit.batch
        given = min(limit.batch, limit.count - before)
        if given > 1:
            with self._lock:
                of, left = self._left.get(what, (since, 0))
                # Others may have taken a batch meanwhile: what is left of theirs stays.
                self._left[what] = since, given - 1 + (left if of == since else 0)
        return given > 0

    def _count(self, what: str, since: int, tries: int) -> int:
        """Add tries to a count, in one statement: two workers' first tries do not meet."""
        with self._database.writing() as work:
            insert = _INSERT[work.get_bind().dialect.name](Attempt)
            counted = work.scalar(
                insert.values(what=what, since=since, count=tries)
                .on_conflict_do_update(
                    index_elements=[Attempt.what, Attempt.since], set_={"count": Attempt.count + tries}
                )
                .returning(Attempt.count)
            )
            if counted == tries:
                work.execute(delete(Attempt).where((Attempt.what == what) & (Attempt.since < since)))
                work.execute(delete(Attempt).where(Attempt.since < since - KEPT))
        return int(counted or 0)
