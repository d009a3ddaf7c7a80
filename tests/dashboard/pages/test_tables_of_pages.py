"""The tables of every page: all there are can be taken away, their totals are questions of their own."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dashboard.access.roles import Role
from dashboard.pages import PAGES
from dashboard.pages.page import Context
from dashboard.pages.parts import last_of, nowhere
from dashboard.view import View
from dashboard.wording import words_in
from sql.metrics import METRIC, Month, Question
from tests.dashboard.viewers import MANAGER, signed_in

AUGUST = 2026 * 12 + 7
COMMUNITY = "210213013006"
FEW = {("suspension", "survival")}
"""Tables that the small bureau of the tests has too few people for."""
WITH_TABLES = [(page, name) for page in PAGES for name in page.tables if (page.name, name) not in FEW]
by_table = pytest.mark.parametrize(
    ("page", "name"), WITH_TABLES, ids=[f"{page.name}-{name}" for page, name in WITH_TABLES]
)


def _table(app, page, name, **choices):
    services = app.server.extensions["services"]
    area = COMMUNITY if page.name == "community" and name != "choose" else ""
    view = View(page.path, **{"area": area, **choices})
    context = Context(view, words_in(view.language), MANAGER, services)
    with app.server.test_request_context():
        return page.tables[name](context)


@by_table
def test_a_table_is_named_as_its_page_names_it_and_every_cell_can_be_shown(app, page, name):
    shown = _table(app, page, name)
    assert shown.name == name
    assert shown.title
    for row in (*shown.rows, *([shown.total] if shown.total else [])):
        for column in shown.columns:
            column.show(row)
            if column.kind is not None:
                column.value(row)


@by_table
@pytest.mark.parametrize(("form", "role"), [("xlsx", Role.MANAGER), ("csv", Role.OFFICIAL)])
def test_a_table_comes_as_a_file_and_stands_in_the_ledger(app, page, name, form, role):
    """Two users, for each may take 30 files an hour."""
    client = signed_in(app, role)
    area = f"?area={COMMUNITY}" if page.name == "community" and name != "choose" else ""
    answer = client.post(f"/export{area}", data={"page": page.path, "table": name, "form": form})
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    assert answer.data[:3] == (b"PK\x03" if form == "xlsx" else b"\xef\xbb\xbf")
    (entry,) = app.server.extensions["services"].ledger.entries("", 0, 1)
    assert (entry.form, entry.reason) == (form, "汇总数据，不含个人信息")


PARTS = [(page, name) for page, name in WITH_TABLES if name in ("parts", "choose") and page.name != "collection"]


@pytest.mark.parametrize(("page", "name"), PARTS, ids=[f"{page.name}-{name}" for page, name in PARTS])
@pytest.mark.parametrize("sort", ["part", "-part", "registered", "-rate"])
def test_who_has_no_known_area_stands_last_however_sorted(app, page, name, sort):
    shown = _table(app, page, name)
    by = "community" if name == "choose" else "subdistrict"
    rows = [*shown.rows, {**shown.rows[0], by: "000000000"}]
    order = replace(shown, rows=rows).in_order(View(page.path, sort=sort))
    assert [nowhere(row[by]) for row in order] == sorted(nowhere(row[by]) for row in rows)
    assert order[-1][by].strip("0") == ""


def test_the_unclassified_stand_last_among_worker_types():
    rows = [{"worker_type": code} for code in ("99", "01", "98")]
    assert [row["worker_type"] for row in sorted(rows, key=last_of("worker_type"))] == ["01", "98", "99"]
    assert {last_of("tier")({"tier": code}) for code in ("60", "99")} == {0}


def test_every_total_of_rates_is_its_own_question(app):
    """Not the sum, not the mean: what the metrics layer says of everything."""
    checked = 0
    for page, name in WITH_TABLES:
        shown = _table(app, page, name)
        for metric in [column.metric for column in shown.columns if column.metric] if shown.total else []:
            if metric not in shown.total or "month" not in METRIC[metric].takes.dimensions or page.name == "community":
                continue
            reading = app.server.extensions["services"].door.reading(MANAGER)
            (asked,) = reading.ask(Question((metric,), period=Month(AUGUST)))
            assert shown.total[metric] == asked[metric], (page.name, name, metric)
            checked += 1
    assert checked > 15


def test_the_laps_of_a_year_add_up_to_its_receipts(app):
    page = next(page for page in PAGES if page.name == "collection")
    for span in ("2026", "2026-08-01_2026-09-15", "2026-05-01_2026-09-15"):
        shown = _table(app, page, "laps", span=span)
        reading = app.server.extensions["services"].door.reading(MANAGER)
        from dashboard.findings.when import when
        from sql.metrics import Days

        days = when(View("/collection", span=span), reading).span
        (asked,) = reading.ask(Question(("received_net", "received_gross"), period=Days(days.start, days.end)))
        assert sum((row["net"] for row in shown.rows), Decimal(0)) == asked["received_net"]
        assert sum((row["gross"] for row in shown.rows), Decimal(0)) == asked["received_gross"]


def test_a_page_without_tables_and_a_table_there_is_not_are_refused(client):
    for page, name in (("/people", ""), ("/coverage", "nothing"), ("/nowhere", "parts")):
        assert client.post("/export", data={"page": page, "table": name, "form": "xlsx"}).status_code == 400


def test_a_file_that_a_filter_does_not_fit_says_which(client):
    answer = client.post("/export?sex=F", data={"page": "/coverage", "table": "parts", "form": "xlsx"})
    assert answer.status_code == 400
    assert "不按“性别”统计" in answer.get_data(as_text=True)


def test_a_metric_is_counted_by_people_where_its_list_is_offered(app):
    page = next(page for page in PAGES if page.name == "suspension")
    shown = _table(app, page, "parts")
    total = sum(row["suspended_persons"] for row in shown.rows)
    assert total == shown.total["suspended_persons"]
    assert METRIC["suspended_persons"].unit == "persons"


@by_table
@pytest.mark.parametrize("language", ["zh", "en"])
def test_money_in_a_file_is_in_yuan_and_its_head_says_so(app, page, name, language):
    """The screen shows 万元; a file that said so over yuan would be wrong by ten thousand."""
    shown, words = _table(app, page, name, language=language), words_in(language)
    sheet = shown.sheet(View(page.path), words, ())
    heads = {column.label for column in sheet.columns if column.kind == "money"}
    assert all(head.count(words("unit.in_yuan")) == 1 for head in heads), heads
    assert not any("万元" in head or "10k" in head for head in heads), heads
    assert ((words("export.money"), words("unit.yuan")) in sheet.notes) is bool(heads)
