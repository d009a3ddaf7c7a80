"""What a page shows only when it is opened: the menus of the filter row, the subjects of 分析, the views kept."""

import json
from urllib.parse import parse_qs

import pytest
from flask import Flask, g

from dashboard.access.roles import Role
from dashboard.components.filter_menus import SHEETS
from dashboard.components.menus import FOLDED, PICKS
from dashboard.pages import PAGES
from dashboard.pages.menus_routes import add_menus_routes
from dashboard.services import services_of
from dashboard.settings import Settings
from tests.dashboard.access.bodies import CALLBACK, page_at
from tests.dashboard.viewers import MANAGER, signed_in

FILTERED = [page for page in PAGES if page.filtered]
COMPARED = [
    ("上月", "/?compare=year_before", True),
    ("去年同月（同日）", "/?compare=month_before", True),
    ("计划", "/?compare=year_before,plan", False),
]
"""Two are chosen; a third takes the place of the one chosen longest."""


def _nodes(part):
    """Every element there is in what goes out, outermost first."""
    if isinstance(part, dict):
        for one in part.values():
            yield from _nodes(one)
    elif isinstance(part, list):
        if part and isinstance(part[0], str):
            yield part
        for one in part:
            yield from _nodes(one)


def _folded(client, path, search=""):
    """The addresses of what a page has folded, as it goes out."""
    answer = client.post(CALLBACK, json=page_at(path, search)).get_json()
    return [node[1]["from"] for node in _nodes(answer) if node[0] == FOLDED]


def _offered(client, address):
    """Each link that a menu offers: its text, its address, whether it is chosen."""
    found = []
    for node in _nodes(client.get(address).get_json()):
        if node[0] == PICKS:
            shared, *links = node[1:]
            found += [
                (one[0], shared["before"] + one[1] + shared["after"], len(one) > 2 and bool(one[2]))
                for one in links
                if isinstance(one[1], str)
            ]
    return found


@pytest.mark.parametrize("page", FILTERED, ids=lambda page: page.name)
def test_all_that_a_page_has_folded_is_there_when_it_is_opened(app, page):
    client = signed_in(app, Role.OFFICIAL)
    search = "?month=2026-06&area=210213013&type=04&age_band=45-49&lang=en"
    addresses = _folded(client, page.path, search)
    assert len(addresses) >= len(SHEETS) + 1
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), address
        shown = json.dumps(answer.get_json(), ensure_ascii=False)
        assert 60 < len(shown) < 60_000, address
        for _text, href, _on in _offered(client, address):
            path, _, query = href.partition("?")
            assert path == page.path or "/views" in address
            assert parse_qs(query)["lang"] == ["en"]


def test_each_link_is_the_view_with_one_choice_changed(client):
    offered = _offered(client, "/menus/type/suspension?month=2026-06&area=210213013&type=04&page=3")
    assert offered[0] == ("全部", "/suspension?month=2026-06&area=210213013", False)
    assert ("进城务工人员", "/suspension?month=2026-06&area=210213013&type=04", True) in offered
    assert [on for _text, _href, on in offered].count(True) == 1
    compared = _offered(client, "/menus/compare/")
    assert compared[:3] == COMPARED
    further = _offered(client, "/menus/more/suspension?age_band=45-49")
    assert ("50–54 岁", "/suspension?age_band=45-49,50-54", False) in further
    assert ("45–49 岁", "/suspension", True) in further
    metrics = _offered(client, "/menus/plans/explore?metrics=suspension_rate&by=subdistrict")
    assert metrics[0][1] == "/explore?metrics=suspension_rate,plan_amount&by=subdistrict"


def test_areas_are_those_of_the_viewer(app):
    whole = {text for text, _href, _on in _offered(signed_in(app, Role.MANAGER), "/menus/area/arrears")}
    own = _offered(signed_in(app, Role.OFFICIAL, ("210213013",)), "/menus/area/arrears")
    assert {"湾里街道（全部）", "得胜街道（全部）"} <= whole
    assert "湾里街道（全部）" in {text for text, _href, _on in own}
    assert all("area=210213013" in href or "area=" not in href for _text, href, _on in own)


@pytest.mark.parametrize(
    "address",
    [
        "/menus/wages/suspension",
        "/menus/area/nowhere",
        "/menus/area/users",
        "/menus/area/suspension/further",
        "/menus/plans/suspension",
        "/menus/",
    ],
)
def test_what_is_not_folded_anywhere_is_not_there(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", [*SHEETS, "views", "plans"])
def test_whatever_an_address_says_a_menu_is_answered(client, name):
    said = {"month": "9999-99", "area": "1' or 1=1", "type": "<script>", "age_band": "U,x", "by": "y", "metrics": "z"}
    answer = client.get(f"/menus/{name}/explore", query_string=said)
    assert answer.status_code == 200
    assert "script" not in answer.get_data(as_text=True)


def test_who_may_not_open_a_page_opens_none_of_its_menus(app):
    assert signed_in(app, Role.AUDITOR, ()).get("/menus/area/suspension").status_code == 404
    stranger = app.server.test_client().get("/menus/area/suspension")
    assert stranger.status_code in (302, 401)


def test_before_the_first_night_there_is_nothing_to_choose(empty_home):
    server = Flask("empty")
    server.before_request(lambda: setattr(g, "viewer", MANAGER))
    add_menus_routes(server, services_of(Settings(empty_home, memory="512MB", query_threads=1)))
    assert server.test_client().get("/menus/period/suspension").status_code == 404
