"""The model alone gives the figures that were added up by hand."""

from collections.abc import Iterable
from datetime import date

import pytest

from tests.comparing import differences
from tests.figures_of_rules import RULES
from tests.model import Delivery, World
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
