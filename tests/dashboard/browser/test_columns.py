"""The columns of every table can be made wider and narrower, by mouse and by keyboard, for as long as a visit lasts."""

import re

import pytest

HEADS = "main .card > .body > .tabled > .scroll > table.grid thead th"
"""Those of the table that stands on the page, not of those behind its charts."""


def _width(page, head):
    return page.locator(HEADS, has_text=head).first.bounding_box()["width"]


def _line(page, head):
    """The place of the line at the right of a head."""
    place = page.locator(HEADS, has_text=head).first
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    return box["x"] + box["width"] - 2, box["y"] + box["height"] / 2


def _drag(page, head, by):
    """Take the line at the right of a head to one side."""
    x, y = _line(page, head)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by / 2, y)
    page.mouse.move(x + by, y)
    page.mouse.up()


@pytest.fixture
def table(opened):
    """The page of suspension, its table before anybody touched it."""
    return opened.go("/suspension")


def test_a_column_is_drawn_wider_and_the_table_is_not_sorted_by_it(opened, table):
    before, other = _width(table, "断缴率"), _width(table, "登记人数")
    _drag(table, "断缴率", 60)
    assert (round(_width(table, "断缴率") - before), round(_width(table, "登记人数") - other)) == (60, 0)
    assert opened.address() == "/suspension"
    table.locator(HEADS, has_text="断缴率").locator("a").first.click()
    table.wait_for_url(re.compile(r"sort=-rate$"))


def test_a_column_is_changed_by_keyboard_also_one_that_does_not_sort(table):
    for head, way, change in (("断缴率", "ArrowRight", 32), ("判断", "ArrowLeft", -16)):
        before = _width(table, head)
        place = table.locator(HEADS, has_text=head).first
        (place.locator("a") if place.locator("a").count() else place).focus()
        for _ in range(abs(change) // 16):
            table.keyboard.press(f"Shift+{way}")
        assert round(_width(table, head) - before) == change


def test_widths_stay_for_the_visit_and_belong_to_their_table(opened, table):
    _drag(table, "断缴率", 60)
    wide = round(_width(table, "断缴率"))
    table.locator(HEADS, has_text="登记人数").locator("a").first.click()
    table.wait_for_url(re.compile(r"sort=-registered$"))
    opened.settled()
    assert round(_width(table, "断缴率")) == wide
    table.locator(".rail a", has_text="欠费").click()
    table.wait_for_url(re.compile(r"/arrears"))
    opened.settled()
    assert table.locator("table[data-sized]").count() == 0
    table.go_back()
    table.wait_for_url(re.compile(r"/suspension"))
    table.wait_for_selector("table[data-sized]")
    table.reload()
    opened.settled()
    assert round(_width(table, "断缴率")) == wide
    other = table.context.new_page()
    other.goto(f"{opened.base}/suspension")
    other.wait_for_selector(HEADS)
    assert other.locator("table[data-sized]").count() == 0
    other.close()


def test_twice_on_the_line_undoes_it(table):
    before = _width(table, "断缴率")
    _drag(table, "断缴率", 80)
    table.mouse.dblclick(*_line(table, "断缴率"))
    assert (round(_width(table, "断缴率")), table.locator("table[data-sized]").count()) == (round(before), 0)
    assert table.evaluate("sessionStorage.getItem('columns')") == "{}"


def test_no_column_is_lost(table):
    _drag(table, "断缴率", -2000)
    assert round(_width(table, "断缴率")) == 40
