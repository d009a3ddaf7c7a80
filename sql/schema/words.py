"""The column words every table is written in, so that a kind of value has one type everywhere."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, MetaData, Numeric, SmallInteger, Text

METADATA = MetaData()


def money(name: str, comment: str) -> Column[object]:
    """An amount in yuan, exact to the cent."""
    return Column(name, Numeric(18, 2), comment=comment)


def ratio(name: str, comment: str) -> Column[object]:
    """A rate as delivered, at most six decimals."""
    return Column(name, Numeric(9, 6), comment=comment)


def code(name: str, comment: str) -> Column[object]:
    """A value of a closed list, or an area code."""
    return Column(name, Text, comment=comment)


def text(name: str, comment: str) -> Column[object]:
    """Words as delivered, cleaned of blanks at both ends."""
    return Column(name, Text, comment=comment)


def day(name: str, comment: str) -> Column[object]:
    """A business date in Asia/Shanghai."""
    return Column(name, Date, comment=comment)


def month(name: str, comment: str) -> Column[object]:
    """A month as a number that can be counted with: year x 12 + month - 1."""
    return Column(name, Integer, comment=comment)


def moment(name: str, comment: str) -> Column[object]:
    """A point in time; UTC for our own (`_at`), local wall clock for a source's."""
    return Column(name, DateTime, comment=comment)


def number(name: str, comment: str) -> Column[object]:
    """A surrogate key or a row number."""
    return Column(name, BigInteger, comment=comment)


def count(name: str, comment: str) -> Column[object]:
    """How many; also a place in an order."""
    return Column(name, Integer, comment=comment)


def flag(name: str, comment: str) -> Column[object]:
    """1 or 0, so that it can be summed."""
    return Column(name, SmallInteger, comment=comment)
