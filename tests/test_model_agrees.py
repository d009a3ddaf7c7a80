"""The program's answers equal the model's, for random histories and random questions.

The sample is always the same; HISTORIES and HISTORIES_SEED make it longer or another one. The campaign
(`pytest -m campaign`) tries HISTORIES histories, 500 unless said, from a seed of its own choosing, which it prints.
"""

import os
import tempfile
from datetime import date
from pathlib import Path
from random import Random, SystemRandom

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.comparing import differences
from tests.deliveries import write
from tests.engines import Engine
from tests.histories import History, histories
from tests.model import World
from tests.program import Reader, night
from tests.questions import Asked, as_words, questions

pytest.importorskip("etl.land", reason="the night is not there yet")
SEED = int(os.environ.get("HISTORIES_SEED", "20250620"))
COUNT = int(os.environ.get("HISTORIES", "0"))
SAMPLE, CAMPAIGN = COUNT or 6, COUNT or 500
UNHURRIED = tuple(HealthCheck)


def settings_of(history: History) -> dict[str, str]:
    """Return the settings of a history as the program takes them."""
    starts = {"COLLECTION_HISTORY_STARTS": history.history_starts} if history.history_starts else {}
    return {"COLLECTION_TOP_UP": history.top_up, **starts}


def live_through(history: History, home: Path) -> None:
    """Let the files arrive and the nights run."""
    arrived = 0
    for one in history.nights:
        write(history.files[arrived : one.files], home / "inbox")
        arrived = max(arrived, one.files)
        night(home, one.d.isoformat(), settings_of(history))


def model_of(history: History) -> World:
    """Give the model everything at once."""
    return World(history.files, history.d, history.history_starts, top_up=history.top_up)


def disagreements(world: World, reader: Reader, asked: Asked) -> list[str]:
    """Ask both."""
    should = world.ask((asked.metric,), asked.by, where=asked.where, k=asked.k, **asked.period)
    does = reader.ask(asked)
    return [f"{as_words(asked)}\n  {one}" for one in differences((asked.metric,), should, does)]


def chance_of(history: History) -> Random:
    """Return the chance by which questions are chosen: the same for the same history."""
    rows = sum(len(file.rows) for file in history.files)
    return Random(f"{history.seed} {history.d} {rows} {len(history.files)}")


def check(engine: Engine, history: History) -> int:
    """Hold the program against the model in a fresh home folder; return how many questions were asked of both."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        live_through(history, home)
        world = model_of(history)
        asked = list(questions(world, chance_of(history)))
        with Reader(home) as reader:
            found = [difference for one in asked for difference in disagreements(world, reader, one)]
        engine.drop(home)
    assert not found, "\n".join([f"d = {history.d}, top_up {history.top_up}", *found])
    return len(asked)


@seed(SEED)
@settings(max_examples=SAMPLE, deadline=None, database=None, suppress_health_check=UNHURRIED, print_blob=True)
@given(history=histories())
def test_program_agrees_with_the_model(engine: Engine, history: History) -> None:
    """A sample of histories."""
    check(engine, history)


@pytest.mark.campaign
def test_program_agrees_with_the_model_at_length(engine: Engine, request: pytest.FixtureRequest) -> None:
    """Many histories."""
    if "campaign" not in str(request.config.getoption("-m")):
        pytest.skip("only with -m campaign")
    chosen = SEED if "HISTORIES_SEED" in os.environ else SystemRandom().randrange(2**32)
    print(f"\nevery figure right for every filter on {engine.name}: {CAMPAIGN} histories, HISTORIES_SEED={chosen}")
    long = settings(max_examples=CAMPAIGN, deadline=None, database=None, suppress_health_check=UNHURRIED)
    tried: list[tuple[date, int]] = []

    @seed(chosen)
    @long
    @given(histories())
    def one(history: History) -> None:
        tried.append((history.d, check(engine, history)))

    one()
    compared = sum(asked for _, asked in tried)
    print(f"compared {compared} questions about {len(tried)} histories on {engine.name}, failures 0")
