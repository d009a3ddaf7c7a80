"""Signing in through the real routes: what opens a session, what ends it, and what never does."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from dashboard.access.accounts import COMMAND_LINE, Wanted
from dashboard.access.audit import Action
from dashboard.access.cookies import cookie_name
from dashboard.access.roles import Role
from dashboard.access.sessions import Stage, hashed
from dashboard.access.sign_in import local
from dashboard.state.columns import now
from dashboard.state.users import Session, User
from tests.dashboard.access.entering import GOOD, actions_of, change, enter, word_of
from tests.dashboard.viewers import session_of

pytestmark = pytest.mark.usefixtures("quick")


def test_the_first_sign_in_changes_the_password_and_then_opens(services, browser, somebody):
    name, once = somebody
    first = enter(browser, name, once, "?next=/suspension?area=210213013")
    assert first.headers["Location"].startswith("/sign-in/password?next=%2Fsuspension")
    assert browser.get("/").headers["Location"].startswith("/sign-in")
    assert browser.get("/_dash-layout").status_code in {302, 303, 401}
    one = word_of(browser, services)
    assert change(browser, once).headers["Location"] == "/"
    two = word_of(browser, services)
    assert one != two
    assert browser.get("/").status_code == 200
    assert actions_of(services, name) == [Action.PASSWORD_CHANGED, Action.SIGNED_IN]
    with services.database.reading() as work:
        assert work.scalar(select(Session).where(Session.token_hash.contains(two))) is None


def test_the_cookie_is_out_of_reach(browser, somebody):
    said = enter(browser, *somebody).headers["Set-Cookie"]
    assert said.startswith("__Host-session=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in said
    assert "Domain" not in said
    assert "Max-Age" not in said


def test_a_word_put_into_the_browser_beforehand_opens_nothing(services, browser, somebody):
    """Session fixation: what was there before the sign-in is not what opens afterwards."""
    planted = "planted-by-somebody-else"
    browser.set_cookie(cookie_name(services.settings), planted, secure=True)
    enter(browser, *somebody)
    assert word_of(browser, services) != planted
    assert services.sessions.find(planted, active=False) is None


def test_signing_in_ends_the_session_the_browser_had(services, browser, somebody):
    """Also a living one, of somebody else at the same machine."""
    before = session_of(services, Role.ANALYST)
    browser.set_cookie(cookie_name(services.settings), before, secure=True)
    enter(browser, *somebody)
    assert services.sessions.find(before, active=False) is None


def test_sessions_that_nobody_ended_are_cleared_away(services, browser, somebody):
    name, once = somebody
    enter(browser, name, once)
    left = hashed(word_of(browser, services))
    with services.database.writing() as work:
        work.get(Session, left).active_at = now() - timedelta(minutes=16)
    browser.delete_cookie(cookie_name(services.settings))
    enter(browser, name, once)
    with services.database.reading() as work:
        assert work.get(Session, left) is None


def test_signing_out_ends_the_session_also_for_who_has_copied_it(services, browser, somebody):
    enter(browser, *somebody)
    change(browser, somebody[1])
    copied = word_of(browser, services)
    assert browser.post("/sign-out").status_code == 303
    assert services.sessions.find(copied, active=False) is None
    browser.set_cookie(cookie_name(services.settings), copied, secure=True)
    assert browser.get("/").status_code == 303


def test_signing_out_everywhere_ends_every_session(browser, open_browser, somebody):
    enter(browser, *somebody)
    change(browser, somebody[1])
    other = open_browser()
    enter(other, somebody[0], GOOD)
    assert other.get("/account").status_code == 200
    assert browser.post("/account/sign-out-everywhere").status_code == 303
    assert other.get("/account").status_code == 303


def test_changing_the_password_ends_the_other_sessions(browser, open_browser, somebody):
    enter(browser, *somebody)
    change(browser, somebody[1])
    other = open_browser()
    enter(other, somebody[0], GOOD)
    assert change(browser, GOOD, "Another-good-one-8").status_code == 303
    assert other.get("/account").status_code == 303
    assert browser.get("/account").status_code == 200


def test_disabling_and_changing_a_user_end_the_sessions_at_once(services, accounts, browser, somebody):
    name, once = somebody
    for done in (
        lambda: accounts.disable(COMMAND_LINE, name),
        lambda: accounts.change(COMMAND_LINE, name, Wanted(Role.ANALYST, ("210213013",))),
    ):
        accounts.enable(COMMAND_LINE, name)
        with services.database.writing() as work:
            user = work.scalar(select(User).where(User.name == name))
            word = services.sessions.begin_in(work, user, Stage.OPEN, address="", browser="")
        assert services.sessions.find(word, active=False) is not None
        done()
        assert services.sessions.find(word, active=False) is None
    accounts.disable(COMMAND_LINE, name)
    assert enter(browser, name, once).status_code == 401


def test_five_wrong_passwords_lock_the_account_for_a_while(services, accounts, browser, somebody):
    name, once = somebody
    for _ in range(5):
        assert enter(browser, name, "wrong").status_code == 401
    assert enter(browser, name, once).status_code == 401
    assert Action.LOCKED in actions_of(services, name)
    with services.database.writing() as work:
        work.scalar(select(User).where(User.name == name)).locked_until = now() - timedelta(seconds=1)
    assert enter(browser, name, once).status_code == 303


def test_nobody_is_told_whether_a_name_exists(services, browser, somebody):
    known = enter(browser, somebody[0], "wrong")
    unknown = enter(browser, "no-such-user", "wrong")
    assert known.status_code == unknown.status_code == 401
    without_name = [re.sub(r'value="[^"]*"', "", text.get_data(as_text=True)) for text in (known, unknown)]
    assert without_name[0] == without_name[1]
    assert "no-such-user" not in str(actions_of(services, "no-such-user"))
    assert actions_of(services, "no-such-user") == []


def test_many_tries_of_one_name_wait_whether_there_is_such_a_user_or_not(browser, somebody):
    for name in (somebody[0], "no-such-user"):
        there = [{"REMOTE_ADDR": f"10.0.0.{place}"} for place in range(11)]
        tries = [
            browser.post("/sign-in", data={"name": name, "password": "x"}, environ_overrides=one).status_code
            for one in there
        ]
        assert tries == [401] * 10 + [429]


def test_ones_own_password_is_not_guessed_in_an_open_session(services, browser, somebody):
    """Who finds a screen unattended could else try as many as they like."""
    enter(browser, *somebody)
    tries = [change(browser, f"Wrong-guess-{place}").status_code for place in range(11)]
    assert tries == [400] * 10 + [429]
    assert actions_of(services, somebody[0]) == [Action.SIGN_IN_REFUSED] * 10


@pytest.mark.parametrize("wrong", [{"name": "a\0b"}, {"name": "x" * 65}, {"password": "x" * 201}, {"more": "1"}])
def test_a_form_that_no_page_of_ours_sends_is_refused(browser, wrong):
    answer = browser.post("/sign-in", data={"name": "x", "password": "x", **wrong})
    assert answer.status_code == 400
    assert "不正确" in answer.get_data(as_text=True)


def test_many_tries_from_one_address_wait(browser, services):
    statuses = [enter(browser, f"name{place}", "wrong").status_code for place in range(31)]
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
    enter(browser, *somebody)
    answer = change(browser, somebody[1], new)
    assert answer.status_code == 400
    assert why in answer.get_data(as_text=True)


def test_a_password_of_before_and_ones_own_name_are_refused(browser, somebody):
    name, once = somebody
    enter(browser, name, once)
    assert change(browser, once, f"{name}-Xy-99").status_code == 400
    assert change(browser, "wrong").status_code == 400
    assert browser.post("/sign-in/password", data={"old": once, "new": GOOD, "again": GOOD + "x"}).status_code == 400
    assert change(browser, once).status_code == 303
    assert change(browser, GOOD, once).status_code == 400
    assert change(browser, GOOD, "Another-good-one-8").status_code == 303
    assert change(browser, "Another-good-one-8", GOOD).status_code == 400


def test_a_password_too_old_must_be_changed(services, accounts, browser, somebody):
    name, once = somebody
    enter(browser, name, once)
    change(browser, once)
    with services.database.writing() as work:
        work.scalar(select(User).where(User.name == name)).password_at = now() - timedelta(days=91)
    assert "/sign-in/password" in enter(browser, name, GOOD).headers["Location"]


def test_a_session_falls_idle_and_does_not_live_for_ever(services):
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


@pytest.mark.parametrize(
    ("there", "told"),
    [
        ({"HTTP_HOST": "office.example:8050"}, True),
        ({"HTTP_HOST": "10.1.2.3:8050"}, True),
        ({"HTTP_HOST": "office.example", "HTTP_X_FORWARDED_PROTO": "https"}, False),
        ({"HTTP_HOST": "office.example", "HTTP_SEC_FETCH_SITE": "none"}, False),
        ({"HTTP_HOST": "localhost:8050"}, False),
        ({"HTTP_HOST": "127.0.0.1:8050"}, False),
        ({"HTTP_HOST": "[::1]:8050"}, False),
    ],
)
@pytest.mark.parametrize(("language", "says"), [("zh", "请用 https 地址"), ("en", "https = false")])
def test_plain_http_from_another_machine_is_told_what_to_do(app, there, told, language, says):
    """The browser would drop the cookie without a word; over plain HTTP it does not say where it comes from."""
    browser = app.server.test_client()
    answer = browser.get(f"/sign-in?lang={language}", environ_overrides=there)
    assert (says in answer.get_data(as_text=True)) == told
