"""The roles of deploy/: the nights write, the screen reads what they publish, and neither does more."""

from pathlib import Path

import psycopg
import pytest

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.data import Door
from sql.metrics import Question
from tests import engines
from tests.program import environment
from tests.three_nights import live_through_june

SCRIPT = Path(__file__).parents[2] / "deploy" / "postgresql-roles.sql"


def of(url, role):
    """The same database, as a role."""
    assert "postgresql://postgres:@" in url
    return url.replace("postgresql://postgres:@", f"postgresql://{role}:@")


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A database with the roles, after a night that was run as the role of the nights."""
    url = engines.made("roles")
    with psycopg.connect(url, autocommit=True) as administrator:
        for _ in range(2):
            administrator.execute(SCRIPT.read_bytes())
    home = tmp_path_factory.mktemp("roles")
    before = dict(engines.POSTGRESQL._given)
    engines.choose(engines.POSTGRESQL)
    engines.POSTGRESQL._given[home] = of(url, "collection_night")
    live_through_june(home)
    engines.POSTGRESQL._given.clear()
    engines.POSTGRESQL._given.update(before)
    engines.choose(engines.DUCKDB)
    return url, home


def test_the_screen_reads_what_the_nights_publish(url):
    address, home = url
    with environment(home, {"COLLECTION_DATABASE": of(address, "collection_screen")}):
        door = Door(home)
        [row] = door.reading(Viewer("x", Role.MANAGER, None)).ask(Question(("receipt_count", "registered_persons")))
    assert any(row.values())


@pytest.mark.parametrize(
    "statement",
    [
        "create schema mine",
        "create table published.mine (a int)",
        "update published.pointer set version = 'x'",
        "delete from landed.delivery",
        "set default_transaction_read_only = off; delete from published.pointer",
        "set default_transaction_read_only = off; drop schema published cascade",
        "create role other",
    ],
)
def test_the_screen_changes_nothing(url, statement):
    with (
        psycopg.connect(of(url[0], "collection_screen"), autocommit=True) as screen,
        pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)),
    ):
        screen.execute(statement)


def test_the_nights_are_no_administrator(url):
    with psycopg.connect(of(url[0], "collection_night"), autocommit=True) as night:
        for statement in ("create role other", "create database other", "alter role collection_screen superuser"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                night.execute(statement)
