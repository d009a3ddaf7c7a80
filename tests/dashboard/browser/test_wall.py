"""The overview on a wall: all of it on one screen, dark, with nothing to press but the way back; it renews itself."""

import pytest

SIZES = ((1366, 768), (1920, 1080), (2560, 1440), (3840, 2160))


@pytest.fixture(params=SIZES, ids=lambda size: "x".join(map(str, size)))
def size(request, opened):
    """The size of the window."""
    width, height = request.param
    opened.page.set_viewport_size({"width": width, "height": height})
    yield request.param
    opened.page.set_viewport_size({"width": 1366, "height": 768})


def test_it_fills_the_screen_and_no_more(opened, size):
    page = opened.go("/?wall=1")
    width, height = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert width == size[0]
    if size[0] >= 1920:
        assert height == size[1]
    assert page.locator(".card").count() == 5
    assert page.locator(".tile, .hero").count() >= 8


def test_it_is_dark_whatever_was_chosen_and_has_one_thing_to_press(opened):
    page = opened.go("/")
    light = page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
    page.click(".choosing a.tool:has(.icon-screen)")
    page.wait_for_selector(".wall")
    opened.settled()
    assert opened.address() == "/?wall=1"
    assert page.evaluate("getComputedStyle(document.querySelector('.wall .card')).backgroundColor") != light
    assert page.locator(".rail, .choosing, .foot, .explain-tool:visible, summary:visible").count() == 0
    assert page.locator(".top a, .top button").all_inner_texts() == ["退出大屏"]
    page.get_by_role("link", name="退出大屏").click()
    page.wait_for_selector(".rail")
    assert opened.address() == "/"
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor") == light
