"""How a person stands at a month end: the conditions and sums that several subjects share."""

from sqlalchemy import ColumnElement, and_, not_

from sql.metrics.declaration import Columns, Source, Sum, Unit, Window, persons_where


def is_registered(row: Columns, _k: int) -> ColumnElement[bool]:
    """Registered at T."""
    return and_(row.registered == 1)


def is_suspended(row: Columns, k: int) -> ColumnElement[bool]:
    """Registered with k or more unpaid due months in a row at T."""
    return and_(row.registered == 1, row.run >= k)


def was_suspended(row: Columns, k: int) -> ColumnElement[bool]:
    """The same at T-1, as it stood then."""
    return and_(row.registered_before == 1, row.run_before >= k)


def newly_suspended(row: Columns, k: int) -> ColumnElement[bool]:
    """Suspended at T, not at T-1."""
    return and_(is_suspended(row, k), not_(was_suspended(row, k)))


def resumed(row: Columns, k: int) -> ColumnElement[bool]:
    """Suspended at T-1, registered and not suspended at T."""
    return and_(was_suspended(row, k), row.registered == 1, row.run < k)


def left_suspended(row: Columns, k: int) -> ColumnElement[bool]:
    """Suspended at T-1, not registered at T."""
    return and_(was_suspended(row, k), row.registered == 0)


def could_suspend(row: Columns, k: int) -> ColumnElement[bool]:
    """Registered and not suspended at T-1."""
    return and_(row.registered_before == 1, row.run_before < k)


REGISTERED_COUNT = persons_where(is_registered)
SUSPENDED_COUNT = persons_where(is_suspended)

REGISTERED = Sum(Source.PERSON, REGISTERED_COUNT, Unit.PERSONS, Window.MONTH_END)
SUSPENDED = Sum(Source.PERSON, SUSPENDED_COUNT, Unit.PERSONS, Window.MONTH_END)


def persons(column: str, sign: int = 1) -> Sum:
    """A column counting persons, month by month."""
    return Sum(Source.PERSON, column, Unit.PERSONS, Window.MONTHS, sign)


def persons_at_end(column: str) -> Sum:
    """A column counting persons, at the last month end."""
    return Sum(Source.PERSON, column, Unit.PERSONS, Window.MONTH_END)


def money(column: str, window: Window = Window.MONTHS, sign: int = 1) -> Sum:
    """A column of amounts of the persons' months."""
    return Sum(Source.PERSON, column, Unit.YUAN, window, sign)


REGISTER = ("register",)
REGISTER_RECEIPTS = ("register", "receipts")
