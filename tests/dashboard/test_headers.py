"""The headers of every answer, over HTTPS and over plain HTTP; what the browser may keep of it."""

import pytest
from flask import Flask

from dashboard.pages import PAGES
from dashboard.security import protect
from tests.dashboard.access.bodies import BODIES, CALLBACK, page_at

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _all_answers(app, client):
    nobody = app.server.test_client()
    for asking in (client, nobody):
        for address in ("/", "/suspension?area=1", "/nowhere", "/_dash-layout", "/_dash-dependencies", "/_reload-hash"):
            yield asking.get(address)
            yield asking.get(address, headers={"Accept": "text/html"})
        for body in (*BODIES, {}, {**BODIES[0], "output": "x"}):
            yield asking.post(CALLBACK, json=body)
        yield asking.post(CALLBACK, data=b"x" * 100_000)
        yield asking.open("/", method="DELETE")


def test_every_answer_carries_the_headers(app, client):
    for answer in _all_answers(app, client):
        for name, value in EVERYWHERE.items():
            assert answer.headers[name] == value, answer
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'", "")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_nothing_personal_is_kept_by_browser_or_proxy(app, client):
    for answer in _all_answers(app, client):
        assert answer.headers["Cache-Control"] == "no-store", answer
    for page in PAGES:
        assert client.post(CALLBACK, json=page_at(page.path)).headers["Cache-Control"] == "no-store"


def test_only_files_that_are_there_are_kept(app):
    nobody = app.server.test_client()
    assert nobody.get("/assets/shell.css?m=1").headers["Cache-Control"].startswith("public")
    assert nobody.get("/assets/nothing.css?m=1").headers["Cache-Control"] == "no-store"
    assert nobody.post("/assets/shell.css?m=1").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2f..%2fpyproject.toml"])
def test_no_file_outside_is_sent(app, address):
    assert app.server.test_client().get(address).status_code in (401, 404)


@pytest.mark.parametrize(
    "name", ["dash/dash.py", "dash/../../etc/passwd", "os/x.js", "dash/deps/none.js", "dashboard/app.py"]
)
def test_no_file_of_a_package_is_sent_that_the_page_does_not_load(client, name):
    answer = client.get(f"/_dash-component-suites/{name}")
    assert answer.status_code == 404
    assert "/" not in answer.get_data(as_text=True).replace("</", "")


def test_over_plain_http_browsers_are_told_only_what_they_heed():
    server = Flask("plain", static_folder=None)
    protect(server, lambda: (), https=False)
    server.add_url_rule("/", "/", lambda: "x")
    headers = server.test_client().get("/").headers
    assert {name: headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert "Strict-Transport-Security" not in headers
    assert "Cross-Origin-Opener-Policy" not in headers
