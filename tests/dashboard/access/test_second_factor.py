"""The second factor: set up once, asked for each time, each code good once."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from dashboard.access import second_factor
from dashboard.access.accounts import COMMAND_LINE
from dashboard.state.columns import now
from dashboard.state.users import User
from tests.dashboard.access.entering import GOOD, change, enter

pytestmark = pytest.mark.usefixtures("quick")


def test_the_second_factor_is_asked_for_and_each_code_counts_once(accounts, browser, open_browser, somebody):
    name, once = somebody
    enter(browser, name, once)
    change(browser, once)
    shown = browser.get("/sign-in/enrol").get_data(as_text=True)
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", shown)[1].replace(" ", "")
    assert browser.post("/sign-in/second-factor", data={"code": "000000"}).status_code == 400
    code = pyotp.TOTP(key).now()
    assert browser.post("/sign-in/second-factor", data={"code": code}).status_code == 303
    assert "/account" in browser.get("/sign-in/enrol").headers["Location"]
    again = browser.post("/sign-in/second-factor", data={"code": "000000"})
    assert key[:4] not in again.get_data(as_text=True)
    other = open_browser()
    assert "/sign-in/second-factor" in enter(other, name, GOOD).headers["Location"]
    assert other.get("/").status_code == 303
    assert other.get("/account").status_code == 303
    assert other.post("/sign-in/second-factor", data={"code": code}).status_code == 400
    later = pyotp.TOTP(key).at(int(now().timestamp()) + 30)
    assert other.post("/sign-in/second-factor", data={"code": later}).status_code == 303
    assert other.get("/account").status_code == 200
    accounts.reset_second_factor(COMMAND_LINE, name)
    assert other.get("/account").status_code == 303


def test_codes_cannot_be_guessed(browser, somebody):
    name, once = somebody
    enter(browser, name, once)
    change(browser, once)
    browser.get("/sign-in/enrol")
    strange = browser.post("/sign-in/second-factor", data={"code": "１２３４５６"})
    assert strange.status_code == 400
    statuses = [browser.post("/sign-in/second-factor", data={"code": f"{n:06d}"}).status_code for n in range(5)]
    assert statuses == [400] * 4 + [429]


def test_a_clock_may_be_one_step_off(services):
    user = User(name="x", role="official", second_factor="", second_factor_step=0)
    second_factor.begin(user, services.secret)
    key, at = second_factor.typed(user, services.secret), now()
    for step, right in ((-2, False), (2, False), (-1, True), (0, True), (1, True), (1, False)):
        code = pyotp.TOTP(key).at(at + timedelta(seconds=30 * step))
        assert second_factor.accepts(user, services.secret, code, at) is right


def test_a_role_that_needs_a_second_factor_sets_it_up_first(services, accounts, browser, somebody, monkeypatch):
    monkeypatch.setattr(services.entrance, "_settings", replace(services.settings, second_factor_roles=("manager",)))
    answer = enter(browser, *somebody)
    assert answer.headers["Location"].startswith("/sign-in/enrol")
    assert browser.get("/sign-in/password").status_code == 303
