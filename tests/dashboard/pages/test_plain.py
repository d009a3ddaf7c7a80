"""The page for browsers that cannot draw the dashboard: it says what to install, and the day's figures."""

import re

import pytest

from dashboard.access.roles import Role
from dashboard.numbers import count, percent, wan
from sql.metrics import Days, Month, Question
from tests.dashboard.viewers import MANAGER, signed_in

AUGUST = 2026 * 12 + 7


def _cells(page):
    """The lines of the table: label, time, value with its unit."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [
        tuple(" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.split(r"</t[hd]>", row)[:3])
        for row in rows
    ]


def test_the_figures_are_those_of_the_day(app, door):
    page = signed_in(app, Role.MANAGER).get("/plain").get_data(as_text=True)
    reading = door.reading(MANAGER)
    ask = lambda name, period=None: reading.ask(Question((name,), period=period))[0][name]  # noqa: E731
    day = reading.business_date
    money = [
        (label, wan(ask("received_net", Days(first, day))) + " 万元")
        for label, first in (("本年累计净入库", day.replace(month=1, day=1)), ("本月累计净入库", day.replace(day=1)))
    ]
    lines = _cells(page)
    assert [(label, value) for label, _, value in lines[:2]] == money
    assert [tag for _, tag, _ in lines[:2]] == ["1月1日–9月15日", "9月1–15日"]
    said = {label: (tag, value) for label, tag, value in lines[3:]}
    assert said["参保登记人数"] == ("8月末", f"{count(ask('registered_persons', Month(AUGUST)))} 人")
    assert said["断缴率（连续3个月）"] == ("8月末", f"{percent(ask('suspension_rate', Month(AUGUST)))} %")
    assert said["欠费余额"] == ("8月末", f"{wan(ask('arrears_amount', Month(AUGUST)))} 万元")
    assert "Chromium 108" in page
    assert "2026-09-15" in page


def test_in_english_and_of_ones_own_area(app):
    page = signed_in(app, Role.OFFICIAL, ("210213013006",)).get("/plain?lang=en").get_data(as_text=True)
    whole = signed_in(app, Role.MANAGER).get("/plain?lang=en").get_data(as_text=True)
    assert "This browser cannot draw the dashboard" in page
    assert len(_cells(page)) == len(_cells(whole)) == 8
    assert _cells(page) != _cells(whole)
    assert not re.search("[\u4e00-\u9fff]", page.partition("<h2>")[2].partition("</main>")[0])


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_sees_no_figures_is_told_what_to_install_alone(app, role):
    page = signed_in(app, role).get("/plain").get_data(as_text=True)
    assert "Chromium 108" in page
    assert _cells(page) == []


def test_nobody_signed_in_is_led_to_sign_in(app):
    answer = app.server.test_client().get("/plain", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/plain")
