"""Who is asking: found by the guard before anything is answered, and taken by the data door."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from flask import abort, g

from dashboard.access.roles import TERMS, Right, Role
from dashboard.state.users import User

WHOLE = "all"
"""The area that is everything, also people whose area nobody knows."""

_AREA = re.compile(r"all|\d{6}|\d{9}|\d{12}")


@dataclass(frozen=True)
class Viewer:
    """One user for the length of one request.

    `areas` are codes of 6, 9 or 12 digits; None is everything, and an empty tuple is nothing at all.
    """

    name: str
    role: Role
    areas: tuple[str, ...] | None
    user_id: int = 0
    address: str = ""
    screen: bool = False
    """Whether it is a screen on a wall, which shows figures and does nothing."""

    def may(self, right: Right) -> bool:
        """Whether the role has a right; a screen has no other than to figures."""
        return right in TERMS[self.role].rights and (right is Right.FIGURES or not self.screen)

    @property
    def scope(self) -> tuple[tuple[str, ...] | None, bool]:
        """All that makes one viewer's answers differ from another's: the areas, and whether small groups show."""
        return self.areas, self.may(Right.SMALL_CELLS)

    def reaches(self, area: str) -> bool:
        """Whether an area has anything of the viewer's own in it, or lies in it; everything is reached by all."""
        return not area or self.areas is None or any(area.startswith(one) or one.startswith(area) for one in self.areas)

    @property
    def export_rows(self) -> int:
        """How many rows one file may have."""
        return TERMS[self.role].export_rows


class NotSignedIn(Exception):
    """Something asked without anybody asking; the guard lets no such request through."""


def viewer_of(user: User, address: str = "", *, screen: bool = False) -> Viewer:
    """Somebody who may sign in, as who asks."""
    return Viewer(user.name, Role(user.role), confined(user.codes), user.id, address, screen)


def confined(codes: Iterable[str]) -> tuple[str, ...] | None:
    """The areas of a viewer from those written down for a user."""
    sorted_codes = tuple(sorted(codes))
    return None if WHOLE in sorted_codes else sorted_codes


def is_area(code: str) -> bool:
    """Whether it can be an area of a user."""
    return bool(_AREA.fullmatch(code))


def viewer_with(right: Right) -> Viewer:
    """The viewer of this request, who has a right.

    The guard lets nobody else come so far; a route that changes something does not leave it at that. Aborts with 403.
    """
    viewer = current_viewer()
    if not viewer.may(right):
        abort(HTTPStatus.FORBIDDEN)
    return viewer


def current_viewer() -> Viewer:
    """The viewer of this request.

    Raises NotSignedIn.
    """
    viewer: Viewer | None = g.get("viewer")
    if viewer is None:
        raise NotSignedIn("nobody is signed in; the guard must stand before this route")
    return viewer
