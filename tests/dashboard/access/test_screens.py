"""Screens on a wall: they stay signed in, and see the wall and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.access.roles import Right, Role
from dashboard.access.sessions import Sessions
from dashboard.access.viewer import Viewer
from dashboard.state.columns import now
from tests.dashboard.access.bodies import CALLBACK, page_at
from tests.dashboard.viewers import session_of, signed_in

AREAS = ("210213011",)
NAME = "official-210213011"


@pytest.fixture
def sessions(services):
    """The sessions where one user is a screen."""
    return Sessions(services.database, replace(services.settings, screens=(NAME,)))


def test_a_screen_stays_signed_in_for_thirty_days_untouched(services, sessions):
    word, begun = session_of(services, Role.OFFICIAL, AREAS), now()
    assert services.sessions.find(word, active=False, at=begun + timedelta(minutes=14)).viewer.screen is False
    screen = sessions.find(word, active=False, at=begun + timedelta(days=29))
    assert (screen.viewer.name, screen.viewer.areas, screen.viewer.screen) == (NAME, AREAS, True)
    assert sessions.living(begun + timedelta(days=29))[screen.viewer.user_id] == 1
    assert sessions.find(word, active=False, at=begun + timedelta(days=31)) is None


def test_everybody_else_falls_idle_as_before(services, sessions):
    other = session_of(services, Role.MANAGER, AREAS)
    assert sessions.find(other, active=False, at=now() + timedelta(minutes=16)) is None


@pytest.mark.parametrize("role", Role)
def test_a_screen_has_no_right_but_to_figures(role):
    user = Viewer("hall", role, AREAS)
    screen = replace(user, screen=True)
    assert [right for right in Right if screen.may(right)] == [right for right in (Right.FIGURES,) if user.may(right)]


def test_a_screen_is_led_to_the_wall(app, monkeypatch):
    services = app.server.extensions["services"]
    monkeypatch.setattr(services.sessions, "_screens", frozenset((NAME,)))
    client = signed_in(app, Role.OFFICIAL, AREAS)
    for address in ("/", "/suspension?type=04", "/people", "/nowhere", "/?area=210213013"):
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (302, "/?wall=1"), address
    assert client.get("/?wall=1").status_code == 200
    assert client.post("/export", data={"page": "/suspension", "table": "months", "form": "csv"}).status_code == 403
    assert client.get("/menus/area/suspension").status_code == 404
    asked = client.post(CALLBACK, json=page_at("/suspension", "?type=04"))
    drawn = asked.get_json()["response"]["_pages_content"]["children"]
    assert drawn["props"]["className"] == "wall"
    monkeypatch.undo()
    assert signed_in(app, Role.OFFICIAL, AREAS).get("/suspension").status_code == 200
