"""The pages of the auditor and of the administrator, their routes, and the command line of the audit."""

import csv
import hashlib
import io
import json
import re
import shutil
import sqlite3

import pytest
from python_calamine import load_workbook

from dashboard.__main__ import main
from dashboard.access.audit import Action, Chosen, Fault
from dashboard.access.roles import TERMS, Right, Role
from dashboard.access.viewer import Viewer
from dashboard.findings.audited import about_of, role_of, told
from dashboard.pages import PAGES
from dashboard.services import services_of
from dashboard.settings import SETTINGS, Settings
from dashboard.state.columns import in_china, now
from dashboard.state.deeds import AuditEntry
from dashboard.wording import words_in
from sql.metrics import METRIC
from tests.dashboard.access.bodies import CALLBACK, page_at
from tests.dashboard.viewers import signed_in

WHO = Viewer("inspected", Role.OFFICIAL, None, 1, "10.1.2.3")
ROUTES = ("/audit/choose", "/audit/verify", "/audit/export", "/exports/trace")


@pytest.fixture
def services(app):
    return app.server.extensions["services"]


@pytest.fixture
def auditor(app):
    return signed_in(app, Role.AUDITOR, ())


def _page(client, path, query=""):
    return json.dumps(client.post(CALLBACK, json=page_at(path, query)).get_json(), ensure_ascii=False)


@pytest.mark.parametrize("role", [*Role])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_who_may_open_which_page(app, role, page):
    """A page opens for the roles with its right and for no other; the start leads everybody to a page of theirs."""
    shown = _page(signed_in(app, role), page.path)
    opened = "此页不对您的角色开放" not in shown
    assert opened == (page.right in TERMS[role].rights or page.path == "/")
    assert not re.search(r"E-[0-9A-F]{8}", shown)
    if not opened:
        assert _last(app.server.extensions["services"]) == (Action.DENIED, f"{role}-all", page.path)


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MANAGER, Role.ANALYST, Role.ADMINISTRATOR])
@pytest.mark.parametrize("route", ROUTES)
def test_nobody_else_reaches_the_routes(app, services, role, route):
    assert signed_in(app, role).post(route, data={}).status_code == 403
    assert _last(services) == (Action.DENIED, f"{role}-all", route)


def _last(services):
    line = services.audit.lines(Chosen(), 0, 1)[0]
    return line.action, line.actor, line.about


def test_the_rail_shows_what_one_may_open(app):
    for role in Role:
        shown = _page(signed_in(app, role), "/definitions" if role in {Role.OFFICIAL, Role.ANALYST} else "/")
        linked = {page.name for page in PAGES if f'"href":"{page.path}"' in shown.replace(" ", "")}
        mine = {page.name for page in PAGES if page.right in TERMS[role].rights and page.place.group is not None}
        if {Right.COMPARE, Right.INTAKE} & TERMS[role].rights == {Right.COMPARE}:
            mine.add("parallel")  # who brings files has it among the parts of intake
        assert mine - linked - {"overview"} == set()
        assert linked - mine - {"overview"} == set()


def test_the_lines_of_somebody_of_a_day(services, auditor):
    for place in range(55):
        services.audit.record(WHO, Action.PERSON_SEEN, f"somebody-{place}", page=place)
    today = in_china(now())[:10]
    shown = _page(auditor, "/audit", f"?actor=inspected&action=person_seen&first={today}&last={today}")
    assert "55 条审计记录" in shown
    assert "somebody-54" in shown
    assert '"somebody-4"' not in shown
    second = _page(auditor, "/audit", "?actor=inspected&action=person_seen&page=2")
    assert "somebody-0" in second
    assert _page(auditor, "/audit", "?actor=inspected&action=person_seen&page=99") == second.replace(
        "page=2", "page=99"
    )
    assert "对象：somebody-7" in _page(auditor, "/audit", "?about=somebody-7")
    assert "没有符合条件的记录" in _page(auditor, "/audit", "?actor=inspected&last=2020-01-01")
    chosen = auditor.post("/audit/choose", data={"actor": "inspected", "action": "", "first": "", "last": ""})
    assert chosen.headers["Location"] == "/audit?actor=inspected"
    assert auditor.post("/audit/choose", data={"actor": "x", "action": "", "first": "1", "last": ""}).status_code == 400


def test_the_audit_is_verified_when_asked(auditor):
    assert "逐条核对完整无误" in auditor.post("/audit/verify").get_data(as_text=True)


def test_what_is_not_as_it_was_written_is_said_in_words(services, auditor, monkeypatch):
    faults = [Fault("changed", 2), Fault("missing", 4, 6), Fault("end", 9, 12), Fault("seal"), Fault("no_seal")]
    monkeypatch.setattr(services.audit, "faults", lambda: iter(faults))
    assert "第 2 条与写入时不同；缺第 4 条，其后为第 6 条" in auditor.post("/audit/verify").get_data(as_text=True)
    assert "line 2 is not what was written" in auditor.post("/audit/verify?lang=en").get_data(as_text=True)


