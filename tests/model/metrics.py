"""Every metric of section 3 as a producer of facts: what one person, row or area adds to a group's figure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from tests.model.dimensions import Dimensions
from tests.model.money import allocated
from tests.model.reading import first_day, month_of, month_text
from tests.model.rows import REFUND, Receipt

Number = int | Decimal
Lookup = Callable[[str], str]
World = Dimensions


class Fact(NamedTuple):
    """What is added to the group that the dimensions name; who is set where persons are counted once."""

    dimension: Lookup
    numerator: Number
    denominator: Number = 0
    who: str | None = None


@dataclass(frozen=True)
class Question:
    """A span of months or of days, the dimensions asked for, the values they are limited to."""

    first: int
    last: int
    start: date
    end: date
    by: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]]
    without: Mapping[str, tuple[str, ...]]
    history_starts: int | None


Producer = Callable[[World, Question], Iterator[Fact]]
OfPerson = Callable[[World, str, int], Number]


@dataclass(frozen=True)
class Metric:
    """A metric: how its facts are produced, whether it is a rate, whether persons count once per group."""

    produce: Producer
    rate: bool = False
    distinct: bool = False


def reported(reported_month: int, lookup: Lookup, name: str) -> str:
    """Return the month reported, or another dimension."""
    return month_text(reported_month) if name == "month" else lookup(name)


def at(world: World, p: str, m: int, row: Receipt | None = None, month: int | None = None) -> Lookup:
    """Return the dimensions of a person at the T of a month, reported under that or another month."""
    return partial(reported, m if month is None else month, partial(world.person_dimension, p, m, row))


def months(world: World, question: Question, after_d: bool = False) -> Iterator[int]:
    """Yield the months of the span that exist."""
    for m in range(question.first, question.last + 1):
        if (after_d or m <= month_of(world.d)) and m >= (question.history_starts or 0):
            yield m


def ends(world: World, question: Question) -> Iterator[int]:
    """Yield the months whose end is asked: every one by month, else the last."""
    for m in months(world, question):
        if "month" in question.by or m == question.last:
            yield m


def per_person(over: Callable[..., Iterator[int]], number: OfPerson, base: OfPerson | None = None) -> Producer:
    """Produce a fact per person and month."""

    def produce(world: World, question: Question) -> Iterator[Fact]:
        for m in over(world, question):
            for p in world.persons():
                yield Fact(at(world, p, m), number(world, p, m), base(world, p, m) if base else 0)

    return produce


def month(number: OfPerson) -> Metric:
    """Make a metric that looks at the month."""
    return Metric(per_person(months, number))


def month_rate(number: OfPerson, base: OfPerson) -> Metric:
    """Make a rate that looks at the month."""
    return Metric(per_person(months, number, base), rate=True)


def month_end(number: OfPerson) -> Metric:
    """Make a metric that looks at the month end."""
    return Metric(per_person(ends, number))


def month_end_rate(number: OfPerson, base: OfPerson) -> Metric:
    """Make a rate that looks at the month end."""
    return Metric(per_person(ends, number, base), rate=True)


def moved(number: OfPerson, entered: OfPerson, left: OfPerson) -> Metric:
    """Make the net movement: number(T) − number(T−1) − entered + left; only the T−1 term has attributes at T−1."""

    def produce(world: World, question: Question) -> Iterator[Fact]:
        for m in months(world, question):
            for p in world.persons():
                yield Fact(at(world, p, m), number(world, p, m) - entered(world, p, m) + left(world, p, m))
                yield Fact(at(world, p, m - 1, month=m), -number(world, p, m - 1))

    return Metric(produce)


def roster(covered: OfPerson | None, rate: bool) -> Metric:
    """Make a metric of roster persons, each once per community."""

    def produce(world: World, question: Question) -> Iterator[Fact]:
        for m in ends(world, question):
            units = {}
            for row in world.roster_in_force(m):
                units[world.person(row.identity), world.roster_community(row)] = row
            for (p, _), row in units.items():
                number = covered(world, p, m) if covered else 1
                yield Fact(partial(reported, m, partial(world.roster_dimension, row)), number, 1)

    return Metric(produce, rate)


def paid_rows(world: World, question: Question) -> Iterator[Fact]:
    """Produce paid_amount row by row, because a row's street may be its community."""
    for m in months(world, question, after_d=True):
        for p in world.persons():
            for row in world.receipts_for(p, m):
                if row.paid_by(world.payments_until(m)):
                    yield Fact(at(world, p, m, row), allocated(row, m), 0, p)


def assessed_rows(world: World, question: Question) -> Iterator[Fact]:
    """Produce assessed_amount, of months after d too."""
    for m in months(world, question, after_d=True):
        for p in world.persons():
            yield Fact(at(world, p, m), world.assessed(p, m))


def paid_to_assessed(world: World, question: Question) -> Iterator[Fact]:
    """Produce paid over assessed for months that have come."""
    known = Question(**{**vars(question), "last": min(question.last, month_of(world.d))})
    yield from paid_rows(world, known)
    for fact in assessed_rows(world, known):
        yield Fact(fact.dimension, 0, fact.numerator)


def overdue_months(world: World, p: str, m: int) -> list[int]:
    """Return the months of which something is overdue at T."""
    owed = {row.month for row in world.rows_of("assessments", p)}
    return [j for j in sorted(owed) if world.overdue(p, j, world.month_end(m)) > 0]


def with_age(world: World, p: str, j: int, m: int, name: str) -> str:
    """Return arrears_age of a month's arrears at T, or a dimension of the person at T."""
    return world.arrears_age(p, j, world.month_end(m)) if name == "arrears_age" else at(world, p, m)(name)


def arrears(world: World, question: Question) -> Iterator[Fact]:
    """Produce what is overdue at T, month by month owed."""
    for m in ends(world, question):
        for p in world.persons():
            for j in overdue_months(world, p, m):
                yield Fact(partial(with_age, world, p, j, m), world.overdue(p, j, world.month_end(m)), 0, p)


def received(keep: Callable[[World, Receipt], Number], base: Callable[[Receipt], int] | None = None) -> Producer:
    """Produce a fact per receipt row by treasury date."""

    def produce(world: World, question: Question) -> Iterator[Fact]:
        for row in world.receipts:
            t = row.treasury_date
            assert t is not None
            if shown(question, t):
                lookup = partial(world.receipt_dimension, row, t)
                yield Fact(lookup, keep(world, row), base(row) if base else 0, world.person(row.identity))

    return produce


def in_transit(world: World, question: Question) -> Iterator[Fact]:
    """Produce the rows in transit by pay date."""
    for row in world.in_transit:
        if row.pay_date and row.pay_date <= world.d and shown(question, row.pay_date):
            yield Fact(partial(world.receipt_dimension, row, row.pay_date), row.amount)


def deducted(world: World, question: Question) -> Iterator[Fact]:
    """Produce the deductions by 扣款日期."""
    for row in world.deductions:
        if shown(question, row.date):
            yield Fact(partial(world.deduction_dimension, row), int(row.result == "成功"), 1)


def shown(question: Question, t: date) -> bool:
    """Say whether a day is asked for and not before history starts."""
    starts = first_day(question.history_starts) if question.history_starts else date.min
    return max(question.start, starts) <= t <= question.end


def is_income(row: Receipt) -> int:
    """Return 1 for a row that is not a refund."""
    return int(row.kind != REFUND)


def payers(world: World, question: Question) -> Iterator[Fact]:
    """Produce the rows whose persons are counted once."""
    for fact in received(lambda _, row: is_income(row))(world, question):
        if fact.numerator:
            yield fact
