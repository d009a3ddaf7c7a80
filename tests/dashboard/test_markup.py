"""Pages as they go out: everything they say and lead to, in few components."""

import json

import pytest
from dash import dcc
from dash.development.base_component import Component
from flask import g
from plotly.utils import PlotlyJSONEncoder

from dashboard.app import LIVE
from dashboard.components import html
from dashboard.components.html import WAY
from dashboard.components.markup import Markup, compact
from dashboard.components.menus import Pick, picks
from dashboard.pages import PAGES
from dashboard.pages.page import render
from tests.dashboard.viewers import viewer_of

MOST = 200
"""Components that a page may have: the browser's time grows with their square."""


def _elements(part):
    """Every element and text of a page in order: tag or kind, properties, as the browser gets them."""
    if isinstance(part, Markup):
        yield from _of_node(part.drawn)
    elif isinstance(part, Component):
        said = part.to_plotly_json()
        named = {name: value for name, value in said["props"].items() if name != "children"}
        tag = "input" if said["type"] == "Input" else said["type"].lower()
        yield tag, named
        children = getattr(part, "children", None)
        for child in children if isinstance(children, list | tuple) else [children]:
            yield from _elements(child)
    elif part is not None:
        yield part


def _of_node(node):
    if not isinstance(node, list):
        if node is not None:
            yield node
        return
    tag, named, *children = node
    if tag:
        yield tag, named
    for child in children:
        yield from _of_node(child)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_goes_out_whole_in_few_components(app, page, language):
    services = app.server.extensions["services"]
    with app.server.test_request_context():
        g.viewer = viewer_of(page)
        drawn = render(page, services, scheme="light", lang=language, explain="suspension_rate")
    out = compact(drawn, LIVE)
    assert list(_elements(out)) == list(_elements(drawn))
    count = 1 + sum(isinstance(part, Component) for part in out._traverse())
    print(page.name, count)
    assert count <= MOST
    # With one number that is none Plotly reads and writes all of the page once more.
    json.dumps(out, cls=PlotlyJSONEncoder, allow_nan=False)


def test_what_callbacks_name_stays_a_component_and_all_around_it():
    button = html.Button("x", id="scheme-tool")
    drawn = html.Div([html.P(["a", html.B("b")]), html.Div([button, html.Link("c", href="/d")]), "e"])
    out = compact(drawn, {"scheme-tool"})
    assert isinstance(out, html.Div)
    first, second, text = out.children
    assert first.drawn == ["p", {}, "a", ["b", {}, "b"]]
    assert second.children[0] is button
    assert second.children[1].drawn == ["a", {"href": "/d", WAY: ""}, "c"]
    assert text == "e"
    assert drawn.children[0].children[0] == "a"


@pytest.mark.parametrize(
    "hrefs",
    [
        ["/?area=1&lang=en", "/?area=12&lang=en", "/?lang=en"],
        ["/", "/?area=1"],
        ["/?area=11", "/?area=1", "/?area=111"],
        ["/?area=1"],
        [],
    ],
)
def test_links_of_a_menu_lead_where_they_led(hrefs):
    kind, shared, *drawn = picks(Pick("x", href) for href in hrefs).drawn
    assert kind == "picks"
    assert [shared["before"] + middle + shared["after"] for _, middle in drawn] == hrefs


def test_links_of_a_menu_say_what_is_chosen_and_what_they_are_found_by():
    off = ["span", {"className": "pick off"}, "d"]
    offered = [Pick("a", "/?k=1"), Pick("b", "/?k=2", on=True), Pick("c", "/?k=3", find="see"), off]
    assert picks(offered).drawn == [
        "picks",
        {"before": "/?k=", "after": ""},
        ["a", "1"],
        ["b", "2", 1],
        ["c", "3", 0, "see"],
        off,
    ]


def test_fields_and_charts_stay_components():
    for part in (dcc.Input(name="a"), dcc.Graph(id={"type": "chart", "name": "x"})):
        out = compact(html.Form([part, html.Hidden(type="hidden", name="b", value="c")]), ())
        assert out.children[0] is part
        assert out.children[1].drawn == ["input", {"type": "hidden", "name": "b", "value": "c"}]
