"""Lists of people as files: masked within the caps, or unmasked after a manager's approval; each in the ledger."""

import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from python_calamine import load_workbook
from sqlalchemy import func, select

from dashboard.access.audit import Action
from dashboard.access.lists import Lists, NotGiven
from dashboard.access.roles import TERMS, Role, Terms
from dashboard.access.viewer import Viewer
from dashboard.state.columns import now
from dashboard.state.deeds import AuditEntry, Export, ListRequest
from dashboard.state.users import User
from sql.metrics.people import Listing
from tests.dashboard.viewers import MANAGER, signed_in

HERE = "210213013"
AUGUST = 2026 * 12 + 7
REASON = "逐户通知补缴"


@pytest.fixture
def services(app):
    return app.server.extensions["services"]


def _user(services, client, role, areas):
    name = f"{role}-{'-'.join(areas)}"
    with services.database.reading() as work:
        user = work.scalar(select(User).where(User.name == name))
        return Viewer(user.name, role, None if "all" in areas else areas, user.id)


@pytest.fixture
def official(app):
    return signed_in(app, Role.OFFICIAL, (HERE,))


@pytest.fixture
def manager(app):
    return signed_in(app, Role.MANAGER)


def _plain(services):
    rows = services.door.reading(MANAGER).cursor().rows("select identity, name, phone from marts.person")
    return {text for row in rows for text in row if text and len(text) > 4}


def _sheet(answer):
    book = load_workbook(io.BytesIO(answer.data))
    return book.get_sheet_by_index(1).to_python()


def _latest(services, table):
    with services.database.reading() as work:
        return work.scalars(select(table)).all()[-1]


def test_a_list_is_taken_away_masked_marked_and_in_the_ledger(services, official):
    answer = official.post(
        f"/people/export?metric=registered_persons&area={HERE}", data={"reason": REASON, "form": "xlsx"}
    )
    assert answer.status_code == 200
    entry = _latest(services, Export)
    assert entry.sha256 == hashlib.sha256(answer.data).hexdigest()
    assert (entry.reason, entry.form) == (REASON, "xlsx")
    assert entry.number in answer.headers["Content-Disposition"]
    text = str(_sheet(answer))
    assert entry.number in text
    assert f"official-{HERE}" in text
    assert [one for one in _plain(services) if one in text] == []
    total = (
        services.people(services.door.reading(MANAGER))
        .page(Listing("registered_persons", AUGUST, where={"subdistrict": (HERE,)}))
        .total
    )
    assert entry.rows == total > 10
    for word in (entry.number.lower(), hashlib.sha256(answer.data).hexdigest().upper()):
        (traced,) = services.ledger.entries(word, 0, 10)
        assert (traced.number, traced.by) == (entry.number, f"official-{HERE}")
    assert services.ledger.count("nothing") == 0


def test_a_file_of_one_area_holds_nobody_of_another(services, official):
    answer = official.post(
        "/people/export?metric=registered_persons&area=210213004", data={"reason": REASON, "form": "csv"}
    )
    assert answer.status_code == 200
    assert _latest(services, Export).rows == 0


def test_without_a_reason_nothing_is_taken_away(services, official):
    with services.database.reading() as work:
        before = work.scalar(select(func.count()).select_from(Export))
    answer = official.post("/people/export", data={"reason": " ab ", "form": "xlsx"})
    assert answer.status_code == 400
    assert "请写明用途" in answer.get_data(as_text=True)
    with services.database.reading() as work:
        assert work.scalar(select(func.count()).select_from(Export)) == before


def test_one_row_more_than_the_role_may_take_is_refused(services, official, monkeypatch):
    """Refused whole: a list cut off at its end would be wrong without saying so."""
    total = (
        services.people(services.door.reading(MANAGER))
        .page(Listing("registered_persons", AUGUST, where={"subdistrict": (HERE,)}))
        .total
    )
    for most, status in ((total, 200), (total - 1, 400)):
        terms = {**TERMS, Role.OFFICIAL: Terms(TERMS[Role.OFFICIAL].rights, export_rows=most)}
        monkeypatch.setattr("dashboard.access.viewer.TERMS", terms)
        answer = official.post("/people/export?metric=registered_persons", data={"reason": REASON, "form": "xlsx"})
        assert answer.status_code == status


@pytest.mark.parametrize(
    "form", [{}, {"form": "pdf"}, {"form": "xlsx", "more": "1"}, {"form": ["xlsx"], "reason": "x" * 201}]
)
def test_a_form_no_page_sends_is_refused(official, form):
    assert official.post("/people/export", data={"reason": REASON, **form}).status_code == 400


