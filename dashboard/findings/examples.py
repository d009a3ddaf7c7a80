"""The first fault a check found, in words instead of columns, codes and numbers of months."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from dashboard.areas import Areas
from dashboard.numbers import yuan
from dashboard.wording import Words

MONTHS = ("month", "first_month", "last_month")
AREAS = ("community", "other_community")
_AMOUNT = re.compile(r"-?\d+\.\d{2}")


def in_words(example: str, words: Words, areas: Areas, types: Sequence[tuple[str, str]]) -> str:
    """`month 24312, tickets 2` as 月份 2026年1月、税票数 2; what has no words stays as it is."""
    said = []
    for pair in filter(None, example.split(", ")):
        name, _, value = pair.partition(" ")
        label = words(f"example.{name}") if f"example.{name}" in words else name
        said.append(f"{label} {_value(name, value, words, areas, dict(types))}")
    return words.listed(said)


def _value(name: str, value: str, words: Words, areas: Areas, types: dict[str, str]) -> str:
    if name in MONTHS and value.isdecimal():
        return words.full_month(int(value))
    if name in AREAS:
        return areas.name(value, words)
    if _AMOUNT.fullmatch(value):
        return yuan(Decimal(value))
    return types.get(value, value) if name == "worker_type" else value
