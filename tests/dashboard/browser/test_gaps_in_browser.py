"""数据补录 in a browser: a list is downloaded, filled in, given back, accepted, and shown after a night."""

import pytest

from tests.dashboard.browser.serving import in_the_way, laid_out_badly, opened_in, server, sign_in
from tests.dashboard.gaps_bureau import JUXIN, NEXT, Bureau, Filling, live_until_june


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A small bureau with gaps, after its first night."""
    home = tmp_path_factory.mktemp("gaps")
    live_until_june(home)
    return home


def test_a_list_is_filled_in_and_shows_the_morning_after(chromium, home, tmp_path):
    with server(home) as base:
        sign_in(chromium, base, home)
        opened = opened_in(chromium, base)
        page = opened.go("/intake/gaps")
        assert page.inner_text("h2 >> nth=0") == "6 人缺社区或缺类别"
        assert (in_the_way(page), laid_out_badly(page)) == ([], [])
        assert page.inner_text(".rail a.on") == "数据接入"
        assert page.inner_text(".chosen-file") == "未选择文件"
        path = _downloaded(page, tmp_path)
        opened.complaints.clear()  # a download is told as a page that was not opened
        _fill(path)
        page.set_input_files("input[type=file]", path)
        assert page.inner_text(".chosen-file") == path.name
        page.get_by_role("button", name="核对").click()
        page.wait_for_url("**file=**")
        opened.settled()
        assert page.inner_text("h2 >> nth=0") == "先进街道交回的名单：3 人可以采用，名单共 4 人"
        assert "1 行未采用 两项都没有填 1 行" in page.inner_text(".card >> nth=0")
        assert (in_the_way(page), laid_out_badly(page)) == ([], [])
        page.get_by_role("button", name="确认，交下一次夜间处理").click()
        page.wait_for_selector(".succeeded")
        assert "自 2025-02-01 起生效" in page.inner_text(".succeeded")
        Bureau(home).night(NEXT)
        page = opened.go("/intake/gaps?lang=en")
        assert page.inner_text("h2 >> nth=0") == "3 people without community or worker type"
        assert (in_the_way(page), laid_out_badly(page)) == ([], [])
        assert opened.complaints == []
        opened.close()
        chromium.clear_cookies()


def _downloaded(page, folder):
    """The list of HERE, chosen by its name."""
    page.click("input[aria-label=街道乡镇]")
    page.get_by_role("option", name="先进街道").click()
    page.fill("input[name=reason]", "请社区补录")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出补录名单").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name.startswith("补录名单 先进街道 L")
    return path


def _fill(path):
    """Everybody but the first, by choices of the lists."""
    filling = Filling(path.read_bytes())
    assert len(filling.rows) == 4
    for row in filling.rows[1:]:
        community = None if row[4] else f"{JUXIN} 聚鑫社区"
        filling.put(row[2][-2:], community, None if row[5] else "03 单位临时用工")
    path.write_bytes(filling.saved())
