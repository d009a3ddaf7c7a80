"""What a figure is made of: sums over marts, figures set by others, and the words around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.sql.base import ReadOnlyColumnCollection

Columns = ReadOnlyColumnCollection[str, Any]
Condition = Callable[[Columns, int], ColumnElement[bool]]
Aggregate = Callable[[Columns, int], ColumnElement[Any]]


class Unit(StrEnum):
    """What is counted."""

    PERSONS = "persons"
    YUAN = "yuan"
    MONTHS = "months"
    COUNT = "count"
    DAYS = "days"
    RATE = "rate"
    POINTS = "points"


class Axis(StrEnum):
    """Which time a figure is about."""

    MONTH = "month"
    MONTH_END = "month_end"
    TREASURY_DATE = "treasury_date"
    PAY_DATE = "pay_date"
    DEDUCTION = "deduction"


class Good(StrEnum):
    """The direction in which a figure is better."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


class Source(StrEnum):
    """The family of marts a sum is taken from; the question decides which of the family."""

    PERSON = "person"
    RECEIPT = "receipt"
    PAYER = "payer"
    ROSTER = "roster"
    DEDUCTION = "deduction"


class Window(StrEnum):
    """Which months or days of the period asked a sum takes in."""

    MONTHS = "each month asked, up to the month of d"
    EVERY_MONTH = "each month asked, also after d"
    MONTH_END = "the last month asked, none after d"
    MONTH_BEFORE = "the month before each month asked, shown under the month asked"
    TWELVE_MONTHS = "the twelve months ending with the last month asked"
    DAYS = "each day asked, up to d"
    YEAR_TO_DATE = "1 January to the last day asked, at most d"


class Figure(StrEnum):
    """A figure set by somebody else, looked up by area or office, never summed over people."""

    PLAN_AMOUNT = "plan_amount"
    PLAN_PERSONS = "plan_persons"
    TARGET_PERSONS = "target_persons"


class Calendar(StrEnum):
    """A number of days that follows from the end of the period alone."""

    ELAPSED = "days of the year up to the end"
    IN_YEAR = "days in the year"


@dataclass(frozen=True)
class Sum:
    """A sum over the rows of one mart: a column's name, or an expression of its columns and k."""

    source: Source
    of: str | Aggregate
    unit: Unit
    window: Window
    sign: int = 1
    distinct: bool = False


@dataclass(frozen=True)
class Planned:
    """A figure of the plans or targets, by the plans' rule."""

    figure: Figure
    unit: Unit
    window: Window


@dataclass(frozen=True)
class Days:
    """A number of days of the year the period ends in."""

    which: Calendar
    unit: Unit = Unit.DAYS
    window: Window = Window.YEAR_TO_DATE


Term = Sum | Planned | Days
Total = tuple[Term, ...]


@dataclass(frozen=True)
class Code:
    """One value of a closed list, with its words."""

    code: str
    label_zh: str
    label_en: str


@dataclass(frozen=True)
class Dimension:
    """Something figures are told apart by; `codes` is its closed list in the order of display."""

    name: str
    label_zh: str
    label_en: str
    meaning_zh: str
    meaning_en: str
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True)
class Group:
    """The dimensions a metric takes; those in `apart` are asked without the others."""

    name: str
    dimensions: tuple[str, ...]
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Metric:
    """What every metric says about itself; `feeds` are those it is made of, what it counts first."""

    name: str
    label_zh: str
    label_en: str
    meaning_zh: str
    meaning_en: str
    caveat_zh: str
    caveat_en: str
    unit: Unit
    axis: Axis
    takes: Group
    feeds: tuple[str, ...]
    good: Good
    basis: str = ""
    basis_zh: str = ""
    since: str = "0.1.0"

    @property
    def totals(self) -> tuple[Total, ...]:
        """The totals it is computed from."""
        raise NotImplementedError

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns in an answer."""
        return (self.name,)

    @property
    def terms(self) -> Total:
        """Every term of its totals."""
        return tuple(term for total in self.totals for term in total)


@dataclass(frozen=True, kw_only=True)
class Measure(Metric):
    """A count or an amount."""

    value: Total

    @property
    def totals(self) -> tuple[Total, ...]:
        """Its one total."""
        return (self.value,)


@dataclass(frozen=True, kw_only=True)
class Ratio(Metric):
    """A sum over a sum at the grain asked; empty where the denominator is 0."""

    numerator: Total
    denominator: Total

    @property
    def totals(self) -> tuple[Total, ...]:
        """Numerator and denominator."""
        return (self.numerator, self.denominator)

    @property
    def columns(self) -> tuple[str, ...]:
        """The rate, then the sums it is made of."""
        return (self.name, f"{self.name}_num", f"{self.name}_den")


@dataclass(frozen=True, kw_only=True)
class Difference(Metric):
    """One rate minus another, as a fraction."""

    rate: Ratio
    less: Ratio

    @property
    def totals(self) -> tuple[Total, ...]:
        """The totals of both rates."""
        return (*self.rate.totals, *self.less.totals)


def adds_over_time(metric: Metric) -> bool:
    """Whether the values of several months may be added up."""
    windows = {term.window for term in metric.terms}
    flows = {Window.MONTHS, Window.EVERY_MONTH, Window.MONTH_BEFORE, Window.DAYS}
    return adds_over_people(metric) and windows <= flows


def adds_over_people(metric: Metric) -> bool:
    """Whether the values of several groups may be added up."""
    sums = all(isinstance(term, Sum) and not term.distinct for term in metric.terms)
    return isinstance(metric, Measure) and sums


def persons_where(condition: Condition) -> Aggregate:
    """The number of persons on the rows where something holds."""
    return lambda row, k: func.sum(row.persons).filter(condition(row, k))
