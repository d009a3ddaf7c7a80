"""Plain HTTP under a name that is not this machine's: what browsers withhold there is not needed."""

import pytest

from dashboard.access.accounts import COMMAND_LINE, Wanted
from dashboard.access.roles import Role
from dashboard.services import services_of
from dashboard.settings import Settings
from tests.dashboard.browser.serving import HOST, opened_in, server
from tests.dashboard.viewers import session_of

PASSWORD = "Rain-over-9-bridges"  # noqa: S105 - of a user of this test
FIELD = """() => {
    const field = document.createElement('textarea');
    field.id = 'pasted';
    document.body.appendChild(field);
    field.focus();
}"""


@pytest.fixture(scope="module")
def address(demo_home):
    """The dashboard in plain-HTTP mode, under a name of the intranet."""
    with server(demo_home, https="false") as address:
        yield address.replace("127.0.0.1", HOST)


@pytest.fixture
def opened(chromium, address, demo_home):
    """A page of a manager; whatever it complains about fails the test."""
    services = services_of(Settings(demo_home, https=False))
    word = session_of(services, "manager")
    services.database.close()
    chromium.add_cookies([{"name": "session", "value": word, "url": address, "httpOnly": True, "sameSite": "Strict"}])
    opened = opened_in(chromium, address)
    yield opened
    opened.close()
    chromium.clear_cookies()
    assert opened.complaints == []


def test_every_page_says_that_the_connection_is_not_encrypted(opened):
    page = opened.go("/")
    assert page.evaluate("window.isSecureContext") is False
    assert page.inner_text(".banner.plain").splitlines()[-1].startswith("连接未加密")
    page = opened.go("/definitions?lang=en")
    assert "This connection is not encrypted" in page.inner_text(".banner.plain")


def test_pages_are_drawn_though_the_browser_says_only_the_origin(opened):
    sent = []
    opened.page.on("request", lambda asked: sent.append(asked) if asked.method == "POST" else None)
    page = opened.go("/")
    page.click(".rail a[href^='/suspension']")
    page.wait_for_url("**/suspension**")
    opened.settled()
    assert page.locator("main.page table").count() > 0
    headers = [asked.all_headers() for asked in sent]
    assert {one.get("sec-fetch-site") for one in headers} == {None}
    assert {one["origin"] for one in headers} == {opened.base}


def test_a_link_is_copied_without_the_clipboard_of_secure_pages(opened):
    page = opened.go("/suspension?area=210213013")
    assert page.evaluate("navigator.clipboard") is None
    page.click("#copy-tool")
    page.wait_for_selector("#copied:not(.hidden), #copied", state="attached")
    page.evaluate(FIELD)
    page.keyboard.press("Control+V")
    assert page.input_value("#pasted") == f"{opened.base}/suspension?area=210213013"


def test_somebody_signs_in_and_out(chromium, address, demo_home):
    """Forms alone: first password, password of one's own, the page asked for at first, and the way out."""
    services = services_of(Settings(demo_home, https=False))
    first = services.entrance.accounts.add(COMMAND_LINE, "plain", Wanted(Role.OFFICIAL, ("210213013",)))
    services.database.close()
    opened = opened_in(chromium, address)
    page = opened.page
    page.goto(f"{address}/suspension?month=2026-05")
    assert opened.address() == "/sign-in?next=/suspension%3Fmonth%3D2026-05"
    assert "加密" in page.inner_text(".banner")
    _fill(page, name="plain", password=first)
    page.wait_for_url("**/sign-in/password?**")
    _fill(page, old=first, new=PASSWORD, again=PASSWORD)
    opened.settled()
    assert opened.address().startswith("/suspension?month=2026-05")
    (cookie,) = [one for one in chromium.cookies() if one["name"] == "session"]
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, False, "Strict")
    page.goto(f"{address}/account")
    page.locator("form[action^='/sign-out'] button").first.click()
    page.wait_for_url("**/sign-in?out=1")
    assert not [one for one in chromium.cookies() if one["name"] == "session"]
    page.go_back()
    page.wait_for_url("**/sign-in?next=**")
    assert opened.complaints == []
    opened.close()


def _fill(page, **fields):
    for name, value in fields.items():
        page.fill(f"input[name={name}]", value)
    page.click("button.primary")


def test_no_script_reads_the_session(opened):
    page = opened.go("/")
    assert "session" not in page.evaluate("document.cookie")
    assert page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") == "[{},{}]"


def test_another_site_s_form_is_refused(opened, address):
    """The form of a page elsewhere, sent to us: the browser brings no cookie, and says where it comes from."""
    port = address.rpartition(":")[2]
    page = opened.page
    opened.go("/")
    page.route("**/elsewhere", lambda route: route.fulfill(body=_form(address), content_type="text/html"))
    page.goto(f"http://127.0.0.1:{port}/elsewhere")
    with (
        page.expect_console_message(lambda said: "403" in said.text),
        page.expect_response("**/people/search") as answered,
    ):
        page.click("button")
    assert answered.value.status == 403
    assert answered.value.request.all_headers().get("cookie") is None
    page.goto("about:blank")
    opened.complaints.clear()


def _form(address):
    return (
        f"<form method='post' action='{address}/people/search'><input name='text' value='x'><button>go</button></form>"
    )
