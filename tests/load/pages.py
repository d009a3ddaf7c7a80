"""`make bench`: what a page costs on the server, in Chromium, and under fifty people, beside doing nothing.

The server is gunicorn as shipped, with two workers, over the demo bureau or the home given.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from dashboard.access.cookies import cookie_name
from dashboard.access.roles import Role
from dashboard.app import create_app
from dashboard.periods import complete_month
from dashboard.reports.formats import Format, rendered
from dashboard.services import services_of
from dashboard.settings import Settings
from sql.schema import marts
from tests.dashboard.access.bodies import CALLBACK, STILL_THERE, page_at
from tests.dashboard.browser.serving import browser, installed_browser, server, sign_in
from tests.dashboard.screenshots import demo_home
from tests.dashboard.viewers import MANAGER, session_of, signed_in

PAGES = ("/", "/collection", "/coverage", "/suspension", "/arrears", "/tiers", "/community", "/explore", "/people")
TIMES = 30
FIRST_WORDS = """() => new Promise((told) => {
    const heard = (list) => list.getEntriesByName("first-contentful-paint").forEach((paint) => told(paint.startTime));
    new PerformanceObserver(heard).observe({ type: "paint", buffered: true });
})"""
"""When the browser has painted the first words, in milliseconds; there are none on a page before its figures.

An element may stand in the page a moment before it is painted, so the paint is waited for.
"""
VISUAL = re.compile(r'"className": ?"(?:tile|hero|card|item)[ "]')
PEOPLE = 50


def main() -> int:
    """Print the three tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.pages", description=__doc__)
    parser.add_argument("--home", type=Path, help="a home with something published; without it a demo bureau is built")
    parser.add_argument("--minutes", type=int, default=2, help="for how long the fifty click")
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        home = arguments.home or stack.enter_context(demo_home())
        answers(home)
        reported(home)
        painted(home)
        return clicked(home, arguments.minutes)


def answers(home: Path) -> None:
    """Each page on the server, not cached and cached, beside a callback that does nothing and its questions' SQL."""
    app = create_app(Settings(home))
    client = signed_in(app, Role.MANAGER)
    door = app.server.extensions["services"].door
    empty = _milliseconds(lambda: client.post(CALLBACK, json=STILL_THERE))
    print(f"a callback that does nothing: {empty:.1f} ms\n")
    print("A page with all its visuals is one callback; a visual is a tile, a chart, a table, or a card of figures.\n")
    heads = ("page", "visuals", "cold ms", "its SQL", "ratio", "per visual", "cached", "/ nothing", "bytes")
    print(f"{heads[0]:<12} " + " ".join(f"{head:>10}" for head in heads[1:]))
    for path in PAGES:
        body = page_at(path)
        size = len(client.post(CALLBACK, json=body, headers={"Accept-Encoding": "br"}).data)
        visuals = len(VISUAL.findall(client.post(CALLBACK, json=body).get_data(as_text=True)))
        cold, asked = _cold(lambda body=body: client.post(CALLBACK, json=body), door)  # type: ignore[misc]
        cached = _milliseconds(lambda body=body: client.post(CALLBACK, json=body))  # type: ignore[misc]
        ratio = cold / asked if asked else 0
        figures = (
            f"{visuals}",
            f"{cold:.0f}",
            f"{asked:.0f}",
            f"{ratio:.1f}",
            f"{cold / visuals:.1f}",
            f"{cached:.0f}",
        )
        print(f"{path:<12} " + " ".join(f"{one:>10}" for one in (*figures, f"{cached / empty:.1f}", f"{size:,}")))


def reported(home: Path) -> None:
    """The monthly report of the latest whole month: put together, then in every format; the target is 8 s for all."""
    services = services_of(Settings(home))
    started = perf_counter()
    reading = services.door.reading(MANAGER)
    report = services.months.draft(reading, complete_month(reading.business_date))
    seconds = {"put together": perf_counter() - started}
    for form in Format:
        started = perf_counter()
        rendered(report, form)
        seconds[str(form)] = perf_counter() - started
    services.database.close()
    total = sum(seconds.values())
    said = ", ".join(f"{name} {value:.2f}" for name, value in seconds.items())
    print(f"\nthe monthly report, all formats: {total:.2f} s of 8 ({total / 8:.2f}): {said}")


