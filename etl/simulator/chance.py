"""Draws that depend on nothing but the seed, a purpose and the keys: no state, no order, no chunk.

The same person has the same luck whether the bureau is simulated alone or among a million, today or for a later date.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_UNIT = 2.0**-53


def _mix(words: Words) -> Words:
    """The finaliser of splitmix64: every bit of the input moves half of the bits of the output."""
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))


def _words(key: Ints | int) -> Words:
    """Keys as unsigned words of at least one dimension (scalars of NumPy warn when they wrap)."""
    return np.atleast_1d(np.asarray(key, dtype=np.int64)).astype(np.uint64)


class Chance:
    """Luck by seed, purpose and keys; keys broadcast against each other."""

    def __init__(self, seed: int) -> None:
        self._seed = _mix(_words(seed) + _GOLDEN)

    def uniform(self, purpose: str, *keys: Ints | int) -> Floats:
        """Numbers in [0, 1), one per combination of the keys."""
        state = _mix(self._seed ^ _words(zlib.crc32(purpose.encode())))
        for key in keys:
            state = _mix(state ^ (_words(key) * _GOLDEN))
        return (state >> np.uint64(11)).astype(np.float64) * _UNIT

    def below(self, share: float | Floats, purpose: str, *keys: Ints | int) -> Bools:
        """True with probability `share`."""
        return np.asarray(self.uniform(purpose, *keys) < share, dtype=np.bool_)

    def integer(self, count: int, purpose: str, *keys: Ints | int) -> Ints:
        """Whole numbers 0 … count - 1, equally likely."""
        return (self.uniform(purpose, *keys) * count).astype(np.int64)

    def choice(self, weights: Sequence[float], purpose: str, *keys: Ints | int) -> Ints:
        """Positions in `weights`, as likely as their weights."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        drawn = self.uniform(purpose, *keys) * edges[-1]
        return np.asarray(np.searchsorted(edges[:-1], drawn, side="right"), dtype=np.int64)

    def waiting(self, mean: float | Floats, purpose: str, *keys: Ints | int) -> Ints:
        """Months until something happens that happens once in `mean` months, at least 1."""
        return (-np.log1p(-self.uniform(purpose, *keys)) * mean).astype(np.int64) + 1
