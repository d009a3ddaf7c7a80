"""Questions whose answer is more than a sum, straight from registered, run, overdue and paid (contract, section 2)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tests.model.comparisons import World
from tests.model.dimensions import ARREARS_BANDS, band
from tests.model.metrics import Question, paid_rows
from tests.model.money import NOTHING
from tests.model.reading import first_day, last_day, month_of, month_text

Where = Mapping[str, tuple[str, ...]]
Group = tuple[str, ...]
CURED, NONE = "cured", "none"
YEARS_OF_RETIREMENT = ((2029, 180), *((2029 + more, 180 + 6 * more) for more in range(1, 10)))
"""Months of contribution needed by those who reach retirement age up to a year; 240 after the last."""


@dataclass(frozen=True)
class Spell:
    """A suspension: whose, its first month end, the first month end it is over (None: not yet), how it ended."""

    person: str
    start: int
    ended: int | None
    by_payment: bool
    length: int


def within(world: World, p: str, m: int, where: Where) -> bool:
    """Say whether a person passes a filter as at the T of a month."""
    return all(world.person_dimension(p, m, None, name) in codes for name, codes in where.items())


def month_ends(world: World, p: str) -> range:
    """Return the months whose end a person may have been registered at."""
    first = world.first(p)
    return range(month_of(first.changed), month_of(world.d) + 1) if first else range(0)


def spells(world: World, where: Where, k: int) -> Iterator[Spell]:
    """Yield the spells that started in a month that is shown."""
    world.k = k
    for p in world.persons():
        for m in month_ends(world, p):
            starts = world.suspended(p, m) and not world.suspended(p, m - 1)
            if starts and is_shown(world, m) and within(world, p, m, where):
                yield spell(world, p, m)


def is_shown(world: World, m: int) -> bool:
    """Say whether a month is not before history starts."""
    return m >= (world.history_starts or 0)


def spell(world: World, p: str, start: int) -> Spell:
    """Follow a spell to its end."""
    now = month_of(world.d)
    ended = next((m for m in range(start, now + 1) if not world.suspended(p, m)), None)
    paid = ended is not None and world.registered(p, ended)
    return Spell(p, start, ended, paid, (now + 1 if ended is None else ended) - start)


def spell_counts(world: World, by: tuple[str, ...], where: Where, k: int) -> dict[Group, tuple[int, ...]]:
    """Count by the dimensions at the start: spells, paid, left, open, months; returned and seen in 3, 6, 12."""
    groups: dict[Group, list[Spell]] = {}
    for one in spells(world, where, k):
        told = [month_text(one.start) if name == "month" else dimension(world, one, name) for name in by]
        groups.setdefault(tuple(told), []).append(one)
    return {group: counted(found, month_of(world.d)) for group, found in groups.items()}


def dimension(world: World, one: Spell, name: str) -> str:
    """Return a dimension of a spell."""
    return world.person_dimension(one.person, one.start, None, name)


def counted(found: list[Spell], now: int) -> tuple[int, ...]:
    """Count spells, how they ended, and who paid within 3, 6 and 12 months of those that could be seen so long."""
    ended = [one for one in found if one.ended is not None]
    paid = sum(one.by_payment for one in ended)
    whole = (len(found), paid, len(ended) - paid, len(found) - len(ended), sum(one.length for one in found))
    returned: list[int] = []
    for months in (3, 6, 12):
        seen = [one for one in found if now - one.start >= months]
        returned += [sum(one.by_payment and one.length <= months for one in seen), len(seen)]
    return (*whole, *returned)


Life = tuple[str, int, bool]
"""Half-year of entry, months seen, whether they ended in a suspension."""


def lives(world: World, where: Where, k: int) -> Iterator[Life]:
    """Yield how long everybody who entered in a month shown was seen."""
    world.k = k
    now = month_of(world.d)
    for p in world.persons():
        entry = next((m for m in month_ends(world, p) if world.registered(p, m)), None)
        if entry is None or not is_shown(world, entry) or not within(world, p, entry, where):
            continue
        after = range(entry, now + 1)
        end = next((m for m in after if world.suspended(p, m) or not world.registered(p, m)), now)
        yield f"{entry // 12}H{1 if entry % 12 < 6 else 2}", end - entry, world.suspended(p, end)


def survivors(found: Iterable[Life]) -> dict[tuple[str, int], tuple[int, int, int, Fraction]]:
    """Return at risk, suspended, no longer seen and the part not yet suspended, by cohort and months."""
    kept = list(found)
    table: dict[tuple[str, int], tuple[int, int, int, Fraction]] = {}
    for cohort in sorted({life[0] for life in kept}):
        left = Fraction(1)
        for months in sorted({life[1] for life in kept if life[0] == cohort}):
            at_risk = [life for life in kept if life[0] == cohort and life[1] >= months]
            ended = [life for life in at_risk if life[1] == months]
            events = sum(life[2] for life in ended)
            left *= 1 - Fraction(events, len(at_risk))
            table[cohort, months] = (len(at_risk), events, len(ended) - events, left)
    return table


def standing(world: World, p: str, m: int) -> tuple[str, Decimal] | None:
    """Return the age of a person's oldest arrears at the T of a month, and all they owe; None who owes nothing."""
    end = world.month_end(m)
    owed = [j for j in {row.month for row in world.rows_of("assessments", p)} if world.overdue(p, j, end) > 0]
    if not owed:
        return None
    oldest = max(world.arrears_days(p, j, end) for j in owed)
    return band(oldest, ARREARS_BANDS, "731+"), sum((world.overdue(p, j, end) for j in owed), NOTHING)


