"""Signing in through the real routes: what opens a session, what ends it, and what never does."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from dashboard.access import passwords, second_factor
from dashboard.access.accounts import COMMAND_LINE, NotDone, Wanted
from dashboard.access.audit import Action
from dashboard.access.cookies import cookie_name
from dashboard.access.roles import Role
from dashboard.access.sessions import Stage
from dashboard.access.sign_in import local
from dashboard.access.viewer import Viewer
from dashboard.state.columns import now
from dashboard.state.deeds import AuditEntry
from dashboard.state.users import Attempt, Session, User
from tests.dashboard.viewers import SAME_SITE, session_of

GOOD = "Dalian-Kaifaqu-77"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Hashes that cost little: a hundred of the shipped ones take half a minute."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))


def test_hashes_are_as_hard_as_recommended():
    """The second recommended option of RFC 9106."""
    kept = PasswordHasher().hash("x")
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in kept


@pytest.fixture
def services(app):
    """The services; tries of earlier tests are forgotten, for all come from one address."""
    services = app.server.extensions["services"]
    with services.database.writing() as work:
        work.query(Attempt).delete()
    return services


@pytest.fixture
def accounts(services):
    return services.entrance.accounts


@pytest.fixture
def browser(app):
    client = app.server.test_client()
    client.environ_base.update({**SAME_SITE, "HTTP_ACCEPT": "text/html"})
    return client


_number = iter(range(10**6))


@pytest.fixture
def somebody(accounts):
    """A new manager: name and the password that opens the account once."""
    name = f"somebody{next(_number)}"
    return name, accounts.add(COMMAND_LINE, name, Wanted(Role.MANAGER, ("all",), "征管科 王芳"))


def _enter(browser, name, password, query=""):
    return browser.post(f"/sign-in{query}", data={"name": name, "password": password})


def _word(browser, services):
    cookie = browser.get_cookie(cookie_name(services.settings))
    return cookie.value if cookie else None


def _changed(browser, old, new=GOOD):
    return browser.post("/sign-in/password", data={"old": old, "new": new, "again": new})


def _actions(services, name):
    with services.database.reading() as work:
        return list(work.scalars(select(AuditEntry.action).where(AuditEntry.actor == name).order_by(AuditEntry.number)))


def test_the_first_sign_in_changes_the_password_and_then_opens(services, browser, somebody):
    name, once = somebody
    first = _enter(browser, name, once, "?next=/suspension?area=210213013")
    assert first.headers["Location"].startswith("/sign-in/password?next=%2Fsuspension")
    assert browser.get("/").headers["Location"].startswith("/sign-in")
    assert browser.get("/_dash-layout").status_code in {302, 303, 401}
    one = _word(browser, services)
    assert _changed(browser, once).headers["Location"] == "/"
    two = _word(browser, services)
    assert one != two
    assert browser.get("/").status_code == 200
    assert _actions(services, name) == [Action.PASSWORD_CHANGED, Action.SIGNED_IN]
    with services.database.reading() as work:
        assert work.scalar(select(Session).where(Session.token_hash.contains(two))) is None


def test_the_cookie_is_out_of_reach(browser, somebody):
    said = _enter(browser, *somebody).headers["Set-Cookie"]
    assert said.startswith("__Host-session=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in said
    assert "Domain" not in said
    assert "Max-Age" not in said


def test_a_word_put_into_the_browser_beforehand_opens_nothing(app, services, browser, somebody):
    """Session fixation: what was there before the sign-in is not what opens afterwards."""
    planted = "planted-by-somebody-else"
    browser.set_cookie(cookie_name(services.settings), planted, secure=True)
    _enter(browser, *somebody)
    assert _word(browser, services) != planted
    assert services.sessions.find(planted, active=False) is None


def test_signing_out_ends_the_session_also_for_who_has_copied_it(app, services, browser, somebody):
    _enter(browser, *somebody)
    _changed(browser, somebody[1])
    copied = _word(browser, services)
    assert browser.post("/sign-out").status_code == 303
    assert services.sessions.find(copied, active=False) is None
    browser.set_cookie(cookie_name(services.settings), copied, secure=True)
    assert browser.get("/").status_code == 303


def test_signing_out_everywhere_ends_every_session(app, services, browser, somebody, accounts):
    _enter(browser, *somebody)
    _changed(browser, somebody[1])
    other = app.server.test_client()
    other.environ_base.update(SAME_SITE)
    _enter(other, somebody[0], GOOD)
    assert other.get("/account").status_code == 200
    assert browser.post("/account/sign-out-everywhere").status_code == 303
    assert other.get("/account").status_code == 401


def test_changing_the_password_ends_the_other_sessions(app, browser, somebody):
    _enter(browser, *somebody)
    _changed(browser, somebody[1])
    other = app.server.test_client()
    other.environ_base.update(SAME_SITE)
    _enter(other, somebody[0], GOOD)
    assert _changed(browser, GOOD, "Another-good-one-8").status_code == 303
    assert other.get("/account").status_code == 401
    assert browser.get("/account").status_code == 200


def test_disabling_and_changing_a_user_end_the_sessions_at_once(services, accounts, browser, somebody):
    name, once = somebody
    for change in (
        lambda: accounts.disable(COMMAND_LINE, name),
        lambda: accounts.change(COMMAND_LINE, name, Wanted(Role.ANALYST, ("210213013",))),
    ):
        accounts.enable(COMMAND_LINE, name)
        with services.database.writing() as work:
            user = work.scalar(select(User).where(User.name == name))
            word = services.sessions.begin_in(work, user, Stage.OPEN, address="", browser="")
        assert services.sessions.find(word, active=False) is not None
        change()
        assert services.sessions.find(word, active=False) is None
    accounts.disable(COMMAND_LINE, name)
    assert _enter(browser, name, once).status_code == 401


def test_five_wrong_passwords_lock_the_account_for_a_while(services, accounts, browser, somebody):
    name, once = somebody
    for _ in range(5):
        assert _enter(browser, name, "wrong").status_code == 401
    assert _enter(browser, name, once).status_code == 401
    assert Action.LOCKED in _actions(services, name)
    with services.database.writing() as work:
        work.scalar(select(User).where(User.name == name)).locked_until = now() - timedelta(seconds=1)
    assert _enter(browser, name, once).status_code == 303


def test_tries_at_once_lock_it_too(services, accounts, somebody):
    """Eight wrong passwords at once: none is lost, and the right one opens nothing afterwards."""
    name, once = somebody
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: accounts.check(name, "wrong", "10.0.0.1"), range(8))) == {None}
    assert accounts.check(name, once, "10.0.0.1") is None
    assert _actions(services, name).count(Action.LOCKED) == 1


def test_nobody_is_told_whether_a_name_exists(services, browser, somebody):
    known = _enter(browser, somebody[0], "wrong")
    unknown = _enter(browser, "no-such-user", "wrong")
    assert known.status_code == unknown.status_code == 401
    without_name = [re.sub(r'value="[^"]*"', "", text.get_data(as_text=True)) for text in (known, unknown)]
    assert without_name[0] == without_name[1]
    assert "no-such-user" not in str(_actions(services, "no-such-user"))
    assert _actions(services, "no-such-user") == []


def test_many_tries_from_one_address_wait(browser, services):
    statuses = [_enter(browser, f"name{place}", "wrong").status_code for place in range(31)]
    assert statuses[:30] == [401] * 30
    assert statuses[30] == 429


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("Short-1a", "10"),
        ("alllowercaseletters", "三种"),
        ("UPPERCASEONLY11", "三种"),
        ("Password-2026x", "常见词"),
        ("Qwert-99-asdfg", "常见词"),
        ("x" * 201, "无法识别"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(browser, somebody, new, why):
    _enter(browser, *somebody)
    answer = _changed(browser, somebody[1], new)
    assert answer.status_code == 400
    assert why in answer.get_data(as_text=True)


def test_a_password_of_before_and_ones_own_name_are_refused(browser, somebody):
    name, once = somebody
    _enter(browser, name, once)
    assert _changed(browser, once, f"{name}-Xy-99").status_code == 400
    assert _changed(browser, "wrong").status_code == 400
    assert browser.post("/sign-in/password", data={"old": once, "new": GOOD, "again": GOOD + "x"}).status_code == 400
    assert _changed(browser, once).status_code == 303
    assert _changed(browser, GOOD, once).status_code == 400
    assert _changed(browser, GOOD, "Another-good-one-8").status_code == 303
    assert _changed(browser, "Another-good-one-8", GOOD).status_code == 400


def test_a_password_too_old_must_be_changed(services, accounts, browser, somebody):
    name, once = somebody
    _enter(browser, name, once)
    _changed(browser, once)
    with services.database.writing() as work:
        work.scalar(select(User).where(User.name == name)).password_at = now() - timedelta(days=91)
    assert "/sign-in/password" in _enter(browser, name, GOOD).headers["Location"]


def test_passwords_handed_out_are_strong_and_readable():
    for _ in range(200):
        one = passwords.one_time()
        assert passwords.refusal(one, "official", 14) == ""
        assert not set("0O1lI") & set(one)


def test_a_session_falls_idle_and_does_not_live_for_ever(app, services):
    word = session_of(services, Role.MANAGER)
    begun = now()
    find = services.sessions.find
    assert find(word, active=False, at=begun + timedelta(minutes=14)) is not None
    for minutes in range(10, 480, 10):
        assert find(word, active=True, at=begun + timedelta(minutes=minutes)) is not None
    assert find(word, active=True, at=begun + timedelta(minutes=481)) is None
    idle = session_of(services, Role.MANAGER)
    for minutes in range(1, 15):
        assert find(idle, active=False, at=begun + timedelta(minutes=minutes)) is not None
    assert find(idle, active=False, at=begun + timedelta(minutes=16)) is None
    assert find(idle, active=False) is None


def test_the_second_factor_is_asked_for_and_each_code_counts_once(app, services, accounts, browser, somebody):
    name, once = somebody
    _enter(browser, name, once)
    _changed(browser, once)
    shown = browser.get("/sign-in/enrol").get_data(as_text=True)
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", shown)[1].replace(" ", "")
    assert browser.post("/sign-in/second-factor", data={"code": "000000"}).status_code == 400
    code = pyotp.TOTP(key).now()
    assert browser.post("/sign-in/second-factor", data={"code": code}).status_code == 303
    assert "/account" in browser.get("/sign-in/enrol").headers["Location"]
    again = browser.post("/sign-in/second-factor", data={"code": "000000"})
    assert key[:4] not in again.get_data(as_text=True)
    other = app.server.test_client()
    other.environ_base.update({**SAME_SITE, "HTTP_ACCEPT": "text/html"})
    assert "/sign-in/second-factor" in _enter(other, name, GOOD).headers["Location"]
    assert other.get("/").status_code == 303
    assert other.get("/account").status_code == 303
    assert other.post("/sign-in/second-factor", data={"code": code}).status_code == 400
    later = pyotp.TOTP(key).at(int(now().timestamp()) + 30)
    assert other.post("/sign-in/second-factor", data={"code": later}).status_code == 303
    assert other.get("/account").status_code == 200
    accounts.reset_second_factor(COMMAND_LINE, name)
    assert other.get("/account").status_code == 303


def test_codes_cannot_be_guessed(browser, services, somebody):
    name, once = somebody
    _enter(browser, name, once)
    _changed(browser, once)
    browser.get("/sign-in/enrol")
    statuses = [browser.post("/sign-in/second-factor", data={"code": f"{n:06d}"}).status_code for n in range(6)]
    assert statuses == [400] * 5 + [429]


def test_a_clock_may_be_one_step_off(services):
    user = User(name="x", role="official", second_factor="", second_factor_step=0)
    second_factor.begin(user, services.secret)
    key, at = second_factor.typed(user, services.secret), now()
    for step, right in ((-2, False), (2, False), (-1, True), (0, True), (1, True), (1, False)):
        code = pyotp.TOTP(key).at(at + timedelta(seconds=30 * step))
        assert second_factor.accepts(user, services.secret, code, at) is right


def test_a_role_that_needs_a_second_factor_sets_it_up_first(services, accounts, browser, somebody, monkeypatch):
    monkeypatch.setattr(services.entrance, "_settings", _with(services.settings, second_factor_roles=("manager",)))
    answer = _enter(browser, *somebody)
    assert answer.headers["Location"].startswith("/sign-in/enrol")
    assert browser.get("/sign-in/password").status_code == 303


def _with(settings, **changes):
    from dataclasses import replace

    return replace(settings, **changes)


@pytest.mark.parametrize(
    ("address", "goes"),
    [
        ("/suspension?area=210213", "/suspension?area=210213"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\\b", "/"),
        ("javascript:alert(1)", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("\t//evil.example", "/"),
        ("", "/"),
        ("/" + "x" * 3_000, "/"),
    ],
)
def test_the_way_on_leads_nowhere_else(address, goes):
    assert local(address) == goes


def test_plain_http_from_another_machine_is_told_what_to_do(browser, somebody):
    """The browser would drop the cookie without a word."""
    there = {"HTTP_HOST": "office.example:8050"}
    answer = browser.post("/sign-in", data={"name": somebody[0], "password": somebody[1]}, environ_overrides=there)
    assert answer.status_code == 400
    assert "https" in answer.get_data(as_text=True)


def test_accounts_keep_their_rules(accounts):
    for name in ("", "a b", "x" * 65, "<script>", "a/b"):
        with pytest.raises(NotDone, match=r"accounts\.name"):
            accounts.add(COMMAND_LINE, name, Wanted(Role.OFFICIAL))
    name = f"rules{next(_number)}"
    with pytest.raises(NotDone, match=r"accounts\.area"):
        accounts.add(COMMAND_LINE, name, Wanted(Role.OFFICIAL, ("12",)))
    assert accounts.find(name) is None
    accounts.add(COMMAND_LINE, name, Wanted(Role.OFFICIAL, ("210213013", "210213013")))
    assert accounts.find(name).codes == ("210213013",)
    with pytest.raises(NotDone, match=r"accounts\.taken"):
        accounts.add(COMMAND_LINE, name, Wanted(Role.OFFICIAL))
    with pytest.raises(NotDone, match=r"accounts\.nobody"):
        accounts.disable(COMMAND_LINE, "nobody-of-this-name")
    with pytest.raises(NotDone, match=r"accounts\.oneself"):
        accounts.disable(Viewer(name, Role.ADMINISTRATOR, ()), name)


def test_the_last_administrator_stays(tmp_path):
    from dashboard.access.secret import make_secret
    from dashboard.services import services_of
    from dashboard.settings import Settings

    make_secret(tmp_path)
    accounts = services_of(Settings(tmp_path)).entrance.accounts
    for name in ("one", "two"):
        accounts.add(COMMAND_LINE, name, Wanted(Role.ADMINISTRATOR))
    accounts.disable(COMMAND_LINE, "one")
    with pytest.raises(NotDone, match=r"accounts\.last"):
        accounts.disable(COMMAND_LINE, "two")
    with pytest.raises(NotDone, match=r"accounts\.last"):
        accounts.change(COMMAND_LINE, "two", Wanted(Role.AUDITOR))
