"""A bureau of 2,000 people over five years, simulated once for all tests that only read it."""

from datetime import date

import pytest

from etl.simulator import simulate
from tests.etl.simulator.reading import Bureau


@pytest.fixture(scope="session")
def bureau(tmp_path_factory):
    home = tmp_path_factory.mktemp("bureau")
    report = simulate(home, people=2000, months=60, seed=1, until=date(2026, 9, 15))
    return Bureau(home, report)
