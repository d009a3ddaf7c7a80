"""Months as blocks: each as high as it stands, one question for a whole page of people, nobody of another area."""

import re
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

import pytest

from dashboard.access.roles import Role
from dashboard.access.secret import Secret
from dashboard.access.viewer import Viewer
from dashboard.components.month_strip import HEIGHT, WIDTH, month_strip, said, strip_key
from dashboard.pages import people, person
from dashboard.pages.page import Context
from dashboard.pages.person_line import events_of, line_card
from dashboard.people import OUTSIDE, Page, People, standing
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.view import read_view
from dashboard.wording import words_in
from etl.masking import Masking
from sql.connect import open_reader
from sql.metrics.people import Listing, months_of, person_months
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import MANAGER

ZH = words_in("zh")
AUGUST = 2026 * 12 + 7
NOVEMBER = 2025 * 12 + 10
SECRET = Secret("of these tests alone, 0123456789abcdef")
MONTHS = ("outside", "paid", "paid", "due", "awaiting", "awaiting", "paid")


@pytest.fixture(scope="module")
def plain(demo_home):
    return open_reader(demo_home)


@pytest.fixture(scope="module")
def services(demo_home):
    return services_of(Settings(demo_home))


def _shapes(strip):
    """The path of every layer, as the browser reads it."""
    return {
        layer.className: re.findall(r'd="([^"]+)"', unquote(layer.style["--shape"].removeprefix('url("')))
        for layer in strip.children
    }


def test_every_month_has_the_block_of_its_standing():
    strip = month_strip(MONTHS, NOVEMBER, ZH)
    shapes = _shapes(strip)
    assert shapes["outside"] == ["M0 14.5H7"]
    assert shapes["paid"] == ["M7 8.0H21M42 8.0H49"]
    assert shapes["due"] == ["M21 12.0H28"]
    assert shapes["awaiting"] == ["M28.5 1.5h5v13h-5zM35.5 1.5h5v13h-5z"]
    assert shapes["rules"] == ["M13.5 0V16"], "January stands third"
    assert strip.style == {"width": f"{WIDTH * 7}px", "height": f"{HEIGHT}px"}


def test_a_strip_has_no_layer_for_what_it_does_not_hold():
    assert list(_shapes(month_strip(("paid",) * 3, AUGUST, ZH))) == ["paid"]


def test_a_strip_is_read_aloud():
    strip = month_strip(MONTHS, NOVEMBER, ZH)
    spoken = "25年11月至26年5月：已缴 3 个月、未缴 1 个月、待缴（未到期） 2 个月、未登记 1 个月"
    assert getattr(strip, "aria-label") == spoken
    assert strip.role == "img"
    assert said(("due",), AUGUST, words_in("en")) == "Aug 26 to Aug 26: Unpaid: 1 month"


def test_the_key_names_what_each_block_means():
    assert [one.children[1] for one in strip_key(ZH, bounded=False).children] == [
        *("已缴", "未缴", "待缴（未到期）", "未登记"),
    ]
    assert strip_key(ZH, bounded=True).children[3].children[1] == "未登记或不在所辖区域"


@pytest.mark.parametrize("within", [None, ("210213013",), ()])
def test_the_strips_of_a_page_are_those_of_each_person(door, plain, within):
    role = Role.MANAGER if within is None else Role.OFFICIAL
    mine = People(door.reading(Viewer("one", role, within)), SECRET, Masking())
    everybody = People(door.reading(MANAGER), SECRET, Masking())
    page = everybody.page(Listing("registered_persons", AUGUST, limit=40))
    first = AUGUST - 23
    strips = mine.strips(page, first, AUGUST)
    assert list(strips) == [one.word for one in page.people]
    for word, strip in strips.items():
        known = {row["month"]: standing(row) for row in person_months(plain, page.keys[word], within)}
        assert strip == tuple(known.get(month, OUTSIDE) for month in range(first, AUGUST + 1))
    counted = sum(one != OUTSIDE for strip in strips.values() for one in strip)
    assert counted == 0 if within == () else counted > 0


def test_one_question_is_asked_for_a_page(door, monkeypatch):
    asked = []
    monkeypatch.setattr("dashboard.people.months_of", lambda *said: asked.append(said) or [])
    mine = People(door.reading(MANAGER), SECRET, Masking())
    page = mine.page(Listing("registered_persons", AUGUST, limit=20))
    assert set(mine.strips(page, AUGUST - 1, AUGUST).values()) == {(OUTSIDE, OUTSIDE)}
    assert mine.strips(Page(0, ()), AUGUST - 1, AUGUST) == {}
    assert len(asked) == 1


def test_months_of_nobody(plain):
    assert months_of(plain, [], AUGUST, AUGUST, None) == []
    assert "keys" not in repr(Page(1, (), {"word": 7}))


def test_the_list_shows_a_strip_for_everybody_and_the_key_once(services):
    context = Context(read_view("/people", {"metric": "suspended_persons"}), ZH, MANAGER, services)
    shown = text_of(people.body(context))
    assert "月状态 24年9月–26年8月" in shown
    assert shown.count('"role": "img"') == 20
    assert shown.count("months-key") == 1


def _month(month, **more):
    row = dict.fromkeys(("registered", "paying", "due", "awaiting", "new", "returned", "lost"), 0)
    return {"month": month, "community": "210213013006", "change_reason": "U", **row, **more}


def test_what_happened_is_told_in_order(services):
    context = Context(read_view("/person", {}), ZH, MANAGER, services)
    months = [
        _month(AUGUST - 5, registered=1, new=1, change_reason="11"),
        _month(AUGUST - 4, registered=1, community="210213013007"),
        _month(AUGUST - 3, lost=1, community="210213013007", change_reason="22"),
        _month(AUGUST - 1, registered=1, returned=1, community="210213013006"),
    ]
    refund = {"day": date(2026, 7, 2), "refunded_amount": Decimal("1234.5")}
    payments = [refund, {"day": date(2026, 6, 2), "refunded_amount": Decimal(0)}]
    place = context.areas.name("210213013007", ZH)
    assert [(one.when, one.what) for one in events_of(context, months, payments)] == [
        ("2026年3月", "参保登记（新参保）"),
        ("2026年4月", f"转入{place}"),
        ("2026年5月", "不再参保（停保）"),
        ("2026年7月", "恢复登记"),
        ("2026年7月2日", "退费 1,234.50 元"),
    ]
    shown = text_of(line_card(context, months, payments))
    assert "26年3月至26年7月：" in shown
    assert shown.count('"className": "event"') == 5


def test_a_person_without_months_has_no_line(services):
    context = Context(read_view("/person", {}), ZH, MANAGER, services)
    assert ZH("person.line_nothing") in text_of(line_card(context, [], []))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_persons_page_holds_all_years(services, language):
    opened = Context(read_view("/people", {}), ZH, MANAGER, services)
    word = opened.people.page(Listing("registered_persons", AUGUST, limit=1)).people[0].word
    context = Context(read_view("/person", {"person": word}), words_in(language), MANAGER, services)
    rows = context.people.months(word)
    shown = text_of(person.body(context))
    last = min(rows[-1]["month"], AUGUST + 1)
    stood = [standing(row) for row in rows if row["month"] <= last]
    words = words_in(language)
    assert words("strip.count", what=words("strip.paid"), count=stood.count("paid")) in shown
    assert "person-line" in shown


def test_a_filter_the_list_is_not_counted_by_is_said(services):
    context = Context(read_view("/people", {"channel": "06"}), ZH, MANAGER, services)
    assert ZH("state.unfit", names="缴费渠道") in text_of(people.body(context))
