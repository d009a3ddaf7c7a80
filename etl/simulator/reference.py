"""What the bureau takes from the shipped reference lists: communities and base limits."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np

from etl.simulator import profile
from etl.simulator.chance import Chance, Ints

# Assumption: days in September on which the new limits are published; 2025 is the date of the published page.
PUBLICATION_DAYS = {2025: 15}
OTHER_PUBLICATION_DAYS = (12, 17, 10, 14, 19, 11)
_COMMUNITY_DIGITS = 12


def _rows(name: str) -> list[dict[str, str]]:
    """The rows of a shipped reference list."""
    text = (files("sql") / "reference" / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


@dataclass(frozen=True, slots=True)
class Places:
    """The communities of the seven subdistricts; people refer to them by position."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    subdistrict: Ints
    rural: Ints
    weights: tuple[float, ...]
    subdistrict_names: tuple[str, ...]


@cache
def places() -> Places:
    """The communities with their population weights (an assumption, uneven inside a subdistrict)."""
    rows = {row["区划代码"]: row["名称"] for row in _rows("areas.csv")}
    codes = tuple(code for code in sorted(rows) if len(code) == _COMMUNITY_DIGITS and code[:9] in profile.SUBDISTRICTS)
    numbers = [profile.SUBDISTRICTS.index(code[:9]) for code in codes]
    return Places(
        codes=codes,
        names=tuple(rows[code] for code in codes),
        subdistrict=np.array(numbers, dtype=np.int64),
        rural=np.array([code[:9] in profile.RURAL_SUBDISTRICTS for code in codes], dtype=np.int64),
        weights=_weights(codes, numbers),
        subdistrict_names=tuple(rows[code] for code in profile.SUBDISTRICTS),
    )


def _weights(codes: tuple[str, ...], numbers: list[int]) -> tuple[float, ...]:
    """Each subdistrict's weight spread unevenly over its communities."""
    keys = np.array([int(code) for code in codes], dtype=np.int64)
    raw = 0.4 + 1.6 * Chance(0).uniform("community weight", keys)
    totals = np.bincount(numbers, weights=raw)
    shares = [raw[at] / totals[number] for at, number in enumerate(numbers)]
    found = (profile.SUBDISTRICT_WEIGHTS[number] * share for number, share in zip(numbers, shares, strict=True))
    return tuple(float(weight) for weight in found)


@dataclass(frozen=True, slots=True)
class Limits:
    """Contribution bases in cents by year and tier, and the day each year's limits were published."""

    first_year: int
    bases: Ints
    published: Ints

    def base(self, years: Ints, tiers: Ints, on: Ints) -> Ints:
        """The base of a tier for a year as it was known on a day: last year's until the publication."""
        row = np.clip(years - self.first_year, 0, len(self.published) - 1)
        unpublished = (on < self.published[row]) & (row > 0)
        found: Ints = self.bases[row - unpublished, tiers]
        return found


def due(bases: Ints) -> Ints:
    """A month's contribution in cents: 20 % of the base, rounded half up."""
    return (bases * 20 + 50) // 100


def cents(text: str) -> int:
    """An amount of the reference lists in cents."""
    yuan, _, rest = text.partition(".")
    return int(yuan) * 100 + int(rest.ljust(2, "0"))


@cache
def limits(last_year: int) -> Limits:
    """Limits from 2014 to a year; years without a list repeat the nearest one that has."""
    listed = {int(row["执行年度"]): row for row in _rows("base_limits.csv")}
    years = range(2014, last_year + 1)
    rows = [listed[min(max(year, min(listed)), max(listed))] for year in years]
    return Limits(
        first_year=2014,
        bases=np.array([_bases(row) for row in rows], dtype=np.int64),
        published=np.array([publication(year) for year in years], dtype=np.int64),
    )


def _bases(row: dict[str, str]) -> list[int]:
    """The base of every tier: the lowest and highest are the published limits, the others parts of the wage."""
    wage = cents(row["平均工资"])
    shares = [(wage * tier + 50) // 100 for tier in profile.TIERS]
    return [cents(row["下限"]), *shares[1:-1], cents(row["上限"])]


def publication(year: int) -> int:
    """The ordinal of the day in September on which a year's limits came out."""
    day = PUBLICATION_DAYS.get(year, OTHER_PUBLICATION_DAYS[year % len(OTHER_PUBLICATION_DAYS)])
    return date(year, 9, day).toordinal()
