"""Theirs and ours, cell by cell, and every difference split into its causes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer
from dashboard.data import Denied, Reading, Record, Unfit
from dashboard.parallel.causes import ZERO, Part, Piece, Split, fitting_basis, split, sums_of
from dashboard.parallel.meaning import Cell, Meaning, Where, cells_of
from dashboard.parallel.printed import Rows
from sql.metrics import METRIC, Question
from sql.metrics.declaration import Unit, adds_over_people
from sql.metrics.period import Month, Months, Period, QuestionError
from sql.studies.parallel import COLUMNS, REFUND, Cause, Sought, evidence, share

MOST_ROWS = 200_000
"""Rows of evidence that are read for one month; beyond them the last of their causes is not told."""
OTHER_AXIS = {"received_net": "paid_amount", "received_gross": "paid_amount", "paid_amount": "received_net"}
BY_ROWS = ("received_net", "received_gross", "refunded_amount", "receipt_count", "paid_amount")
"""The metrics whose differences are told receipt by receipt."""
_LENGTHS = (6, 9, 12)
"""Digits of the areas that a total can add up, the largest first."""
NO_SPLIT = Split(())


@dataclass(frozen=True)
class Found:
    """What came out of a cell; `problem` says why there is nothing of ours to compare with, else it is empty."""

    cell: Cell
    ours: Decimal | None
    split: Split = NO_SPLIT
    problem: str = ""

    @property
    def difference(self) -> Decimal | None:
        """Theirs less ours."""
        return None if self.ours is None else self.cell.theirs - self.ours

    @property
    def compared(self) -> bool:
        """Whether there are both figures."""
        return self.ours is not None

    @property
    def agrees(self) -> bool:
        """Whether they are the same, as far as the printed decimals tell."""
        return self.difference is not None and abs(self.difference) <= self.cell.tolerance

    @property
    def explained(self) -> bool:
        """Whether the difference is told to the last cent."""
        return self.compared and not self.split.unexplained


@dataclass(frozen=True)
class Outcome:
    """A whole table compared; `basis` are the causes that hold for all of it."""

    cells: tuple[Found, ...]
    basis: tuple[Cause, ...]

    def as_json(self) -> str:
        """All of it, as it is kept; amounts written exactly."""
        cells = [
            {
                "name": found.cell.name,
                "ours": None if found.ours is None else str(found.ours),
                "problem": found.problem,
                "ways": found.split.ways,
                "parts": [[part.cause, str(part.amount), part.rows, part.tickets] for part in found.split.parts],
            }
            for found in self.cells
        ]
        return json.dumps({"basis": self.basis, "cells": cells}, ensure_ascii=False)


def outcome_of(text: str, rows: Rows, meaning: Meaning) -> Outcome:
    """An outcome as it was kept."""
    said = json.loads(text)
    cells = {cell.name: cell for cell in cells_of(rows, meaning)}
    return Outcome(
        tuple(
            Found(
                cells[one["name"]],
                None if one["ours"] is None else Decimal(one["ours"]),
                Split(tuple(_part(part) for part in one["parts"]), one["ways"]),
                one["problem"],
            )
            for one in said["cells"]
        ),
        tuple(Cause(cause) for cause in said["basis"]),
    )


def _part(said: Sequence[Any]) -> Part:
    cause, amount, rows, tickets = said
    return Part(Cause(cause), Decimal(amount), rows, tuple(tickets))


def within(viewer: Viewer, cell: Cell) -> bool:
    """Whether all that a cell is of lies in the viewer's own areas."""
    return viewer.areas is None or any(cell.area.startswith(one) for one in viewer.areas)


def compare(reading: Reading, rows: Rows, meaning: Meaning) -> Outcome:
    """Every cell that is pointed at beside our figure, as the viewer may see it.

    Raises Denied for a role that sees no figures.
    """
    asked = _Asked(reading, meaning)
    leaves = [asked.found(cell) for cell in cells_of(rows, meaning)]
    totals = dict(_totals(leaves))
    single = [found for found in leaves if found.compared and found.cell.name not in totals]
    basis = asked.basis(single)
    done = {found.cell.name: replace(found, split=asked.split(found, basis)) for found in single}
    for name, parts in totals.items():
        whole = next(found for found in leaves if found.cell.name == name)
        done[name] = replace(whole, split=_of_total(whole, [done[part] for part in parts]))
    return Outcome(tuple(done.get(found.cell.name, found) for found in leaves), basis)


