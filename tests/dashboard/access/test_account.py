"""The page of one's own account."""

import pytest

from dashboard.access.account_routes import browser_of
from dashboard.access.roles import Role
from tests.dashboard.viewers import signed_in

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "says"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/120.0.0.0 Safari/537.36", "Chrome 120 · Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/120.0.0.0 Safari/537.36 Edg/121.0", "Edge 121 · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", "Firefox 121 · Linux"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) {KIT} Version/17.2 Safari/605.1", "Safari 17 · Mac OS"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("<script>" * 20, ("<script>" * 20)[:40]),
        ("", ""),
    ],
)
def test_browsers_are_called_by_their_names(agent, says):
    assert browser_of(agent) == says


@pytest.mark.parametrize(
    ("role", "areas", "shown"),
    [
        (Role.OFFICIAL, ("210213013",), "街道</dd>"),
        (Role.MANAGER, ("all",), "<dd>全部区域</dd>"),
        (Role.AUDITOR, (), "<dd>–</dd>"),
        (Role.ADMINISTRATOR, (), "<dd>–</dd>"),
    ],
)
def test_everybody_sees_their_role_areas_and_sessions(app, role, areas, shown):
    client = signed_in(app, role, areas)
    page = client.get("/account").get_data(as_text=True)
    assert shown in page
    assert "127.0.0.1" in page
    assert "当前" in page


def test_what_a_browser_says_of_itself_stays_text(app):
    client = signed_in(app, Role.ANALYST)
    services = app.server.extensions["services"]
    named = {"HTTP_USER_AGENT": "<script>alert(1)</script>"}
    name = "analyst-all"
    once = services.entrance.accounts.reset_password("command line", name)
    client.post("/sign-in", data={"name": name, "password": once}, environ_overrides=named)
    new = "Dalian-Kaifaqu-77"
    changed = {"old": once, "new": new, "again": new}
    assert client.post("/sign-in/password", data=changed, environ_overrides=named).status_code == 303
    page = client.get("/account").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
