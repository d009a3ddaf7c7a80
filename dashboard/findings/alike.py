"""Communities that can be compared with one another: those nearest in size."""

from __future__ import annotations

from collections.abc import Mapping

MANY = 5
"""So many make a group to compare with."""


def alike(code: str, persons: Mapping[str, int | None], many: int = MANY) -> tuple[str, ...]:
    """The communities nearest to one in registered persons, nearest first, itself left out; ties by code.

    Where nobody knows how many a community has, it is like none.
    """
    own = persons.get(code)
    if own is None:
        return ()
    others = [(abs(size - own), other) for other, size in persons.items() if other != code and size is not None]
    return tuple(other for _, other in sorted(others)[:many])
