"""Whether a process lives and can answer, asked by whoever watches it, without signing in."""

from flask import Flask

from dashboard.health import add_health_routes
from dashboard.services import services_of
from dashboard.settings import Settings


def _asked(home):
    server = Flask("watched")
    services = services_of(Settings(home))
    add_health_routes(server, services)
    return server.test_client(), services


def test_it_lives_and_is_ready_once_something_is_published(app, empty_home):
    client = app.server.test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()) == (200, {"status": "ready"})
    empty, _ = _asked(empty_home)
    assert empty.get("/healthz").status_code == 200
    said = empty.get("/readyz")
    assert said.status_code == 503
    assert said.get_json() == {"status": "not ready", "faults": {"figures": "nothing is published yet"}}


def test_it_is_not_ready_without_its_application_database(demo_home, tmp_path):
    (tmp_path / "versions").symlink_to(demo_home / "versions")
    (tmp_path / "secret").symlink_to(demo_home / "secret")
    client, services = _asked(tmp_path)
    assert client.get("/readyz").status_code == 200
    services.database.close()
    (tmp_path / "state.db").unlink()
    (tmp_path / "state.db").mkdir()
    said = client.get("/readyz")
    assert said.status_code == 503
    assert said.get_json()["faults"] == {"state": "the application database cannot be read"}
