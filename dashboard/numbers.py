"""How numbers are written: exact until here, – for nothing known, U+2212 for minus."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

NOTHING = "–"
MINUS = "\N{MINUS SIGN}"
SMALL = 10

_WAN = Decimal(10_000)
_HUNDRED = Decimal(100)

Figure = Decimal | int | None


def fixed(value: Decimal | int | None, places: int = 2) -> str:
    """A number with thousands commas and a fixed number of decimals."""
    if value is None:
        return NOTHING
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{places}f}"
    return MINUS + text if rounded < 0 else text


def wan(amount: Figure, places: int = 2) -> str:
    """An amount in yuan, written in 万元."""
    return NOTHING if amount is None else fixed(Decimal(amount) / _WAN, places)


def yuan(amount: Figure) -> str:
    """An amount in yuan and cents."""
    return fixed(amount, 2)


def count(number: Figure) -> str:
    """Persons, rows, months."""
    return fixed(number, 0)


def percent(rate: Figure, places: int = 2) -> str:
    """A rate without its % sign."""
    return NOTHING if rate is None else fixed(Decimal(rate) * _HUNDRED, places)


def signed(value: Figure, places: int = 2) -> str:
    """A number that always shows its direction; 0 has none."""
    text = fixed(value, places)
    return f"+{text}" if value is not None and _rounds_above_zero(Decimal(value), places) else text


def points(fraction: Figure) -> Decimal | None:
    """A difference of rates in percentage points."""
    return None if fraction is None else Decimal(fraction) * _HUNDRED


def change(value: Figure, before: Figure) -> Decimal | None:
    """The relative change, as a fraction; None where there is nothing to compare with."""
    if value is None or before is None or before == 0:
        return None
    return (Decimal(value) - Decimal(before)) / abs(Decimal(before))


def ratio(numerator: Figure, denominator: Figure) -> Decimal | None:
    """A sum over a sum; None where the denominator is 0 or unknown."""
    if numerator is None or not denominator:
        return None
    return Decimal(numerator) / Decimal(denominator)


def difference(value: Figure, before: Figure) -> Decimal | None:
    """What was added since."""
    return None if value is None or before is None else Decimal(value) - Decimal(before)


def duration(time: timedelta) -> str:
    """A stretch of time as minutes and seconds."""
    seconds = int(time.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}"


def _rounds_above_zero(value: Decimal, places: int) -> bool:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) > 0
