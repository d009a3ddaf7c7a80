"""What a change is made of: of a rate, mix and behaviour; of an amount, people, months and base.

A rate moves because its parts behave otherwise, or because their shares in the whole shift. Both are
told apart by Kitagawa (JASA 50, 1955), the mix measured against the whole's rate, so that shares
that shift between parts alike count nothing. An amount is a product of factors; each factor's effect
is its mean over all orders of changing one after the other (Shapley), so that they add up exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import factorial, prod

from sqlalchemy import distinct, func, select

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.declaration import Ratio
from sql.metrics.knowledge import known
from sql.metrics.listing import METRIC
from sql.metrics.period import Month, QuestionError
from sql.metrics.plain import answered
from sql.metrics.question import ALL, Question
from sql.schema.marts import PERSON_MONTH
from sql.studies.ratios import divided, written
from sql.studies.scope import Scope, conditions

RATE = Fraction(20, 100)
"""The part of the base that is paid (since 2005, for people in flexible employment)."""

Sums = tuple[Fraction, Fraction]
Ask = Callable[[Connection, Scope], Answer]


@dataclass(frozen=True)
class Part:
    """A part of a whole whose rate changed: its sums before and after, and what it adds to the change."""

    before: Sums
    after: Sums
    mix: Fraction
    behaviour: Fraction


@dataclass(frozen=True)
class RateChange:
    """A rate's change; `mix` and `behaviour` of the parts add up to it exactly."""

    parts: Mapping[str, Part]
    change: Fraction

    @property
    def mix(self) -> Fraction:
        """What the shift of shares adds."""
        return sum((part.mix for part in self.parts.values()), Fraction(0))

    @property
    def behaviour(self) -> Fraction:
        """What the parts' own rates add."""
        return sum((part.behaviour for part in self.parts.values()), Fraction(0))

    @property
    def reversed(self) -> bool:
        """Whether the whole moved against its parts (Simpson's paradox)."""
        return self.change * self.behaviour < 0


def rate_change(before: Mapping[str, Sums], after: Mapping[str, Sums]) -> RateChange | None:
    """The change of a rate told apart; numerator and denominator by part. None where the whole has no rate."""
    names = sorted({*before, *after})
    nothing = (Fraction(0), Fraction(0))
    whole = [_whole(sums.values()) for sums in (before, after)]
    if not whole[0][1] or not whole[1][1]:
        return None
    rates = [Fraction(above) / Fraction(below) for above, below in whole]
    middle = sum(rates, Fraction(0)) / 2
    parts = {}
    for name in names:
        was, now = before.get(name, nothing), after.get(name, nothing)
        shift = now[1] / whole[1][1] - was[1] / whole[0][1]
        own = sum(_rates(was, now), Fraction(0)) / 2
        change = now[0] / whole[1][1] - was[0] / whole[0][1]
        parts[name] = Part(was, now, shift * (own - middle), change - shift * own)
    return RateChange(parts, rates[1] - rates[0])


def _rates(was: Sums, now: Sums) -> tuple[Fraction, Fraction]:
    """A part's rates; one that was empty at one time is taken to have had the rate of the other."""
    known_rates = [above / below if below else None for above, below in (was, now)]
    first, last = known_rates
    other = first if first is not None else last
    filled = [other or Fraction(0) if rate is None else rate for rate in (first, last)]
    return filled[0], filled[1]


def product_change(before: Sequence[Fraction], after: Sequence[Fraction]) -> list[Fraction]:
    """What each factor adds to the change of a product; the effects add up to it exactly."""
    effects = [Fraction(0)] * len(before)
    for order in permutations(range(len(before))):
        now = list(before)
        for place in order:
            was = prod(now, start=Fraction(1))
            now[place] = after[place]
            effects[place] += prod(now, start=Fraction(1)) - was
    return [effect / factorial(len(before)) for effect in effects]


RATE_COLUMNS = (
    *("num_before", "den_before", "rate_before", "num_after", "den_after", "rate_after"),
    *("mix", "behaviour", "reversed"),
)


def rate_decomposition(metric: str) -> Ask:
    """The study of a rate: a row per part of the one dimension in `by`, `all` first with the whole's change.

    Compares `month` with `earlier` (the month before).
    """
    if not isinstance(METRIC.get(metric), Ratio):
        raise QuestionError(f"'{metric}' is no rate; name one that has a numerator and a denominator")

    def study(connection: Connection, scope: Scope) -> Answer:
        if len(scope.by) != 1:
            raise QuestionError("a rate is told apart by one dimension; name one in --by")
        months = scope.compared(known(connection), 1)
        before, after = (_sums(connection, scope, metric, month) for month in months)
        change = rate_change(before, after)
        return Answer((*scope.by, *RATE_COLUMNS), _rate_rows(change) if change else [])

    return study


