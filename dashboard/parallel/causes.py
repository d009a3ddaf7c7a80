"""A difference split into causes: exact, the parts always add up to it, and what nothing explains says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from sql.studies.parallel import OF_ROWS, Cause

MOST_OPTIONS = {1: 400, 2: 60, 3: 20}
"""Among how many causes and single rows one, two, three together are looked for: of many some would fit by chance."""
MOST_ALIKE = 40
"""Of a cause with more rows in a cell than these no single one is looked for: some would fit by chance."""
ZERO = Decimal(0)


@dataclass(frozen=True)
class Piece:
    """A row that may explain a part of a difference: theirs less ours, if it does."""

    cause: Cause
    amount: Decimal
    ticket: str = ""


@dataclass(frozen=True)
class Part:
    """What a cause explains of a difference; `tickets` are the rows of it where it is not all of them."""

    cause: Cause
    amount: Decimal
    rows: int = 0
    tickets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Split:
    """The parts of a difference, and in how many equally short ways it could have been split."""

    parts: tuple[Part, ...]
    ways: int = 1

    @property
    def unexplained(self) -> Decimal:
        """What nothing explains."""
        return sum((part.amount for part in self.parts if part.cause is Cause.UNEXPLAINED), ZERO)


@dataclass(frozen=True)
class _Option:
    """All rows of a cause, one of them, or one less of a cause that is taken whole."""

    part: Part
    whole: bool


def split(difference: Decimal, pieces: Sequence[Piece], basis: Sequence[Part], tolerance: Decimal) -> Split:
    """The causes of a difference: those of the basis whole, then the fewest others that leave nothing.

    To the cent; where a table prints fewer decimals, what is left within them is rounding.
    """
    taken = [part for part in basis if part.amount]
    rest = difference - sum((part.amount for part in taken), ZERO)
    if abs(rest) <= tolerance:
        return Split(_with_rest(taken, rest, Cause.ROUNDING))
    whole = {part.cause for part in basis}
    options = list(_options(pieces, whole, tolerance))
    for count in MOST_OPTIONS:
        found = list(_fitting(options, rest, tolerance, count))
        if found:
            parts = _joined([*taken, *(option.part for option in found[0])])
            left = difference - sum((part.amount for part in parts), ZERO)
            return Split(_with_rest(parts, left, Cause.ROUNDING), len(found))
    return Split(_with_rest(taken, rest, Cause.UNEXPLAINED))


def sums_of(pieces: Iterable[Piece]) -> dict[Cause, Part]:
    """All rows of each cause together."""
    found: dict[Cause, Part] = {}
    for piece in pieces:
        before = found.get(piece.cause, Part(piece.cause, ZERO))
        found[piece.cause] = Part(piece.cause, before.amount + piece.amount, before.rows + 1)
    return found


def fitting_basis(leaves: Sequence[tuple[Decimal, Mapping[Cause, Part], Decimal]]) -> tuple[Cause, ...]:
    """How the whole table counts: the causes that, taken whole everywhere, explain most.

    Each leaf is a difference, the causes there are, and the tolerance. A cause must explain two cells to be one of
    the table's; what explains a single cell is found there.
    """
    differing = [leaf for leaf in leaves if any(part.amount for part in leaf[1].values()) or abs(leaf[0]) > leaf[2]]
    here = [cause for cause in OF_ROWS if sum(bool(_amount(leaf[1], cause)) for leaf in differing) > 1]
    best: tuple[Cause, ...] = ()
    most = _explained(differing, best)
    for count in range(1, len(here) + 1):
        for causes in combinations(here, count):
            explained = _explained(differing, causes) - count
            if explained > most:
                best, most = causes, explained
    return best


def _explained(leaves: Sequence[tuple[Decimal, Mapping[Cause, Part], Decimal]], causes: Iterable[Cause]) -> int:
    wanted = tuple(causes)
    return sum(
        abs(difference - sum((_amount(sums, cause) for cause in wanted), ZERO)) <= tolerance
        for difference, sums, tolerance in leaves
    )


def _amount(sums: Mapping[Cause, Part], cause: Cause) -> Decimal:
    return sums[cause].amount if cause in sums else ZERO


def _options(pieces: Sequence[Piece], whole: set[Cause], tolerance: Decimal) -> Iterator[_Option]:
    """What can be tried: amounts that rounding could hide are nothing that could be proved."""
    for part in sums_of(pieces).values():
        if part.cause not in whole and abs(part.amount) > 2 * tolerance:
            yield _Option(part, whole=True)
    counts = {cause: part.rows for cause, part in sums_of(pieces).items()}
    for piece in pieces:
        if abs(piece.amount) <= 2 * tolerance or counts[piece.cause] > MOST_ALIKE:
            continue
        if piece.cause in whole:
            yield _Option(Part(piece.cause, -piece.amount, -1, (piece.ticket,)), whole=False)
        elif counts[piece.cause] > 1:
            yield _Option(Part(piece.cause, piece.amount, 1, (piece.ticket,)), whole=False)


def _fitting(
    options: Sequence[_Option], rest: Decimal, tolerance: Decimal, count: int
) -> Iterator[tuple[_Option, ...]]:
    if len(options) > MOST_OPTIONS[count] or (tolerance and count > 2):
        return
    for chosen in combinations(options, count):
        wholes = {option.part.cause for option in chosen if option.whole}
        singles = {option.part.cause for option in chosen if not option.whole}
        together = sum((option.part.amount for option in chosen), ZERO)
        if abs(rest - together) <= tolerance and not wholes & singles:
            yield chosen


def _joined(parts: Iterable[Part]) -> list[Part]:
    """One part per cause, in the order they were found."""
    found: dict[Cause, Part] = {}
    for part in parts:
        before = found.get(part.cause)
        found[part.cause] = (
            part
            if before is None
            else Part(
                part.cause, before.amount + part.amount, before.rows + part.rows, (*before.tickets, *part.tickets)
            )
        )
    return list(found.values())


def _with_rest(parts: Sequence[Part], rest: Decimal, cause: Cause) -> tuple[Part, ...]:
    return (*parts, Part(cause, rest)) if rest else tuple(parts)
