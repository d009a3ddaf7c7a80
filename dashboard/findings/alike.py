"""Communities that can be compared with one another: those nearest in size."""

from __future__ import annotations

from collections.abc import Mapping

MANY = 5
"""So many make a group to compare with."""


def alike(code: str, persons: Mapping[str, int]) -> tuple[str, ...]:
    """The communities nearest to one in registered persons, itself left out; ties by code."""
    own = persons.get(code)
    if own is None:
        return ()
    others = sorted((abs(count - own), other) for other, count in persons.items() if other != code)
    return tuple(sorted(other for _, other in others[:MANY]))
