"""The page of users and the routes behind it: who may use them, and what they do."""

import json
import logging
import re

import pytest
from flask import g
from sqlalchemy import select, update
from werkzeug.exceptions import Forbidden

from dashboard.access.audit import Action
from dashboard.access.roles import Role
from dashboard.pages.users_routes import DEEDS
from dashboard.state.deeds import AuditEntry
from dashboard.state.users import User
from tests.dashboard.access.bodies import CALLBACK, page_at
from tests.dashboard.viewers import MANAGER, SAME_SITE, session_of, signed_in

ROUTES = tuple(deed.path.removeprefix("/users/") for deed in DEEDS)
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
    assert changed.headers["Location"] == f"/users?user={name}&done=change"
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


def test_what_was_typed_stays_to_be_mended(administrator, name):
    _made(administrator, name)
    typed = {"name": name, "display": '"><script>x</script>', "role": "analyst", "areas": "210213013"}
    answer = administrator.post("/users/add?lang=en", data=typed)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert f"There is a user {name} already." in shown
    assert 'value="210213013"' in shown
    assert '<option value="analyst" selected>' in shown
    assert "<script>x" not in shown
    assert f'name="name" value="{name}"' in shown


@pytest.mark.parametrize(("done", "says"), [("change", "已保存"), ("disable", "已停用，会话"), ("nothing", None)])
def test_the_page_says_what_was_done(administrator, name, done, says):
    _made(administrator, name)
    body = administrator.post(CALLBACK, json=page_at("/users", f"?user={name}&done={done}")).get_json()
    shown = json.dumps(body, ensure_ascii=False)
    assert (says or "✓") in shown if says else "✓" not in shown
    assert f'"/users?sort=-name&user={name}"' in shown


def test_a_new_password_stands_on_its_own_answer_and_nowhere_else(app, services, administrator, name, caplog):
    caplog.set_level(logging.DEBUG)
    made = administrator.post("/users/add", data={"name": name, **WANTED})
    again = administrator.post("/users/password", data={"name": name})
    for answer in (made, again):
        password = re.search(r"<code>([^<]+)</code>", answer.get_data(as_text=True))[1]
        assert answer.headers["Cache-Control"] == "no-store"
        assert password not in str(answer.headers)
        assert password not in caplog.text
        pages = [page_at("/users", f"?user={name}"), page_at("/users")]
        assert not [
            page for page in pages if password in administrator.post(CALLBACK, json=page).get_data(as_text=True)
        ]
        with services.database.reading() as work:
            lines = work.scalars(select(AuditEntry).where(AuditEntry.about == name)).all()
            assert not [line for line in lines if password in f"{line.detail}{line.about}"]
            assert password not in work.scalar(select(User.password).where(User.name == name))


@pytest.fixture
def alone(services, administrator):
    """The only administrator there is, for as long as the test lasts."""
    others = (User.role == Role.ADMINISTRATOR) & (User.name != "administrator-nowhere") & User.disabled.is_(False)
    with services.database.writing() as work:
        put_away = list(work.scalars(select(User.id).where(others)))
        work.execute(update(User).where(User.id.in_(put_away)).values(disabled=True))
    yield administrator
    with services.database.writing() as work:
        work.execute(update(User).where(User.id.in_(put_away)).values(disabled=False))


def test_the_last_administrator_stays_one(alone, accounts):
    wanted = {"name": "administrator-nowhere", "display": "", "role": "official", "areas": ""}
    answer = alone.post("/users/change", data=wanted)
    assert answer.status_code == 400
    assert "最后一个可用的管理员" in answer.get_data(as_text=True)
    assert accounts.find("administrator-nowhere").role == Role.ADMINISTRATOR


@pytest.mark.parametrize("endpoint", [*(f"users_{deed.name}" for deed in DEEDS), "audit_export", "exports_trace"])
def test_a_route_does_not_leave_the_right_to_the_guard(app, endpoint):
    with app.server.test_request_context(method="POST"):
        g.viewer = MANAGER
        with pytest.raises(Forbidden):
            app.server.view_functions[endpoint]()


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
