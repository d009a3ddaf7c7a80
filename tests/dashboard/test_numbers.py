"""How numbers are written."""

from datetime import timedelta
from decimal import Decimal

import pytest

from dashboard import numbers


@pytest.mark.parametrize(
    ("write", "value", "expected"),
    [
        (numbers.wan, Decimal("235088412.50"), "23,508.84"),
        (numbers.wan, Decimal("-4999.99"), "−0.50"),
        (numbers.wan, Decimal("-49.99"), "0.00"),
        (numbers.wan, 0, "0.00"),
        (numbers.wan, None, "–"),
        (numbers.yuan, Decimal("3487.2"), "3,487.20"),
        (numbers.count, 45126, "45,126"),
        (numbers.count, 0, "0"),
        (numbers.count, None, "–"),
        (numbers.percent, Decimal("0.20415"), "20.42"),
        (numbers.percent, None, "–"),
        (numbers.signed, Decimal("2.105"), "+2.11"),
        (numbers.signed, Decimal("-10.98"), "−10.98"),
        (numbers.signed, Decimal("0.004"), "0.00"),
        (numbers.signed, None, "–"),
        (numbers.duration, timedelta(minutes=1, seconds=9.9), "1:09"),
    ],
)
def test_numbers_are_written_as_officials_write_them(write, value, expected):
    assert write(value) == expected


def test_half_a_cent_is_rounded_away_from_zero():
    assert numbers.fixed(Decimal("0.005")) == "0.01"
    assert numbers.fixed(Decimal("-0.005")) == "−0.01"


def test_a_change_needs_something_to_be_compared_with():
    assert numbers.change(Decimal(110), Decimal(100)) == Decimal("0.1")
    assert numbers.change(Decimal(-50), Decimal(-100)) == Decimal("0.5")
    assert numbers.change(Decimal(110), Decimal(0)) is None
    assert numbers.change(Decimal(110), None) is None
    assert numbers.difference(None, Decimal(1)) is None
    assert numbers.ratio(1, 0) is None
    assert numbers.points(Decimal("0.0003")) == Decimal("0.03")
