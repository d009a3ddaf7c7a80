"""月报 on the page and by its routes: who may do what, files in the ledger, what is refused and why."""

import json
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import delete

from dashboard.access.roles import Role
from dashboard.reports.formats import Format
from dashboard.state.closes import Acknowledged, ReportText, TreasuryTotal
from dashboard.state.mail import Sending, Subscription
from tests.dashboard.access.bodies import CALLBACK, page_at
from tests.dashboard.viewers import signed_in

MONTH = {"month": "2026-08"}


def page_of(client, path, query=""):
    """What the browser is sent of a page."""
    return json.dumps(client.post(CALLBACK, json=page_at(path, query)).get_json(), ensure_ascii=False)


pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # data bars, to openpyxl


@pytest.fixture(autouse=True)
def as_before(app):
    """Nothing written for any month."""
    services = app.server.extensions["services"]
    with services.database.writing() as work:
        for table in (Acknowledged, ReportText, TreasuryTotal, Sending, Subscription):
            work.execute(delete(table))
    return services


def test_a_manager_sees_the_report_and_what_is_left(client):
    shown = page_of(client, "/reports")
    for said in (
        "2026年8月月报：草稿，未封账",
        "封账前还有",
        "灵活就业人员养老保险费",
        "表2　入库及年度计划完成情况",
        "勾稽表",
    ):
        assert said in shown
    assert "Report of Aug 2026: draft" in page_of(client, "/reports", "?lang=en")


def test_others_see_the_report_and_do_not_close(app):
    for role in (Role.OFFICIAL, Role.ANALYST):
        client = signed_in(app, role)
        shown = page_of(client, "/reports")
        assert "勾稽表" in shown
        assert "封账前还有" not in shown
        assert client.post("/reports/close", data=MONTH).status_code == 403
        assert client.post("/reports/treasury", data={**MONTH, "amount": "1"}).status_code == 403
    street = signed_in(app, Role.MANAGER, ("210213012",))
    assert "封账前还有" not in page_of(street, "/reports")
    assert street.post("/reports/treasury", data={**MONTH, "amount": "1"}).status_code == 400


@pytest.mark.parametrize("form", Format)
def test_a_file_is_taken_and_stands_in_the_ledger(client, as_before, form):
    before = as_before.ledger.count()
    answer = client.post("/reports/download", data={**MONTH, "area": "", "form": str(form)})
    assert answer.status_code == 200
    assert as_before.ledger.count() == before + 1
    [entry] = as_before.ledger.entries("", 0, 1)
    assert (entry.form, entry.what) == (str(form), "灵活就业养老保险费征收月报_大连开发区税务局_202608_草稿")
    if form is Format.PDF:
        assert len(PdfReader(BytesIO(answer.data)).pages) > 8
    if form is Format.XLSX:
        assert load_workbook(BytesIO(answer.data)).sheetnames[0] == "说明"


def test_the_report_of_another_area_is_not_given(app):
    street = signed_in(app, Role.MANAGER, ("210213012",))
    for path in ("download", "daily", "fill"):
        named = {"name": "a.xlsx"} if path == "fill" else {"form": "csv"}
        more = named if path == "daily" else {**MONTH, **named}
        answer = street.post(f"/reports/{path}", data={**more, "area": "210213013"})
        assert (answer.status_code, "不在您的区域" in answer.get_data(as_text=True)) == (400, True)
    assert street.post("/reports/download", data={**MONTH, "area": "210213012", "form": "csv"}).status_code == 200


def test_what_is_written_is_kept_and_what_is_wrong_is_said(client, as_before):
    said = {**MONTH, "area": "", "name": "cause", "text": "增收主要来自征缴提醒。", "confirmed": "yes"}
    assert client.post("/reports/write", data=said).status_code == 303
    assert "增收主要来自征缴提醒。" in page_of(client, "/reports")
    assert client.post("/reports/treasury", data={**MONTH, "amount": "7,327,445.44"}).status_code == 303
    for path, data, why in (
        ("treasury", {**MONTH, "amount": "seven"}, "金额无法识别"),
        ("close", MONTH, "封账前仍有待办事项"),
        ("sign", MONTH, "没有待复核的封账"),
        ("reopen", {**MONTH, "reason": "写错了一处"}, "本月没有封账"),
        ("download", {"month": "2031-01", "area": "", "form": "pdf"}, "没有这份报表"),
    ):
        answer = client.post(f"/reports/{path}", data=data)
        assert (answer.status_code, why in answer.get_data(as_text=True)) == (400, True), path


def test_a_reminder_is_offered_to_who_closes_months(app, client, as_before):
    """And told without area and format, which it has none of."""
    assert "封账提醒" in page_of(client, "/reports")
    street = signed_in(app, Role.MANAGER, ("210213012",))
    assert "封账提醒" not in page_of(street, "/reports")
    wanted = {"area": "", "report": "reminder", "form": "pdf", "day": "0"}
    assert street.post("/reports/subscribe", data=wanted).status_code == 400
    assert client.post("/reports/subscribe", data=wanted).status_code == 303
    assert "次月5日仍未封账时" in page_of(client, "/reports")


def test_subscriptions_are_made_and_ended(app, client, as_before):
    wanted = {"area": "", "report": "monthly", "form": "pdf", "day": "0", "address": "chief@tax.example"}
    assert client.post("/reports/subscribe", data=wanted).status_code == 303
    assert "chief@tax.example" in page_of(client, "/reports")
    with as_before.database.reading() as work:
        [one] = work.query(Subscription).all()
    stranger = signed_in(app, Role.OFFICIAL)
    for who, left in ((stranger, 1), (client, 0)):
        assert who.post("/reports/unsubscribe", data={"id": str(one.id)}).status_code == 303
        with as_before.database.reading() as work:
            assert work.query(Subscription).count() == left
    for wrong in ("no address", "a@b@c", "a@b,c@d", "x@y\r\nBcc: z@z"):
        assert client.post("/reports/subscribe", data={**wanted, "address": wrong}).status_code == 400
