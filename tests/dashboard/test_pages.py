"""Every page over the demo bureau and over nothing, in both languages, however it is narrowed."""

import json
import re

import pytest
from dash.development.base_component import Component
from flask import g

from dashboard import shell
from dashboard.access.secret import make_secret
from dashboard.pages import PAGES, reveal
from dashboard.pages.definitions import _code
from dashboard.pages.page import FIGURES, Page, render
from dashboard.places import PLACE
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.wording import words_in
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import viewer_of

NAMES = [page.name for page in PAGES]
QUERIES = (
    {},
    {"lang": "en"},
    {"month": "2026-05"},
    {"month": "2023-04"},
    {"month": "1999-01"},
    {"area": "210213013"},
    {"area": "210213013006"},
    {"area": "000000000000"},
    {"area": "999999999"},
    {"type": "04"},
    {"type": "77"},
    {"area": "210213013", "type": "04", "k": "6", "month": "2026-08", "sort": "-rate"},
    {"page": "9999"},
)


def _page(name):
    return next(page for page in PAGES if page.name == name)


def _shown(page, home, query, scheme="light"):
    g.viewer = viewer_of(page)
    drawn = render(page, services_of(Settings(home, memory="512MB", query_threads=1)), scheme=scheme, **query)
    return text_of(drawn)


@pytest.mark.parametrize("query", QUERIES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_answers_whatever_is_chosen(demo_home, app, caplog, name, query):
    with app.server.test_request_context():
        shown = _shown(_page(name), demo_home, query)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
    assert not re.search(r"E-[0-9A-F]{8}", shown)
    assert "2026-09-15" in shown


@pytest.mark.parametrize("name", [page.name for page in PAGES if page.right in FIGURES])
def test_a_page_before_the_first_night_says_what_to_do(empty_home, app, name):
    with app.server.test_request_context():
        shown = _shown(_page(name), empty_home, {})
    assert "还没有发布过数据" in shown
    assert "先在“数据接入”放进第一个文件" in shown


@pytest.mark.parametrize("name", [page.name for page in PAGES if page.right not in FIGURES])
def test_users_are_made_and_the_audit_is_read_before_the_first_night(empty_home, app, caplog, name):
    with app.server.test_request_context():
        shown = _shown(_page(name), empty_home, {})
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
    assert "还没有发布过数据" not in shown
    assert "个用户" in shown or name != "users"


def test_a_page_that_fails_stands_in_its_frame(demo_home, app):
    def body(context):
        raise RuntimeError("on purpose")

    with app.server.test_request_context():
        shown = _shown(Page(PLACE["overview"], body), demo_home, {})
    assert re.search(r"编号 E-[0-9A-F]{8}", shown)
    assert "on purpose" not in shown


def test_a_failed_night_is_said_on_every_page(demo_home, app, tmp_path):
    (tmp_path / "versions").symlink_to(demo_home / "versions")
    make_secret(tmp_path)
    status = {
        "outcome": "failed",
        "reason": "receipts_20260916.csv: the control file disagrees",
        "business_date": "2026-09-16",
    }
    (tmp_path / "status.json").write_text(json.dumps(status), encoding="utf-8")
    for page in PAGES:
        with app.server.test_request_context():
            shown = _shown(page, tmp_path, {})
        assert "2026-09-16 夜间加工失败" in shown
        assert "the control file disagrees" in shown


@pytest.mark.parametrize("text", ['{"outcome": "published"}', "[]", "{", '{"outcome": 3}'])
def test_a_night_that_did_not_fail_has_no_banner(tmp_path, text):
    from dashboard.wording import words_in

    (tmp_path / "status.json").write_text(text, encoding="utf-8")
    assert shell.failed_night(tmp_path, words_in("zh")) is None


def test_no_page_shows_anybody(demo_home, app):
    """No identity number, name of a person or phone number, anywhere."""
    from sql.connect import open_reader

    people = open_reader(demo_home).rows("select identity, name, phone from marts.person")
    personal = {text for row in people for text in row if text and len(text) > 1}
    assert len(personal) > 300
    for page in PAGES:
        with app.server.test_request_context():
            shown = _shown(page, demo_home, {})
        assert [text for text in personal if len(text) > 4 and text in shown] == []
        assert not re.search(r"210299\d{8}", shown)


def test_demo_data_is_marked(demo_home, app):
    with app.server.test_request_context():
        assert "演示数据" in _shown(_page("overview"), demo_home, {})


def test_ids_of_layouts_and_callbacks_are_the_same(app, client):
    wanted = set()
    for callback in client.get("/_dash-dependencies").get_json():
        wanted |= {part["id"] for part in (*callback["inputs"], *callback["state"])}
        if not callback["no_output"]:
            wanted |= {text.split(".")[0] for text in callback["output"].strip(".").split("...")}
    there = _ids(app.validation_layout)
    drawn_with_answers = {'{"name":["ALL"],"type":"chart"}'}
    assert wanted - there == drawn_with_answers
    own = {"page", *(str(name) for name in (*shell.Ids, *reveal.Ids))}
    assert own <= there
    assert {name for name in there if not name.startswith(("_pages", "pick-"))} == own


def _ids(layout):
    found = set()
    if isinstance(layout, list | tuple):
        for part in layout:
            found |= _ids(part)
    elif isinstance(layout, Component):
        found |= {str(layout.id)} if getattr(layout, "id", None) else set()
        found |= _ids(getattr(layout, "children", None))
    return found


def test_the_foot_says_when_its_version_was_made_and_all_of_it_on_hover():
    header = shell.Header(version="20260915-20261127063108902065")
    said = shell._foot(words_in("zh"), header, shell.Sheet()).children[-1]
    assert (said.children, said.title) == ("数据版本 20260915-0631", header.version)


def test_a_code_is_written_beside_its_label_unless_the_label_says_it():
    written = [_code(code, label) for code, label in (("M", "Male"), ("60", "60%"), ("16-24", "16–24 岁"), ("1", "是"))]
    assert written == ["M Male", "60%", "16–24 岁", "1 是"]
