"""What a single cell may be: text that every file can hold, numbers that are exact to their last place."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from dashboard.exports.sheet import Kind

STEPS = {Kind.WHOLE: Decimal(1), Kind.MONEY: Decimal("0.01"), Kind.RATE: Decimal("0.0001")}
"""The last place of each kind of number; a rate's is the second decimal of its percentage."""

_EXCEL = Context(prec=15, rounding=ROUND_HALF_UP)
"""Excel keeps 15 digits and changes what is longer without a word; quantizing here refuses it."""

_LONGEST = 10**_EXCEL.prec

_UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML has no place for, and halves of characters."""

_DANGEROUS = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠﹦﹢﹣﹫]|\s*[\t\r]")
"""How a formula starts, behind anything that a spreadsheet may drop."""

_EXCEL_DAY_0 = date(1899, 12, 30).toordinal()
_FIRST_SURE_DAY = 61
"""1 March 1900: Excel believes in a 29 February of that year, and in no day before it."""


def clean(value: object) -> str:
    """Text that a file can hold; what it cannot is shown as U+FFFD, so that it is seen that something stood there."""
    text = str(value)
    return text if text.isprintable() else _UNHOLDABLE.sub("\ufffd", text)


def guarded(value: object) -> str:
    """Clean text that no spreadsheet takes for a formula: an apostrophe stands before what could be one."""
    text = clean(value)
    return f"'{text}" if _DANGEROUS.match(text) else text


def shortened(text: str, units: int) -> str:
    """Text of at most so many UTF-16 units, which is how Excel counts; what was cut ends in …."""
    encoded = text.encode("utf-16-le")
    if len(encoded) <= 2 * units:
        return text
    return encoded[: 2 * units - 2].decode("utf-16-le", "ignore") + "…"


def number(value: Any, step: Decimal) -> Decimal | int:
    """A number at its last place, half up, as on the screen; a float counts as what it is written as.

    A ValueError where it is no number, infinite, or longer than the 15 digits that Excel keeps.
    """
    if type(value) is int and step == 1 and -_LONGEST < value < _LONGEST:
        return value
    exact = Decimal(str(value)) if isinstance(value, float) else value
    try:
        rounded = _EXCEL.plus(_EXCEL.quantize(exact, step))  # plus: there is no minus before a zero
    except (InvalidOperation, TypeError) as error:
        raise ValueError(f"{value!r} is no number of at most {_EXCEL.prec} digits") from error
    if rounded.is_nan():
        raise ValueError(f"{value!r} is no number")
    return rounded


def iso_day(day: date) -> str:
    """2025-12-31, also for a day with a time."""
    return day.isoformat()[:10]


def excel_day(day: date) -> int | None:
    """The number that Excel knows a day by; None for days it does not know."""
    known = day.toordinal() - _EXCEL_DAY_0
    return known if known >= _FIRST_SURE_DAY else None
