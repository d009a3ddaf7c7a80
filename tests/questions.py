"""Random questions: every metric, by dimensions it takes, filtered by values that occur, over some period."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.model import World
from tests.model.reading import first_day, month_of, month_text

AREA = ("district", "subdistrict", "community")
ROSTER = ("month", *AREA, "worker_type")
PERSON = (
    *("month", *AREA, "worker_type", "attribution", "sex", "age_band", "past_age", "tier", "pay_frequency"),
    *("frequency_basis", "hukou", "subsidy", "suspension_length", "change_reason"),
)
ARREARS = (*PERSON, "arrears_age")
RECEIPT = ("day", "month", *AREA, "worker_type", "attribution", "channel", "office", "kind")
DEDUCTION = ("month", *AREA, "worker_type", "bank", "failure_reason")
SET = ("month", *AREA)
PLAN = (*AREA, "office")
TAKES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            *("target_persons", "covered_persons", "coverage_rate", "effective_coverage_rate"),
            *("insured_anywhere_rate", "attribution_rate"),
        ),
        ROSTER,
    ),
    **dict.fromkeys(
        (
            *("registered_persons", "paying_persons", "due_persons", "awaiting_persons", "compliance_rate"),
            *("suspended_persons", "suspension_rate", "newly_suspended_persons", "resumed_persons"),
            *("left_suspended_persons", "suspended_net_moved_persons", "new_suspension_rate", "resumption_rate"),
            *("admin_suspended_persons", "new_persons", "returned_persons", "lost_persons", "net_moved_persons"),
            *("repairable_persons", "repairable_months", "repairable_amount", "assessed_amount", "paid_amount"),
            *("assessed_paid_amount", "collection_rate", "paid_to_assessed_ratio", "arrears_new_amount"),
            *("arrears_cleared_amount", "arrears_net_moved_amount", "arrears_rate", "arrears_over_12m_share"),
            *("average_base", "lowest_tier_share", "contribution_density"),
        ),
        PERSON,
    ),
    **dict.fromkeys(("arrears_amount", "arrears_persons"), ARREARS),
    **dict.fromkeys(
        (
            *("received_gross", "refunded_amount", "received_net", "receipt_count", "payer_count"),
            *("in_transit_amount", "contactless_share", "match_rate"),
        ),
        RECEIPT,
    ),
    "deduction_success_rate": DEDUCTION,
    **dict.fromkeys(("enrolment_ratio", "plan_persons_completion"), SET),
    **dict.fromkeys(("plan_amount", "plan_completion", "pace_gap"), PLAN),
    "pace_linear": (),
}
ROUNDS = 3
BY_DAYS = frozenset(
    name for name, dimensions in TAKES.items() if dimensions in (RECEIPT, PLAN) or name == "pace_linear"
)


@dataclass(frozen=True)
class Asked:
    """A question, in the words of the model."""

    metric: str
    by: tuple[str, ...] = ()
    period: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    k: int = 3


def questions(world: World, chance: Random) -> Iterator[Asked]:
    """Yield random questions about every metric."""
    for metric, dimensions in ROUNDS * list(TAKES.items()):
        by = dimensions_of(chance, dimensions)
        period = period_of(world, metric, chance)
        k = chance.choice((3, 3, 3, 1, 2, 6))
        where = filter_of(world, Asked(metric, by, period, {}, k), dimensions, chance)
        yield Asked(metric, by, period, where, k)


def dimensions_of(chance: Random, dimensions: tuple[str, ...]) -> tuple[str, ...]:
    """Choose none to three dimensions; areas and offices are not asked together of plans."""
    count = min(chance.choice((0, 1, 1, 1, 2, 3)), len(dimensions))
    chosen = tuple(chance.sample(dimensions, count))
    return ("office",) if dimensions == PLAN and "office" in chosen else chosen


def period_of(world: World, metric: str, chance: Random) -> dict[str, Any]:
    """Choose a month, a span of months, days where they may be asked, or nothing."""
    now = month_of(world.d)
    last = now - chance.choice((0, 0, 0, 1, 2, 3, 6, 12, -1, -3))
    first = last - chance.choice((0, 1, 3, 12, 24))
    if metric in BY_DAYS and chance.random() < 0.3:
        end = first_day(last) + timedelta(days=chance.randrange(28))
        return {"days": (end - timedelta(days=chance.randrange(400)), end)}
    kind = chance.choice(("none", "month", "months", "months"))
    choices: dict[str, dict[str, Any]] = {
        "none": {},
        "month": {"month": month_text(last)},
        "months": {"months": (month_text(first), month_text(last))},
    }
    return choices[kind]


def filter_of(world: World, asked: Asked, dimensions: tuple[str, ...], chance: Random) -> dict[str, tuple[str, ...]]:
    """Choose now and then a filter by one or two values that occur, or by one that does not."""
    allowed = [name for name in dimensions if name not in ("day", "month")]
    if dimensions == PLAN:
        allowed = [name for name in allowed if not asked.by or (name == "office") == ("office" in asked.by)]
    if not allowed or chance.random() < 0.6:
        return {}
    name = chance.choice(allowed)
    occurring = sorted(group[0] for group in world.ask((asked.metric,), (name,), k=asked.k, **asked.period))
    return {name: tuple(chance.sample(occurring, min(len(occurring), chance.choice((1, 2))))) or ("none of them",)}


def as_words(asked: Asked) -> str:
    """Return a question as one would type it."""
    words = [asked.metric, *(f"--by {name}" for name in asked.by)]
    for name, value in asked.period.items():
        ends = (
            (value,)
            if isinstance(value, str)
            else tuple(end.isoformat() if isinstance(end, date) else end for end in value)
        )
        words.append(f"--{name} {':'.join(ends)}")
    words += [f"--where {name}={','.join(values)}" for name, values in asked.where.items()]
    return " ".join((*words, f"--k {asked.k}"))
