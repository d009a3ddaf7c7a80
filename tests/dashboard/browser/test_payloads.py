"""Names that are markup and scripts, on every page in Chromium: they stay text, nothing runs, nothing leaves."""

import contextlib
import json
import shutil

import duckdb
import pytest

from dashboard.access.roles import Role
from dashboard.pages import PAGES
from sql.connect import current_version, version_path
from sql.metrics.people import Listing
from tests.dashboard.browser.serving import opened_in, server, sign_in

RUN = "window.ran = 1"
PAYLOADS = (
    f"<img src=x onerror='{RUN}'>",
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<svg onload='{RUN}'>",
    f"javascript:{RUN}",
    f"<a href='javascript:{RUN}'>张三</a>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    "{{constructor.constructor('" + RUN + "')()}}",
    f"'-({RUN})-'",
    "%{customdata}<extra></extra><b>x</b>",
)

ALIEN = 'main img:not([src^="data:image/svg+xml;base64,"]), main iframe, main svg[onload]'
"""What no page of ours has; charts of the report are pictures in the page itself."""


@pytest.fixture(scope="module")
def poisoned(demo_home, tmp_path_factory):
    """The demo bureau with a payload for every name that anybody outside has chosen."""
    home = tmp_path_factory.mktemp("poisoned")
    # Not the state: to open and close a file of SQLite takes its locks away from this process.
    left = shutil.ignore_patterns("work", "archive", "*.lock", "state.db*")
    shutil.copytree(demo_home, home, dirs_exist_ok=True, ignore=left)
    path = version_path(home, current_version(home).name)
    path.chmod(0o600)
    listed = ", ".join(f"(${place})" for place in range(1, len(PAYLOADS) + 1))
    with contextlib.closing(duckdb.connect(str(path))) as version:
        version.execute(f"create table payload as select * from (values {listed}) as one (text)", list(PAYLOADS))
        version.execute("alter table payload add column place integer")
        version.execute("update payload set place = rowid")
        size = len(PAYLOADS)
        for table, column, order in (
            ("person", "name", "person_id"),
            ("area", "name", "cast(code as bigint)"),
            ("worker_type", "name", "cast(code as bigint)"),
            ("delivery_account", "file_name", "delivery"),
            ("quarantine_reason", "file_name", "cast(length(reason) as bigint)"),
            ("night", "reason", "cast(length(run) as bigint)"),
        ):
            chosen = f"(select text from payload where place = {order} % {size})"
            version.execute(f"update {table} set {column} = {chosen}")
        version.execute("drop table payload")
    status = {"outcome": "failed", "reason": PAYLOADS[0], "business_date": PAYLOADS[1]}
    (home / "status.json").write_text(json.dumps(status), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def served_poisoned(poisoned):
    with server(poisoned) as address:
        yield address


def _role(page):
    return {"audit": Role.AUDITOR, "users": Role.ADMINISTRATOR, "settings": Role.ADMINISTRATOR}.get(
        page.right, Role.MANAGER
    )


@pytest.fixture
def person(poisoned):
    """The address of somebody."""
    from dashboard.services import services_of
    from dashboard.settings import Settings
    from tests.dashboard.viewers import MANAGER

    services = services_of(Settings(poisoned))
    listing = Listing("registered_persons", 2026 * 12 + 7)
    return services.people(services.door.reading(MANAGER)).page(listing).people[0].word


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_names_stay_text_on_every_page(chromium, served_poisoned, poisoned, person, page):
    sign_in(chromium, served_poisoned, poisoned, _role(page), ("all",))
    opened = opened_in(chromium, served_poisoned)
    try:
        shown = opened.go(f"{page.path}?person={person}" if page.name == "person" else page.path)
        for part in shown.locator("select, [role=combobox], .mantine-Select-input").all()[:3]:
            part.click()
            shown.keyboard.press("Escape")
        for plot in shown.locator(".js-plotly-plot").all():
            plot.hover()
        shown.wait_for_timeout(200)
        assert shown.evaluate("() => window.ran") is None
        assert shown.locator(ALIEN).count() == 0
        assert shown.locator("a[href^='javascript']").count() == 0
        assert opened.complaints == []
    finally:
        opened.close()
        chromium.clear_cookies()
