"""Random questions with totals, comparisons, the largest groups and the rest, or months when they were younger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.model import Words, World
from tests.model.comparisons import BACK, PAID_LATER
from tests.model.reading import last_day, month_of, month_text
from tests.questions import AREA, BY_DAYS, PLAN, SET, TAKES
from tests.questions import period_of as some_period

PLANNED: Mapping[str, tuple[str, ...]] = {"received_net": PLAN, "registered_persons": SET}
TIMES = ("month", "day")
TOTALS, BESIDE, LARGEST, YOUNGER = 14, 32, 14, 16
"""Questions of each kind about one history."""


@dataclass(frozen=True)
class Richer:
    """A question; `top` is how many groups, by which metric, and whether the smallest."""

    metrics: tuple[str, ...]
    words: Words
    against: tuple[str, ...] = ()
    top: tuple[int, str, bool] | None = None

    @property
    def dimension(self) -> str:
        """Return the dimension of which the largest groups are asked."""
        return next(name for name in self.words.by if name not in TIMES)


def richer_questions(world: World, chance: Random) -> Iterator[Richer]:
    """Yield questions of every kind."""
    for _ in range(TOTALS):
        yield Richer(*some_words(world, chance, chance.choice((1, 2, 2, 3)), totals=True))
    for _ in range(BESIDE):
        yield compared(world, chance)
    for _ in range(LARGEST):
        yield largest(world, chance)
    for _ in range(YOUNGER):
        yield younger(world, chance)


def some_words(world: World, chance: Random, width: int, totals: bool = False) -> tuple[tuple[str, ...], Words]:
    """Choose metrics, up to so many of the dimensions they share, a period, and now and then a filter."""
    metrics = some_metrics(chance)
    shared = shared_by(metrics)
    words = Words(some_dimensions(chance, shared, width), one_period(world, metrics, chance), totals=totals)
    words = replace(words, k=chance.choice((3, 3, 3, 1, 2, 6)))
    return metrics, replace(words, where=some_filter(world, metrics[0], shared, words, chance))


def some_metrics(chance: Random) -> tuple[str, ...]:
    """Choose one to three metrics."""
    return tuple(chance.sample(sorted(TAKES), chance.choice((1, 1, 2, 3))))


def shared_by(metrics: tuple[str, ...]) -> tuple[str, ...]:
    """Return the dimensions that all of the metrics take."""
    return tuple(name for name in TAKES[metrics[0]] if all(name in TAKES[one] for one in metrics))


def some_dimensions(chance: Random, shared: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Choose dimensions, areas more often than others; an office comes alone."""
    liked = [name for name in shared if name in AREA or chance.random() < 0.5]
    chosen = tuple(chance.sample(liked, min(width, len(liked))))
    return ("office",) if "office" in chosen and shared == PLAN else chosen


def one_period(world: World, metrics: tuple[str, ...], chance: Random) -> dict[str, Any]:
    """Choose a period that all of the metrics take, now and then one day."""
    slowest = next((name for name in metrics if name not in BY_DAYS), metrics[0])
    if slowest in BY_DAYS and chance.random() < 0.2:
        day = world.d - timedelta(days=chance.choice((0, 0, 1, 3, 17, 40)))
        return {"days": (day, day)}
    return some_period(world, slowest, chance)


def some_filter(
    world: World, metric: str, shared: tuple[str, ...], words: Words, chance: Random
) -> dict[str, tuple[str, ...]]:
    """Choose now and then a filter by values that occur; areas and offices are not asked together of plans."""
    allowed = [name for name in shared if name not in TIMES]
    if shared == PLAN:
        allowed = [name for name in allowed if not words.by or (name == "office") == ("office" in words.by)]
    if not allowed or chance.random() < 0.5:
        return {}
    name = chance.choice([one for one in allowed if one in AREA] * 2 + allowed)
    occurring = sorted(group[0] for group in world.answer((metric,), replace(words, by=(name,), totals=False)))
    return {name: tuple(chance.sample(occurring, min(len(occurring), chance.choice((1, 2))))) or ("none of them",)}


