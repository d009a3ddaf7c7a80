"""From a folder of strange files to published figures on the page: brought, answered, tried, accepted, processed."""

import contextlib
import os
import subprocess
import sys
from decimal import Decimal

import pytest

from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from tests.dashboard.browser.serving import ROOT, in_the_way, laid_out_badly, opened_in, server, sign_in
from tests.etl.intake.test_from_files_to_figures import figures
from tests.program import environment
from tests.strange_files import MONTHLY, PEOPLE, hrss_payments, hrss_register, html_workbook, tax_export

DAY = "2025-12-10"
PATIENCE = 120_000
"""Milliseconds a dry run or a night may take on a busy machine."""


@contextlib.contextmanager
def scheduler(home):
    """The scheduler as shipped; of a demo bureau, so that no night but those asked for is run."""
    process = subprocess.Popen(
        [sys.executable, "-m", "etl", "schedule"],
        cwd=ROOT,
        env={**os.environ, "COLLECTION_HOME": str(home), "COLLECTION_DEMO": "true"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def bureau(chromium, tmp_path):
    """A page of a manager over an empty home, with server and scheduler; what it complains about fails the test."""
    home = tmp_path / "home"
    home.mkdir()
    make_secret(home)
    with environment(home, {}), server(home) as base, scheduler(home):
        sign_in(chromium, base, home)
        opened = opened_in(chromium, base)
        opened.page.set_default_timeout(PATIENCE)
        yield opened, home
        opened.close()
        chromium.clear_cookies()
    # A page that looks again breaks off what it was still fetching.
    assert [said for said in opened.complaints if not said.startswith("failed: ")] == []


def bring(opened, strange):
    """Bring a file, answer what is asked, try it out and accept it; what the dry run said."""
    opened.go("/intake")
    opened.page.set_input_files("input[name=delivery]", str(strange.path))
    press(opened, "识别")
    for said in strange.said:
        header, _, field = said.partition("=")
        opened.page.select_option(f'select[aria-label="“{header}”的含义"]', field)
    opened.page.fill("input[name=day]", DAY)
    press(opened, "保存选择")
    assert laid_out_badly(opened.page) == []
    assert [found for found in in_the_way(opened.page) if found[0] in ("serious", "critical")] == []
    press(opened, "试算")
    title = opened.page.wait_for_selector("h2:has-text('试算：读入')").inner_text()
    opened.settled()
    assert laid_out_badly(opened.page) == []
    press(opened, "采用")
    opened.page.wait_for_selector("h2:has-text('没有待采用的文件')")
    return title


def press(opened, says):
    """Press a button that sends a form, and wait for the page it leads to."""
    with opened.page.expect_navigation():
        opened.page.click(f"button:has-text('{says}')")
    opened.settled()


def process(opened):
    """Have the night run of the day that the dry run had, and wait until it has published."""
    opened.go("/intake")
    assert opened.page.input_value("form[action^='/intake/night'] input[name=day]") == DAY
    press(opened, "立即加工")
    opened.page.wait_for_selector(f"text=上次加工：数据日期 {DAY}，已发布")
    opened.settled()


@pytest.mark.campaign
def test_tax_export_on_the_page(bureau, tmp_path):
    opened, home = bureau
    assert bring(opened, tax_export(tmp_path)) == "试算：读入 122 行，其中 120 行入账"
    process(opened)
    by_month = figures(home, "received_net", "--by", "month", "--months", "2025-10:2025-12")
    assert by_month == {"2025-10": PEOPLE * MONTHLY, "2025-11": PEOPLE * MONTHLY}


def test_hrss_exports_on_the_page(bureau, tmp_path):
    opened, home = bureau
    assert bring(opened, hrss_register(tmp_path)) == "试算：读入 60 行，其中 60 行入账"
    assert bring(opened, hrss_payments(tmp_path)) == "试算：读入 60 行，其中 60 行入账"
    process(opened)
    assert figures(home, "registered_persons", "--by", "worker_type", "--month", "2025-11") == dict.fromkeys(
        ("02", "04", "05"), Decimal(PEOPLE // 3)
    )
    opened.go("/suspension?month=2025-11")
    assert opened.page.inner_text("main").count("60")


@pytest.mark.campaign
def test_html_workbook_on_the_page(bureau, tmp_path):
    opened, home = bureau
    assert bring(opened, html_workbook(tmp_path)) == "试算：读入 61 行，其中 60 行入账"
    process(opened)
    by_channel = figures(home, "received_net", "--by", "channel", "--months", "2025-12:2025-12")
    assert by_channel == dict.fromkeys(("03", "06"), PEOPLE // 2 * 12 * MONTHLY)


def test_who_has_a_part_of_the_area_brings_nothing(bureau, chromium):
    opened, home = bureau
    chromium.clear_cookies()
    sign_in(chromium, opened.base, home, Role.MANAGER, ("210213004",))
    opened.go("/intake")
    assert opened.page.query_selector("input[name=delivery]") is None
    assert "只有负责全局的管理者" in opened.page.inner_text("main")
