"""The page of users and the routes behind it: who may use them, and what they do."""

import re

import pytest
from sqlalchemy import select

from dashboard.access.audit import Action
from dashboard.access.roles import Role
from dashboard.state.deeds import AuditEntry
from tests.dashboard.access.bodies import CALLBACK, page_at
from tests.dashboard.viewers import SAME_SITE, session_of, signed_in

ROUTES = ("add", "change", "disable", "enable", "password", "second-factor", "sessions")
WANTED = {"display": "征管科", "role": "official", "areas": "210213013,210213004"}
_number = iter(range(10**6))


@pytest.fixture
def services(app):
    return app.server.extensions["services"]


@pytest.fixture
def administrator(app):
    return signed_in(app, Role.ADMINISTRATOR, ())


@pytest.fixture
def accounts(services):
    return services.entrance.accounts


@pytest.fixture
def name():
    return f"made{next(_number)}"


def _made(administrator, name):
    answer = administrator.post("/users/add", data={"name": name, **WANTED})
    return re.search(r"<code>([^<]+)</code>", answer.get_data(as_text=True))[1].replace("&#43;", "+")


def test_a_user_is_made_and_signs_in_with_the_password_shown_once(app, administrator, accounts, name):
    password = _made(administrator, name)
    user = accounts.find(name)
    assert (user.role, user.codes, user.display_name) == ("official", ("210213004", "210213013"), "征管科")
    browser = app.server.test_client()
    browser.environ_base.update(SAME_SITE)
    entered = browser.post("/sign-in", data={"name": name, "password": password})
    assert entered.headers["Location"].startswith("/sign-in/password")
    shown = administrator.post(CALLBACK, json=page_at("/users", f"?user={name}")).get_data(as_text=True)
    assert name in shown
    assert not re.search(r"E-[0-9A-F]{8}", shown)
    assert password not in shown


def test_what_is_changed_ends_the_sessions_and_is_noted(services, administrator, accounts, name):
    _made(administrator, name)
    changed = administrator.post("/users/change", data={"name": name, "display": "", "role": "analyst", "areas": "all"})
    assert changed.headers["Location"] == f"/users?user={name}"
    assert (accounts.find(name).role, accounts.find(name).codes) == ("analyst", ("all",))
    for route in ("disable", "enable", "second-factor", "sessions"):
        assert administrator.post(f"/users/{route}", data={"name": name}).status_code == 303
    assert administrator.post("/users/password", data={"name": name}).status_code == 200
    with services.database.reading() as work:
        about = select(AuditEntry.action).where(AuditEntry.about == name).order_by(AuditEntry.number)
        assert list(work.scalars(about)) == [
            *(Action.USER_MADE, Action.USER_CHANGED, Action.USER_DISABLED, Action.USER_ENABLED),
            *(Action.SECOND_FACTOR_RESET, Action.SESSIONS_ENDED, Action.PASSWORD_RESET),
        ]


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": "has blank"}, "用户名只能用"),
        ({"areas": "12"}, "不是区域代码"),
        ({"areas": "210213013;drop"}, "无法识别"),
        ({"role": "root"}, "无法识别"),
        ({"more": "1"}, "无法识别"),
        ({"name": "x" * 65}, "无法识别"),
    ],
)
def test_what_cannot_be_is_refused_in_words(administrator, name, form, says):
    answer = administrator.post("/users/add", data={"name": name, **WANTED, **form})
    assert answer.status_code == 400
    assert says in answer.get_data(as_text=True)


def test_nobody_disables_themselves(services, administrator):
    answer = administrator.post("/users/disable", data={"name": "administrator-nowhere"})
    assert answer.status_code == 400
    assert "不能停用自己" in answer.get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MANAGER, Role.ANALYST, Role.AUDITOR])
@pytest.mark.parametrize("route", ROUTES)
def test_nobody_else_reaches_them(app, services, role, route):
    client = signed_in(app, role)
    assert client.post(f"/users/{route}", data={"name": "anybody"}).status_code == 403
    with services.database.reading() as work:
        last = work.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
    assert (last.action, last.about) == (Action.DENIED, f"/users/{route}")


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MANAGER, Role.ANALYST, Role.AUDITOR])
def test_the_page_names_no_user_to_anybody_else(app, services, role):
    session_of(services, Role.OFFICIAL, ("210213013",))
    shown = signed_in(app, role).post(CALLBACK, json=page_at("/users")).get_data(as_text=True)
    assert "official-210213013" not in shown
