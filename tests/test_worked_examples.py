"""The program, from files in an inbox to the answers of `ask`, gives the figures that were added up by hand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.comparing import differences
from tests.deliveries import write
from tests.engines import Engine
from tests.figures_of_rules import RULES
from tests.program import QUIET, arguments, ask, night, read_answer, settings_of
from tests.world import WORKED, Expected, worked_example
from tests.world_of_rules import world_of_rules

pytest.importorskip("etl.land", reason="the night is not there yet")
WORLDS = {"worked": worked_example, "rules": world_of_rules}
EXAMPLES = [("worked", expected) for expected in WORKED] + [("rules", expected) for expected in RULES]
ROOT = Path(__file__).resolve().parents[1]


class Homes:
    """The home folders of each engine, world, business date and settings in which a night has run, once."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        """None has run yet."""
        self._factory = factory
        self._kept: dict[tuple[str, ...], Path] = {}

    def of(self, engine: Engine, world: str, expected: Expected) -> Path:
        """Return the home of an expected answer."""
        key = (engine.name, world, expected.d, expected.top_up, expected.history_starts or "")
        if key not in self._kept:
            home = self._factory.mktemp(world)
            write(WORLDS[world](), home / "inbox")
            night(home, expected.d, settings_of(expected))
            self._kept[key] = home
        return self._kept[key]


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Keep them for all tests."""
    return Homes(tmp_path_factory)


@pytest.mark.parametrize(
    ("world", "expected"), EXAMPLES, ids=lambda one: one if isinstance(one, str) else "-".join(one.metrics)
)
def test_program_gives_what_was_added_up_by_hand(engine: Engine, world: str, expected: Expected, homes: Homes) -> None:
    """Every figure of both worlds."""
    home = homes.of(engine, world, expected)
    assert differences(expected.metrics, expected.answer, ask(home, expected)) == []


def test_commands_give_the_coverage_of_the_worked_example(engine: Engine, tmp_path: Path) -> None:
    """The same through the real commands, in processes of their own."""
    expected = WORKED[1]
    write(worked_example(), tmp_path / "inbox")
    place = {"COLLECTION_HOME": str(tmp_path), "COLLECTION_DATABASE": engine.place(tmp_path).url}
    surroundings = {**os.environ, **QUIET, **place}
    calls = (["-m", "etl", "night", "--date", expected.d], ["-m", "sql", *arguments(expected)])
    results = [
        subprocess.run(
            [sys.executable, *words], env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False
        )
        for words in calls
    ]
    assert [result.returncode for result in results] == [0, 0], [result.stderr for result in results]
    assert differences(expected.metrics, expected.answer, read_answer(results[1].stdout, expected)) == []


def test_second_night_changes_no_figure(engine: Engine, tmp_path: Path) -> None:
    """A night with nothing new."""
    write(world_of_rules(), tmp_path / "inbox")
    for _ in range(2):
        night(tmp_path, RULES[0].d)
        for expected in RULES[:3]:
            assert differences(expected.metrics, expected.answer, ask(tmp_path, expected)) == []
