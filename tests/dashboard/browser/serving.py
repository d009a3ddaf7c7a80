"""The dashboard under gunicorn and a browser window on it: for the browser tests and the pictures."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from dashboard.access.cookies import cookie_name
from dashboard.access.roles import Role
from dashboard.services import services_of
from dashboard.settings import Settings
from tests.dashboard.viewers import session_of

ROOT = Path(__file__).parents[3]
LAID_OUT = Path(__file__).with_name("laid_out.js").read_text(encoding="utf-8")
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
HOST = "office.example"
"""A name of the intranet: what stands under it is no secure page, as 127.0.0.1 is for a browser."""
ALONE = f"MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""How a browser resolves names that may reach this machine alone; a route of Playwright's would turn its cache off."""
SECONDS = 30
"""What a page may take to answer everything it was asked for, and to close."""

DRAWN = """() => document.readyState === "complete" && document.querySelector("main.page > *") !== null
    && document.querySelector('#_pages_content[data-dash-is-loading="true"]') === null
    && [...document.querySelectorAll(".dash-graph")].every((chart) => chart.querySelector(".main-svg") !== null)"""
"""Whether a page stands there with all its charts."""


@dataclass
class Opened:
    """A page of the browser, and all it complained about."""

    base: str
    page: object
    complaints: list[str] = field(default_factory=list)
    asked: set[object] = field(default_factory=set)
    """Requests that have not been answered yet."""
    shown: str = ""
    """Path and query of the page that came last; the address is there before its page."""

    def go(self, address):
        """Open an address and wait until its page is there and drawn."""
        self.page.goto(self.base + address)
        return self.settled()

    def settled(self):
        """Wait until the page of the address is there and drawn, and nothing is on its way."""
        until = time.monotonic() + SECONDS
        while True:
            self.page.wait_for_function(DRAWN)
            address = unquote(self.page.evaluate("location.pathname + location.search"))
            if address == self.shown and not self.asked:
                return self.page
            said = f"of {address} came {self.shown}, not answered: {[one.url for one in self.asked]}"
            assert time.monotonic() < until, said
            self.page.wait_for_timeout(20)

    def close(self):
        """Close the page, and say so again until it is: of one that is going elsewhere Chromium may forget it.

        Playwright's own waits for ever then (https://github.com/microsoft/playwright/issues/41900).
        """
        from playwright.sync_api import Error

        until = time.monotonic() + SECONDS
        while not self.page.is_closed():
            assert time.monotonic() < until, f"does not close: {self.page.url}"
            with contextlib.suppress(Error), self.page.expect_event("close", timeout=200):
                self.page.close(run_before_unload=True)

    def address(self):
        """Path and query of the address now."""
        return self.page.url.removeprefix(self.base)


def installed_browser():
    """The path of a Chromium, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def browser(path):
    """A Chromium that asks nobody for anything by itself, and reaches this machine alone.

    Nobody closes it: Playwright ends it as it goes, while a `close` waits for a browser that does not end.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(**_how(path))


@contextlib.contextmanager
def lasting_window(path, **how):
    """The one window of such a Chromium: as an official's it keeps what it has fetched, and the scripts compiled."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        yield playwright.chromium.launch_persistent_context(folder, **_how(path), **how)


def _how(path):
    """How a Chromium is launched."""
    return {"executable_path": path, "args": [*FLAGS, f"--host-resolver-rules={ALONE}"]}


def opened_in(window, base):
    """A fresh page that reaches the server alone; what it complains about is kept."""
    opened = Opened(base, window.new_page())
    opened.page.on("domcontentloaded", lambda _: setattr(opened, "shown", ""))
    opened.page.on("request", lambda asked: _asked(asked, opened))
    opened.page.on("requestfinished", lambda asked: _finished(asked, opened))
    opened.page.on("console", lambda said: _heard(said, opened))
    opened.page.on("pageerror", lambda error: opened.complaints.append(f"page error: {error}"))
    opened.page.on("requestfailed", lambda asked: _failed(asked, opened))
    return opened


def in_the_way(page):
    """What axe-core finds in anybody's way on a page: how bad, which rule, and the first place it is found at."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(one["impact"], one["id"], one["nodes"][0]["html"][:200]) for one in found]


def laid_out_badly(page, *, charts=True):
    """Words of a page that lie on each other or are cut, as a critical eye would see them."""
    return page.evaluate(LAID_OUT, charts)


def sign_in(window, base, home, role=Role.MANAGER, areas=("all",)):
    """Give the window the session of a user of a role and areas, made for it.

    The server speaks plain HTTP on this machine, which a browser trusts as it does HTTPS.
    """
    services = services_of(Settings(home))
    word = session_of(services, role, areas)
    services.database.close()
    cookie = {"name": cookie_name(services.settings), "value": word, "url": base.replace("http:", "https:")}
    window.add_cookies([{**cookie, "secure": True, "httpOnly": True, "sameSite": "Lax"}])


@contextlib.contextmanager
def server(home, said=subprocess.DEVNULL, **more):
    """Gunicorn with the shipped settings and one worker, or more set, on a free port; gives its address."""
    bind = f"127.0.0.1:{free_port()}"
    settings = {
        "COLLECTION_HOME": str(home),
        "COLLECTION_DASHBOARD_BIND": bind,
        "COLLECTION_DASHBOARD_WORKERS": "1",
        "COLLECTION_DASHBOARD_QUERY_THREADS": "1",
        **{f"COLLECTION_DASHBOARD_{name.upper()}": str(value) for name, value in more.items()},
    }
    command = [sys.executable, "-m", "dashboard", "serve"]
    how = {"cwd": ROOT, "env": {**os.environ, **settings}, "stdout": subprocess.DEVNULL, "stderr": said}
    with answering(command, f"http://{bind}/assets/tokens.css", **how):
        yield f"http://{bind}"


@contextlib.contextmanager
def answering(command, address, seconds=30, **how):
    """A program for as long as the block lasts, which begins once an address answers; `how` it is started."""
    process = subprocess.Popen(command, **how)
    try:
        _wait_for(address, process, seconds)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def free_port():
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _asked(request, opened):
    opened.asked.add(request)
    if not request.url.startswith((opened.base, "data:", "blob:")):
        opened.complaints.append(f"left the machine: {request.url}")


def _finished(request, opened):
    opened.asked.discard(request)
    if "/_dash-update-component" in request.url:
        said = request.post_data_json
        if said["output"].startswith(".._pages_content."):
            place = {one["property"]: one["value"] for one in said["inputs"] if one["id"] == "_pages_location"}
            opened.shown = unquote(place["pathname"] + (place.get("search") or ""))


def _failed(request, opened):
    opened.asked.discard(request)
    opened.complaints.append(f"failed: {request.url}")


def _heard(said, opened):
    if said.type in {"error", "warning"}:
        opened.complaints.append(f"{said.type}: {said.text}")


def _wait_for(address, process, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, f"{process.args[0]} ended before it answered"
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
            assert answer.status == 200
            return
        time.sleep(0.1)
    raise AssertionError(f"{address} did not answer within {seconds} seconds")