def _sums(connection: Connection, scope: Scope, metric: str, month: int) -> dict[str, Sums]:
    asked = Question((metric,), scope.by, Month(month), scope.where, scope.k, within=scope.within)
    return {str(row[0]): (Fraction(row[2] or 0), Fraction(row[3] or 0)) for row in answered(connection, asked).rows}


def _whole(sums: Collection[Sums]) -> Sums:
    return sum((one[0] for one in sums), Fraction(0)), sum((one[1] for one in sums), Fraction(0))


def _rate_rows(change: RateChange) -> list[tuple[object, ...]]:
    parts = change.parts.values()
    before, after = _whole([part.before for part in parts]), _whole([part.after for part in parts])
    effects = written(change.mix), written(change.behaviour), int(change.reversed)
    return [
        (ALL, *_rated(before), *_rated(after), *effects),
        *(
            (name, *_rated(part.before), *_rated(part.after), written(part.mix), written(part.behaviour), None)
            for name, part in change.parts.items()
        ),
    ]


def _rated(sums: Sequence[Fraction]) -> tuple[object, ...]:
    above, below = (_plain(Fraction(one)) for one in sums)
    return above, below, divided(above, below)


def _plain(value: Fraction) -> int | Decimal:
    """A count as a whole number, an amount with its cents."""
    return int(value) if value.denominator == 1 else Decimal(value.numerator) / Decimal(value.denominator)


AMOUNT_COLUMNS = ("factor", "before", "after", "effect")
FACTORS = ("people", "months", "base")


def amount_decomposition(connection: Connection, scope: Scope) -> Answer:
    """What was paid for the year's months up to `month` against the same months a year before.

    Rows: `people` who paid for any of them, `months` each, `base` (amount per month over the rate of
    20 %), what each adds; `refunds`, months with nothing or less left; and `all`, the amounts and
    their difference, which the effects add up to exactly, each rounded to the cent but `base`.
    """
    months = scope.compared(known(connection), 12, from_january=True)
    was, now = (_paid(connection, scope, end) for end in months)
    effects = product_change(was.factors, now.factors)
    cents = [_cents(effect * RATE) for effect in effects[:-1]]
    paid = _cents(now.paid - was.paid)
    rows = [
        (name, written(old), written(new), effect)
        for name, old, new, effect in zip(
            FACTORS, was.factors, now.factors, [*cents, paid - sum(cents, Decimal(0))], strict=True
        )
    ]
    refunds = (_cents(was.refunds), _cents(now.refunds))
    total = (_cents(was.paid + was.refunds), _cents(now.paid + now.refunds))
    return Answer(
        AMOUNT_COLUMNS,
        [(ALL, *total, total[1] - total[0]), *rows, ("refunds", *refunds, refunds[1] - refunds[0])],
    )


@dataclass(frozen=True)
class _Paid:
    people: Fraction
    months: Fraction
    paid: Fraction
    refunds: Fraction

    @property
    def factors(self) -> tuple[Fraction, Fraction, Fraction]:
        """People, months per person, base."""
        per_person = self.months / self.people if self.people else Fraction(0)
        return self.people, per_person, self.paid / self.months / RATE if self.months else Fraction(0)


def _paid(connection: Connection, scope: Scope, end: int) -> _Paid:
    cell = PERSON_MONTH.c
    months = (
        select(cell.person_id, cell.month, func.sum(cell.paid_amount).label("amount"))
        .where(cell.month.between(end - end % 12, end), *conditions(scope, PERSON_MONTH))
        .group_by(cell.person_id, cell.month)
        .subquery("paid")
    )
    paid = months.c.amount > 0
    statement = select(
        func.count(distinct(months.c.person_id)).filter(paid),
        func.count().filter(paid),
        func.coalesce(func.sum(months.c.amount).filter(paid), 0),
        func.coalesce(func.sum(months.c.amount).filter(~paid), 0),
    )
    return _Paid(*(Fraction(value) for value in connection.rows(statement)[0]))


def _cents(value: Fraction) -> Decimal:
    return Decimal(round(value * 100)).scaleb(-2)
