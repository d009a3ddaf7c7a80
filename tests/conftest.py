"""Homes that nights have run over: made once for all tests, copied by those that change them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.yesterday")  # what it asserts is told in full

from tests import engines  # noqa: E402
from tests.three_nights import live_through_june, live_through_three_nights  # noqa: E402
from tests.tried import Table, trying  # noqa: E402
from tests.two_nights import live_until_the_second  # noqa: E402

__all__ = ["trying"]

SLOW = ("/dashboard/browser/", "/etl/faults/", "test_under_load", "test_thirty_nights", "test_killed_nights")


def pytest_configure(config: pytest.Config) -> None:
    """At the end say which faults were tried, how often, and what failed."""
    config.pluginmanager.register(Table())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files whose few tests take longest come first, or one of two workers waits for the other at the end."""
    items.sort(key=lambda item: not any(slow in item.path.as_posix() for slow in SLOW))


@pytest.fixture(scope="session")
def after_june(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after one night, over a file in which each fate of a row occurs."""
    home = tmp_path_factory.mktemp("june")
    live_through_june(home)
    return home


@pytest.fixture(scope="session")
def after_three_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after the nights of three dates."""
    home = tmp_path_factory.mktemp("three")
    live_through_three_nights(home)
    return home


@pytest.fixture(scope="session")
def between_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home before a night that does everything a night can do."""
    home = tmp_path_factory.mktemp("between")
    live_until_the_second(home)
    return home


@pytest.fixture(params=engines.ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Iterator[engines.Engine]:
    """Run the test on an engine."""
    engines.choose(request.param)
    yield request.param
    request.param.forget()
    engines.choose(engines.DUCKDB)
