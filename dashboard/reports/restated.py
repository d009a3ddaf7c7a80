"""附表2: the figures of a month as they were closed beside what is known now, told apart by cause."""

from __future__ import annotations

from dashboard.data import Reading
from dashboard.numbers import difference
from dashboard.reports.blocks import Cell, Figure, Form, Row, Table
from dashboard.reports.cells import FORMS, made
from dashboard.reports.words import said, table_said, worded
from dashboard.wording import words_in
from sql.metrics import METRIC, Unit
from sql.studies.restatement import Cause
from sql.studies.scope import Scope

METRICS = (
    *("received_net", "assessed_amount", "paid_amount", "assessed_paid_amount"),
    *("paying_persons", "registered_persons", "new_persons", "lost_persons"),
    *("suspended_persons", "newly_suspended_persons", "resumed_persons"),
    *("arrears_amount", "arrears_new_amount", "arrears_cleared_amount"),
)
"""What adds up over people and receipts: only of such figures can a change be told by cause."""
CAUSES = (Cause.LATER_EVENTS, Cause.LATE_ROWS, Cause.CORRECTIONS, Cause.DEFINITION)


def restated_table(reading: Reading, month: int, closed_with: str, closed_as: str, where: Scope) -> Table:
    """The table of a closed month.

    `closed_with` is the version it was closed with, `closed_as` says when and by whom.
    """
    scope = Scope(where.where, month=month)
    rows = [_row(reading, metric, closed_with, scope) for metric in METRICS]
    before = words_in("zh").full_month(month)
    words = table_said("restated", before=before, closed=worded("row.closed", month=before, closed=closed_as))
    return made(words, rows)


def differences(table: Table) -> int:
    """How many of its figures differ now."""
    return sum(1 for row in table.rows if isinstance(row.cells[5], Figure) and row.cells[5].value)


def _row(reading: Reading, metric: str, closed_with: str, scope: Scope) -> Row:
    declared = METRIC[metric]
    form = FORMS.get(declared.unit, Form.COUNT)
    amounts = {record["cause"]: record[declared.columns[-1]] for record in reading.restated(metric, closed_with, scope)}
    before, after = amounts["before"], amounts["after"]
    unit = said("unit.wan" if declared.unit is Unit.YUAN else "unit.persons")
    cells: tuple[Cell, ...] = (
        declared.label_zh,
        str(said(f"axis.{declared.axis}")),
        str(unit),
        Figure(before, form),
        Figure(after, form),
        Figure(difference(after, before), form),
        *(Figure(amounts[cause], form) for cause in CAUSES),
    )
    return Row(cells)
