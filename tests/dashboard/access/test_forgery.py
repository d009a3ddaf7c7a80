"""Requests that another site made the browser send: refused, by what browsers say over HTTPS and over plain HTTP."""

import pytest
from flask import Flask, Response

from dashboard.access import guard
from dashboard.access.cookies import cookie_name, hand_over
from dashboard.access.guard import ROUTES, stand_guard
from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.services import services_of
from dashboard.settings import Settings
from tests.dashboard.viewers import signed_in

HOST = "office.example:8050"
SECURE, PLAIN = f"https://{HOST}", f"http://{HOST}"
NEITHER_FROM_ELSEWHERE = (
    {},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "https://evil.example"},
    {"Origin": f"https://evil.example/{HOST}"},
    {"Origin": f"https://{HOST}.evil.example"},
    {"Origin": f"https://evil.example@{HOST}"},
    {"Origin": "https://office.example"},
    {"Origin": "https://office.example:8051"},
    {"Origin": f"ftp://{HOST}"},
    {"Referer": f"https://{HOST}/"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "same-origin, cross-site"},
    {"Sec-Fetch-Site": "Same-Origin"},
    {"Sec-Fetch-Site": "cross-site", "Origin": SECURE},
    {"Sec-Fetch-Site": "cross-site", "Origin": PLAIN},
    {"X-Forwarded-Host": "evil.example", "Origin": "https://evil.example"},
    {"X-Forwarded-Proto": "http", "Origin": "http://evil.example"},
)


class _Small:
    def __init__(self, server):
        self.server = server


@pytest.fixture(params=[True, False], ids=["https", "plain"])
def https(request):
    """Whether browsers reach it over HTTPS."""
    return request.param


@pytest.fixture
def client(tmp_path, monkeypatch, https):
    """A manager signed in to a server with one route that changes something; its browser says nothing of itself."""
    make_secret(tmp_path)
    server = Flask("small", static_folder=None)
    services = services_of(Settings(tmp_path, memory="128MB", query_threads=1, https=https))
    server.extensions["services"] = services
    monkeypatch.setattr(guard, "ROUTES", {**ROUTES, ("POST", "change"): None, ("DELETE", "change"): None})
    stand_guard(server, services, ())
    server.add_url_rule("/", "/", lambda: "reached")
    server.add_url_rule("/change", "change", lambda: "changed", methods=["POST", "DELETE"])
    browser = signed_in(_Small(server), Role.MANAGER)
    word = browser.get_cookie(cookie_name(services.settings)).value
    client = server.test_client(use_cookies=False)
    client.environ_base["HTTP_COOKIE"] = f"{cookie_name(services.settings)}={word}"
    return client


def _sent(client, headers, method="POST"):
    return client.open("/change", base_url=PLAIN, method=method, headers=headers).status_code


@pytest.mark.parametrize("headers", NEITHER_FROM_ELSEWHERE, ids=str)
def test_what_another_site_sends_is_refused(client, headers):
    assert _sent(client, headers) == 403
    assert _sent(client, headers, "DELETE") == 403


def test_what_a_page_of_ours_sends_is_answered(client, https):
    own, other = (SECURE, PLAIN) if https else (PLAIN, SECURE)
    assert _sent(client, {"Origin": own}) == 200
    assert _sent(client, {"Origin": own}, "DELETE") == 200
    assert _sent(client, {"Sec-Fetch-Site": "same-origin"}) == 200
    assert _sent(client, {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:8050"}) == 200
    assert _sent(client, {"Origin": other}) == 403


def test_a_link_from_anywhere_opens_a_page(client):
    for headers in NEITHER_FROM_ELSEWHERE:
        assert client.get("/", base_url=PLAIN, headers=headers).status_code == 200


def test_the_cookie_stays_at_home(client, https):
    """Over HTTPS no other host can set it; over plain HTTP no other site makes the browser bring it at all."""
    response = Response()
    hand_over(response, client.application.extensions["services"].settings, "word")
    expected = (
        "__Host-session=word; Secure; HttpOnly; Path=/; SameSite=Lax"
        if https
        else "session=word; HttpOnly; Path=/; SameSite=Strict"
    )
    assert response.headers["Set-Cookie"] == expected
