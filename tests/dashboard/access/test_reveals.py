"""One person unmasked: by right, for a reason, so many a day, the audit before the value."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import event, select

from dashboard.access.audit import Action
from dashboard.access.reveals import NotRevealed, Reveals
from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.data import Denied
from dashboard.people import People
from dashboard.state.deeds import AuditEntry
from etl.masking import Masking
from sql.metrics.people import Listing
from tests.dashboard.access.bodies import CALLBACK, REVEAL
from tests.dashboard.viewers import MANAGER, signed_in

AUGUST = 2026 * 12 + 7


@pytest.fixture
def services(app):
    return app.server.extensions["services"]


def _people(services, viewer):
    return People(services.door.reading(viewer), services.secret, Masking())


@pytest.fixture
def somebody(services):
    """The word of somebody of the subdistrict 210213013."""
    listing = Listing("registered_persons", AUGUST, where={"subdistrict": ("210213013",)})
    return _people(services, MANAGER).page(listing).people[0].word


def _lines(services, actor):
    with services.database.reading() as work:
        mine = select(AuditEntry).where(AuditEntry.actor == actor).order_by(AuditEntry.number)
        return [(line.action, line.about, json.loads(line.detail)) for line in work.scalars(mine)]


def test_the_audit_is_written_before_the_value_is_read(services, somebody):
    """When the audit cannot be written, nothing is shown."""
    viewer = replace(MANAGER, name="before")
    people = _people(services, viewer)
    plain = services.reveals.reveal(viewer, people, somebody, "核对联系方式")
    assert plain.identity == services.secret.opened("person", somebody)
    assert _lines(services, "before") == [(Action.PERSON_REVEALED, somebody, {"reason": "核对联系方式"})]

    def refuse(*_arguments):
        raise OSError("the disk is full")

    event.listen(services.database.engine, "before_cursor_execute", refuse)
    try:
        with pytest.raises(OSError, match="the disk is full"):
            services.reveals.reveal(viewer, people, somebody, "核对联系方式")
    finally:
        event.remove(services.database.engine, "before_cursor_execute", refuse)


@pytest.mark.parametrize("reason", ["", "   ", "abc", "  ab "])
def test_without_a_reason_nobody_is_shown(services, somebody, reason):
    viewer = replace(MANAGER, name="silent")
    with pytest.raises(NotRevealed, match=r"reveal\.no_reason"):
        services.reveals.reveal(viewer, _people(services, viewer), somebody, reason)
    assert _lines(services, "silent") == []


def test_a_word_of_another_area_shows_nobody(services, somebody):
    elsewhere = Viewer("elsewhere", Role.OFFICIAL, ("210213004",))
    with pytest.raises(NotRevealed, match=r"reveal\.nobody"):
        services.reveals.reveal(elsewhere, _people(services, elsewhere), somebody, "核对联系方式")


def test_only_so_many_a_day_also_at_once(services, somebody):
    """Eight threads, three allowed: three are shown, five refused."""
    reveals = Reveals(services.database, services.audit, a_day=3)
    viewer = replace(MANAGER, name="eager")

    def one(_place):
        try:
            return bool(reveals.reveal(viewer, _people(services, viewer), somebody, "核对联系方式"))
        except NotRevealed as refused:
            return refused.why

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(8)))
    assert sorted(map(str, answers)) == ["True"] * 3 + ["reveal.quota"] * 5
    assert reveals.left(viewer) == 0
    assert len(_lines(services, "eager")) == 3


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR])
def test_roles_without_the_right_are_denied_and_noted(services, somebody, role):
    viewer = Viewer(f"denied-{role}", role, None)
    with pytest.raises(Denied):
        services.reveals.reveal(viewer, _people(services, MANAGER), somebody, "核对联系方式")
    assert [line[0] for line in _lines(services, viewer.name)] == [Action.DENIED]


def _asked(client, word, reason):
    state = [{**REVEAL["state"][0], "value": reason}, {**REVEAL["state"][1], "value": f"?person={word}"}]
    return client.post(CALLBACK, json={**REVEAL, "state": state})


def test_the_page_shows_what_the_audit_has(app, services, somebody):
    answer = _asked(signed_in(app, Role.OFFICIAL, ("210213013",)), somebody, "电话联系")
    identity = services.secret.opened("person", somebody)
    assert answer.status_code == 200
    assert identity in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert _lines(services, "official-210213013")[-1] == (Action.PERSON_REVEALED, somebody, {"reason": "电话联系"})


@pytest.mark.parametrize(
    ("who", "reason", "status"),
    [
        ((Role.OFFICIAL, ("210213013",)), "", 200),
        ((Role.OFFICIAL, ("210213004",)), "电话联系", 200),
        ((Role.OFFICIAL, ()), "电话联系", 200),
        ((Role.ANALYST, ("all",)), "电话联系", 403),
        ((Role.AUDITOR, ()), "电话联系", 403),
        ((Role.ADMINISTRATOR, ()), "电话联系", 403),
    ],
)
def test_the_page_shows_nobody_else(app, services, somebody, who, reason, status):  # noqa: PLR0913, PLR0917 - a matrix
    answer = _asked(signed_in(app, *who), somebody, reason)
    assert answer.status_code == status
    assert services.secret.opened("person", somebody) not in answer.get_data(as_text=True)
