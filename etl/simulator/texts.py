"""Arrays of numbers as lists of text: each distinct value is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from etl.simulator.days import day_text, month_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from etl.simulator.chance import Ints


def money(cents: int) -> str:
    """An amount in cents as text with two decimals."""
    sign = "-" if cents < 0 else ""
    yuan, rest = divmod(abs(cents), 100)
    return f"{sign}{yuan}.{rest:02d}"


def spelled(values: Ints, spell: Callable[[int], str]) -> list[str]:
    """Every value spelled; equal values share one text."""
    distinct, places = np.unique(values, return_inverse=True)
    words = np.array([spell(int(value)) for value in distinct], dtype=object)
    found: list[str] = words[places].tolist() if len(words) else []
    return found


def moneys(cents: Ints) -> list[str]:
    """Amounts in cents as text."""
    return spelled(cents, money)


def days(ordinals: Ints) -> list[str]:
    """Days as text, 0 as nothing."""
    return spelled(ordinals, lambda day: day_text(day) if day else "")


def months(numbers: Ints) -> list[str]:
    """Months as text, 0 as nothing."""
    return spelled(numbers, lambda month: month_text(month) if month else "")


def moments(ordinals: Ints, seconds: Ints) -> list[str]:
    """Day and second of the day as `YYYY-MM-DD HH:MM:SS`."""
    return [f"{day} {clock}" for day, clock in zip(days(ordinals), spelled(seconds, _clock), strict=True)]


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def named(places: Ints, names: Sequence[str]) -> list[str]:
    """The name at each place."""
    found: list[str] = np.array(list(names), dtype=object)[places].tolist()
    return found
