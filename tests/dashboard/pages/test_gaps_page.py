"""数据补录 over HTTP: the forms of the page, what they bring, and what they say when they do not."""

import io

import pytest

from dashboard.access.guard import UPLOADS
from dashboard.access.inputs import LARGEST_BODY
from dashboard.access.roles import Role
from tests.dashboard.gaps_bureau import Filling
from tests.dashboard.viewers import MANAGER, signed_in

EXPORT, TAKE, ACCEPT = (f"/intake/gaps/{name}" for name in ("export", "take", "accept"))


@pytest.fixture
def gaps(app):
    """How many people of each subdistrict are open."""
    services = app.server.extensions["services"]
    return services.people(services.door.reading(MANAGER)).gaps()


def _sent(client, content, language=""):
    return client.post(f"{TAKE}{language}", data={"list": (io.BytesIO(content), "list.xlsx")})


def test_a_list_is_handed_out_taken_back_and_shown(client, gaps):
    row = gaps[-1]
    answer = client.post(EXPORT, data={"subdistrict": row["subdistrict"], "reason": "请社区补录"})
    assert answer.status_code == 200
    filling = Filling(answer.data)
    assert len(filling.rows) == row["people"]
    back = _sent(client, filling.saved(), "?lang=en")
    assert back.status_code == 303
    assert back.location.startswith("/intake/gaps?file=")
    assert back.location.endswith("&lang=en")


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        (EXPORT, {"subdistrict": "210213", "reason": "请社区补录"}, "提交的内容无法识别"),
        (EXPORT, {"subdistrict": "210213999", "reason": "请社区补录"}, "没有缺社区或缺类别的人员"),
        (EXPORT, {"subdistrict": "210213013", "reason": ""}, "4 个字"),
        (TAKE, {}, "请选择要交回的文件"),
        (TAKE, {"list": (io.BytesIO(b"x"), "x.xlsx")}, "文件里没有表号"),
        (ACCEPT, {"id": "999999", "since": "2026-01-01"}, "没有这一份交回的名单"),
        (ACCEPT, {"id": "1", "since": "2026-02-30"}, "提交的内容无法识别"),
        (ACCEPT, {"id": "1", "since": "2999-01-01"}, "生效日期须在 1990-01-01 至 2026-09-15 之间"),
    ],
)
def test_what_cannot_be_done_is_said(client, path, form, said):
    answer = client.post(path, data=form)
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)


def test_who_brings_no_data_in_is_refused(app):
    for role in (Role.OFFICIAL, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR):
        client = signed_in(app, role)
        assert [client.post(path, data={}).status_code for path in (EXPORT, TAKE, ACCEPT)] == [403] * 3


def test_a_list_may_be_larger_than_a_form_and_a_form_may_not(client):
    large = b"0" * (LARGEST_BODY + 1)
    assert _sent(client, large).status_code == 400
    assert client.post(EXPORT, data={"subdistrict": "210213013", "reason": large}).status_code == 413
    too_large = client.post(
        TAKE, data=b"0" * (UPLOADS["gaps_take"] + 1), content_type="multipart/form-data; boundary=x"
    )
    assert too_large.status_code == 413
