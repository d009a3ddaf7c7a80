"""What a page does by itself: it leaves when its session ends, and offers a newer version; nobody has to touch it."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import update

from dashboard.access.secret import make_secret
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.columns import now
from dashboard.state.users import Session
from sql.connect import Version, current_version, publish
from tests.dashboard.browser.serving import opened_in, server, sign_in

MINUTE = 61_000
"""Milliseconds after which a page has asked once more."""
VERSION = "footer.foot [title]"
"""Where a page says its version, the whole of it on hover."""


@pytest.fixture(scope="module")
def home(demo_home, tmp_path_factory):
    """A home of its own: sessions end in it, and versions are published."""
    home = tmp_path_factory.mktemp("sessions")
    shutil.copytree(demo_home / "versions", home / "versions")
    make_secret(home)
    return home


@pytest.fixture(scope="module")
def address(home):
    """The dashboard over it."""
    with server(home) as address:
        yield address


@pytest.fixture
def opened(chromium, address, home):
    """A page of a manager whose clock stands still until it is moved."""
    sign_in(chromium, address, home)
    opened = opened_in(chromium, address)
    opened.page.clock.install()
    yield opened
    opened.close()
    chromium.clear_cookies()


def _end_sessions(home, **changes):
    services = services_of(Settings(home))
    with services.database.writing() as work:
        work.execute(update(Session).values(**changes))
    services.database.close()


def test_a_page_whose_session_has_ended_leaves_by_itself(opened, home):
    page = opened.go("/suspension?area=210213013")
    page.clock.run_for(MINUTE)
    assert opened.address() == "/suspension?area=210213013"
    _end_sessions(home, active_at=now() - timedelta(minutes=16))
    with page.expect_request("**/sign-in?*") as asked:
        page.clock.run_for(MINUTE)
    assert asked.value.url == f"{opened.base}/sign-in?next=%2Fsuspension%3Farea%3D210213013"
    assert asked.value.is_navigation_request()
    page.wait_for_selector("input[name=password]")
    assert page.locator("main.page, table").count() == 0


def test_a_click_after_the_session_has_ended_leaves_too(opened, home):
    page = opened.go("/")
    _end_sessions(home, active_at=now() - timedelta(minutes=16))
    with page.expect_request("**/sign-in?*"):
        page.locator(".rail a").nth(2).click()


def test_a_newer_version_is_offered_and_loaded(opened, home):
    page = opened.go("/definitions?lang=en")
    shown = page.get_attribute(VERSION, "title")
    page.clock.run_for(MINUTE)
    page.wait_for_load_state("networkidle")
    assert not page.locator("#newer").is_visible()
    _publish_again(home)
    page.clock.run_for(MINUTE)
    page.wait_for_selector("#newer:visible")
    assert page.inner_text("#newer").split() == ["There", "are", "newer", "figures;", "load", "them"]
    assert page.get_attribute(VERSION, "title") == shown
    page.locator("#newer a").click()
    page.wait_for_function(f"shown => document.querySelector('{VERSION}')?.title !== shown", arg=shown)
    opened.settled()
    assert not page.locator("#newer").is_visible()
    assert opened.address() == "/definitions?lang=en"
    assert opened.complaints == []


def test_a_wall_loads_a_newer_version_by_itself(opened, home):
    page = opened.go("/?wall=1")
    shown = page.get_attribute("#newer", "data-version")
    _publish_again(home)
    with page.expect_event("load"):
        page.clock.run_for(MINUTE)
    opened.settled()
    assert page.get_attribute("#newer", "data-version") > shown
    assert opened.complaints == []


def _publish_again(home):
    version = current_version(home)
    name = f"{version.name[:-1]}{(int(version.name[-1]) + 1) % 10}"
    shutil.copy(home / "versions" / f"{version.name}.duckdb", home / "versions" / f"{name}.duckdb")
    publish(home, Version(name, version.business_date))
