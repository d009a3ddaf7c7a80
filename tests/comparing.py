"""Holding two answers against each other, without the groups in which every value is zero or empty."""

from collections.abc import Iterable
from fractions import Fraction

from tests.model import Answer, Figure

DECIMALS = 10
"""The program prints differences of rates with so many."""


def is_nothing(figure: Figure) -> bool:
    """Say whether a value is zero or empty; a rate with numerator 0 is zero, with denominator 0 empty."""
    if isinstance(figure, tuple):
        return not figure[0] or not figure[1]
    return not figure


def plain(figure: Figure) -> object:
    """Return a figure in the form in which equal figures are equal; without denominator a rate is empty."""
    if isinstance(figure, tuple):
        return (Fraction(figure[0]), Fraction(figure[1])) if figure[1] else None
    return round(Fraction(figure or 0), DECIMALS)


def same(one: Figure, other: Figure) -> bool:
    """Say whether two figures are the same; nothing on one side may be anything that is nothing on the other."""
    if isinstance(one, tuple) != isinstance(other, tuple) and None not in (one, other):
        return False
    if one is None or other is None:
        return is_nothing(one) and is_nothing(other)
    return plain(one) == plain(other)


def differences(metrics: Iterable[str], expected: Answer, actual: Answer) -> list[str]:
    """Name every figure in which two answers differ."""
    found = []
    for group in sorted(expected.keys() | actual.keys()):
        for metric in metrics:
            should, does = expected.get(group, {}).get(metric), actual.get(group, {}).get(metric)
            if not same(should, does):
                found.append(f"{metric} {group}: expected {should}, is {does}")
    return found