def _milliseconds(ask: Callable[[], object]) -> float:
    return median(_timed(ask) for _ in range(TIMES))


def _timed(ask: Callable[[], object]) -> float:
    begun = perf_counter()
    ask()
    return (perf_counter() - begun) * 1000


def _cold(ask: Callable[[], object], door: Any) -> tuple[float, float]:
    """Medians of the whole and of its questions, with nothing kept."""
    heard = _Heard()
    log = logging.getLogger("dashboard.data")
    log.addHandler(heard)
    log.setLevel(logging.INFO)
    whole, questions = [], []
    for _ in range(5):
        door._answers.clear()
        heard.milliseconds = 0.0
        whole.append(_timed(ask))
        questions.append(heard.milliseconds)
    log.removeHandler(heard)
    return median(whole), median(questions)


class _Heard(logging.Handler):
    """Adds up how long the questions took, as the door says."""

    milliseconds = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and record.msg.startswith("ask ") and not record.args[4]:
            self.milliseconds += float(str(record.args[3]))


def painted(home: Path) -> None:
    """The first useful paint of the overview with a cold cache, and what went over the wire before it."""
    path = installed_browser()
    if path is None:
        print("\nno browser: the first useful paint is not measured; run deploy/install-browser")
        return
    print(f"\n{'in Chromium':<12} {'first s':>8} {'again s':>8} {'bytes':>10}")
    with server(home, workers=2) as base, browser(path) as chromium:
        for address, shown in (("/exports", "nav.rail"), ("/", "main.page .card"), ("/suspension", "main.page .card")):
            print(f"{address:<12} " + " ".join(_painted(chromium, base, home, address, shown)))


def _painted(chromium: Any, base: str, home: Path, address: str, shown: str) -> Iterator[str]:
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(3):
        window = chromium.new_context(viewport={"width": 1366, "height": 768})
        # Not the manager who has just asked as fast as a program can: one user may ask so much a minute.
        sign_in(window, base, home, Role.AUDITOR if address == "/exports" else Role.OFFICIAL)
        page = window.new_page()
        wire = window.new_cdp_session(page)
        wire.send("Network.enable")
        sent: list[float] = []
        wire.on("Network.loadingFinished", lambda said, sent=sent: sent.append(said["encodedDataLength"]))
        for first in (True, False):
            page.goto(base + address, wait_until="commit")
            page.wait_for_selector(shown)
            times[first].append(page.evaluate(FIRST_WORDS) / 1000)
            if first:
                size = sum(sent)
        window.close()
    yield f"{median(times[True]):>8.2f}"
    yield f"{median(times[False]):>8.2f}"
    yield f"{size:>10,.0f}"


def clicked(home: Path, minutes: int) -> int:
    """Fifty people clicking, each an official of another community; Locust's own table."""
    settings = Settings(home)
    services = services_of(settings)
    codes = [row["code"] for row in services.door.reading(MANAGER).table(marts.AREA) if len(row["code"]) == 12]
    words = [session_of(services, Role.OFFICIAL, (code,)) for code in codes[:PEOPLE]]
    services.database.close()
    with tempfile.TemporaryDirectory() as folder, server(home, workers=2) as base:
        sessions = Path(folder, "sessions.json")
        sessions.touch(mode=0o600)
        sessions.write_text(json.dumps(words), encoding="utf-8")
        print(f"\n{PEOPLE} people, 2 workers, {minutes} minutes, 5 to 15 seconds between clicks")
        clicking = str(Path(__file__).with_name("clicking.py"))
        how = ("-u", str(PEOPLE), "-r", "5", "-t", f"{minutes}m", "--host", base, "--only-summary")
        return subprocess.call(
            [sys.executable, "-m", "locust", "-f", clicking, "--headless", *how],
            env={**os.environ, "CLICKING_SESSIONS": str(sessions), "CLICKING_COOKIE": cookie_name(settings)},
        )


if __name__ == "__main__":
    sys.exit(main())