def test_codes_are_told_in_words():
    zh = words_in("zh")
    line = AuditEntry(role="auditor", detail=json.dumps({"by": "proxy", "right": "users", "role": "official"}))
    assert told(line, zh) == "方式：可信代理；所需权限：管理用户；角色：经办人员"
    seen = AuditEntry(detail=json.dumps({"area": "", "people": 10818}))
    assert told(seen, zh) == "区域：全部；人数：10,818"
    assert role_of(line, zh) == "审计人员"
    assert about_of("list 7", zh) == "名单 7"
    assert about_of("second factor", words_in("en")) == "code of the second factor"
    assert about_of("registered_persons", zh) == zh.of(METRIC["registered_persons"])
    assert about_of("/users", zh) == "/users"
    assert [right for right in Right if f"right.{right}" not in zh] == []
    digest = AuditEntry(detail=json.dumps({"sha256": "ab" * 32}))
    assert told(digest, zh, short=True) == "校验值：abababababab…"
    assert told(digest, zh).endswith("ab" * 32)


def test_the_audit_leaves_as_a_file_in_the_ledger(services, auditor):
    services.audit.record(WHO, Action.DENIED, "=cmd|' /C calc'!A0", reason="+1")
    total = services.audit.count(Chosen(actor="inspected"))
    assert auditor.post("/audit/export?actor=inspected", data={"reason": "", "form": "csv"}).status_code == 400
    answer = auditor.post("/audit/export?actor=inspected", data={"reason": "年度检查", "form": "xlsx"})
    rows = load_workbook(io.BytesIO(answer.data)).get_sheet_by_index(1).to_python()
    lines = [row for row in rows if isinstance(row[0], float)]
    assert len(lines) == total
    assert lines[-1][3:6] == ["经办人员", "越权被拒", "=cmd|' /C calc'!A0"]
    assert len(lines[0][8]) == 64
    number = re.search(r"_(\d{8}-[0-9A-F]{6})\.xlsx", answer.headers["Content-Disposition"])[1]
    assert services.audit.lines(Chosen(action=Action.AUDIT_EXPORTED), 0, 1)[0].about == number
    traced = auditor.post("/exports/trace", data={"file": number})
    assert traced.headers["Location"] == f"/exports?file={number}"
    shown = _page(auditor, "/exports", f"?file={number}")
    assert "1 个导出文件" in shown
    assert "auditor-nowhere" in shown
    by_hash = auditor.post("/exports/trace", data={"file": hashlib.sha256(answer.data).hexdigest().upper()})
    assert number in _page(auditor, "/exports", by_hash.headers["Location"].removeprefix("/exports"))
    assert "台账中没有这个文件" in _page(auditor, "/exports", "?file=20200101-ABCDEF")
    assert auditor.post("/exports/trace", data={"file": "'; drop table"}).status_code == 400


def test_settings_are_shown_and_secrets_are_not(app, services):
    shown = _page(signed_in(app, Role.ADMINISTRATOR, ()), "/settings")
    for name in SETTINGS:
        assert f'"{name}"' in shown
    assert (services.settings.home / "secret").read_text().strip() not in shown
    assert "未设置" in shown
    assert "2+2" in shown


@pytest.fixture
def home(services, tmp_path, monkeypatch):
    """A copy of the application database, for hands that change it."""
    with sqlite3.connect(services.settings.home / "state.db") as here, sqlite3.connect(tmp_path / "state.db") as there:
        here.backup(there)
    shutil.copy(services.settings.home / "secret", tmp_path / "secret")
    monkeypatch.setenv("COLLECTION_HOME", str(tmp_path))
    monkeypatch.delenv("COLLECTION_SETTINGS", raising=False)
    return tmp_path


def test_the_command_reads_verifies_and_exports(home, capsys):
    services = services_of(Settings(home))
    services.audit.record(WHO, Action.DENIED, "=1+1")
    assert main(["audit", "--verify"]) == 0
    assert "each as it was written" in capsys.readouterr().out
    assert main(["audit"]) == 0
    assert "inspected" in capsys.readouterr().out.splitlines()[-1]
    assert main(["audit", "--export", str(home / "audit.csv")]) == 0
    rows = list(csv.reader((home / "audit.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0][:3] == ["number", "at", "actor"]
    assert rows[-1][5] == "'=1+1"
    assert main(["audit", "--to", "2020-01-01"]) == 0
    assert "inspected" not in capsys.readouterr().out
    with sqlite3.connect(home / "state.db") as database:
        database.execute("drop trigger audit_no_update")
        database.execute("update audit set about = 'nothing' where number = 2")
    assert main(["audit", "--verify"]) == 1
    assert "line 2 is not what was written" in capsys.readouterr().err


def test_every_detail_that_is_written_has_words():
    """Keyword by keyword of every line that the code writes."""
    import ast
    from pathlib import Path

    import dashboard

    named = set()
    for path in Path(dashboard.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in {"record", "record_in"}:
                named |= {keyword.arg for keyword in call.keywords if keyword.arg}
    assert len(named) > 8
    assert {name for name in named - {"address"} if f"detail.{name}" not in words_in("zh")} == set()
