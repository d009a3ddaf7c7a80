"""Every study put to the program and to the model about one history, with random filters, groups and months."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from sql.connect import Connection
from sql.studies.listing import STUDY, asked_of
from sql.studies.scope import Scope
from tests.model import Words, World, studies
from tests.model.reading import first_day, last_day, month_of, month_text
from tests.questions import PERSON
from tests.richer_questions import some_filter

ROUNDS = 2
TRAITS = tuple(name for name in PERSON if name != "month")
RATES = ("compliance_rate", "suspension_rate", "collection_rate", "paid_to_assessed_ratio", "average_base")
BACK = {"tier_migration": 12, "amount_decomposition": 12, "pace": 0}
"""How many months before the month looked at a study compares it with; else 1."""
Row = dict[str, Any]
Told = Mapping[Any, tuple[Any, ...]]
"""What a study says, by row."""


@dataclass(frozen=True)
class Studied:
    """A study, what it is asked about, and the rate it is of."""

    name: str
    scope: Scope
    rate: str | None = None

    def months(self, world: World) -> tuple[int, int]:
        """Return the month looked at and the one it is compared with."""
        month = month_of(world.d) if self.scope.month is None else self.scope.month
        return month, month - BACK.get(self.name, 1) if self.scope.earlier is None else self.scope.earlier

    def group(self, row: Row) -> tuple[str, ...]:
        """Return the group of a row."""
        return tuple(str(row[name]) for name in self.scope.by)


def study_questions(world: World, chance: Random) -> Iterator[Studied]:
    """Yield questions to every study about months that are not before history starts."""
    for name in ROUNDS * list(HELD):
        takes = STUDY[name]
        by = tuple(chance.sample(takes.by, chance.choice((0, 1, 2)))) if name in ("spells", "minimum") else ()
        rate = chance.choice(RATES) if takes.of_rates else None
        scope = Scope(some_where(world, chance, takes.where), by, chance.choice((1, 2, 3)))
        if name not in ("spells", "survival", "minimum"):
            scope = replace(scope, month=month_of(world.d) - chance.choice((0, 0, 1, 5)))
        if rate:
            scope = replace(scope, by=(chance.choice(TRAITS),))
        if scope.month and name in ("roll_rates", "tier_migration", "amount_decomposition", "rate_decomposition"):
            earlier = scope.month - chance.choice((1, 2, 12))
            scope = replace(scope, earlier=earlier if chance.random() < 0.4 else None)
        asked = Studied(name, scope, rate)
        earliest = min(asked.months(world))
        if name == "amount_decomposition":
            earliest -= earliest % 12
        if earliest >= (world.history_starts or 0):
            yield asked


def some_where(world: World, chance: Random, takes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Choose now and then a filter by values that occur at the month of d."""
    return some_filter(world, "registered_persons", takes, Words(), chance)


def study_differences(world: World, connection: Connection, asked: Studied) -> list[str]:
    """Ask both."""
    said, meant, own = HELD[asked.name]
    answer = asked_of(asked.name, asked.rate)(connection, asked.scope)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    does, should = (
        {row: told for row, told in found.items() if any(told)} for found in (said(rows, asked), meant(world, asked))
    )
    found = [
        f"{row}: expected {should.get(row)}, is {does.get(row)}"
        for row in sorted(should.keys() | does.keys(), key=str)
        if should.get(row) != does.get(row)
    ]
    found += [f"does not hold in itself: {row}" for row in own(rows)]
    return [f"{asked.name} {asked.rate or ''} {asked.scope}\n  {one}" for one in found]


def columns(*names: str) -> Callable[[list[Row], Studied], Told]:
    """Return how the groups of a study and some of its columns are read."""

    def said(rows: list[Row], asked: Studied) -> Told:
        return {asked.group(row): tuple(row[name] for name in names) for row in rows}

    return said


def lives_said(rows: list[Row], _asked: Studied) -> Told:
    """Return at risk, events, censored and what is left by cohort and months."""
    return {
        (row["cohort"], row["months"]): (row["at_risk"], row["events"], row["censored"], round(row["survival"], 8))
        for row in rows
    }


def lives_meant(world: World, asked: Studied) -> Told:
    """Ask the model."""
    found = studies.survivors(studies.lives(world, asked.scope.where, asked.scope.k or 3))
    return {row: (*told[:3], places(told[3], 8)) for row, told in found.items()}


def places(value: Fraction, count: int) -> Decimal:
    """Return a fraction as a decimal."""
    return round(Decimal(value.numerator) / value.denominator, count)


def moves_said(rows: list[Row], _asked: Studied) -> Told:
    """Return persons and, of arrears, money by where people stood and stand, the first two columns."""
    return {tuple(row.values())[:2]: (row["persons"], row.get("amount", 0)) for row in rows}


def rolls_meant(world: World, asked: Studied) -> Told:
    """Ask the model."""
    month, before = asked.months(world)
    return studies.roll_rates(world, asked.scope.where, before, month)


def tiers_meant(world: World, asked: Studied) -> Told:
    """Ask the model."""
    month, before = asked.months(world)
    found = studies.tier_migration(world, asked.scope.where, before, month)
    return {move: (persons, 0) for move, persons in found.items()}


def wrong_moves(rows: list[Row]) -> Iterator[Row]:
    """Yield moves whose rate is not their part of all who stood there before; new debtors have none."""
    for row in rows:
        came_from = next(iter(row.values()))
        size = sum(one["persons"] for one in rows if next(iter(one.values())) == came_from)
        rate = (row["rate"], row["rate_num"], row["rate_den"])
        new = came_from == "none" and "amount" in row
        if rate != ((None,) * 3 if new else (places(Fraction(row["persons"], size), 10), row["persons"], size)):
            yield row