def roll_rates(world: World, where: Where, before: int, month: int) -> dict[tuple[str, str], tuple[int, Decimal]]:
    """Return persons and money by where people stood and stand; money that was owed, of new debtors that is."""
    moves: dict[tuple[str, str], tuple[int, Decimal]] = {}
    for p in world.persons():
        was, now = standing(world, p, before), standing(world, p, month)
        counts = was or now
        if counts and within(world, p, before if was else month, where):
            move = (was[0] if was else NONE, now[0] if now else CURED)
            persons, amount = moves.get(move, (0, NOTHING))
            moves[move] = (persons + 1, amount + counts[1])
    return moves


def tier_paid(world: World, p: str, m: int) -> str | None:
    """Return the tier of who pays in a month."""
    return world.tier(p, m) if world.status(p, m, world.d) == "paid" else None


def tier_migration(world: World, where: Where, before: int, month: int) -> dict[tuple[str, str], int]:
    """Return persons by the tier they paid in and the tier they pay in."""
    moves: Counter[tuple[str, str]] = Counter()
    for p in world.persons():
        was, now = tier_paid(world, p, before), tier_paid(world, p, month)
        if (was or now) and within(world, p, month if now else before, where):
            moves[was or NONE, now or NONE] += 1
    return dict(moves)


def needed(retirement_month: int) -> int:
    """Return the months of contribution needed by who reaches retirement age in a month."""
    return next((months for year, months in YEARS_OF_RETIREMENT if retirement_month // 12 <= year), 240)


def contributed(world: World, p: str) -> int | None:
    """Return 累计缴费月数 of the latest row that says it, and the months after that row's that are paid."""
    stated = next((row for row in reversed(world.history(p)) if row.contributed is not None), None)
    if stated is None or stated.contributed is None:
        return None
    since = range(month_of(stated.changed) + 1, month_of(world.d) + 1)
    return stated.contributed + sum(world.paid(p, m, world.d) for m in since)


def minimum(world: World, by: tuple[str, ...], where: Where) -> dict[Group, tuple[int, ...]]:
    """Return registered, known, reached and short persons and the months missing, by dimensions at d."""
    now = month_of(world.d)
    groups: dict[Group, list[str]] = {}
    for p in world.persons():
        if world.registered(p, now) and within(world, p, now, where):
            groups.setdefault(tuple(world.person_dimension(p, now, None, name) for name in by), []).append(p)
    return {group: falling_short(world, found, now) for group, found in groups.items()}


def falling_short(world: World, found: list[str], now: int) -> tuple[int, ...]:
    """Count people, those of whom enough is known, who have enough, and who will not have it at retirement."""
    missing: list[int] = []
    reached = 0
    for p in found:
        months, limit = contributed(world, p), world.limit(p)
        if months is not None and limit is not None:
            reached += months >= needed(limit)
            missing.append(needed(limit) - months - max(0, limit - now))
    short = [months for months in missing if months > 0]
    return len(found), len(missing), reached, len(short), sum(short)


def paid_in_year(world: World, where: Where, end: int) -> tuple[int, int, Decimal, Decimal]:
    """Return people who paid for months of the year up to one, those months, the money, and the months paid back."""
    first = end - end % 12
    question = Question(first, end, first_day(first), last_day(end), (), where, {}, None)
    world.paid_by = {}
    paid: dict[tuple[str, str], Decimal] = {}
    for fact in paid_rows(world, question):
        if all(fact.dimension(name) in codes for name, codes in where.items()):
            cell = (fact.who or "", fact.dimension("month"))
            paid[cell] = paid.get(cell, NOTHING) + fact.numerator
    positive = {cell: amount for cell, amount in paid.items() if amount > 0}
    people = len({p for p, _ in positive})
    refunds = sum((amount for amount in paid.values() if amount <= 0), NOTHING)
    return people, len(positive), sum(positive.values(), NOTHING), refunds
