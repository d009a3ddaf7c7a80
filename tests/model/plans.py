"""Plans and targets: the figures that a bureau sets, by area or office (contract, section 3, plan rows)."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from tests.model.dimensions import AREAS
from tests.model.metrics import (
    Fact,
    Metric,
    Number,
    Question,
    World,
    at,
    ends,
    month_end,
    received,
    reported,
)
from tests.model.reading import month_of
from tests.model.rows import Plan

Set = tuple[str, str, Number]
"""Area code, office and the number set for it; one of the two names is empty."""


def fixed(area: str, office: str, name: str) -> str:
    """Return the dimension of a row that belongs to an area or office."""
    return office if name == "office" else area[: AREAS[name]]


def own_rows(world: World, rows: Iterable[Set], question: Question) -> Iterator[Fact]:
    """Yield the rows that answer: those of the finest area (or office) asked for; unfiltered, the highest level."""
    rows = list(rows)
    asked = {name for name in (*question.by, *question.where, *question.without) if name != "month"}
    by_level = {length: [row for row in rows if len(row[0]) == length] for length in AREAS.values()}
    offices = [row for row in rows if not row[0] and row[1]]
    if "office" in asked:
        chosen = offices
    elif asked:
        chosen = by_level[max(AREAS[name] for name in asked)]
    else:
        chosen = by_level[6] or by_level[9] or offices
    for area, office, number in chosen:
        yield Fact(partial(fixed, area, office), number)


def targets(world: World, question: Question, m: int) -> Iterator[Fact]:
    """Yield 应参保人数 of the latest month ≤ T, summed over 类别."""
    newest = max((row.month for row in world.targets if row.month <= m), default=None)
    yield from own_rows(world, [(row.area, "", row.persons) for row in world.targets if row.month == newest], question)


def plans_of(world: World, year: int) -> list[Plan]:
    """Return the plan rows of a year."""
    return [row for row in world.plans if row.year == year]


def planned_amounts(world: World, question: Question) -> Iterator[Fact]:
    """Yield 计划金额 of the year of the end of the period."""
    rows = plans_of(world, question.end.year)
    yield from own_rows(world, [(row.area, row.office, row.amount) for row in rows if row.amount is not None], question)


def planned_persons(world: World, question: Question, m: int) -> Iterator[Fact]:
    """Yield 计划参保人数 of the year of a month."""
    rows = plans_of(world, m // 12)
    yield from own_rows(
        world, [(row.area, row.office, row.persons) for row in rows if row.persons is not None], question
    )


def as_denominator(facts: Iterable[Fact], m: int | None = None) -> Iterator[Fact]:
    """Turn numbers into denominators, reported under a month where one is given."""
    for fact in facts:
        lookup = fact.dimension if m is None else partial(reported, m, fact.dimension)
        yield Fact(lookup, 0, fact.numerator)


def enrolment(world: World, question: Question) -> Iterator[Fact]:
    """Produce registered_persons over 应参保人数."""
    yield from month_end(World.registered).produce(world, question)
    for m in ends(world, question):
        yield from as_denominator(targets(world, question, m), m)


def persons_completion(world: World, question: Question) -> Iterator[Fact]:
    """Produce registered_persons over 计划参保人数."""
    for m in ends(world, question):
        for p in world.persons():
            yield Fact(at(world, p, m), world.registered(p, m))
        yield from as_denominator(planned_persons(world, question, m), m)


def exists(world: World, question: Question) -> bool:
    """Say whether the period asked has begun, and does not end before history starts."""
    end = min(question.end, world.d)
    return question.start <= world.d and (question.history_starts or 0) <= month_of(end)


def capped(world: World, question: Question) -> Question:
    """The same question up to d."""
    return Question(**{**vars(question), "end": min(question.end, world.d)})


def completion(world: World, question: Question) -> Iterator[Fact]:
    """Produce received_net since 1 January over the year's plan."""
    if not exists(world, question):
        return
    end = min(question.end, world.d)
    year = Question(**{**vars(question), "start": date(end.year, 1, 1), "end": end, "history_starts": None})
    yield from received(lambda _, row: row.amount)(world, year)
    yield from as_denominator(planned_amounts(world, capped(world, question)))


def plan(world: World, question: Question) -> Iterator[Fact]:
    """Produce the year's plan."""
    if exists(world, question):
        yield from planned_amounts(world, capped(world, question))


def pace(world: World, question: Question) -> tuple[int, int] | None:
    """Return days elapsed and days in the year."""
    if not exists(world, question):
        return None
    end = min(question.end, world.d)
    january = date(end.year, 1, 1)
    return (end - january).days + 1, (date(end.year + 1, 1, 1) - january).days


def linear(world: World, question: Question) -> Iterator[Fact]:
    """Produce the pace of the year."""
    if days := pace(world, question):
        yield Fact(str, *days)


PLANS: dict[str, Metric] = {
    "enrolment_ratio": Metric(enrolment, rate=True),
    "plan_amount": Metric(plan),
    "plan_completion": Metric(completion, rate=True),
    "plan_persons_completion": Metric(persons_completion, rate=True),
    "pace_linear": Metric(linear, rate=True),
    # The numerator and denominator of the completion; ask() takes the linear pace from it.
    "pace_gap": Metric(completion, rate=True),
}
