"""Somebody who signs in, and the browser it is done with."""

import pytest
from argon2 import PasswordHasher

from dashboard.access import passwords
from dashboard.access.accounts import COMMAND_LINE, Wanted
from dashboard.access.roles import Role
from dashboard.state.users import Attempt
from tests.dashboard.viewers import SAME_SITE

_number = iter(range(10**6))


@pytest.fixture
def quick(monkeypatch):
    """Hashes that cost little: a hundred of the shipped ones take half a minute."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))


@pytest.fixture
def services(app):
    """The services; tries of earlier tests are forgotten, for all come from one address."""
    services = app.server.extensions["services"]
    with services.database.writing() as work:
        work.query(Attempt).delete()
    return services


@pytest.fixture
def accounts(services):
    """The accounts of the application."""
    return services.entrance.accounts


@pytest.fixture
def open_browser(app):
    """Makes browsers that have nothing of us yet."""

    def made():
        client = app.server.test_client()
        client.environ_base.update({**SAME_SITE, "HTTP_ACCEPT": "text/html"})
        return client

    return made


@pytest.fixture
def browser(open_browser):
    """One of them."""
    return open_browser()


@pytest.fixture
def somebody(accounts):
    """A new manager: name and the password that opens the account once."""
    name = f"somebody{next(_number)}"
    return name, accounts.add(COMMAND_LINE, name, Wanted(Role.MANAGER, ("all",), "征管科 王芳"))
