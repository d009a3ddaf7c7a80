"""Homes to look at: a small demo bureau after one night, and an empty one."""

import io
from contextlib import redirect_stderr, redirect_stdout

import pytest

from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.app import create_app
from dashboard.data import Door
from dashboard.settings import Settings
from tests.dashboard.viewers import signed_in
from tests.program import environment, night

BUSINESS_DATE = "2026-09-15"


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """A bureau of 300 people and three and a half years, published."""
    from etl.__main__ import main

    home = tmp_path_factory.mktemp("demo")
    said = io.StringIO()
    with environment(home, {}), redirect_stdout(said), redirect_stderr(said):
        assert main(["demo", "--people", "300", "--months", "42", "--seed", "3"]) == 0, said.getvalue()
    night(home, BUSINESS_DATE)
    make_secret(home)
    return home


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory):
    """A home before its first night."""
    home = tmp_path_factory.mktemp("empty")
    make_secret(home)
    return home


@pytest.fixture
def door(demo_home):
    """The data door over the demo bureau."""
    return Door(demo_home, memory="512MB", threads=1)


@pytest.fixture(scope="session")
def app(demo_home):
    """The application: one in a process, for Dash keeps its callbacks in one global list."""
    return create_app(Settings(demo_home, memory="512MB", query_threads=1))


@pytest.fixture
def client(app):
    """A manager who sees everything, signed in."""
    return signed_in(app, Role.MANAGER)
