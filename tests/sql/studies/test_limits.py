"""Control limits against the binomial distribution added up in fractions."""

from fractions import Fraction
from math import comb

import pytest

from sql.studies.limits import ALARM, WARN, Limits, around, verdict

COVERAGES = {WARN: Fraction(95, 100), ALARM: Fraction(998, 1000)}


def exact(rate: Fraction, persons: int, probability: Fraction) -> float:
    """The share at which the distribution reaches a probability: between whole people in proportion, never below 0."""
    reached = Fraction(0)
    for count in range(persons + 1):
        share = comb(persons, count) * rate**count * (1 - rate) ** (persons - count)
        if reached + share >= probability:
            return float(max(Fraction(0), (count - (reached + share - probability) / share) / persons))
        reached += share
    return 1.0


@pytest.mark.parametrize(
    "rate", [Fraction(1, 100), Fraction(23, 100), Fraction(1, 2), Fraction(9, 10), Fraction(999, 1000)]
)
@pytest.mark.parametrize("persons", [1, 2, 7, 30, 250])
@pytest.mark.parametrize("coverage", [WARN, ALARM])
def test_limits_are_those_of_the_binomial_distribution(rate: Fraction, persons: int, coverage: float) -> None:
    """Half of what may happen by chance is left out at either end."""
    tail = (1 - COVERAGES[coverage]) / 2
    limits = around(float(rate), persons, coverage)
    assert limits.low == pytest.approx(exact(rate, persons, tail), abs=1e-9)
    assert limits.high == pytest.approx(exact(rate, persons, 1 - tail), abs=1e-9)


def test_ten_tosses_of_a_coin() -> None:
    """P(X = 1) = 10/1024 takes 1/1024 to 11/1024, P(X = 2) = 45/1024 to 56/1024: 2.5 % is reached at 2 - 30.4/45."""
    limits = around(0.5, 10, WARN)
    assert limits.low == pytest.approx((2 - (56 - 25.6) / 45) / 10)
    assert limits.high == pytest.approx(1 - limits.low - 0.1)


def test_limits_of_nobody_and_of_everybody() -> None:
    """Nobody may show anything; where all of the whole do, or none, every part must."""
    assert around(0.3, 0, WARN) == Limits(0.0, 1.0)
    assert around(0.0, 5, ALARM) == Limits(0.0, 0.0)
    assert around(1.0, 5, ALARM) == Limits(1.0, 1.0)
    assert verdict(0.2, 0.0, 5) == "alarm"


def test_a_verdict_is_warn_before_it_is_alarm() -> None:
    """Of 100 with a rate of a half 40 are within 95 %, 39 within 99.8 %, 34 beyond; an end is within."""
    said = {count: verdict(count / 100, 0.5, 100) for count in (61, 50, 40, 39, 35, 34)}
    assert said == {61: "warn", 50: "inside", 40: "inside", 39: "warn", 35: "warn", 34: "alarm"}
    limits = around(0.5, 100, WARN)
    assert (verdict(limits.low, 0.5, 100), verdict(limits.high, 0.5, 100)) == ("inside", "inside")


def test_many_people_need_no_more_than_moments() -> None:
    """The limits of a city's register."""
    limits = around(0.2, 300_000, ALARM)
    assert (round(limits.low, 4), round(limits.high, 4)) == (0.1977, 0.2023)
