"""What a printed table means: of every row and column the metric, whom, which month and unit; kept by their labels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from dashboard.parallel.printed import Rows, figure_of
from sql.metrics import METRIC, Unit
from sql.metrics.period import Month, Months, Period
from sql.studies.parallel import Cause

EVERYBODY = "all"
TYPE, OFFICE = "type:", "office:"
YEAR = "year"
SURE = 0.9
"""Below this the product asks."""
_LEVELS = {6: "district", 9: "subdistrict", 12: "community"}
_FINEST = {Unit.YUAN: Decimal("0.01"), Unit.RATE: Decimal(0), Unit.POINTS: Decimal(0)}
"""The step below which nothing is rounded: cents of yuan, whole persons."""
Where = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Line:
    """What a row or a column says of its cells; empty where it says nothing.

    `who`: an area, `all`, `type:01`, or `office:` and its name. `period`: so many months from the table's, such as 0 or
    -12, or `year` for January up to it. `unit`: yuan per 1. `skip`: no figures of ours. `sure`: how sure that is.
    """

    label: str = ""
    metric: str = ""
    who: str = ""
    period: str = ""
    unit: int = 0
    skip: bool = False
    sure: float = 0.0


@dataclass(frozen=True)
class Meaning:
    """What a whole table means; `rows` and `columns` by their places.

    `basis`: how the whole table counts where that differs from ours; None: what explains most is looked for.
    """

    title: str
    month: int | None
    made_on: date | None
    unit: int
    rows: Mapping[int, Line]
    columns: Mapping[int, Line]
    metric: str = ""
    basis: tuple[Cause, ...] | None = None

    @property
    def asks(self) -> bool:
        """Whether anything must be pointed at before the table can be compared."""
        lines = (*self.rows.values(), *self.columns.values())
        return self.month is None or any(not line.skip and line.sure < SURE for line in lines)

    def as_json(self) -> str:
        """All of it, as it is kept with a comparison."""
        said = {
            **self.__dict__,
            "made_on": self.made_on.isoformat() if self.made_on else None,
            "rows": {place: line.__dict__ for place, line in self.rows.items()},
            "columns": {place: line.__dict__ for place, line in self.columns.items()},
        }
        return json.dumps(said, ensure_ascii=False)


def meaning_of(text: str) -> Meaning:
    """A meaning as it was kept."""
    said = json.loads(text)
    lines: dict[str, Any] = {
        name: {int(place): Line(**line) for place, line in said[name].items()} for name in ("rows", "columns")
    }
    made_on = date.fromisoformat(said["made_on"]) if said["made_on"] else None
    basis = None if said["basis"] is None else tuple(Cause(cause) for cause in said["basis"])
    return Meaning(**{**said, **lines, "made_on": made_on, "basis": basis})


@dataclass(frozen=True)
class Cell:
    """One figure of the table and the figure of ours it stands for.

    `theirs` in yuan, persons, or as a fraction; `tolerance`: how far the printed decimals let it lie off.
    """

    row: int
    column: int
    metric: str
    period: Period
    theirs: Decimal
    tolerance: Decimal
    where: Where = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called in addresses and comments."""
        return f"r{self.row}c{self.column}"

    @property
    def area(self) -> str:
        """The area it is of; empty for all."""
        return next((self.where[name][0] for name in _LEVELS.values() if name in self.where), "")


def cells_of(rows: Rows, meaning: Meaning) -> Iterator[Cell]:
    """Every figure of the table whose meaning is known, row by row."""
    if meaning.month is None:
        return
    for column, head in meaning.columns.items():
        places = max((figure.places for row in meaning.rows if (figure := figure_of(rows[row][column]))), default=0)
        for row, line in meaning.rows.items():
            figure = figure_of(rows[row][column])
            said = None if figure is None or head.skip or line.skip else _merged(line, head, meaning)
            if figure is None or said is None:
                continue
            scale = _scale(said, meaning, percent=figure.percent)
            step = Decimal(1).scaleb(-places) * scale
            finest = _FINEST.get(METRIC[said.metric].unit, Decimal(1))
            yield Cell(
                row,
                column,
                said.metric,
                period_of(said.period, meaning.month),
                figure.value * scale,
                Decimal(0) if step <= finest else step / 2,
                {**where_of(head.who), **where_of(line.who)},
            )


def _merged(line: Line, head: Line, meaning: Meaning) -> Line | None:
    """What a cell is of by its row, its column and its table; None where its metric or whom is not known."""
    metric = line.metric or head.metric or meaning.metric
    if metric not in METRIC or not (line.who or head.who):
        return None
    return replace(head, metric=metric, period=line.period or head.period or "0", unit=line.unit or head.unit)


def _scale(said: Line, meaning: Meaning, *, percent: bool) -> Decimal:
    unit = METRIC[said.metric].unit
    if unit is Unit.YUAN:
        return Decimal(said.unit or meaning.unit or 1)
    return Decimal("0.01") if percent or (unit in {Unit.RATE, Unit.POINTS} and said.unit == -1) else Decimal(1)


def period_of(said: str, month: int) -> Period:
    """The months a cell is of."""
    if said == YEAR:
        return Months(month - month % 12, month)
    return Month(month + int(said or 0))


def where_of(who: str) -> Where:
    """Whom a cell is of, as questions say it."""
    if who.startswith(TYPE):
        return {"worker_type": (who.removeprefix(TYPE),)}
    if who.startswith(OFFICE):
        return {"office": (who.removeprefix(OFFICE),)}
    return {_LEVELS[len(who)]: (who,)} if len(who) in _LEVELS and who.isdecimal() else {}
