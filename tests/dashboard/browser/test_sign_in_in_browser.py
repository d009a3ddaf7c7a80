"""Signing in as people do it: a password shown while it is typed, a second factor, and the bureau's own provider."""

import pyotp
import pytest

from dashboard.access.accounts import COMMAND_LINE, Wanted
from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.columns import now
from tests.dashboard.access.provider import CLIENT, SHARED, provider_of
from tests.dashboard.browser.serving import HOST, opened_in, server

PASSWORD = "Rain-over-9-bridges"  # noqa: S105 - of a user of this test


@pytest.fixture
def home(tmp_path):
    """A home of its own before its first night."""
    make_secret(tmp_path)
    return tmp_path


def _user(home, **said):
    """A manager of the name wangfang, and the password that opens the account once."""
    services = services_of(Settings(home, **said))
    once = services.entrance.accounts.add(COMMAND_LINE, "wangfang", Wanted(Role.MANAGER, ("all",)))
    services.database.close()
    return once


def _fill(page, **fields):
    for name, value in fields.items():
        page.fill(f"input[name={name}]", value)
    page.click("button.primary")


def test_a_second_factor_is_set_up_and_asked_for(chromium, home):
    once = _user(home)
    with server(home, second_factor_roles="manager") as base:
        opened = opened_in(chromium, base)
        page = opened.page
        page.goto(f"{base}/definitions")
        page.click(".show")
        page.fill("input[name=password]", once)
        assert page.get_attribute("input[name=password]", "type") == "text"
        page.click(".show")
        assert page.get_attribute("input[name=password]", "type") == "password"
        _fill(page, name="wangfang", password=once)
        page.wait_for_url("**/sign-in/enrol?**")
        assert page.evaluate("document.querySelector('img.picture').naturalWidth") > 0
        factor = pyotp.TOTP(page.inner_text(".key code").replace(" ", ""))
        _fill(page, code=factor.now())
        page.wait_for_url("**/sign-in/password?**")
        _fill(page, old=once, new=PASSWORD, again=PASSWORD)
        page.wait_for_url("**/definitions")
        opened.settled()
        page.goto(f"{base}/account")
        page.locator("form[action='/sign-out'] button").click()
        page.wait_for_url("**/sign-in?out=1")
        _fill(page, name="wangfang", password=PASSWORD)
        page.wait_for_url("**/sign-in/second-factor?**")
        _fill(page, code=factor.at(int(now().timestamp()) + 30))
        opened.settled()
        assert opened.complaints == []
        opened.close()
        chromium.clear_cookies()


def test_the_provider_of_another_site_leads_back_in(chromium, home):
    """A browser that comes from elsewhere withholds a strict cookie; the page on the way has it sent."""
    _user(home, https=False)
    with provider_of("wangfang") as provider:
        said = {"oidc_issuer": provider.issuer, "oidc_client": CLIENT, "oidc_secret": SHARED, "https": "false"}
        with server(home, **said) as base:
            there = base.replace("127.0.0.1", HOST)
            opened = opened_in(chromium, there)
            page = opened.page
            page.goto(f"{there}/definitions?lang=en")
            page.click("text=Sign in with the bureau's account")
            page.wait_for_url(f"{there}/definitions?lang=en")
            page.wait_for_selector("main.page > *")
            cookies = {one["name"]: one["sameSite"] for one in page.context.cookies(there)}
            assert cookies["session"] == "Strict"
            assert "handshake" not in cookies
            opened.close()
            chromium.clear_cookies()
