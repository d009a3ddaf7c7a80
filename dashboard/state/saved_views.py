"""Views that somebody keeps under a name: addresses, opened with the rights of whoever opens them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select

from dashboard.state.database import Database
from dashboard.state.deeds import SavedView

NAME = 80
"""Characters a name may have."""
MOST = 50
"""Views one user may keep."""


@dataclass(frozen=True)
class Saved:
    """One view that was kept."""

    id: int
    name: str
    address: str


class SavedViews:
    """The views of every user, each seen by that user alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, user_id: int) -> list[Saved]:
        """The views of a user, by name."""
        wanted = select(SavedView.id, SavedView.name, SavedView.address).where(SavedView.user_id == user_id)
        with self._database.reading() as work:
            return [Saved(*row) for row in work.execute(wanted.order_by(SavedView.name))]

    def keep(self, user_id: int, name: str, address: str) -> bool:
        """Keep an address under a name, in place of what had the name; False where there are too many."""
        mine = SavedView.user_id == user_id
        with self._database.writing() as work:
            work.execute(delete(SavedView).where(mine, SavedView.name == name))
            if (work.scalar(select(func.count()).select_from(SavedView).where(mine)) or 0) >= MOST:
                return False
            work.add(SavedView(user_id=user_id, name=name, address=address))
            return True

    def drop(self, user_id: int, number: int) -> None:
        """Forget a view of a user; those of others stay."""
        with self._database.writing() as work:
            work.execute(delete(SavedView).where(SavedView.user_id == user_id, SavedView.id == number))