def compared(world: World, chance: Random) -> Richer:
    """Choose a question with comparisons."""
    metrics, words = some_words(world, chance, chance.choice((0, 1, 1, 2)), totals=chance.random() < 0.3)
    if chance.random() < 0.4:
        metrics = tuple(chance.sample(sorted(PAID_LATER | PLANNED.keys()), 1))
        by, period = kept(words.by, TAKES[metrics[0]]), one_period(world, metrics, chance)
        words = replace(words, by=by, where={}, period=period)
    words = replace(words, by=tuple(name for name in words.by if name != "day"))
    named = (*words.by, *words.where)
    against = [*BACK]
    if set(named).intersection(AREA):
        against.append("parent")
    apart = "office" in named and bool(set(named).intersection(AREA))
    if not apart and all(name in PLANNED and kept(named, PLANNED[name]) == named for name in metrics):
        against.append("plan")
    return Richer(metrics, words, tuple(chance.sample(against, chance.choice((1, len(against))))))


def kept(names: tuple[str, ...], allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that are allowed."""
    return tuple(name for name in names if name in allowed)


def largest(world: World, chance: Random) -> Richer:
    """Choose a question about the largest or smallest groups, perhaps by month, perhaps with comparisons."""
    metrics, words = some_words(world, chance, 0)
    shared = shared_by(metrics)
    others = [name for name in shared if name not in TIMES]
    if not others:
        return largest(world, chance)
    dimension = chance.choice(others)
    if shared == PLAN and words.where:
        dimension = "office" if "office" in words.where else chance.choice(AREA)
    time = tuple(name for name in ("month",) if name in shared and chance.random() < 0.3)
    against = tuple(chance.sample([*BACK], 1)) if chance.random() < 0.4 else ()
    if dimension in AREA and chance.random() < 0.3:
        against = (*against, "parent")
    top = (chance.choice((1, 1, 2, 3, 20)), chance.choice(metrics), chance.random() < 0.4)
    return Richer(metrics, replace(words, by=(*time, dimension)), against, top)


def younger(world: World, chance: Random) -> Richer:
    """Choose a question about months of which payments up to some day count."""
    metrics = tuple(chance.sample(sorted(PAID_LATER), chance.choice((1, 2))))
    dimensions = some_dimensions(chance, shared_by(metrics), chance.choice((0, 1, 2)))
    last = month_of(world.d) - chance.choice((0, 1, 3, 12))
    first = last - chance.choice((0, 0, 2, 11))
    ages = {m: some_age(world, m, chance) for m in range(first, last + 1)}
    words = Words(dimensions, {"months": (month_text(first), month_text(last))}, paid_by=ages)
    return Richer(metrics, replace(words, where=some_filter(world, metrics[0], shared_by(metrics), words, chance)))


def some_age(world: World, m: int, chance: Random) -> date:
    """Choose a day up to d around the end of a month, or on which something was paid for it."""
    days = (row.pay_date for row in world.receipts if row.first <= m <= row.last)
    paid = [day for day in days if day and day <= world.d]
    if paid and chance.random() < 0.6:
        return chance.choice(paid)
    return min(last_day(m) + timedelta(days=chance.randrange(-60, 120)), world.d)


def as_words(asked: Richer) -> str:
    """Return a question as one would read it."""
    said = [*asked.metrics, f"by {asked.words.by}", f"{dict(asked.words.period)}", f"where {dict(asked.words.where)}"]
    said += [f"k {asked.words.k}", "totals" if asked.words.totals else "", f"against {asked.against}"]
    if asked.top:
        said.append(f"{'bottom' if asked.top[2] else 'top'} {asked.top[0]} by {asked.top[1]}")
    if asked.words.paid_by:
        said.append(f"paid by { {month_text(m): day.isoformat() for m, day in asked.words.paid_by.items()} }")
    return " ".join(one for one in said if one)
