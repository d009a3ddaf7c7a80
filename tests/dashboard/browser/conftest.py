"""The dashboard under gunicorn, and a browser that can reach nothing else."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTH, HEIGHT = 1366, 768


@dataclass
class Opened:
    """A page of the browser, and all it complained about."""

    base: str
    page: object
    complaints: list[str] = field(default_factory=list)

    def go(self, address):
        """Open an address and wait until its page is there and drawn."""
        self.page.goto(self.base + address)
        return self.settled()

    def settled(self):
        """Wait until nothing is on its way; what was drawn is there."""
        self.page.wait_for_selector("main.page > *")
        self.page.wait_for_selector('#_pages_content:not([data-dash-is-loading="true"])')
        self.page.wait_for_load_state("networkidle")
        return self.page

    def address(self):
        """Path and query of the address now."""
        return self.page.url.removeprefix(self.base)


@pytest.fixture(scope="session")
def chromium():
    """A browser's window, its cache kept from test to test; without a browser these tests are skipped, and say so."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"NO BROWSER: none of {', '.join(NAMES)} is installed; run deploy/install-browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        browser.close()


@pytest.fixture(scope="session")
def served(demo_home):
    """The address of the dashboard over the demo bureau."""
    with _server(demo_home) as address:
        yield address


@pytest.fixture(scope="session")
def served_empty(empty_home):
    """The address of the dashboard before the first night."""
    with _server(empty_home) as address:
        yield address


@pytest.fixture
def opened(chromium, served):
    """A fresh page; whatever it complains about fails the test."""
    yield from _opened(chromium, served)


@pytest.fixture
def opened_empty(chromium, served_empty):
    """The same over an empty home."""
    yield from _opened(chromium, served_empty)


def _opened(chromium, base):
    opened = Opened(base, chromium.new_page())
    opened.page.route("**/*", lambda route: _within(route, opened))
    opened.page.on("console", lambda said: _heard(said, opened))
    opened.page.on("pageerror", lambda error: opened.complaints.append(f"page error: {error}"))
    opened.page.on("requestfailed", lambda asked: opened.complaints.append(f"failed: {asked.url}"))
    yield opened
    opened.page.close()
    chromium.clear_cookies()
    assert opened.complaints == []


def _within(route, opened):
    """Let a request through only to the server itself."""
    if route.request.url.startswith((opened.base, "data:", "blob:")):
        route.continue_()
    else:
        opened.complaints.append(f"left the machine: {route.request.url}")
        route.abort()


def _heard(said, opened):
    if said.type in {"error", "warning"}:
        opened.complaints.append(f"{said.type}: {said.text}")


@contextlib.contextmanager
def _server(home):
    """Gunicorn with the shipped settings and one worker, on a free port."""
    bind = f"127.0.0.1:{_free_port()}"
    settings = {
        "COLLECTION_HOME": str(home),
        "COLLECTION_BIND": bind,
        "COLLECTION_WORKERS": "1",
        "COLLECTION_DASHBOARD_THREADS": "1",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "serve"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://{bind}/", server)
        yield f"http://{bind}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address, server):
    for _ in range(300):
        assert server.poll() is None, "the server ended before it answered"
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
            assert answer.status == 200
            return
        time.sleep(0.1)
    raise AssertionError(f"{address} did not answer within 30 seconds")


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