class _Asked:
    """Our figures and the rows around them, each asked once."""

    def __init__(self, reading: Reading, meaning: Meaning) -> None:
        if not reading.viewer.may(Right.FIGURES):
            raise Denied(f"the role {reading.viewer.role} sees no figures")
        self._reading = reading
        self._meaning = meaning
        self._answers: dict[tuple[Any, ...], dict[tuple[str, ...], Decimal | None]] = {}
        self._evidence: dict[tuple[Any, ...], list[Record]] = {}

    def found(self, cell: Cell) -> Found:
        """A cell with our figure, or why there is none."""
        if not within(self._reading.viewer, cell):
            return Found(cell, None, problem="outside")
        try:
            value = self._value(cell.metric, cell.period, cell.where)
        except (QuestionError, Unfit):
            return Found(cell, None, problem="unfit")
        return Found(cell, value, problem="" if value is not None else "unknown")

    def basis(self, leaves: Sequence[Found]) -> tuple[Cause, ...]:
        """How the table counts: as it was said, else by our axis unless the other explains more of its cells."""
        if self._meaning.basis is not None:
            return self._meaning.basis
        own, other = self._fit(leaves, by_axis=False), (Cause.AXIS, *self._fit(leaves, by_axis=True))
        told_by = {basis: sum(not self.split(found, basis).unexplained for found in leaves) for basis in (own, other)}
        return other if told_by[other] > told_by[own] else own

    def split(self, found: Found, basis: tuple[Cause, ...]) -> Split:
        """The causes of one difference."""
        by_axis = Cause.AXIS in basis and self._has_axis(found.cell)
        pieces = self._pieces(found.cell, by_axis=by_axis)
        sums = sums_of(pieces)
        taken = [sums.get(cause, Part(cause, ZERO)) for cause in basis if cause is not Cause.AXIS]
        if by_axis:
            taken.insert(0, Part(Cause.AXIS, self._moved(found)))
        return split(found.difference or ZERO, pieces, taken, found.cell.tolerance)

    def _fit(self, leaves: Sequence[Found], *, by_axis: bool) -> tuple[Cause, ...]:
        """The causes that explain most of the table when they are taken whole everywhere."""
        told = []
        for found in leaves:
            turned = by_axis and self._has_axis(found.cell)
            rest = (found.difference or ZERO) - (self._moved(found) if turned else ZERO)
            told.append((rest, sums_of(self._pieces(found.cell, by_axis=turned)), found.cell.tolerance))
        return fitting_basis(told)

    def _has_axis(self, cell: Cell) -> bool:
        return cell.metric in OTHER_AXIS and isinstance(cell.period, Month) and "office" not in cell.where

    def _moved(self, found: Found) -> Decimal:
        """What a figure is more by the other axis."""
        other = self._value(OTHER_AXIS[found.cell.metric], found.cell.period, found.cell.where)
        return (other or ZERO) - (found.ours or ZERO)

    def _value(self, metric: str, period: Period, where: Where) -> Decimal | None:
        by = tuple(sorted(where))
        key = (metric, period, by)
        if key not in self._answers:
            rows = self._reading.ask(Question((metric,), by=by, period=period))
            self._answers[key] = {tuple(row[name] for name in by): row[metric] for row in rows}
        value = self._answers[key].get(tuple(where[name][0] for name in by))
        if value is None and METRIC[metric].unit not in {Unit.RATE, Unit.POINTS} and adds_over_people(METRIC[metric]):
            return ZERO
        return None if value is None else Decimal(value)

    def _pieces(self, cell: Cell, *, by_axis: bool) -> list[Piece]:
        if cell.metric not in BY_ROWS:
            return []
        by_month = (cell.metric == "paid_amount") != by_axis
        found = (
            Piece(Cause(row["cause"]), worth(row, cell, by_month=by_month), row["ticket_number"] or "")
            for row in self._rows(cell.period, by_month=by_month)
            if all(row[name] in codes for name, codes in cell.where.items())
        )
        return [piece for piece in found if piece.amount]

    def _rows(self, period: Period, *, by_month: bool) -> list[Record]:
        key = (period, by_month)
        if key not in self._evidence:
            wanted = sought(self._reading, self._meaning, period, by_month=by_month)
            answer = evidence(self._reading.cursor(), wanted, MOST_ROWS + 1) if wanted else None
            self._evidence[key] = _whole_causes(answer.rows if answer else [])
        return self._evidence[key]


