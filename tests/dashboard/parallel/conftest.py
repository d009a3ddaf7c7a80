"""The bureau of the printed table, after its night, on each engine."""

import pytest

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.data import Door
from tests import engines
from tests.printed_table import live_through_march

CHIEF = Viewer("chief", Role.MANAGER, None)


@pytest.fixture(scope="module", params=engines.ENGINES, ids=lambda engine: engine.name)
def march(request, tmp_path_factory):
    """The home folder; the engine stays chosen while its tests run."""
    engines.choose(request.param)
    home = tmp_path_factory.mktemp("march")
    live_through_march(home)
    yield home
    request.param.forget()
    engines.choose(engines.DUCKDB)


@pytest.fixture
def reading(march):
    """What a manager who sees everything reads."""
    return Door(engines.chosen.place(march), memory="512MB", threads=1).reading(CHIEF)
