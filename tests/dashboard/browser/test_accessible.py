"""axe-core on what opens over a page and beside it finds nothing; on every page test_pages_in_browser asks it."""

import pytest

from tests.dashboard.browser.serving import in_the_way

OPENED = (
    "/?explain=suspension_rate",
    "/?wall=1",
    "/suspension?area=210213013&type=04&age_band=45-49",
    "/community?area=210213013006",
)


@pytest.mark.parametrize("address", OPENED)
def test_what_is_opened_is_in_nobodys_way(opened, address):
    assert in_the_way(opened.go(address)) == []


def test_open_menus_are_not_either(opened):
    page = opened.go("/suspension")
    for name in ("period", "area", "more"):
        page.click(f"#pick-{name}")
        page.wait_for_selector(".menu[open] .pick")
        assert in_the_way(page) == [], name


def test_nor_is_the_sign_in(opened):
    opened.page.context.clear_cookies()
    opened.page.goto(f"{opened.base}/sign-in")
    assert in_the_way(opened.page) == []
