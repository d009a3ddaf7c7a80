"""Totals, comparisons, the largest groups and studies equal the model's, for random histories and questions.

The sample is always the same; HISTORIES and HISTORIES_SEED make it longer or another one. The campaign
(`pytest -m campaign`) tries HISTORIES histories, 200 unless said, from a seed of its own choosing, which it prints.
"""

import os
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import SystemRandom
from typing import Any

import pytest
from hypothesis import given, seed, settings

from sql.connect import Connection
from sql.metrics import Against, Question, Top, ask
from sql.metrics.plain import answered
from tests.comparing import differences, is_nothing
from tests.engines import Engine
from tests.histories import History, Night, histories
from tests.identities import broken_identities
from tests.model import Answer, Figure, Group, World
from tests.model.comparisons import REST
from tests.program import Reader, figure_of, group_of, period_of
from tests.questions import Asked
from tests.richer_questions import Richer, as_words, richer_questions
from tests.study_questions import study_differences, study_questions
from tests.test_model_agrees import COUNT, SEED, UNHURRIED, chance_of, live_through, model_of

SAMPLE, CAMPAIGN = COUNT or 3, COUNT or 200


def put_to_the_program(connection: Connection, asked: Richer) -> Answer:
    """Ask the door to the figures."""
    words = asked.words
    period = period_of(Asked(asked.metrics[0], period=words.period))
    against = tuple(Against(one) for one in asked.against)
    top = Top(*asked.top) if asked.top else None
    question = Question(
        asked.metrics, words.by, period, words.where, words.k, totals=words.totals, against=against, top=top
    )
    said = answered(connection, question, words.paid_by) if words.paid_by else ask(connection, question)
    rows = [dict(zip(said.columns, row, strict=True)) for row in said.rows]
    return {group_of(row, words.by): figures_of(row, asked) for row in rows}


def figures_of(row: dict[str, Any], asked: Richer) -> dict[str, Figure]:
    """Return the figures of a row and those beside them."""
    figures = {name: figure_of(row, name) for name in asked.metrics}
    for one in asked.against:
        beside = {name.removesuffix(f"@{one}"): value for name, value in row.items() if name.endswith(f"@{one}")}
        figures |= {f"{name}@{one}": figure_of(beside, name) for name in asked.metrics}
    return figures


def names_of(asked: Richer) -> list[str]:
    """Return the columns of figures."""
    return [*asked.metrics, *(f"{name}@{one}" for one in asked.against for name in asked.metrics)]


def expected(world: World, asked: Richer, does: Answer) -> Answer:
    """Ask the model, of comparisons those beside a figure."""
    answer = world.answer(asked.metrics, asked.words)
    shown = does.keys() | {group for group, figures in answer.items() if not all(map(is_nothing, figures.values()))}
    for one in asked.against:
        for name in asked.metrics:
            beside = world.beside(name, one, asked.words, shown)
            for group in shown & beside.keys():
                answer.setdefault(group, {})[f"{name}@{one}"] = beside[group]
    return {group: figures for group, figures in answer.items() if group in shown}


def disagreements(world: World, connection: Connection, asked: Richer) -> list[str]:
    """Ask both."""
    does = put_to_the_program(connection, asked)
    found = differing_groups(world, asked, does) if asked.top else []
    found = found or differences(names_of(asked), expected_of(world, asked, does), does)
    return [f"{as_words(asked)}\n  {one}" for one in found]


def expected_of(world: World, asked: Richer, does: Answer) -> Answer:
    """Return the model's answer; where the largest are asked, of the groups the program chose and of the rest."""
    if asked.top is None:
        return expected(world, asked, does)
    place = asked.words.by.index(asked.dimension)
    parts: Answer = {}
    for code, words in world.chosen(asked.dimension, chosen_by(asked, does), asked.words):
        within = {without(group, place): figures for group, figures in does.items() if group[place] == code}
        for group, figures in expected(world, replace(asked, words=words, top=None), within).items():
            parts[(*group[:place], code, *group[place:])] = figures
    return parts


def without(group: Group, place: int) -> Group:
    """Return a group without one dimension."""
    return (*group[:place], *group[place + 1 :])


def chosen_by(asked: Richer, does: Answer) -> list[str]:
    """Return the groups the program chose, in its order."""
    place = asked.words.by.index(asked.dimension)
    return list(dict.fromkeys(group[place] for group in does if group[place] != REST))


def differing_groups(world: World, asked: Richer, does: Answer) -> list[str]:
    """Say where the program did not choose the best groups; one whose value is nothing may be left out."""
    assert asked.top
    count, metric, smallest = asked.top
    chosen = chosen_by(asked, does)
    values: dict[str, Any] = {code: value for value, code in world.best(metric, asked.dimension, asked.words, smallest)}
    values = {code: value for code, value in values.items() if value or code in chosen}
    values |= {code: 0 for code in chosen if code not in values}
    ranked = sorted(values, key=lambda code: (values[code] if smallest else -values[code], code))[:count]
    return [] if ranked == chosen else [f"chose {chosen}, best are {ranked} of {values}"]


def check(engine: Engine, history: History) -> Counter[str]:
    """Hold the program against the model and itself in a fresh home folder; count what was asked of both."""
    in_one_night = replace(history, nights=(Night(history.d, len(history.files)),))
    asked: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        live_through(in_one_night, home)
        world, chance = model_of(history), chance_of(history)
        with Reader(home) as reader:
            found = list(broken_identities(reader.connection, history.d, world.history_starts, chance))
            for question in richer_questions(world, chance):
                asked["questions"] += 1
                found += disagreements(world, reader.connection, question)
            for study in study_questions(world, chance):
                asked["studies"] += 1
                found += study_differences(world, reader.connection, study)
        engine.drop(home)
    said = f"d = {history.d}, top_up {history.top_up}, history from {history.history_starts}"
    assert not found, "\n".join([said, *found])
    return asked


@seed(SEED)
@settings(max_examples=SAMPLE, deadline=None, database=None, suppress_health_check=UNHURRIED, print_blob=True)
@given(history=histories())
def test_questions_agree_with_the_model(engine: Engine, history: History) -> None:
    """A sample of histories."""
    check(engine, history)


@pytest.mark.campaign
def test_questions_agree_with_the_model_at_length(engine: Engine, request: pytest.FixtureRequest) -> None:
    """Many histories."""
    if "campaign" not in str(request.config.getoption("-m")):
        pytest.skip("only with -m campaign")
    chosen = SEED if "HISTORIES_SEED" in os.environ else SystemRandom().randrange(2**32)
    print(f"\ntotals, comparisons and studies on {engine.name}: {CAMPAIGN} histories, HISTORIES_SEED={chosen}")
    long = settings(max_examples=CAMPAIGN, deadline=None, database=None, suppress_health_check=UNHURRIED)
    asked: Counter[str] = Counter()

    @seed(chosen)
    @long
    @given(histories())
    def one(history: History) -> None:
        asked.update(check(engine, history), histories=1)

    one()
    print(f"compared {dict(asked)} on {engine.name}, failures 0")