def _whole_causes(rows: Sequence[tuple[Any, ...]]) -> list[Record]:
    """Rows as records, without those of a cause of which there are more."""
    records = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    if len(records) <= MOST_ROWS:
        return records
    return [record for record in records if record["cause"] != records[-1]["cause"]]


def sought(reading: Reading, meaning: Meaning, period: Period, *, by_month: bool) -> Sought | None:
    """The rows around the figures of a period, within the viewer's areas; None where they are not told."""
    if isinstance(period, Month):
        return Sought(period.month, by_month=by_month, cut=meaning.made_on, within=reading.scope)
    if isinstance(period, Months) and not by_month:
        return Sought(period.last, since=period.first, cut=meaning.made_on, within=reading.scope)
    return None


def worth(row: Mapping[str, Any], cell: Cell, *, by_month: bool) -> Decimal:
    """What a row adds to their figure against ours."""
    amount, refund = Decimal(row["amount"] or 0), row["kind"] == REFUND
    if by_month and row["first_month"] is not None and isinstance(cell.period, Month):
        amount = share(amount, row["first_month"], row["last_month"], cell.period.month)
    if cell.metric == "receipt_count":
        return ZERO if refund else Decimal(row["sign"])
    if cell.metric == "refunded_amount":
        return -row["sign"] * amount if refund and row["cause"] != Cause.REFUNDS else ZERO
    if cell.metric == "received_gross" and refund:
        return amount if row["cause"] == Cause.REFUNDS else ZERO
    return Decimal(row["sign"] * amount)


def _totals(leaves: Sequence[Found]) -> Iterable[tuple[str, list[str]]]:
    """The cells that add up others of their column, with those they add up."""
    for whole in leaves:
        parts = [one for one in leaves if _is_part(one, whole)]
        levels = [[one for one in parts if len(one.cell.area) == length] for length in _LENGTHS]
        level = next((level for level in levels if len(level) > 1), [])
        if whole.compared and level and all(one.compared for one in level):
            yield whole.cell.name, [one.cell.name for one in level]


def _is_part(one: Found, whole: Found) -> bool:
    """Whether a cell is of a smaller area than another of its column, and else of the same."""
    mine, its = one.cell, whole.cell
    same = (mine.column, mine.metric, mine.period) == (its.column, its.metric, its.period)
    beside = {name: codes for name, codes in mine.where.items() if codes[0] != mine.area}
    of_whole = {name: codes for name, codes in its.where.items() if codes[0] != its.area}
    inside = len(mine.area) > len(its.area) and mine.area.startswith(its.area)
    return same and beside == of_whole and inside and adds_over_people(METRIC[mine.metric])


def _of_total(whole: Found, parts: Sequence[Found]) -> Split:
    """A total differs by what its parts differ by, by what it lists nowhere, and by its own adding up."""
    causes: dict[Cause, Part] = {}
    for part in (part for found in parts for part in found.split.parts):
        before = causes.get(part.cause, Part(part.cause, ZERO))
        causes[part.cause] = Part(part.cause, before.amount + part.amount, before.rows + part.rows)
    unlisted = sum((found.ours or ZERO for found in parts), ZERO) - (whole.ours or ZERO)
    wrong = whole.cell.theirs - sum((found.cell.theirs for found in parts), ZERO)
    tolerance = whole.cell.tolerance + sum((found.cell.tolerance for found in parts), ZERO)
    beside: list[Part] = []
    if abs(wrong) <= tolerance:
        beside = [Part(Cause.ROUNDING, wrong), Part(Cause.UNASSIGNED, unlisted)]
    elif abs(wrong + unlisted) <= tolerance:
        beside = [Part(Cause.ROUNDING, wrong + unlisted)]
    else:
        beside = [Part(Cause.ARITHMETIC, wrong), Part(Cause.UNASSIGNED, unlisted)]
    for part in beside:
        before = causes.get(part.cause, Part(part.cause, ZERO))
        causes[part.cause] = Part(part.cause, before.amount + part.amount, before.rows)
    return Split(tuple(part for part in causes.values() if part.amount))
