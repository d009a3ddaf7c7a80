"""Fixtures: the dashboard served over two homes, and a browser that can reach nothing else."""

import pytest

from tests.dashboard.browser.serving import NAMES, installed_browser, lasting_window, opened_in, server, sign_in

WIDTH, HEIGHT = 1366, 768


@pytest.fixture(scope="session")
def chromium():
    """A browser's window, its cache kept from test to test; without a browser these tests are skipped, and say so."""
    path = installed_browser()
    if path is None:
        pytest.skip(f"NO BROWSER: none of {', '.join(NAMES)} is installed; run deploy/install-browser")
    with lasting_window(path, viewport={"width": WIDTH, "height": HEIGHT}) as window:
        yield window


@pytest.fixture(scope="session")
def served(demo_home):
    """The address of the dashboard over the demo bureau."""
    with server(demo_home) as address:
        yield address


@pytest.fixture(scope="session")
def served_empty(empty_home):
    """The address of the dashboard before the first night."""
    with server(empty_home) as address:
        yield address


@pytest.fixture
def opened(chromium, served, demo_home):
    """A fresh page of a manager; whatever it complains about fails the test."""
    yield from _opened(chromium, served, demo_home)


@pytest.fixture
def opened_empty(chromium, served_empty, empty_home):
    """The same over an empty home."""
    yield from _opened(chromium, served_empty, empty_home)


def _opened(chromium, base, home):
    sign_in(chromium, base, home)
    opened = opened_in(chromium, base)
    yield opened
    opened.close()
    chromium.clear_cookies()
    assert opened.complaints == []
