"""A bureau that provides few sources has a report all the same: what is absent is –, not zero, and nothing fails."""

import pytest

from dashboard.data import Door
from dashboard.reports.asked import MonthAsked
from dashboard.reports.daily import daily_report
from dashboard.reports.formats import Format, rendered
from dashboard.reports.monthly import Standing, monthly_report
from sql.metrics import parse_month
from tests.dashboard.reports.conftest import BUREAU, table
from tests.dashboard.viewers import MANAGER
from tests.deliveries import assessment, delivery, identity, receipt, registered, write
from tests.program import night

A = identity("1985-03-04", 1)
FEEDS = {
    "receipts": [receipt("T1", A, "202511", "202511", "871.80", "2025-11-12")],
    "register": [registered("1", A, "1", "2025-01-02", "210213009001")],
    "assessments": [assessment("V1", A, "202511", "871.80")],
}


@pytest.mark.parametrize(
    "provided", [("receipts",), ("register",), ("assessments",), ("receipts", "register")], ids="+".join
)
def test_few_sources_make_a_report(tmp_path, provided):
    write([delivery(feed, "2025-12-02", FEEDS[feed]) for feed in provided], tmp_path / "inbox")
    absent = {f"COLLECTION_FEEDS_{feed.upper()}_EXPECTED": "false" for feed in FEEDS if feed not in provided}
    night(tmp_path, "2025-12-02", absent)
    reading = Door(tmp_path, memory="512MB", threads=1).reading(MANAGER)
    report = monthly_report(MonthAsked(reading, parse_month("2025-11")), BUREAU, Standing())
    for form in Format:
        assert rendered(report, form)
    assert daily_report(reading, BUREAU).tables
    net = table("received", report).rows[-1].cells[4].value
    assert (net is not None and net > 0) == ("receipts" in provided)
