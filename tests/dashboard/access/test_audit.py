"""The audit: only added to, and whatever is done to it by other means is found."""

import random

import pytest
from sqlalchemy import exc, select, text

from dashboard.access.audit import Action, Audit
from dashboard.access.roles import Role
from dashboard.access.secret import Secret
from dashboard.access.viewer import Viewer
from dashboard.findings.audited import fault_of
from dashboard.state import open_database
from dashboard.state.deeds import AuditEntry
from dashboard.wording import words_in
from tests import engines

SECRET = Secret("of these tests alone, 0123456789abcdef")
WHO = Viewer("official", Role.OFFICIAL, None, 1, "10.1.2.3")
LINES = 30


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    url = ""
    if request.param == "postgresql":
        url = engines.POSTGRESQL.place(tmp_path).url
    opened = open_database(tmp_path, url)
    yield opened
    opened.close()
    if url:
        engines.POSTGRESQL.drop(tmp_path)
        engines.POSTGRESQL.forget()


@pytest.fixture
def audit(database):
    audit = Audit(database, SECRET)
    for place in range(LINES):
        audit.record(WHO, Action.PERSON_SEEN, f"person {place}", page=place, 原因="核对")
    return audit


def _by_hand(database, statement, **values):
    """What somebody does who owns the database: the triggers away, then the change."""
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.execute(text(f"drop trigger if exists audit_no_{verb}"))
        else:
            connection.execute(text("drop trigger if exists audit_is_kept on audit"))
        connection.execute(text(statement), values)


def _faults(audit):
    return [fault_of(fault, words_in("en")) for fault in audit.faults()]


def test_lines_are_numbered_and_chained(database, audit):
    assert list(audit.faults()) == []
    with database.reading() as work:
        lines = work.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [line.number for line in lines] == list(range(1, LINES + 1))
    assert {(line.actor, line.role, line.address) for line in lines} == {("official", "official", "10.1.2.3")}
    assert lines[4].detail == '{"page": 4, "原因": "核对"}'
    assert len({line.hash for line in lines}) == LINES


@pytest.mark.parametrize("statement", ["update audit set about = 'x'", "delete from audit where number = 3"])
def test_the_database_itself_refuses_changes(database, audit, statement):
    with (
        pytest.raises(exc.DBAPIError, match="only added to"),
        database.engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        connection.execute(text(statement))
    assert list(audit.faults()) == []


@pytest.mark.parametrize("column", ["actor", "role", "action", "about", "detail", "address", "hash"])
def test_a_changed_line_is_found(database, audit, column):
    number = random.Random(column).randrange(1, LINES + 1)
    _by_hand(database, f"update audit set {column} = 'changed' where number = :number", number=number)
    assert any(f"line {number} " in fault for fault in _faults(audit))


def test_a_moved_moment_is_found(database, audit):
    with database.reading() as work:
        other = work.get(AuditEntry, 2).at
    _by_hand(database, "update audit set at = :other where number = 7", other=other)
    assert "line 7 is not what was written" in _faults(audit)


@pytest.mark.parametrize("number", [1, 15, LINES])
def test_a_missing_line_is_found(database, audit, number):
    _by_hand(database, "delete from audit where number = :number", number=number)
    assert list(audit.faults()) != []


def test_lines_cut_off_the_end_are_missed(database, audit):
    _by_hand(database, "delete from audit where number > 20")
    assert _faults(audit) == ["the audit ends with line 20, but 30 were written"]
    _by_hand(database, "update audit_head set number = 20")
    assert _faults(audit) == ["the seal of the last line was made by another secret, or by hand"]
    _by_hand(database, "delete from audit_head")
    assert _faults(audit) == ["the seal of the last line is missing"]


def test_an_added_line_is_found(database, audit):
    _by_hand(
        database,
        "insert into audit (number, at, actor, role, action, about, detail, address, hash) "
        "select 31, at, 'x', role, action, about, detail, address, hash from audit where number = 30",
    )
    assert list(audit.faults()) != []


def test_a_whole_new_chain_needs_the_secret(database, audit):
    """Somebody who owns the database and writes every hash anew is found by the seal."""
    forged = Audit(database, Secret("another secret that nobody here has 12"))
    _by_hand(database, "delete from audit")
    _by_hand(database, f"update audit_head set number = 0, hash = '{'0' * 64}', seal = ''")
    for _ in range(LINES):
        forged.record(WHO, Action.SIGNED_IN)
    assert list(forged.faults()) == []
    assert _faults(audit) == ["the seal of the last line was made by another secret, or by hand"]


def test_what_is_not_kept_leaves_no_line(database, audit):
    with pytest.raises(ZeroDivisionError), database.writing() as work:
        audit.record_in(work, WHO, Action.EXPORTED, about=str(1 // 0))
    with pytest.raises(exc.IntegrityError), database.writing() as work:
        work.add(AuditEntry(number=audit.record_in(work, WHO, Action.EXPORTED)))
    audit.record(WHO, Action.SIGNED_OUT)
    assert list(audit.faults()) == []
    with database.reading() as work:
        assert work.get(AuditEntry, LINES + 1).action == Action.SIGNED_OUT
