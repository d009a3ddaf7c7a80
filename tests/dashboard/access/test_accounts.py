"""Accounts on both application databases: their rules, and that what is done at once is not lost."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask, request
from sqlalchemy import select

from dashboard.access import passwords, second_factor
from dashboard.access.accounts import COMMAND_LINE, NotDone, Wanted
from dashboard.access.audit import Action, Chosen
from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.access.sessions import SignedIn, Stage
from dashboard.access.viewer import Viewer
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.columns import now
from dashboard.state.users import User
from tests import engines
from tests.dashboard.access.entering import actions_of
from tests.dashboard.browser.serving import ROOT

GUESS = """
import sys
from pathlib import Path
from dashboard.services import services_of
from dashboard.settings import Settings
services = services_of(Settings(Path(sys.argv[1]), state_database=sys.argv[2]))
for _ in range(4):
    assert services.entrance.accounts.check("wangfang", "wrong", "10.0.0.1") is None
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, tmp_path, quick):
    """A home of its own with an application database on one of the engines."""
    url = engines.POSTGRESQL.place(tmp_path).url if request.param == "postgresql" else ""
    make_secret(tmp_path)
    yield Settings(tmp_path, state_database=url)
    if url:
        engines.POSTGRESQL.drop(tmp_path)
        engines.POSTGRESQL.forget()


@pytest.fixture
def services(settings):
    """Its services."""
    opened = services_of(settings)
    yield opened
    opened.database.close()


@pytest.fixture
def once(accounts):
    """The password that opens the account of wangfang once."""
    return accounts.add(COMMAND_LINE, "wangfang", Wanted(Role.MANAGER, ("all",)))


def _at_once(do, arguments):
    """What each gives, or the name of the words by which it was refused."""

    def one(argument):
        try:
            return do(argument)
        except NotDone as refused:
            return refused.why

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, arguments))


def test_wrong_passwords_at_once_lock_it(services, accounts, once):
    """None is lost, and the right one opens nothing afterwards."""
    assert _at_once(lambda _: accounts.check("wangfang", "wrong", "10.0.0.1"), range(5)) == [None] * 5
    assert accounts.check("wangfang", once, "10.0.0.1") is None
    assert actions_of(services, "wangfang").count(Action.LOCKED) == 1


def test_wrong_passwords_on_several_workers_lock_it(services, settings, accounts, once):
    """Two processes, four tries each: more than are allowed together, fewer than each alone would need."""
    given = [sys.executable, "-c", GUESS, str(settings.home), settings.state_database]
    workers = [subprocess.Popen(given, cwd=ROOT) for _ in range(2)]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
    assert accounts.check("wangfang", once, "10.0.0.1") is None
    assert actions_of(services, "wangfang").count(Action.LOCKED) == 1


def test_a_right_password_forgets_the_wrong_ones(accounts, once):
    for _ in range(3):
        for _ in range(4):
            assert accounts.check("wangfang", "wrong", "10.0.0.1") is None
        assert accounts.check("wangfang", once, "10.0.0.1").name == "wangfang"


def test_a_code_at_once_is_accepted_once(services, once):
    """Eight windows with the same code, looked over a shoulder: one gets in."""
    del once
    with services.database.writing() as work:
        user = work.scalar(select(User))
        second_factor.begin(user, services.secret)
        user.second_factor_at = now()
        code = pyotp.TOTP(second_factor.typed(user, services.secret)).now()
        word = services.sessions.begin_in(work, user, Stage.SECOND_FACTOR, address="", browser="")
    found = services.sessions.find(word, active=False)
    steps = _at_once(lambda _: _with_code(services, found, code), range(8))
    assert [step is not None for step in steps].count(True) == 1


SMALL = Flask("small", static_folder=None)
"""Made once: an application made by several threads at once fails in Python 3.11 (its parser counts for all)."""


def _with_code(services, found: SignedIn, code):
    with SMALL.test_request_context("/"):
        return services.entrance.code(found, code, request)


def test_two_administrators_do_not_close_each_other_out(services, accounts):
    for name in ("one", "two"):
        accounts.add(COMMAND_LINE, name, Wanted(Role.ADMINISTRATOR))
    gone = _at_once(lambda name: accounts.disable(COMMAND_LINE, name), ("one", "two"))
    assert sorted(map(str, gone)) == ["None", "accounts.last"]
    (left,) = [user for user in accounts.every() if not user.disabled]
    with pytest.raises(NotDone, match=r"accounts\.last"):
        accounts.disable(COMMAND_LINE, left.name)
    with pytest.raises(NotDone, match=r"accounts\.last"):
        accounts.change(COMMAND_LINE, left.name, Wanted(Role.AUDITOR))


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, "<script>", "a/b", "a\0b", "аdmin", "a\n", "ａｂ"])
def test_a_name_has_plain_letters(accounts, name):
    """Among them one with a Cyrillic letter that looks like another, and one that no database keeps."""
    with pytest.raises(NotDone, match=r"accounts\.name"):
        accounts.add(COMMAND_LINE, name, Wanted(Role.OFFICIAL))
    assert accounts.find(name) is None
    assert accounts.check(name, "x", "10.0.0.1") is None


def test_accounts_keep_their_rules(accounts):
    with pytest.raises(NotDone, match=r"accounts\.area"):
        accounts.add(COMMAND_LINE, "王芳", Wanted(Role.OFFICIAL, ("12",)))
    assert accounts.find("王芳") is None
    accounts.add(COMMAND_LINE, "王芳", Wanted(Role.OFFICIAL, ("210213013", "210213013")))
    assert accounts.find("王芳").codes == ("210213013",)
    with pytest.raises(NotDone, match=r"accounts\.taken"):
        accounts.add(COMMAND_LINE, "王芳", Wanted(Role.OFFICIAL))
    with pytest.raises(NotDone, match=r"accounts\.nobody"):
        accounts.disable(COMMAND_LINE, "nobody-of-this-name")
    with pytest.raises(NotDone, match=r"accounts\.oneself"):
        accounts.disable(Viewer("王芳", Role.ADMINISTRATOR, ()), "王芳")


def test_no_password_stands_in_the_audit(services, accounts, once):
    again = accounts.reset_password(COMMAND_LINE, "wangfang")
    accounts.check("wangfang", "a wrong one that was typed", "10.0.0.1")
    accounts.check("a-password-in-the-wrong-field", "x", "10.0.0.1")
    lines = " ".join(f"{line.actor} {line.about} {line.detail}" for line in services.audit.lines(Chosen(), 0, 100))
    for word in (once, again, "typed", "wrong-field"):
        assert word not in lines


def test_a_hash_made_easier_than_today_s_is_made_anew(accounts, once, monkeypatch):
    before = accounts.find("wangfang").password
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=1024, parallelism=1))
    assert accounts.check("wangfang", once, "10.0.0.1") is not None
    after = accounts.find("wangfang").password
    assert after != before
    assert passwords.is_right(after, once)