def spells_meant(world: World, asked: Studied) -> Told:
    """Ask the model."""
    return studies.spell_counts(world, asked.scope.by, asked.scope.where, asked.scope.k or 3)


def wrong_returns(rows: list[Row]) -> Iterator[Row]:
    """Yield rows whose rates are not a sum over a sum."""
    for row in rows:
        for name in ("returned_3", "returned_6", "returned_12"):
            above, below = row[f"{name}_num"], row[f"{name}_den"]
            if row[name] != (places(Fraction(above, below), 10) if below else None):
                yield row


def minimum_meant(world: World, asked: Studied) -> Told:
    """Ask the model."""
    return studies.minimum(world, asked.scope.by, asked.scope.where)


def parts_meant(world: World, asked: Studied) -> Told:
    """Ask the model for the rate in both months, of the parts and of all."""
    assert asked.rate
    month, before = asked.months(world)
    sums: list[dict[Any, tuple[Any, Any]]] = []
    for m in (before, month):
        words = Words(asked.scope.by, {"month": month_text(m)}, asked.scope.where, totals=True, k=asked.scope.k or 3)
        found = world.answer((asked.rate,), words)
        sums.append({group: figures[asked.rate] for group, figures in found.items()})  # type: ignore[misc]
    if not all(one.get(("all",), (0, 0))[1] for one in sums):
        return {}
    return {group: (*sums[0].get(group, (0, 0)), *sums[1].get(group, (0, 0))) for group in {*sums[0], *sums[1]}}


def wrong_parts(rows: list[Row]) -> Iterator[Row]:
    """Yield the whole's row when the parts' effects do not add up to its change."""
    for whole in rows[:1]:
        change, rounded = whole["rate_after"] - whole["rate_before"], Decimal("1e-10") * len(rows)
        parts = sum(row["mix"] + row["behaviour"] for row in rows[1:])
        if max(abs(parts - change), abs(whole["mix"] + whole["behaviour"] - change)) > 2 * rounded:
            yield whole


def factors_said(rows: list[Row], _asked: Studied) -> Told:
    """Return what stands before and after."""
    return {row["factor"]: (row["before"], row["after"]) for row in rows}


def factors_meant(world: World, asked: Studied) -> Told:
    """Ask the model for the money of the years up to both months."""
    month, before = asked.months(world)
    both = [studies.paid_in_year(world, asked.scope.where, m) for m in (before, month)]
    return {
        "all": tuple(paid + refunds for _, _, paid, refunds in both),
        "people": tuple(Decimal(people) for people, _, _, _ in both),
        "months": tuple(over(months, people) for people, months, _, _ in both),
        "base": tuple(over(paid * 5, months) for _, months, paid, _ in both),
        "refunds": tuple(refunds for _, _, _, refunds in both),
    }


def over(above: int | Decimal, below: int) -> Decimal:
    """Return a quotient to ten places; nothing over nothing is nothing."""
    return places(Fraction(above) / below, 10) if below else Decimal(0)


def wrong_factors(rows: list[Row]) -> Iterator[Row]:
    """Yield the whole when the effects do not add up to its change, to the cent."""
    whole, *factors = rows
    if not sum(row["effect"] for row in factors) == whole["effect"] == whole["after"] - whole["before"]:
        yield whole


def pace_said(rows: list[Row], _asked: Studied) -> Told:
    """Return the amount received and the plan, by day."""
    return {row["day"]: (row["received"], row["plan"]) for row in rows}


def pace_meant(world: World, asked: Studied) -> Told:
    """Ask the model for the year up to the day, and for the plan."""
    month, _ = asked.months(world)
    day = min(world.d, last_day(month))
    year = Words((), {"days": (first_day(month - month % 12), day)}, asked.scope.where)
    received = world.answer(("received_net",), year).get((), {}).get("received_net")
    planned = None
    if "worker_type" not in asked.scope.where:
        planned = world.answer(("plan_amount",), year).get((), {}).get("plan_amount")
    return {day: (received or 0, planned)}


def nothing_wrong(_rows: list[Row]) -> Iterator[Row]:
    """Yield nothing."""
    yield from ()


Held = tuple[
    Callable[[list[Row], Studied], Told], Callable[[World, Studied], Told], Callable[[list[Row]], Iterator[Row]]
]
"""How an answer is read, how the model is asked, and which rows do not hold in themselves."""
RETURNED = tuple(f"returned_{n}_{end}" for n in (3, 6, 12) for end in ("num", "den"))
MINIMUM = ("registered_persons", "known_persons", "reached_persons", "short_persons", "short_months")
HELD: dict[str, Held] = {
    "spells": (columns("spells", "paid", "left", "open", "months", *RETURNED), spells_meant, wrong_returns),
    "survival": (lives_said, lives_meant, nothing_wrong),
    "roll_rates": (moves_said, rolls_meant, wrong_moves),
    "tier_migration": (moves_said, tiers_meant, wrong_moves),
    "minimum": (columns(*MINIMUM), minimum_meant, nothing_wrong),
    "rate_decomposition": (columns("num_before", "den_before", "num_after", "den_after"), parts_meant, wrong_parts),
    "amount_decomposition": (factors_said, factors_meant, wrong_factors),
    "pace": (pace_said, pace_meant, nothing_wrong),
}
