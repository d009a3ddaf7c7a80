"""The guard: nothing is answered to nobody, nothing that is not declared, nothing beyond a right."""

import pytest
from flask import Flask, g
from sqlalchemy import select

from dashboard.access import guard
from dashboard.access.audit import Action
from dashboard.access.guard import CALLBACK, OPEN_ENDPOINTS, ROUTES, stand_guard
from dashboard.access.limits import Limit
from dashboard.access.roles import Right, Role
from dashboard.access.secret import make_secret
from dashboard.access.sessions import Stage
from dashboard.access.sign_in import STAGE_ENDPOINTS
from dashboard.app import CALLBACKS
from dashboard.logs import number_failures
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.deeds import AuditEntry
from dashboard.state.users import User
from tests.dashboard.access.bodies import BODIES, PAGE, STILL_THERE, page_at
from tests.dashboard.access.bodies import CALLBACK as ADDRESS
from tests.dashboard.viewers import SAME_SITE, signed_in

REFUSED_TO_ALL = {"/_reload-hash"}
"""What Dash puts up and nobody needs."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
HTML = {"Accept": "text/html,application/xhtml+xml"}


def _addresses(server):
    """Every route with an address that leads to it."""
    for rule in server.url_map.iter_rules():
        values = {
            "path": "suspension",
            "name": "area",
            "filename": "shell.css",
            "package_name": "dash",
            "fingerprinted_path": "x.js",
        }
        with server.test_request_context():
            from flask import url_for

            yield rule.endpoint, url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})


@pytest.fixture
def nobody(app):
    """A browser in which nobody is signed in."""
    client = app.server.test_client()
    client.environ_base.update(SAME_SITE)
    return client


def test_nobody_gets_anything_from_any_route_by_any_method(app, nobody):
    """The whole map of addresses: nothing but the files that the sign-in page is made of."""
    answered = set()
    for endpoint, address in _addresses(app.server):
        for method in METHODS:
            response = nobody.open(address, method=method, json={} if method != "GET" else None)
            if response.status_code not in (401, 404, 405):
                answered.add(endpoint)
            assert endpoint in OPEN_ENDPOINTS or len(response.get_data()) < 300
    assert answered == OPEN_ENDPOINTS


def test_every_route_is_declared_or_refused(app):
    """A new route fails here until it stands in ROUTES, with the right it needs."""
    routes = {
        (method, rule.endpoint)
        for rule in app.server.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    undeclared = {endpoint for method, endpoint in routes - set(ROUTES)}
    of_stages = frozenset().union(*STAGE_ENDPOINTS.values()) - {endpoint for _, endpoint in ROUTES}
    assert undeclared == OPEN_ENDPOINTS | REFUSED_TO_ALL | of_stages
    assert set(ROUTES) <= routes


def test_every_callback_is_declared(app):
    """A new callback of the server fails here until it is declared, in `dashboard.app` and with a recorded body."""
    answered = {name for name, one in app.callback_map.items() if "callback" in one}
    assert answered == {callback.output for callback in CALLBACKS} == {body["output"] for body in BODIES}
    for callback in CALLBACKS:
        has = app.callback_map[callback.output]
        assert list(callback.inputs) == [f"{one['id']}.{one['property']}" for one in has["inputs"]]
        assert list(callback.state) == [f"{one['id']}.{one['property']}" for one in has["state"]]


def test_only_asking_whether_one_is_still_there_is_no_activity():
    assert [callback.output for callback in CALLBACKS if callback.polling] == ["current.data"]


def test_what_dash_offers_beside_is_refused_to_everybody(app, client):
    for address in ("/_reload-hash", "/_mcp", "/_dash-ws-callback", "/_alive_x"):
        assert client.get(address).status_code == 404
    assert client.post("/_mcp", json={}).status_code == 404
    assert client.get("/", headers={"Connection": "Upgrade", "Upgrade": "websocket"}).status_code == 404
    assert not any(value for name, value in app._dev_tools.items() if "interval" not in name and "retry" not in name)


def test_a_guest_is_led_to_the_sign_in_page_and_a_program_is_told(nobody):
    page = nobody.get("/suspension?area=210213013&lang=en", headers=HTML)
    assert (page.status_code, page.location) == (303, "/sign-in?next=/suspension%3Farea%3D210213013%26lang%3Den")
    answer = nobody.get("/_dash-layout")
    assert (answer.status_code, answer.get_json()) == (401, {"error": "sign in first"})
    assert nobody.post(ADDRESS, json=PAGE).status_code == 401
    form = nobody.post("/people/search", data={"text": "x"}, headers=HTML)
    assert (form.status_code, form.location) == (303, "/sign-in?next=/")


def test_a_guest_learns_nothing_of_what_is_declared(nobody):
    bodies = (PAGE, {**PAGE, "output": "nothing.there"}, {"output": 3}, "text", None)
    assert {nobody.post(ADDRESS, json=body).get_data() for body in bodies} == {b'{"error":"sign in first"}\n'}


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "../../etc", "中", "x" * 4000])
def test_a_word_that_opens_nothing_is_nobody(app, nobody, token):
    nobody.set_cookie("__Host-session", token, secure=True)
    assert nobody.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.OPEN])
def test_a_session_that_is_not_open_yet_opens_nothing(app, stage):
    client = signed_in(app, Role.MANAGER, stage=stage)
    assert client.get("/_dash-layout").status_code == 401
    assert client.post(ADDRESS, json=PAGE).status_code == 401
    assert client.get("/", headers=HTML).status_code == 303
    for endpoint, address in _addresses(app.server):
        answered = client.get(address).status_code not in (401, 404, 405)
        assert answered <= (endpoint in OPEN_ENDPOINTS | STAGE_ENDPOINTS[stage]), endpoint


# A server of its own, to which a test can add routes.


@pytest.fixture
def services(tmp_path):
    """The services of an empty home."""
    make_secret(tmp_path)
    return services_of(Settings(tmp_path, memory="128MB", query_threads=1))


@pytest.fixture
def small(services):
    """A server with a guard and nothing else."""
    server = Flask("small", static_folder=None)
    stand_guard(server, services, CALLBACKS)
    number_failures(server)
    server.extensions["services"] = services
    return server


class _Small:
    """What stands in for the application where only its server is asked."""

    def __init__(self, server):
        self.server = server


def _as(server, role, **more):
    return signed_in(_Small(server), role, **more)


def test_a_route_nobody_declared_is_refused_even_to_those_signed_in(small, monkeypatch):
    small.add_url_rule("/new", "new", lambda: "reached", methods=["GET", "POST"])
    for role in Role:
        client = _as(small, role)
        assert client.get("/new").status_code == 404
        assert client.post("/new").status_code == 404
    monkeypatch.setattr(guard, "ROUTES", {**ROUTES, ("GET", "new"): None})
    client = _as(small, Role.OFFICIAL)
    assert client.get("/new").get_data(as_text=True) == "reached"
    assert client.head("/new").status_code == 200
    assert client.post("/new").status_code == 404


def test_a_callback_nobody_declared_is_refused_even_to_those_signed_in(small):
    small.add_url_rule(CALLBACK, CALLBACK, lambda: "reached", methods=["POST"])
    client = _as(small, Role.MANAGER)
    assert client.post(CALLBACK, json=PAGE).get_data(as_text=True) == "reached"
    new = {**PAGE, "output": "new.children"}
    assert client.post(CALLBACK, json=new).status_code == 403
    assert client.post(CALLBACK, json={**PAGE, "output": "scheme.data"}).status_code == 403


def test_a_right_is_asked_for_before_the_route_and_denials_are_written_down(small, services, monkeypatch):
    small.add_url_rule("/users", "users", lambda: g.viewer.name, methods=["POST"])
    monkeypatch.setattr(guard, "ROUTES", {**ROUTES, ("POST", "users"): Right.USERS})
    for role in Role:
        answered = _as(small, role).post("/users?name=张三", data={"name": "x"})
        assert answered.status_code == (200 if role is Role.ADMINISTRATOR else 403)
    with services.database.reading() as work:
        lines = work.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [(line.role, line.action, line.about) for line in lines] == [
        (role, Action.DENIED, "/users") for role in Role if role is not Role.ADMINISTRATOR
    ]
    assert list(services.audit.faults()) == []


def test_who_asks_too_much_is_told_to_wait(small, monkeypatch):
    small.add_url_rule("/", "/", lambda: "reached")
    monkeypatch.setattr(guard, "REQUESTS", Limit("few", 5, 3600, batch=2))
    client, other = _as(small, Role.MANAGER), _as(small, Role.OFFICIAL)
    answers = [client.get("/").status_code for _ in range(8)]
    assert answers == [200] * 5 + [429] * 3
    assert 0 < int(client.get("/").headers["Retry-After"]) <= 3600
    assert other.get("/").status_code == 200


def test_asking_whether_one_is_still_there_keeps_no_session_alive(small, services, monkeypatch):
    """The page asks every minute for an hour; nobody touches it."""
    from datetime import timedelta

    from dashboard.access import sessions as module
    from dashboard.state.columns import now

    small.add_url_rule(CALLBACK, CALLBACK, lambda: "reached", methods=["POST"])
    begun, client = now(), _as(small, Role.MANAGER)
    answers = []
    for minute in range(1, 60):
        monkeypatch.setattr(module, "now", lambda minute=minute: begun + timedelta(minutes=minute))
        if minute == 5:
            assert client.post(CALLBACK, json=page_at("/")).status_code == 200
        answers.append(client.post(CALLBACK, json=STILL_THERE).status_code)
    assert answers == [200] * 20 + [401] * 39


def test_a_disabled_user_is_out_at_the_next_request(small, services):
    small.add_url_rule("/", "/", lambda: "reached")
    client = _as(small, Role.MANAGER)
    assert client.get("/").status_code == 200
    with services.database.writing() as work:
        work.scalars(select(User)).one().disabled = True
    assert client.get("/").status_code == 401


def test_what_fails_is_answered_with_a_number_alone(small, monkeypatch, caplog):
    def fails():
        raise RuntimeError("the secret of 210213199001011234")

    small.add_url_rule("/", "/", fails)
    answer = _as(small, Role.MANAGER).get("/")
    assert answer.status_code == 500
    number = answer.get_json()["error"].rsplit(" ", 1)[-1]
    assert answer.get_json() == {"error": f"this failed; its number in the log is {number}"}
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        f"{number} GET / failed"
    ]
