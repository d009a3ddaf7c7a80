"""The real server with two workers: sessions end for both at once, limits count for both, the log keeps quiet."""

import http.client
import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from dashboard.access.guard import REQUESTS
from dashboard.access.roles import Role
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.columns import now
from dashboard.state.users import Session, User
from tests.dashboard.access.bodies import CALLBACK, STILL_THERE, page_at
from tests.dashboard.browser.serving import server
from tests.dashboard.viewers import session_of

CONNECTIONS = 12
AREA = ("210213013",)
"""A user of an area of their own for each test."""


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Where the server writes."""
    return tmp_path_factory.mktemp("log") / "error.log"


@pytest.fixture(scope="module")
def address(demo_home, log):
    """Host and port of the server over the demo bureau, in plain-HTTP mode, saying all it can."""
    with log.open("wb") as said, server(demo_home, said, workers=2, https="false", log_level="debug") as base:
        yield base.removeprefix("http://")


@pytest.fixture(scope="module")
def services(demo_home):
    """The application database behind the server."""
    opened = services_of(Settings(demo_home, https=False))
    yield opened
    opened.database.close()


class Browser:
    """A connection that stays open, with a session's word."""

    def __init__(self, address, word):
        self._connection = http.client.HTTPConnection(address, timeout=30)
        self._headers = {"Cookie": f"session={word}", "Origin": f"http://{address}", "Content-Type": "application/json"}

    def get(self, path):
        """Status and headers of a page."""
        return self._asked("GET", path, None)

    def post(self, body):
        """Status and headers of a callback's answer."""
        return self._asked("POST", CALLBACK, json.dumps(body))

    def close(self):
        """Let the connection go."""
        self._connection.close()

    def _asked(self, method, path, body):
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status, answer.headers


def _all(browsers, body):
    """The statuses all are answered with, asking at once."""
    with ThreadPoolExecutor(len(browsers)) as pool:
        return set(pool.map(lambda browser: browser.post(body)[0], browsers))


def _name(role, areas=AREA):
    return f"{role}-{'-'.join(areas)}"


@pytest.fixture
def browse(address, services):
    """Makes browsers of a session of their own each; closed after the test."""
    opened = []

    def browser(role):
        opened.append(Browser(address, session_of(services, role, AREA)))
        return opened[-1]

    yield browser
    for one in opened:
        one.close()


def test_two_workers_answer(address, log):
    assert len(re.findall(r"Booting worker with pid", log.read_text(encoding="utf-8"))) == 2


def test_a_disabled_user_is_out_at_the_next_request_on_both_workers(services, browse):
    browsers = [browse(Role.MANAGER) for _ in range(CONNECTIONS)]
    assert _all(browsers, page_at("/definitions")) == {200}
    with services.database.writing() as work:
        work.execute(update(User).where(User.name == _name(Role.MANAGER)).values(disabled=True))
    assert _all(browsers, STILL_THERE) == {401}
    with services.database.writing() as work:
        work.execute(update(User).where(User.name == _name(Role.MANAGER)).values(disabled=False))
    assert _all(browsers, STILL_THERE) == {401}, "a session that has ended does not come back"


def test_an_idle_session_ends_although_the_page_keeps_asking(services, browse):
    browser = browse(Role.ANALYST)
    _left_idle(services, minutes=14)
    assert [browser.post(STILL_THERE)[0] for _ in range(5)] == [200] * 5
    _left_idle(services, minutes=16)
    assert browser.post(STILL_THERE)[0] == 401
    browser = browse(Role.ANALYST)
    _left_idle(services, minutes=14)
    assert browser.post(page_at("/definitions"))[0] == 200
    with services.database.reading() as work:
        assert now() - work.scalars(_sessions(Role.ANALYST)).one().active_at < timedelta(minutes=1)


def _left_idle(services, minutes):
    with services.database.writing() as work:
        for session in work.scalars(_sessions(Role.ANALYST)):
            session.active_at = now() - timedelta(minutes=minutes)


def _sessions(role):
    return select(Session).join(User).where(User.name == _name(role))


def test_both_workers_count_together(browse):
    browsers, minute = [browse(Role.AUDITOR) for _ in range(4)], time.time() // REQUESTS.seconds
    asked = REQUESTS.count // len(browsers) + 10
    with ThreadPoolExecutor(len(browsers)) as pool:
        runs = list(pool.map(lambda one: [one.get("/_dash-dependencies")[0] for _ in range(asked)], browsers))
    statuses = [status for run in runs for status in run]
    assert set(statuses) <= {200, 429}
    if time.time() // REQUESTS.seconds == minute:
        assert statuses.count(200) <= REQUESTS.count < len(statuses)


def test_nothing_personal_is_in_the_log(address, browse, log):
    """Everything the server can say of a request with a person in its address, its body, and its headers."""
    browser = browse(Role.OFFICIAL)
    planted = ("210213199001011234", "13812345678", "0411-87654321")
    for text in planted:
        browser.get(f"/people?search={text}&name=planted-query")
        browser.post(page_at("/people", f"?search={text}&x=planted-body"))
        browser.post({"x": f"planted-body {text}"})
    for line in (b"GET /%s?planted-query HTTP/9.9\r\n\r\n", b"planted-body %s\r\n\r\n"):
        host, _, port = address.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=10) as broken:
            broken.sendall(line % planted[0].encode())
            broken.recv(1000)
    written = log.read_text(encoding="utf-8", errors="replace")
    assert "GET /people" in written
    assert [text for text in (*planted, "planted-query", "Traceback") if text in written] == []
    assert not re.search(r"(?<!\d)\d{18}(?!\d)", written)


def test_the_server_says_nothing_of_itself(browse):
    status, headers = browse(Role.OFFICIAL).get("/")
    assert status == 200
    assert headers["Server"] == "gunicorn"
    assert "X-Powered-By" not in headers
    assert "Strict-Transport-Security" not in headers
