"""People who open pages, choose, drill and read; each with a session of their own. Started by tests.load.pages."""

from __future__ import annotations

import json
import os
from itertools import count
from pathlib import Path

import requests
from locust import HttpUser, between, task

from tests.dashboard.access.bodies import CALLBACK, page_at
from tests.dashboard.viewers import SAME_SITE

WORDS: list[str] = json.loads(Path(os.environ["CLICKING_SESSIONS"]).read_text(encoding="utf-8"))
"""The sessions, one for each person; the file is readable by nobody else and goes with the run."""

_NUMBER = count()
_HEADERS = {"Accept-Encoding": "br, gzip", "Sec-Fetch-Site": SAME_SITE["HTTP_SEC_FETCH_SITE"]}
PAGES = ("/suspension", "/arrears", "/collection", "/coverage", "/community", "/tiers")
CHOICES = ("", "?type=04", "?month=2026-05", "?type=02&month=2026-06", "?lang=en")


class Person(HttpUser):
    """Reads for five to fifteen seconds between clicks."""

    wait_time = between(5, 15)

    def on_start(self) -> None:
        """Sign in, and open the overview."""
        number = next(_NUMBER)
        self.turn = number
        self.client.headers.update(_HEADERS)
        # Written out, for the cookie is one of HTTPS and the server here speaks without.
        self.client.headers["Cookie"] = f"{os.environ['CLICKING_COOKIE']}={WORDS[number % len(WORDS)]}"
        self._open("/", "")

    @task(1)
    def overview(self) -> None:
        """Back to the overview."""
        self._open("/", "")

    @task(4)
    def page(self) -> None:
        """Another page, another choice."""
        self.turn += 1
        self._open(PAGES[self.turn % len(PAGES)], CHOICES[self.turn % len(CHOICES)])

    def _open(self, path: str, search: str) -> None:
        if search:
            # What is chosen is chosen in a menu, which is fetched too; it is quick, and pages are what is counted.
            requests.get(f"{self.host}/menus/type{path}", headers=self.client.headers, timeout=30)
        self.client.post(CALLBACK, json=page_at(path, search), name=path)
