"""接入 without a browser: what is refused, what is kept and thrown away, who may, and what is written down."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.data import Denied
from dashboard.intake import NotUsable, Said
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.deeds import AuditEntry
from etl.due import SHANGHAI
from etl.intake.brought import waiting
from etl.settings import load_settings
from etl.wanted import Deed, wanted
from tests.dashboard.browser.test_payloads import PAYLOADS
from tests.dashboard.viewers import MANAGER, signed_in
from tests.people_numbers import identity_number
from tests.program import environment
from tests.strange_files import hrss_register, tax_export

HEAD = "电子税票号码,证件号码,姓名,费款所属期起,费款所属期止,实缴金额,入库日期,业务类型"


@pytest.fixture
def services(tmp_path):
    """The services of a home of its own."""
    make_secret(tmp_path)
    with environment(tmp_path, {}):
        made = services_of(Settings(tmp_path))
        yield made
        made.database.close()


def bring(services, content, name="入库.csv"):
    """Bring a file as the manager."""
    return services.intake.bring(MANAGER, name, io.BytesIO(content))


def lines(services):
    """What the audit has of it: the deed, what it was about, its detail."""
    with services.database.reading() as work:
        return [(entry.action, entry.about, entry.detail) for entry in work.scalars(select(AuditEntry))]


def test_a_file_is_accepted_and_every_deed_is_written_down(services, tmp_path):
    strange = tax_export(tmp_path)
    token = bring(services, strange.path.read_bytes(), strange.path.name)
    file = services.intake.one(MANAGER, token)
    assert (file.name, file.by, file.day) == (strange.path.name, "chief", date(2025, 12, 10))
    with pytest.raises(NotUsable, match="questions_open"):
        services.intake.accept(MANAGER, token)
    said = Said("receipts", {"开具日期": "pay_date"}, {}, date(2025, 12, 9), ("养老保险", "医疗保险"))
    services.intake.say(MANAGER, token, said)
    services.intake.try_out(MANAGER, token)
    assert [(note.deed, note.about, note.by) for note in wanted(tmp_path)] == [(Deed.TRIAL, token, "chief")]
    assert services.intake.accept(MANAGER, token) == "receipts_20251209.csv"
    settings = load_settings(tmp_path, {})
    assert settings.scope == ("养老保险", "医疗保险")
    assert settings.feeds["receipts"].columns["开具日期"] == "pay_date"
    assert [delivery.file_name for delivery in services.intake.inbox] == ["receipts_20251209.csv"]
    assert waiting(tmp_path) == []
    assert not list((tmp_path / "intake").iterdir())
    with pytest.raises(NotUsable, match="gone"):
        services.intake.one(MANAGER, token)
    assert [(action, about) for action, about, _ in lines(services)] == [
        ("file_brought", strange.path.name),
        ("file_tried", strange.path.name),
        ("file_accepted", strange.path.name),
    ]
    assert identity_number(0) not in str(lines(services))


def test_the_former_settings_are_named_in_the_audit(services, tmp_path):
    """What is declared of a feed can be found again."""
    (tmp_path / "settings.toml").write_text("# ours\n", encoding="utf-8")
    services.intake.declare(MANAGER, "roster", expected=True)
    assert load_settings(tmp_path, {}).feeds["roster"].expected
    assert (tmp_path / "settings_versions" / "0001.toml").read_text(encoding="utf-8").endswith("# ours\n")
    ((action, about, detail),) = lines(services)
    assert (action, about) == ("feed_declared", "roster")
    assert "0001.toml" in str(detail)


def test_settings_that_cannot_be_written_are_said_to_be(services, tmp_path):
    """A folder stands in the way of their former text."""
    (tmp_path / "settings.toml").write_text("# ours\n", encoding="utf-8")
    (tmp_path / "settings_versions").write_text("in the way", encoding="utf-8")
    with pytest.raises(NotUsable, match="settings_versions"):
        services.intake.declare(MANAGER, "roster", expected=True)
    assert (tmp_path / "settings.toml").read_text(encoding="utf-8") == "# ours\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"no table at all"),
        ("a.exe", b"a,b\n1,2\n"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.xlsx", b"PK\x03\x04 torn"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 torn"),
        ("a.csv", HEAD.encode() + b"\n\xff\xfe\xff"),
        ("a.xls", b"<html><!DOCTYPE x [<!ENTITY a 'b'>]><table><tr><td>1</td></tr></table>"),
    ],
)
def test_what_cannot_be_read_is_not_kept(services, tmp_path, name, content):
    with pytest.raises(NotUsable):
        bring(services, content, name)
    assert not list((tmp_path / "intake").glob("*"))
    assert lines(services) == []


def test_what_cannot_be_taken_is_said_in_words(app):
    """An official is told what to do, not what the command line would say."""
    client = signed_in(app, Role.MANAGER)
    for name, said in (("名册.docx", "请另存为其中一种"), ("名册.csv", "没有一行像表头")):
        answer = client.post("/intake/bring", data={"delivery": (io.BytesIO("甲,乙\n1,2\n".encode()), name)})
        assert answer.status_code == 400
        shown = answer.get_data(as_text=True)
        assert said in shown
        assert "does not" not in shown
        assert "no row" not in shown


def test_one_of_several_communities_of_a_name_is_chosen_on_the_page(app):
    """The form takes those that the page lists, and no other."""
    client = signed_in(app, Role.MANAGER)
    content = f"台账月份,社区代码,证件号码\n202511,东山社区,{identity_number(1)}\n".encode()
    brought = client.post("/intake/bring", data={"delivery": (io.BytesIO(content), "台账.csv")})
    token = brought.headers["Location"].partition("file=")[2].partition("&")[0]
    form = {"file": token, "feed": "roster", "day": "2025-12-10", "then": "keep"}
    assert client.post("/intake/say", data={**form, "value_0": "210213004012"}).status_code == 400
    assert client.post("/intake/say", data={**form, "value_0": "210213009001"}).status_code == 303
    intake = app.server.extensions["services"].intake
    (value,) = intake.look(intake.one(MANAGER, token)).values
    assert (value.code, value.reason) == ("210213009001", "said")
    assert client.post("/intake/say", data={"file": token, "then": "away"}).status_code == 303


def test_names_of_files_and_words_that_are_attacks_stay_words(services, tmp_path):
    """A name cannot leave the folder; headers, values and what is said are shown and written as they are."""
    for payload in PAYLOADS:
        out = io.StringIO()
        row = ["1", identity_number(1), payload, "202510", "202510", "1.00", "2025-10-13", payload, "x"]
        csv.writer(out).writerows([[*HEAD.split(","), payload], row])
        token = bring(services, out.getvalue().encode(), f"../../{payload}.csv")
        file = services.intake.one(MANAGER, token)
        assert file.path.parent == tmp_path / "intake" / token
        services.intake.throw_away(MANAGER, token)
    beside = {path.name for path in tmp_path.iterdir()}
    assert {name for name in beside if "state" not in name} == {"secret", "intake"}


def test_who_has_a_part_of_the_area_may_do_nothing(services, tmp_path):
    part = type(MANAGER)("li", Role.MANAGER, ("210213004",))
    token = bring(services, hrss_register(tmp_path).path.read_bytes())
    for deed in (
        lambda: services.intake.bring(part, "a.csv", io.BytesIO(b"")),
        lambda: services.intake.one(part, token),
        lambda: services.intake.accept(part, token),
        lambda: services.intake.throw_away(part, token),
        lambda: services.intake.declare(part, "roster", expected=True),
        lambda: services.intake.run_night(part, date(2025, 12, 10)),
    ):
        with pytest.raises(Denied):
            deed()


def test_a_night_is_wanted_once_and_only_of_a_day_that_is_over(services, tmp_path):
    yesterday = datetime.now(SHANGHAI).date() - timedelta(days=1)
    for _ in range(2):
        services.intake.run_night(MANAGER, yesterday)
    assert [(note.deed, note.about) for note in wanted(tmp_path)] == [(Deed.NIGHT, yesterday.isoformat())]
    with pytest.raises(NotUsable, match="day_not_over"):
        services.intake.run_night(MANAGER, yesterday + timedelta(days=1))


def test_files_of_a_week_ago_are_thrown_away(services, tmp_path):
    token = bring(services, hrss_register(tmp_path).path.read_bytes())
    file = services.intake.one(MANAGER, token)
    file.say(at=file.at - timedelta(days=8))
    other = bring(services, hrss_register(tmp_path).path.read_bytes())
    assert [file.token for file in waiting(tmp_path)] == [other]


def test_the_page_masks_people_and_the_routes_take_only_what_the_page_sends(app):
    """Over the application: brought, shown, answered with nonsense, thrown away."""
    client = signed_in(app, Role.MANAGER)
    content = f"{HEAD}\n1,{identity_number(7)},欧阳某某,202510,202510,871.80,2025-10-13,补基数\n".encode("gb18030")
    brought = client.post("/intake/bring", data={"delivery": (io.BytesIO(content), "十月.csv")})
    assert brought.status_code == 303
    token = brought.headers["Location"].partition("file=")[2].partition("&")[0]
    for nonsense in (
        {"feed": "receipts", "day": "2025-12-10", "column_1": "no_such_field", "then": "keep"},
        {"feed": "no_such_feed", "day": "2025-12-10", "then": "keep"},
        {"feed": "receipts", "day": "yesterday", "then": "keep"},
        {"feed": "receipts", "day": "2025-12-10", "value_0": "99", "then": "keep"},
        {"feed": "receipts", "day": "2025-12-10", "scope": "x" * 300, "then": "keep"},
    ):
        answer = client.post("/intake/say", data={"file": token, **nonsense})
        assert answer.status_code == 400, nonsense
        assert identity_number(7) not in answer.get_data(as_text=True)
    for gone in ("0" * 32, "../../secret", ""):
        assert client.post("/intake/say", data={"file": gone, "then": "away"}).status_code == 400
    kept = client.post("/intake/say", data={"file": token, "feed": "receipts", "day": "2025-12-10", "then": "keep"})
    assert kept.status_code == 303
    assert client.post("/intake/say", data={"file": token, "then": "away"}).status_code == 303
    for role in (Role.OFFICIAL, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR):
        other = signed_in(app, role)
        assert other.post("/intake/bring", data={"delivery": (io.BytesIO(content), "a.csv")}).status_code == 403
