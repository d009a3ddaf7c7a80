"""What source systems call our columns and values, from `words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from etl.feeds import Column, Feed, Kind, feed_named
from etl.sources.header import clean_header

OURS, SURE, CODE, UNSURE, NONE = 1.0, 0.96, 0.95, 0.6, 0.0
"""How much a header alone says: our own word, a known word, a known code, a word that may mean it, nothing."""
_UNITS = re.compile(r"\((元|万元|人|月|个月|YYYYMM|YYYY-MM|YYYYMMDD|YYYY-MM-DD|必填|选填)\)")
_TEN_THOUSANDS = re.compile(r"万元")
_LATIN = re.compile(r"[A-Z0-9_]+")


@dataclass(frozen=True)
class Known:
    """What a header may mean: the field, and how much the header alone says for it."""

    field: str
    strength: float


@cache
def _said() -> dict[str, Any]:
    text = (files("etl") / "intake" / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1 << 15)
def plain_header(header: str) -> str:
    """A header cleaned as the night cleans it, and without its unit; kept, for every feed asks it of every head."""
    return _UNITS.sub("", clean_header(header))


def in_ten_thousands(header: str) -> bool:
    """Whether a header says that amounts are in 万元, which the feeds do not take."""
    return bool(_TEN_THOUSANDS.search(header))


def means_nothing(header: str) -> bool:
    """Whether a header is known to mean nothing to any feed."""
    return plain_header(header) in {plain_header(word) for word in _said()["nothing"]["sure"]}


def meanings(feed: Feed) -> Mapping[str, tuple[Known, ...]]:
    """What each known header may mean to a feed, likeliest first."""
    return _meanings(feed.name)


@cache
def _meanings(name_of_feed: str) -> Mapping[str, tuple[Known, ...]]:
    feed = feed_named(name_of_feed)
    found: dict[str, dict[str, float]] = {}
    for column in feed.columns:
        for header, strength in _words_for(feed, column):
            name = plain_header(header)
            fields = found.setdefault(name, {})
            fields[column.field] = max(strength, fields.get(column.field, NONE))
    return {
        name: tuple(
            Known(field, strength) for field, strength in sorted(fields.items(), key=lambda item: (-item[1], item[0]))
        )
        for name, fields in found.items()
    }


def _words_for(feed: Feed, column: Column) -> list[tuple[str, float]]:
    words = [(column.header, OURS)]
    for section in (feed.name, "any"):
        said = _said().get(section, {}).get(column.field, {})
        words += [(word, CODE if _LATIN.fullmatch(word) else SURE) for word in said.get("sure", ())]
        words += [(word, UNSURE) for word in said.get("unsure", ())]
    return words


def values_of(feed: Feed, column: Column) -> Mapping[str, str]:
    """What the values of a coded column are known to mean: ours, and what others call them."""
    said = _said()["values"].get(column.field, {})
    if column.field == "status":
        said = said.get(feed.name, {})
    return {**said, **column.values}


def is_critical(column: Column) -> bool:
    """Whether a wrong column here would make figures wrong without a word: it is asked unless it is certain."""
    kinds = (Kind.IDENTITY, Kind.KEY, Kind.DAY, Kind.MOMENT, Kind.MONTH, Kind.FIRST_MONTH, Kind.LAST_MONTH, Kind.PERIOD)
    period = column.kind in (Kind.YEAR, Kind.MONTH_OF_YEAR)
    return column.required or period or column.kind in kinds or column.field in ("amount", "assessed_amount")
