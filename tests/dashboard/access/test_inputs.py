"""Bodies of callbacks: those that browsers send are taken, everything else is refused before Dash sees it."""

import copy
import io
import json

import pytest

from dashboard.access.inputs import LARGEST_BODY, LONGEST_PATH, LONGEST_QUERY
from dashboard.access.roles import TERMS, Role
from dashboard.pages import PAGES
from tests.dashboard.access.bodies import BODIES, CALLBACK, PAGE, STILL_THERE, page_at
from tests.dashboard.viewers import signed_in

NAMES = [body["output"] for body in BODIES]


def _changed(body, path, value):
    """The body with one thing in it replaced; None takes it away."""
    changed = copy.deepcopy(body)
    place = changed
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def _answer(client, body, **more):
    response = client.post(CALLBACK, json=body, **more)
    assert len(response.get_data()) < 200 or response.status_code == 200
    return response.status_code


@pytest.mark.parametrize("body", BODIES, ids=NAMES)
def test_a_recorded_body_is_answered(client, body):
    assert _answer(client, body) == 200


@pytest.mark.parametrize("body", BODIES, ids=NAMES)
def test_everything_in_a_body_is_needed_and_nothing_else_is_taken(client, body):
    for key in body:
        assert _answer(client, _changed(body, [key], None)) in (400, 403)
    for path in ([], ["inputs", 0], ["outputs"] if isinstance(body["outputs"], dict) else ["outputs", 0]):
        for extra in ("x", "__proto__", "constructor", "namespace"):
            assert _answer(client, _changed(body, [*path, extra], "x")) == 400
    for key in ("id", "property"):
        for other in ("other", "", 1, True, {"type": "x"}, [], "provider", "children"):
            assert _answer(client, _changed(body, ["inputs", 0, key], other)) == 400
    for key in ("changedPropIds", "parsedChangedPropsIds"):
        for other in (["other.value"], ["x"] * 3, [1], "text", {}, [body[key][0]] * 4, [[body[key][0]]]):
            assert _answer(client, _changed(body, [key], other)) == 400
    assert _answer(client, _changed(body, ["inputs"], body["inputs"] * 2)) == 400
    assert _answer(client, _changed(body, ["inputs"], [])) == 400
    assert _answer(client, _changed(body, ["inputs"], [body["inputs"]])) == 400


def test_a_page_can_be_drawn_again_without_anything_changed(client):
    assert _answer(client, {**PAGE, "changedPropIds": [], "parsedChangedPropsIds": []}) == 200


@pytest.mark.parametrize(
    "output",
    ["", "x", "..", "scheme.data", "_pages_content.children", "current.data ", "current.data@x", 1, [], {}, True],
)
def test_an_output_nobody_declared_is_refused(client, output):
    assert _answer(client, {**PAGE, "output": output}) == 403


def test_states_and_outputs_of_other_callbacks_are_refused(client):
    assert _answer(client, {**STILL_THERE, "state": []}) == 400
    assert _answer(client, {**STILL_THERE, "outputs": PAGE["outputs"]}) == 400
    assert _answer(client, {**PAGE, "inputs": STILL_THERE["inputs"]}) == 400
    assert _answer(client, {**PAGE, "outputs": list(reversed(PAGE["outputs"]))}) == 400


@pytest.mark.parametrize(
    "path", ["suspension", "", "//evil\n", "/\u202etxt", "/" + "x" * LONGEST_PATH, "/\ud800", 1, None, ["/"]]
)
def test_a_path_is_a_path(client, path):
    assert _answer(client, page_at(path)) == 400


@pytest.mark.parametrize(
    "search", ["x", "?" + "x" * LONGEST_QUERY, "?a\r\nb", "?\x00", "?\ud800", 3, True, None, {}, ["?x"]]
)
def test_a_query_is_a_query(client, search):
    assert _answer(client, page_at("/", search)) == 400


@pytest.mark.parametrize("scheme", ["", "Dark", "light ", "auto", 1, None, [], {"x": "dark"}])
def test_a_scheme_is_light_or_dark(client, scheme):
    assert _answer(client, page_at("/", "", scheme)) == 400


@pytest.mark.parametrize("count", [-1, 1.0, 1.5, "1", True, 10**10, 10**400, float("inf"), float("nan"), None, []])
def test_a_count_is_a_count(client, count):
    assert _answer(client, _changed(STILL_THERE, ["inputs", 0], {**STILL_THERE["inputs"][0], "value": count})) == 400


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"{",
        b"{}",
        b"\xff\xfe",
        b"\x00" * 100,
        b"[" * 30_000,
        b'{"output":' + b"[" * 30_000,
        b'{"output":' + b'{"a":' * 9_000,
        b'{"output": ' + b"9" * 5_000 + b"}",
        json.dumps(PAGE).encode("utf-16"),
        b'{"output": "current.data", "output": "x"}',
    ],
    ids=lambda data: repr(data[:20]),
)
def test_what_is_no_body_at_all_is_refused(client, data):
    response = client.post(CALLBACK, data=data, content_type="application/json")
    assert response.status_code in (400, 403, 200)
    assert (response.status_code == 200) == (data == json.dumps(PAGE).encode("utf-16"))


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "text/json"]
)
def test_json_must_be_called_json(client, kind):
    """A form of another site can send text, but cannot call it JSON."""
    assert client.post(CALLBACK, data=json.dumps(PAGE), content_type=kind).status_code == 415


def test_a_large_body_is_refused(client):
    large = json.dumps({**PAGE, "x": "x" * LARGEST_BODY})
    assert client.post(CALLBACK, data=large, content_type="application/json").status_code == 413
    chunked = {"wsgi.input_terminated": True}
    response = client.post(
        CALLBACK, input_stream=io.BytesIO(large.encode()), content_type="application/json", environ_overrides=chunked
    )
    assert response.status_code == 413


@pytest.mark.parametrize("query", ["cacheKey=x", "job=x", "oldJob=x&endId=y", "cancelJob=1", "x=1", "endid=1"])
def test_nothing_in_the_background_is_steered(client, query):
    assert client.post(f"/_dash-update-component?{query}", json=PAGE).status_code == 400


@pytest.mark.parametrize(
    "path", ["/nowhere", "/suspension/x", "/..", "/%2e%2e/etc", "/健康", "/not_found_404", "/" + "a/" * 140]
)
def test_a_path_without_a_page_says_so(client, path):
    answer = client.post(CALLBACK, json=page_at(path))
    assert answer.status_code == 200
    assert "没有这个页面" in json.dumps(answer.get_json(), ensure_ascii=False)
    assert client.get(path.replace("..", "x")).status_code == 404


def test_a_page_without_a_page_is_said_in_ones_language(client):
    answer = client.post(CALLBACK, json=page_at("/nowhere", "?lang=en"))
    assert "There is no such page" in json.dumps(answer.get_json(), ensure_ascii=False)


def test_the_right_of_a_page_is_the_page_s_own(app):
    administrator = signed_in(app, Role.ADMINISTRATOR)
    for page in PAGES:
        answer = administrator.post(CALLBACK, json=page_at(page.path))
        assert answer.status_code == 200
        assert ("此页不对您的角色开放" in json.dumps(answer.get_json(), ensure_ascii=False)) == (
            page.right not in TERMS[Role.ADMINISTRATOR].rights and page.path != "/"
        )
