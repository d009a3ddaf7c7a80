"""The list behind a number counts what the number says, in a browser: for every metric that has people."""

import re

import pytest

from dashboard.findings.listed import PAGE
from sql.metrics import METRICS
from sql.metrics.people import has_people

WITH_PEOPLE = [metric.name for metric in METRICS if has_people(metric)]
FILTERS = ("area=210213013", "type=04", "area=210213004&month=2026-03&sex=F")
WAY = "aside.explain .to-list a"


def _persons(text):
    return int(re.search(r"([\d,]+) 人[ ›]*$", text)[1].replace(",", ""))


def _agree(opened, metric, filters):
    """From the number explained to its list; a number without people, or with few, may have no list."""
    page = opened.go(f"/suspension?{filters}{'&' * bool(filters)}explain={metric}")
    way = page.locator(WAY)
    if not way.count():
        return None
    said = _persons(way.inner_text())
    way.click()
    page.wait_for_url(re.compile("/people"))
    opened.settled()
    counted = _persons(page.inner_text("main.page .card h2 >> nth=0"))
    return said, counted, page.locator("main.page table.grid tbody tr").count()


@pytest.mark.parametrize("metric", WITH_PEOPLE)
def test_the_list_counts_what_the_number_says(opened, metric):
    found = _agree(opened, metric, "")
    if found is None:
        assert opened.page.locator("aside.explain .equation b").first.inner_text() in ("0", "0 人")
        return
    said, counted, rows = found
    assert said == counted > 0
    assert rows == min(counted, PAGE)


@pytest.mark.campaign
@pytest.mark.parametrize("filters", FILTERS)
def test_so_it_does_under_every_filter(opened, filters):
    agreed = 0
    for metric in WITH_PEOPLE:
        found = _agree(opened, metric, filters)
        if found is not None:
            assert found[0] == found[1], metric
            agreed += 1
    print(f"lists behind numbers: {filters}: {len(WITH_PEOPLE)} tried, {agreed} with people, all agree")
    assert agreed > 5
