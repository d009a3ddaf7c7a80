"""What stands in deploy/, as it is deployed: nginx with HTTPS before gunicorn, the scheduler, PostgreSQL behind."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
import requests

from dashboard.access.cookies import cookie_name
from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.services import services_of
from dashboard.settings import Settings
from tests import engines
from tests.dashboard.access.bodies import page_at
from tests.dashboard.browser.serving import ROOT, free_port
from tests.dashboard.viewers import session_of
from tests.program import environment
from tests.three_nights import live_through_june

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CALLBACK = "/_dash-update-component"
pytestmark = pytest.mark.skipif(
    NGINX is None, reason="NOT TESTED: nginx is not installed, so nothing has been deployed"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home whose reporting database is on the PostgreSQL server, after a night."""
    engines.choose(engines.POSTGRESQL)
    home = tmp_path_factory.mktemp("deployed")
    live_through_june(home)
    make_secret(home)
    yield home
    engines.POSTGRESQL.drop(home)
    engines.choose(engines.DUCKDB)


@contextlib.contextmanager
def running(command, **more):
    """A process, ended with the block."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def deployed(home, tmp_path_factory):
    """The address of nginx, and the home behind it."""
    folder, port, plain, inside = tmp_path_factory.mktemp("nginx"), free_port(), free_port(), free_port()
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=collection.example"]
    make += ["-addext", "subjectAltName=IP:127.0.0.1"]
    make += ["-keyout", folder / "collection.key", "-out", folder / "collection.crt"]
    subprocess.run(make, check=True, capture_output=True)
    site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for said, here in (
        ("/etc/ssl/", f"{folder}/"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("127.0.0.1:8050", f"127.0.0.1:{inside}"),
    ):
        assert said in site
        site = site.replace(said, here)
    temporary = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; events {{}}"
    (folder / "nginx.conf").write_text(f"{main}\nhttp {{ access_log off; {temporary}\n{site}\n}}", encoding="utf-8")
    settings = {
        "COLLECTION_DASHBOARD_BIND": f"127.0.0.1:{inside}",
        "COLLECTION_DASHBOARD_PROXY_ADDRESSES": "127.0.0.1",
        "COLLECTION_NIGHT_AT": "23:59",
    }
    with environment(home, settings):
        variables = dict(os.environ)
    units = [
        re.search(
            r"ExecStart=\S+/python (.*)", (ROOT / "deploy" / "systemd" / f"collection-{name}.service").read_text()
        )
        for name in ("dashboard", "scheduler")
    ]
    with contextlib.ExitStack() as stack:
        for unit in units:
            stack.enter_context(running([sys.executable, *unit[1].split()], env=variables))
        stack.enter_context(running([NGINX, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]))
        _wait(f"https://127.0.0.1:{port}/readyz", str(folder / "collection.crt"))
        yield f"https://127.0.0.1:{port}", f"http://127.0.0.1:{plain}", str(folder / "collection.crt")


def _wait(address, certificate):
    for _ in range(300):
        with contextlib.suppress(requests.RequestException):
            if requests.get(address, verify=certificate, timeout=5).status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")


def test_a_signed_in_page_is_served(deployed, home):
    base, plain, certificate = deployed
    with environment(home, {}):
        services = services_of(Settings(home))
        word = session_of(services, Role.MANAGER)
        services.database.close()
    browser = requests.Session()
    browser.trust_env, browser.verify = False, certificate
    browser.headers.update({"Sec-Fetch-Site": "same-origin"})
    turned = browser.get(f"{base}/", headers={"Accept": "text/html"}, allow_redirects=False, timeout=30)
    assert (turned.status_code, turned.headers["Location"].partition("?")[0]) == (303, "/sign-in")
    browser.cookies.set(cookie_name(Settings(home)), word, secure=True)
    assert browser.get(f"{base}/", timeout=30).status_code == 200
    page = browser.post(f"{base}{CALLBACK}", json=page_at("/"), timeout=60)
    assert (page.status_code, "error" in page.text[:100]) == (200, False)
    assert "2025" in page.text
    assert page.headers["X-Request-ID"]
    assert browser.get(f"{base}/metrics", timeout=30).status_code == 404
    redirected = requests.get(f"{plain}/suspension", allow_redirects=False, timeout=30)
    assert (redirected.status_code, redirected.headers["Location"].startswith("https://")) == (301, True)
