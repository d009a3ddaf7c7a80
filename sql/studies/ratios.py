"""Exact fractions, and how they are written in an answer."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

PLACES = Decimal("0.0000000001")
_EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)


def divided(above: int | Decimal, below: int | Decimal) -> Decimal | None:
    """One sum over another to ten places; None when there is nothing to divide by."""
    return written(Fraction(above) / Fraction(below)) if below else None


def written(value: Fraction) -> Decimal:
    """A fraction to ten places."""
    return _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator)).quantize(PLACES, context=_EXACT)
