"""An administrator and an auditor at work in a browser: what their forms send, and what they see of it."""

import re

import pytest

from dashboard.access.roles import Role
from tests.dashboard.browser.serving import sign_in

_number = iter(range(10**6))


@pytest.fixture
def administrator(opened, demo_home):
    sign_in(opened.page.context, opened.base, demo_home, Role.ADMINISTRATOR, ())
    return opened


@pytest.fixture
def auditor(opened, demo_home):
    sign_in(opened.page.context, opened.base, demo_home, Role.AUDITOR, ())
    return opened


def test_a_user_is_made_given_an_area_by_name_and_disabled(administrator):
    name = f"browser{next(_number)}"
    page = administrator.go("/users")
    page.fill("input[name=name]", name)
    page.fill("input[name=display]", "征管科 <b>王芳</b>")
    areas = page.locator(".mantine-MultiSelect-inputField")
    areas.press_sequentially("祥泰")
    page.get_by_role("option", name="祥泰社区").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="新增用户").click()
    page.wait_for_selector(".once code")
    assert len(page.inner_text(".once code")) >= 10
    page.click("a.button")
    administrator.settled()
    assert administrator.address() == f"/users?user={name}"
    assert page.locator(".mantine-MultiSelect-pill").all_inner_texts() == ["湾里街道 祥泰社区 210213013006"]
    page.get_by_role("button", name="停用").click()
    page.wait_for_selector(".succeeded")
    administrator.settled()
    row = page.locator("tr", has=page.get_by_role("link", name=name, exact=True))
    assert "已停用" in row.inner_text()
    assert "征管科 <b>王芳</b>" in row.inner_text()


def test_who_is_signed_in_stands_at_the_right_and_leads_to_the_account(administrator):
    page = administrator.go("/users?lang=en")
    assert page.inner_text(".top .who .role") == "Administrator"
    page.click(".top .who")
    page.wait_for_selector(".entrance-card")
    assert administrator.address().startswith("/account")


def test_the_audit_is_chosen_turned_and_verified(auditor):
    for _ in range(3):
        auditor.go("/audit")
    page = auditor.page
    page.fill("input[name=actor]", "auditor-nowhere")
    page.fill("input[name=first]", "2026-01-01")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**/audit?actor=auditor-nowhere&first=2026-01-01")
    auditor.settled()
    assert page.input_value("input[name=first]") == "2026-01-01"
    assert re.search(r"\d+ 条审计记录", page.inner_text("main.page"))
    page.get_by_role("button", name="核验完整性").click()
    page.wait_for_selector(".message")
    assert "完整无误" in page.inner_text(".message")
