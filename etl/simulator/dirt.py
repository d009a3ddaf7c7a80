"""What is wrong with the sources' rows, at small rates that are assumptions. Each kind has a name that is counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator.identity import CHECK_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.simulator.chance import Bools, Chance, Floats, Ints

Columns = dict[str, list[str | None]]

_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")

# Assumption: how one number out of many is written, by kind.
IDENTITY_RATES = {
    "full_width_number": 0.0005,
    "apostrophe_number": 0.0005,
    "blank_in_number": 0.0005,
    "short_number": 0.0012,
    "scientific_number": 0.0003,
    "wrong_check_character": 0.0004,
}
LOWER_CASE_RATE = 0.03
# Assumption: damaged cells of receipts and assessments, by kind.
CELL_RATES = {
    "unreadable_amount": 0.0003,
    "unreadable_date": 0.0003,
    "backwards_period": 0.0002,
    "long_period": 0.0001,
    "cent_off": 0.001,
    "thousands_comma": 0.001,
    "compact_period": 0.006,
    "slash_date": 0.004,
    "unknown_kind": 0.0002,
    "empty_kind": 0.004,
    "out_of_scope": 0.003,
    "unknown_street": 0.002,
}
UNREADABLE_AMOUNTS = ("待核", "8 7l.80", "——", "#VALUE!")
UNREADABLE_DATES = ("2023-02-30", "0000-00-00", "20231301", "见附件")
DUPLICATE_RATE = 0.0008


class Dirt:
    """Damages columns in place and counts what it did."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self.counts: Counter[str] = Counter()

    def numbers(self, purpose: str, numbers: list[str], *keys: Ints) -> list[str]:
        """Identity numbers as people type them."""
        found = list(numbers)
        edge = 0.0
        drawn = self._chance.uniform(purpose + " number", *keys)
        for kind, rate in IDENTITY_RATES.items():
            self._rewrite(kind, found, _between(drawn, edge, edge + rate), NUMBER_WRITERS[kind])
            edge += rate
        self._rewrite("lower_case_x", found, (drawn >= edge) & (drawn < edge + LOWER_CASE_RATE), str.lower)
        return found

    def damage(
        self,
        kind: str,
        column: list[str | None],
        write: Callable[[str], str],
        *keys: Ints,
        rate: float | None = None,
    ) -> None:
        """Rewrite a small share of the filled cells of a column."""
        share = CELL_RATES[kind] if rate is None else rate
        chosen = self._chance.below(share, kind, *keys)
        for at in np.flatnonzero(chosen).tolist():
            cell = column[at]
            if cell and (written := write(cell)) != cell:
                column[at] = written
                self.counts[kind] += 1

    def chosen(self, kind: str, rate: float, *keys: Ints) -> Ints:
        """Rows to do something else with, counted."""
        found = np.flatnonzero(self._chance.below(rate, kind, *keys))
        self.counts[kind] += len(found)
        return found

    def _rewrite(self, kind: str, cells: list[str], chosen: Bools, write: Callable[[str], str]) -> None:
        for at in np.flatnonzero(chosen).tolist():
            written = write(cells[at])
            if written != cells[at]:
                cells[at] = written
                self.counts[kind] += 1


def _between(drawn: Floats, low: float, high: float) -> Bools:
    return np.asarray((drawn >= low) & (drawn < high), dtype=np.bool_)


def full_width(number: str) -> str:
    """Digits of double width."""
    return number.translate(_FULL_WIDTH)


def with_apostrophe(number: str) -> str:
    """As a spreadsheet keeps text."""
    return "'" + number


def with_blanks(number: str) -> str:
    """Grouped for reading."""
    return f"{number[:6]} {number[6:14]} {number[14:]}"


def shortened(number: str) -> str:
    """The 15 digits of the old form, for people born before 2000."""
    return number[:6] + number[8:17] if number[6:8] == "19" else number


def scientific(number: str) -> str:
    """What a spreadsheet makes of a long number."""
    return f"{number[0]}.{number[1:6]}E+17"


def wrong_check(number: str) -> str:
    """A number whose last character is not the right one."""
    place = (CHECK_CHARACTERS.index(number[-1].upper()) + 1) % len(CHECK_CHARACTERS)
    return number[:-1] + CHECK_CHARACTERS[place]


NUMBER_WRITERS: dict[str, Callable[[str], str]] = {
    "full_width_number": full_width,
    "apostrophe_number": with_apostrophe,
    "blank_in_number": with_blanks,
    "short_number": shortened,
    "scientific_number": scientific,
    "wrong_check_character": wrong_check,
}


def unreadable_amount(cell: str) -> str:
    """Something that is no amount."""
    return UNREADABLE_AMOUNTS[sum(map(ord, cell)) % len(UNREADABLE_AMOUNTS)]


def unreadable_date(cell: str) -> str:
    """Something that is no date."""
    return UNREADABLE_DATES[sum(map(ord, cell)) % len(UNREADABLE_DATES)]


def cent_off(cell: str) -> str:
    """An amount one cent higher, as rounding elsewhere makes it."""
    whole, _, cents = cell.partition(".")
    return cell if cents in {"", "99"} else f"{whole}.{int(cents) + 1:02d}"


def thousands(cell: str) -> str:
    """An amount with a comma."""
    whole, _, cents = cell.partition(".")
    return f"{int(whole):,}.{cents}"


def slashed(cell: str) -> str:
    """A date with slashes and without zeros."""
    year, month, day = cell.split("-")
    return f"{year}/{int(month)}/{int(day)}"


def compact(cell: str) -> str:
    """A date of digits only."""
    return cell.replace("-", "")
