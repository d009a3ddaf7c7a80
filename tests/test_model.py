"""The model alone gives the figures that were added up by hand."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.comparing import differences
from tests.figures_of_rules import RULES
from tests.histories import History, histories
from tests.model import Delivery, World
from tests.model.duty import retirement_month
from tests.model.money import allocate
from tests.model.reading import month_of, month_text
from tests.world import WORKED, Expected, worked_example
from tests.world_of_rules import world_of_rules


def model_answer_differs(deliveries: Iterable[Delivery], expected: Expected) -> list[str]:
    """Ask the model and compare."""
    d = date.fromisoformat(expected.d)
    world = World(deliveries, d, history_starts=expected.history_starts, top_up=expected.top_up)
    answer = world.ask(expected.metrics, expected.by, **expected.period, where=expected.where, k=expected.k)
    return differences(expected.metrics, expected.answer, answer)


@pytest.mark.parametrize("expected", WORKED, ids=lambda expected: f"{expected.d}-{expected.metrics[0]}")
def test_model_gives_the_worked_example(expected: Expected) -> None:
    """The worked example of the contract."""
    assert model_answer_differs(worked_example(), expected) == []


@pytest.mark.parametrize("expected", RULES, ids=lambda expected: "-".join((*expected.metrics, *expected.by)))
def test_model_gives_the_figures_of_the_rules(expected: Expected) -> None:
    """The world in which every rule occurs."""
    assert model_answer_differs(world_of_rules(), expected) == []


@pytest.mark.parametrize(
    ("birth", "category", "reached"),
    [
        ("1965-01-01", "男60", "2025-02"),
        ("1970-01-01", "男60", "2031-05"),
        ("1975-01-01", "男60", "2037-08"),
        ("1976-09-01", "男60", "2039-09"),
        ("1970-01-01", "女55", "2025-02"),
        ("1975-01-01", "女55", "2031-05"),
        ("1976-09-01", "女55", "2033-06"),
        ("1981-09-01", "女55", "2039-09"),
        ("1975-01-01", "女50", "2025-02"),
        ("1976-09-01", "女50", "2027-08"),
        ("1981-09-01", "女50", "2035-02"),
        ("1984-11-01", "女50", "2039-11"),
    ],
)
def test_retirement_follows_the_table(birth: str, category: str, reached: str) -> None:
    """The ends of the published tables."""
    assert month_text(retirement_month(date.fromisoformat(birth), category)) == reached


@pytest.mark.parametrize(
    ("amount", "parts"),
    [("10.00", ["3.33", "3.33", "3.34"]), ("-10.00", ["-3.33", "-3.33", "-3.34"]), ("0.01", ["0.00", "0.00", "0.01"])],
)
def test_allocation_keeps_every_cent(amount: str, parts: list[str]) -> None:
    """Whole cents, toward zero, the remainder last."""
    assert allocate(Decimal(amount), 3) == [Decimal(part) for part in parts]


IDENTITIES: tuple[tuple[str, ...], ...] = (
    ("due_persons", "awaiting_persons", "registered_persons"),
    ("suspended_net_moved_persons",),
    ("net_moved_persons",),
    ("arrears_net_moved_amount",),
)


@seed(1)
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=tuple(HealthCheck))
@given(histories())
def test_identities_hold_in_the_model(history: History) -> None:
    """What the contract says always holds, on random histories."""
    world = World(history.files, history.d, top_up=history.top_up)
    span = (month_text(month_of(history.d) - 14), month_text(month_of(history.d)))
    names = [name for identity in IDENTITIES for name in identity]
    for figures in world.ask(names, ("month",), months=span).values():
        due, awaiting, registered, *moved = (figures.get(name) or 0 for name in names)
        assert Fraction(due) + Fraction(awaiting) == registered  # type: ignore[arg-type]
        assert moved == [0, 0, 0]
    everything = ("1980-01", "2060-12")
    paid, received = (world.ask((name,), months=everything) for name in ("paid_amount", "received_net"))
    assert paid.get((), {}).get("paid_amount", 0) == received.get((), {}).get("received_net", 0)
