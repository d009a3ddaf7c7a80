"""`python -m dashboard user …`: what it does, what it prints, and what it refuses."""

import re

import pytest

from dashboard.__main__ import main
from dashboard.access.audit import Action, Chosen
from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.access.viewer import Viewer
from dashboard.areas import areas_of
from dashboard.services import services_of
from dashboard.settings import Settings
from tests.dashboard.access.entering import actions_of

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of its own with a secret."""
    monkeypatch.setenv("COLLECTION_HOME", str(tmp_path))
    monkeypatch.delenv("COLLECTION_SETTINGS", raising=False)
    make_secret(tmp_path)
    return tmp_path


@pytest.fixture
def user(home, capsys):
    """Runs a command; gives what it prints, or the one line that says why not."""

    def run(*arguments):
        failed = main(["user", *arguments])
        said = capsys.readouterr()
        assert bool(said.err) == bool(failed)
        return said.err if failed else said.out

    return run


@pytest.fixture
def services(home):
    """What another process finds in the database."""
    opened = services_of(Settings(home))
    yield opened
    opened.database.close()


def _password(said):
    return re.search(r"^  \S+\s+(\S{14})", said, re.MULTILINE)[1]


def test_the_first_administrator_is_made_and_the_password_opens_once(user, services):
    assert "make the first: python -m dashboard user add NAME --role administrator" in user("list")
    said = user("add", "liuyang", "--role", "administrator", "--display", "信息中心 刘洋")
    assert "is changed at the first sign-in" in said
    found = services.entrance.accounts.check("liuyang", _password(said), "")
    assert (found.role, found.display_name, found.codes, found.must_change) == (
        "administrator",
        "信息中心 刘洋",
        (),
        True,
    )
    assert _password(said) not in user("list")
    assert actions_of(services, "command line") == [Action.USER_MADE]


def test_what_is_changed_is_said_and_noted(user, services):
    user("add", "wangfang", "--role", "official", "--area", "210213013", "--area", "210213004")
    assert user("change", "wangfang", "--role", "manager") == (
        "wangfang is now manager of 210213004, 210213013; the user signs in anew\n"
    )
    assert "manager of all;" in user("change", "wangfang", "--area", "all")
    assert "signed out everywhere" in user("disable", "wangfang")
    assert re.search(r"^wangfang +manager +disabled +last signed in never +all$", user("list"), re.MULTILINE)
    assert "can sign in again" in user("enable", "wangfang")
    assert services.entrance.accounts.check("wangfang", _password(user("password", "wangfang")), "") is not None
    assert "is forgotten" in user("second-factor", "wangfang")
    assert actions_of(services, "command line") == [
        *(Action.USER_MADE, Action.USER_CHANGED, Action.USER_CHANGED, Action.USER_DISABLED, Action.USER_ENABLED),
        *(Action.PASSWORD_RESET, Action.SECOND_FACTOR_RESET),
    ]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("add", "a b", "--role", "official"), "has letters, digits"),
        (("add", "liuyang", "--role", "official"), "liuyang"),
        (("add", "new", "--role", "official", "--area", "12"), "12"),
        (("disable", "liuyang"), "last"),
        (("change", "liuyang", "--role", "auditor"), "last"),
        *(((kind, "nobody"), "nobody") for kind in ("change", "disable", "enable", "password", "second-factor")),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(user, services, arguments, why):
    user("add", "liuyang", "--role", "administrator")
    said = user(*arguments)
    assert said.startswith("dashboard user: ")
    assert said.count("\n") == 1
    assert why in said
    assert services.audit.count(Chosen()) == 1


def test_a_demo_has_one_user_for_each_role(demo_home, tmp_path, user, services):
    (tmp_path / "versions").symlink_to(demo_home / "versions")
    said = user("demo")
    made = dict(re.findall(r"^  (\w+) +(\S{14})$", said, re.MULTILINE))
    assert set(made) == {*Role}
    areas = {one.name: one.codes for one in services.entrance.accounts.every()}
    official = areas.pop("official")
    assert areas == {"manager": ("all",), "analyst": ("all",), "auditor": (), "administrator": ()}
    reading = services.door.reading(Viewer("official", Role.OFFICIAL, official))
    assert areas_of(reading).named_subdistricts == official
    assert services.entrance.accounts.check("manager", made["manager"], "") is not None
    again = user("demo")
    assert "There are users already" in again
    assert "python -m dashboard user password NAME" in again
    assert len(services.entrance.accounts.every()) == len(Role)


def test_without_a_demo_nobody_is_made(user, services):
    """A bureau's own figures are never opened by users whom nobody made."""
    assert "make the first: python -m dashboard user add NAME --role administrator" in user("demo")
    assert services.entrance.accounts.every() == []
