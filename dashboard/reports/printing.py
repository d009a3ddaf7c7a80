"""How the figures of a report are printed: rounded once, half up, by their form."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from dashboard.numbers import NOTHING, fixed, signed
from dashboard.reports.blocks import Cell, Figure, Form

HIDDEN = "*"
"""A rate of fewer than ten people."""
TOO_MUCH = Decimal(10)
"""A growth of ten times and more says nothing."""

_STEP = {Form.COUNT: Decimal(1), Form.RANK: Decimal(1)}
_SCALE = {
    Form.WAN: Decimal("0.0001"),
    Form.RATE: Decimal(100),
    Form.POINTS: Decimal(100),
    Form.GROWTH: Decimal(100),
}


def number_of(figure: Figure) -> Decimal | None:
    """The figure in the unit it is printed in, unrounded; None where it is not printed as a number."""
    if figure.value is None or figure.hidden:
        return None
    if figure.form is Form.GROWTH and abs(Decimal(figure.value)) >= TOO_MUCH:
        return None
    return Decimal(figure.value) * _SCALE.get(figure.form, Decimal(1))


def rounded(figure: Figure) -> Decimal | None:
    """The figure as it is printed, as a number; never a minus before a zero."""
    number = number_of(figure)
    if number is None:
        return None
    return number.quantize(_STEP.get(figure.form, Decimal("0.01")), rounding=ROUND_HALF_UP) + 0


def printed(cell: Cell | None) -> str:
    """A cell or a piece of a sentence as text."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if cell.hidden:
        return HIDDEN
    number = number_of(cell)
    if number is None:
        return NOTHING
    if cell.form in _STEP:
        return fixed(number, 0)
    return signed(number) if cell.form is Form.POINTS else fixed(number)


def text_of(pieces: Iterable[Cell]) -> str:
    """A sentence with its figures printed."""
    return "".join(printed(piece) for piece in pieces)
