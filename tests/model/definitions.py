"""What one person adds to each metric of section 3 in one month: the numerators and denominators by name."""

from collections.abc import Iterator
from decimal import Decimal

from tests.model.metrics import Fact, Question, World, arrears, at, ends, is_income
from tests.model.money import NOTHING
from tests.model.rows import Receipt


def paying(world: World, p: str, m: int) -> bool:
    """Status paid."""
    return world.status(p, m, world.payments_until(m)) == "paid"


def due(world: World, p: str, m: int) -> bool:
    """Status paid or unpaid."""
    return world.status(p, m, world.payments_until(m)) in ("paid", "unpaid")


def awaiting(world: World, p: str, m: int) -> bool:
    """Status awaiting."""
    return world.status(p, m, world.payments_until(m)) == "awaiting"


def attributed(world: World, p: str, m: int) -> bool:
    """Registered with a community by assignment, register or roster."""
    return world.registered(p, m) and world.is_attributed(p, world.month_end(m))


def insured_anywhere(world: World, p: str, m: int) -> bool:
    """Registered, or with an elsewhere row other than 死亡."""
    return world.registered(p, m) or any(kind != "死亡" for kind in world.elsewhere_on(p, world.month_end(m)))


def newly_suspended(world: World, p: str, m: int) -> bool:
    """Suspended at T, not at T−1."""
    return world.suspended(p, m) and not world.suspended(p, m - 1)


def resumed(world: World, p: str, m: int) -> bool:
    """Suspended at T−1, registered and not suspended at T."""
    return world.suspended(p, m - 1) and world.registered(p, m) and not world.suspended(p, m)


def left_suspended(world: World, p: str, m: int) -> bool:
    """Suspended at T−1, not registered at T."""
    return world.suspended(p, m - 1) and not world.registered(p, m)


def suspended_leaving(world: World, p: str, m: int) -> int:
    """Resumed or left."""
    return resumed(world, p, m) + left_suspended(world, p, m)


def was_suspended(world: World, p: str, m: int) -> bool:
    """Suspended at T−1."""
    return world.suspended(p, m - 1)


def was_paying_up(world: World, p: str, m: int) -> bool:
    """Registered and not suspended at T−1."""
    return world.registered(p, m - 1) and not world.suspended(p, m - 1)


def admin_suspended(world: World, p: str, m: int) -> bool:
    """Registered with 参保状态 2."""
    state = world.state(p, world.month_end(m))
    return world.registered(p, m) and state is not None and state.state == 2


def new(world: World, p: str, m: int) -> bool:
    """Registered at T, at no earlier month end."""
    return world.registered(p, m) and not world.registered_before(p, m)


def returned(world: World, p: str, m: int) -> bool:
    """Registered at T, not at T−1, at some month end before."""
    return world.registered(p, m) and not world.registered(p, m - 1) and world.registered_before(p, m)


def entered(world: World, p: str, m: int) -> int:
    """Return new or returned."""
    return new(world, p, m) + returned(world, p, m)


def lost(world: World, p: str, m: int) -> bool:
    """Registered at T−1, not at T."""
    return world.registered(p, m - 1) and not world.registered(p, m)


def repairable_months(world: World, p: str, m: int) -> int:
    """Number of repairable months."""
    return len(world.repairable(p, m))


def repairable_amount(world: World, p: str, m: int) -> Decimal:
    """Amount of the repairable months."""
    return sum((world.repair_amount(p, j) for j in world.repairable(p, m)), NOTHING)


def assessed_paid(world: World, p: str, m: int) -> Decimal:
    """Return the part of assessed that is paid."""
    return min(world.paid_positive(p, m, world.payments_until(m)), world.assessed(p, m))


def owing(world: World, p: str, m: int) -> set[int]:
    """Return the months assessed, whose arrears may change."""
    return {row.month for row in world.rows_of("assessments", p)}


def over(world: World, p: str, j: int, fell_due: int, paid: int) -> Decimal:
    """max(0, A(T of one month) − P(T of another))."""
    due_amount = world.assessed_due(p, j, world.month_end(fell_due))
    return max(NOTHING, due_amount - world.paid_positive(p, j, world.month_end(paid)))


def arrears_new(world: World, p: str, m: int) -> Decimal:
    """Arrears that came with time."""
    return sum((over(world, p, j, m, m) - over(world, p, j, m - 1, m) for j in owing(world, p, m)), NOTHING)


def arrears_cleared(world: World, p: str, m: int) -> Decimal:
    """Arrears that went with payments."""
    return sum((over(world, p, j, m - 1, m - 1) - over(world, p, j, m - 1, m) for j in owing(world, p, m)), NOTHING)


def arrears_at(world: World, p: str, m: int) -> Decimal:
    """Σ overdue at T."""
    return sum((over(world, p, j, m, m) for j in owing(world, p, m)), NOTHING)


def arrears_rate(world: World, question: Question) -> Iterator[Fact]:
    """Arrears over what the 12 months ending with T were assessed, each at its own T."""
    yield from arrears(world, question)
    for m in ends(world, question):
        for p in world.persons():
            for one in world.months_between(m, 12):
                yield Fact(at(world, p, one, month=m), 0, world.assessed(p, one))


def arrears_over_12m(world: World, question: Question) -> Iterator[Fact]:
    """Arrears aged over 365 days over all arrears."""
    for fact in arrears(world, question):
        old = fact.dimension("arrears_age") in ("366-730", "731+")
        yield Fact(fact.dimension, fact.numerator if old else 0, fact.numerator)


def has_base(world: World, p: str, m: int) -> bool:
    """Paying with a base."""
    return paying(world, p, m) and world.base(p, m, world.payments_until(m)) is not None


def base_paid(world: World, p: str, m: int) -> Decimal:
    """The base of a paying person."""
    return (world.base(p, m, world.payments_until(m)) or NOTHING) if paying(world, p, m) else NOTHING


def lowest_tier(world: World, p: str, m: int) -> bool:
    """Paying on the lowest base."""
    return has_base(world, p, m) and world.tier_of(world.base(p, m, world.payments_until(m)), m) == "60"


def months_paid(world: World, p: str, m: int) -> int:
    """Months of the 12 registered and paid at T, of a person registered at T."""
    end, twelve = world.month_end(m), world.months_between(m, 12)
    return sum(world.registered(p, m) and world.registered(p, j) and world.paid(p, j, end) for j in twelve)


def months_owed(world: World, p: str, m: int) -> int:
    """Months of the 12 registered and paid or due at T, of a person registered at T."""
    end, twelve = world.month_end(m), world.months_between(m, 12)
    registered = [j for j in twelve if world.registered(p, m) and world.registered(p, j)]
    return sum(world.paid(p, j, end) or world.due(p, j, end) for j in registered)


def contactless(world: World, row: Receipt) -> int:
    """Return 1 for a row that is not a refund and came through a contactless channel."""
    return int(is_income(row) and world.reference.is_contactless(world.reference.channel(row.channel)))


def matched(world: World, row: Receipt) -> int:
    """Return 1 for a row that is not a refund, of a person in the register with a community."""
    p, t = world.person(row.identity), row.treasury_date
    assert t is not None
    return int(is_income(row) and not world.unregistered(p) and world.is_attributed(p, t))
