"""What pages show only once somebody is chosen or something is brought: for the pictures."""

import contextlib
import tempfile
from pathlib import Path

from dashboard.areas import areas_of
from dashboard.numbers import yuan
from dashboard.pages.parallel_point import POINTING, STEP
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.wording import words_in
from sql.metrics import Month, Question
from tests.dashboard.browser.serving import opened_in, sign_in
from tests.dashboard.viewers import MANAGER
from tests.strange_files import tax_export


@contextlib.contextmanager
def further(window, base, home):
    """Addresses by name: one community and a number of it explained, one person, a file and a table brought.

    The file and the table are thrown away afterwards; both are a manager's.
    """
    sign_in(window, base, home, MANAGER.role)
    opened = opened_in(window, base)
    addresses = {
        "community-one": _followed(opened, "/community", "table.grid tbody a >> nth=0"),
        "person-one": _followed(opened, "/people", "table.grid tbody a >> nth=0"),
        "intake-file": _file(opened),
        "parallel-table": _table(opened, home),
    }
    addresses["community-explained"] = f"{addresses['community-one']}&explain=suspension_rate"
    addresses["parallel-cell"] = _followed(opened, addresses["parallel-table"], "table.grid a.explained >> nth=0")
    try:
        yield addresses
    finally:
        opened.go(addresses["intake-file"])
        _pressed(opened, "button[value=away]")
        opened.go(f"{addresses['parallel-table']}&{STEP}={POINTING}")
        _pressed(opened, "form[action*='parallel/drop'] button")
        opened.close()


def _followed(opened, address, link):
    """Where a link of a page leads."""
    page = opened.go(address)
    before = page.url
    page.click(link)
    page.wait_for_function("before => location.href !== before", arg=before)
    opened.settled()
    return opened.address()


def _pressed(opened, button):
    with opened.page.expect_navigation():
        opened.page.click(button)
    opened.settled()


def _file(opened):
    """A tax bureau's own export, of which one column is asked."""
    with tempfile.TemporaryDirectory(prefix="brought-") as folder:
        opened.go("/intake").set_input_files("input[name=delivery]", tax_export(Path(folder)).path)
        _pressed(opened, "form[action^='/intake/bring'] button")
    return opened.address()


def _table(opened, home):
    """Last month's table, as somebody made it who left a refund in, forgot a receipt and added up wrongly."""
    opened.go("/intake/parallel").fill("textarea[name=text]", printed_table(home))
    _pressed(opened, "form[action*='parallel/paste'] button")
    return opened.address()


def printed_table(home):
    """Receipts of the last full month by subdistrict, as text that was copied from a sheet."""
    services = services_of(Settings(home))
    try:
        reading = services.door.reading(MANAGER)
        last = Month(reading.business_date.year * 12 + reading.business_date.month - 2)
        rows = reading.ask(Question(("received_net", "received_gross"), ("subdistrict",), last))
        areas, chinese = areas_of(reading), words_in("zh")
        named = [(areas.name(row["subdistrict"], chinese), row) for row in rows if areas.known(row["subdistrict"])]
    finally:
        services.database.close()
    theirs = [(name, row["received_net"]) for name, row in named]
    theirs[0] = (named[0][0], named[0][1]["received_gross"])
    theirs[1] = (named[1][0], named[1][1]["received_net"] - 871)
    total = sum(amount for _, amount in theirs) + 1_000
    title = f"{last.month // 12}年{last.month % 12 + 1}月灵活就业人员养老保险费征收情况表"
    lines = [(title, ""), ("制表日期：" + reading.business_date.isoformat(), "单位：元"), ("街道", "净入库金额")]
    lines += [(name, yuan(amount)) for name, amount in [*theirs, ("合计", total)]]
    return "\n".join("\t".join(line) for line in lines)
