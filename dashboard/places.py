"""Every place of the dashboard: its name, its address, who may open it, and where it stands in the rail."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.access.roles import Right


@dataclass(frozen=True)
class Place:
    """One page before anything stands on it; `group` is its part of the rail, None for one that others lead to.

    `under` is the place of the rail that is marked while such a one is shown.
    """

    name: str
    path: str
    group: int | None
    right: Right = Right.FIGURES
    under: str = ""


PLACES: tuple[Place, ...] = (
    Place("overview", "/", 0),
    Place("collection", "/collection", 0),
    Place("coverage", "/coverage", 0),
    Place("suspension", "/suspension", 0),
    Place("arrears", "/arrears", 0),
    Place("tiers", "/tiers", 0),
    Place("community", "/community", 1),
    Place("people", "/people", 1, Right.PEOPLE),
    Place("person", "/person", None, Right.PEOPLE, under="people"),
    Place("lists", "/lists", 1, Right.PEOPLE),
    Place("explore", "/explore", 1),
    Place("reports", "/reports", 2),
    Place("intake", "/intake", 2, Right.INTAKE),
    Place("gaps", "/intake/gaps", None, Right.INTAKE, under="intake"),
    Place("parallel", "/intake/parallel", None, Right.COMPARE, under="intake"),
    Place("health", "/health", 2),
    Place("definitions", "/definitions", 2),
    Place("users", "/users", 3, Right.USERS),
    Place("settings", "/settings", 3, Right.SETTINGS),
    Place("audit", "/audit", 3, Right.AUDIT),
    Place("exports", "/exports", 3, Right.AUDIT),
)
"""In the order of the rail; the first that somebody may open is where that somebody starts."""

PLACE = {place.name: place for place in PLACES}
PATHS = {place.name: place.path for place in PLACES}
GROUPS = range(1 + max(place.group for place in PLACES if place.group is not None))
