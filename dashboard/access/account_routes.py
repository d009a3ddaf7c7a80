"""One's own account: where one is signed in, and the ways to end that."""

from __future__ import annotations

import re

from flask import Flask, g
from flask.typing import ResponseReturnValue

from dashboard.access.audit import Action
from dashboard.access.sessions import SignedIn
from dashboard.access.sign_in import Routes
from dashboard.access.viewer import Viewer
from dashboard.areas import areas_of
from dashboard.services import Services
from dashboard.wording import Words
from sql.connect import NothingPublished

_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Version": "Safari"}
"""A browser also calls itself by what stands after its own name here."""
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")


def add_account_routes(server: Flask, services: Services) -> None:
    """Put the routes up; the guard says who may ask for them."""
    routes = _AccountRoutes(services)
    server.add_url_rule("/account", "account", routes.account, methods=["GET"])
    server.add_url_rule(
        "/account/sign-out-everywhere", "sign_out_everywhere", routes.sign_out_everywhere, methods=["POST"]
    )


def browser_of(agent: str) -> str:
    """A browser and its system in a few words, from what it says of itself; that itself where it says neither."""
    said = next(filter(None, (re.search(rf"({name})/(\d+)", agent) for name in _BROWSERS)), None)
    system = next((name for name in _SYSTEMS if name in agent), "")
    browser = f"{_BROWSERS[said[1]]} {said[2]}" if said else ""
    return " · ".join(filter(None, (browser, system))) or agent[:40]


class _AccountRoutes:
    """The page of one's own account."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._pages = Routes(services)

    def account(self) -> ResponseReturnValue:
        """Role, areas, sessions, second factor, and the way to another password."""
        found: SignedIn = g.signed_in
        return self._pages.page(
            "account",
            user=self._services.entrance.accounts.find(found.viewer.name),
            sessions=self._services.sessions.of_user(found.viewer.user_id),
            own=found.token_hash,
            areas=lambda words: self._areas(found.viewer, words),
            browser_of=browser_of,
        )

    def sign_out_everywhere(self) -> ResponseReturnValue:
        """End every session of one's own."""
        viewer = g.signed_in.viewer
        with self._services.database.writing() as work:
            ended = self._services.sessions.end_all_in(work, viewer.user_id)
            self._services.audit.record_in(work, viewer, Action.SESSIONS_ENDED, viewer.name, sessions=ended)
        return self._pages.out()

    def _areas(self, viewer: Viewer, words: Words) -> str:
        """The areas by name; before the first night nobody knows their names."""
        if viewer.areas == ():
            return "–"
        try:
            return areas_of(self._services.door.reading(viewer)).everything(words)
        except NothingPublished:
            return words.listed(viewer.areas or ()) or words("area.all")