def test_what_is_looked_for_is_not_in_the_address(services, official):
    name = "王小明"
    answer = official.post(f"/people/search?area={HERE}&page=3", data={"text": f" {name} "})
    assert answer.status_code == 303
    target = answer.headers["Location"]
    assert name not in target
    assert "%E7%8E%8B" not in target
    assert "page=" not in target
    word = re.search(r"search=([\w-]+)", target)[1]
    assert services.secret.opened("search", word) == name


def test_a_list_to_call_by_needs_a_manager_and_leaves_a_line_for_each(app, services, official, manager):
    asked = official.post(f"/people/request?metric=suspended_persons&area={HERE}", data={"reason": REASON})
    assert asked.status_code == 303
    request = _latest(services, ListRequest)
    number = str(request.id)
    assert official.post("/lists/download", data={"id": number}).status_code == 400
    own = official.post("/lists/decide", data={"id": number, "decision": "approve", "days": "3", "note": REASON})
    assert own.status_code == 403
    for note, days in (("", "3"), (REASON, "0"), (REASON, "15")):
        form = {"id": number, "decision": "approve", "days": days, "note": note}
        assert manager.post("/lists/decide", data=form).status_code == 400
    form = {"id": number, "decision": "approve", "days": "3", "note": "同意联系"}
    assert manager.post("/lists/decide", data=form).status_code == 303
    assert manager.post("/lists/decide", data=form).status_code == 400
    assert manager.post("/lists/download", data={"id": number}).status_code == 400
    given = official.post("/lists/download", data={"id": number})
    assert given.status_code == 200
    rows = [row for row in _sheet(given) if isinstance(row[0], float)]
    assert len(rows) == request.people > 3
    with services.database.reading() as work:
        lines = work.scalars(select(AuditEntry).where(AuditEntry.action == Action.LIST_GIVEN)).all()[-len(rows) :]
    assert [json.loads(line.detail) for line in lines] == [
        {"list": request.id, "number": n + 1} for n in range(len(rows))
    ]
    assert [services.secret.opened("person", line.about) for line in lines] == [row[2] for row in rows]
    assert all(re.fullmatch(r"\d{17}[\dX]", row[2]) for row in rows)
    with services.database.reading() as work:
        ledger = work.scalars(select(AuditEntry).where(AuditEntry.action == Action.EXPORTED)).all()[-1]
    assert ledger.number > lines[-1].number


def test_an_approval_runs_out(services, official, manager):
    official.post("/people/request?metric=suspended_persons", data={"reason": REASON})
    request = _latest(services, ListRequest)
    form = {"id": str(request.id), "decision": "approve", "days": "1", "note": "同意联系"}
    assert manager.post("/lists/decide", data=form).status_code == 303
    with services.database.writing() as work:
        work.get(ListRequest, request.id).expires_at = now() - timedelta(seconds=1)
    answer = official.post("/lists/download", data={"id": str(request.id)})
    assert answer.status_code == 400
    assert "有效期" in answer.get_data(as_text=True)


def test_what_is_refused_is_not_given(services, official, manager):
    official.post("/people/request?metric=suspended_persons", data={"reason": REASON})
    request = _latest(services, ListRequest)
    form = {"id": str(request.id), "decision": "refuse", "days": "1", "note": "用途不明确"}
    assert manager.post("/lists/decide", data=form).status_code == 303
    assert official.post("/lists/download", data={"id": str(request.id)}).status_code == 400


def test_nobody_approves_their_own_nor_beyond_their_areas(app, services, manager):
    lists = Lists(services.database, services.audit)
    chief = _user(services, manager, Role.MANAGER, ("all",))
    listing = Listing("suspended_persons", AUGUST)
    own = lists.ask(chief, listing, 5, REASON)
    with pytest.raises(NotGiven, match=r"lists\.own"):
        lists.decide(chief, own, approve=True, days=1, note=REASON)
    signed_in(app, Role.MANAGER, (HERE,))
    local = _user(services, None, Role.MANAGER, (HERE,))
    with pytest.raises(NotGiven, match=r"lists\.unknown"):
        lists.decide(local, own, approve=True, days=1, note=REASON)
    assert own not in [one.id for one in lists.of(local)]
    below = replace(local, name="nobody", role=Role.OFFICIAL)
    assert own not in [one.id for one in lists.of(below)]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", ["/people/search", "/people/request", "/lists/decide", "/lists/download"])
def test_roles_without_the_right_reach_none_of_it(app, role, path):
    assert signed_in(app, role).post(path, data={}).status_code == 403
