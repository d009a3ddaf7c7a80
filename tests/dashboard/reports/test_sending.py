"""Each subscription gets each report once, within its recipient's areas, whatever dies on the way."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.data import Denied
from dashboard.reports.closing import State
from dashboard.reports.formats import Format
from dashboard.reports.sending import Post, Wanted
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.mail import Sending, Subscription
from dashboard.state.users import User, UserArea
from sql.metrics.period import parse_month
from tests.dashboard.reports.post_office import MOMENTS, post_office

ROOT = Path(__file__).parents[3]
SAMPLE = ("taken", "answered")
"""Moments that are tried each time; the campaign tries them all."""
THIRD = datetime(2026, 9, 3, 4, tzinfo=UTC)
"""The third of September, at noon in Dalian."""
FIFTH = datetime(2026, 9, 5, 4, tzinfo=UTC)
AUGUST = parse_month("2026-08")


@pytest.fixture
def services(demo_home):
    """Services over the demo bureau without any subscription."""
    services = services_of(Settings(demo_home, memory="512MB", query_threads=1))
    with services.database.writing() as work:
        work.execute(delete(Sending))
        work.execute(delete(Subscription))
    return services


def somebody(services, name, areas, role=Role.MANAGER):
    """A user of a name, made where there is none."""
    with services.database.writing() as work:
        user = work.scalar(select(User).where(User.name == name))
        if user is None:
            user = User(name=name, role=role, areas=[UserArea(code=code) for code in areas])
            work.add(user)
            work.flush()
        number = user.id
    return Viewer(name, role, None if "all" in areas else tuple(areas), user_id=number)


def subscribe(services, viewer, **more):
    """Subscribe to the monthly report on the first day of the next month, as PDF."""
    wanted = {"report": "monthly", "area": "", "formats": (Format.CSV,), "day": 1, **more}
    services.subscriptions.add(viewer, Wanted(**wanted))


def test_into_the_outbox_each_once(services, demo_home):
    chief = somebody(services, "outbox-chief", ["all"])
    subscribe(services, chief)
    subscribe(services, chief, report="daily", formats=(Format.CSV,))
    [month, day] = services.post.send(THIRD)
    assert (month.fault, day.fault) == ("", "")
    assert services.post.send(THIRD) == []
    [folder] = (demo_home / "outbox").glob("*_outbox-chief")
    kept = sorted(path.name for path in folder.rglob("*.zip"))
    assert kept == [
        "灵活就业养老保险费征收日报_大连开发区税务局_20260915.zip",
        "灵活就业养老保险费征收月报_大连开发区税务局_202608_草稿.zip",
    ]
    assert oct(folder.stat().st_mode)[-3:] == "700"


def test_a_recipient_gets_his_own_areas(services, demo_home):
    [area, other] = sorted(services_areas(services))[:2]
    street = somebody(services, "one-street", [area])
    subscribe(services, street)
    with pytest.raises(Denied):
        subscribe(services, street, area=other)
    [sent] = services.post.send(THIRD)
    assert sent.fault == ""
    [path] = (demo_home / "outbox").glob("*_one-street/*/*.zip")
    assert services_name(services, area) in path.name
    with services.database.writing() as work:
        user = work.scalar(select(User).where(User.name == "one-street"))
        user.areas = [UserArea(code=other)]
        work.add(Subscription(user_id=user.id, report="monthly", area=area, formats="csv", day=1))
    refused = [one for one in services.post.send(THIRD) if one.fault]
    assert [one.fault.partition(":")[0] for one in refused] == ["Denied"]


def services_areas(services):
    """Codes of the subdistricts."""
    from dashboard.areas import areas_of

    reading = services.door.reading(Viewer("x", Role.MANAGER, None))
    return areas_of(reading).named_subdistricts


def services_name(services, code):
    """The name of an area."""
    from dashboard.areas import areas_of
    from dashboard.wording import words_in

    return areas_of(services.door.reading(Viewer("x", Role.MANAGER, None))).name(code, words_in("zh"))


def test_who_closes_months_is_reminded_once_of_one_that_is_open(services, demo_home):
    """From the day that is set; words alone, in the outbox or by mail."""
    chief = somebody(services, "reminded", ["all"])
    subscribe(services, chief, report="reminder")
    early = datetime(2026, 9, 4, 4, tzinfo=UTC)
    assert services.post.due(early) == []
    [sent] = services.post.send(FIFTH)
    assert (sent.about, sent.fault) == ("2026-08 open", "")
    assert services.post.send(FIFTH) == []
    [path] = (demo_home / "outbox").glob("*_reminded/*/*")
    assert path.name == "2026年8月尚未封账.txt"
    left = sum(1 for item in services.months.checklist(reading_of(services), AUGUST) if item.state is State.OPEN)
    assert left > 3
    assert f"清单中还有 {left} 项待办" in path.read_text(encoding="utf-8")


def test_a_reminder_by_mail_is_words_alone(services, demo_home):
    chief = somebody(services, "reminded", ["all"])
    subscribe(services, chief, report="reminder", address="chief@tax.example")
    with post_office() as office:
        settings = replace(services.settings, mail_server=f"smtp://127.0.0.1:{office.port}", mail_from="a@tax.example")
        post = Post(settings, services.database, services.audit, services.door, services.months)
        [sent] = post.send(FIFTH)
        [message] = office.messages.values()
    assert sent.fault == ""
    assert (message["Subject"], message.is_multipart()) == ("2026年8月尚未封账", False)


def test_of_a_closed_month_nobody_is_reminded(services, monkeypatch):
    chief = somebody(services, "reminded", ["all"])
    subscribe(services, chief, report="reminder")
    monkeypatch.setattr(services.months, "closed", lambda _month: object())
    assert services.post.due(FIFTH) == []


def test_only_who_closes_months_is_reminded(services):
    street = somebody(services, "one-street", [min(services_areas(services))])
    with pytest.raises(Denied):
        subscribe(services, street, report="reminder", area=street.areas[0])
    chief = somebody(services, "was-chief", ["all"])
    subscribe(services, chief, report="reminder")
    with services.database.writing() as work:
        work.scalar(select(User).where(User.name == "was-chief")).role = Role.ANALYST
    [refused] = services.post.send(FIFTH)
    assert refused.fault == "Denied: the recipient closes no months any more"


def reading_of(services):
    """Everything, as it is known."""
    return services.door.reading(Viewer("x", Role.MANAGER, None))


def test_nobody_takes_what_the_role_may_not(services):
    auditor = somebody(services, "no-reports", ["all"], Role.AUDITOR)
    with pytest.raises(Denied):
        subscribe(services, auditor)
    leaver = somebody(services, "leaver", ["all"])
    subscribe(services, leaver)
    with services.database.writing() as work:
        work.scalar(select(User).where(User.name == "leaver")).disabled = True
    assert services.post.due(THIRD) == []
    with services.database.writing() as work:
        work.scalar(select(User).where(User.name == "leaver")).disabled = False


def send(home, port):
    """The command, as the scheduler starts it."""
    settings = {
        "COLLECTION_HOME": str(home),
        "COLLECTION_MAIL_SERVER": f"smtp://127.0.0.1:{port}",
        "COLLECTION_MAIL_FROM": "reports@tax.example",
        "COLLECTION_DASHBOARD_MEMORY": "512MB",
    }
    command = [sys.executable, "-m", "dashboard", "send"]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize(
    "moment",
    [pytest.param(one, marks=() if one in SAMPLE else pytest.mark.campaign) for one in MOMENTS],
)
def test_a_crash_neither_loses_nor_doubles_a_mail(services, demo_home, moment):
    """The process is ended at a moment of the talk with the server; run again, the server has the message once."""
    chief = somebody(services, "mail-chief", ["all"])
    subscribe(services, chief, report="daily", address="chief@tax.example")
    with post_office() as office:
        office.end_at = moment
        office.process = first = send(demo_home, office.port)
        first.communicate(timeout=120)
        assert first.returncode == -9, "the fault did not fire"
        second = send(demo_home, office.port)
        said, wrong = second.communicate(timeout=120)
        assert second.returncode == 0, wrong
        assert len(office.messages) == 1, [one["Message-ID"] for one in office.taken]
        [message] = office.messages.values()
        third = send(demo_home, office.port)
        assert third.communicate(timeout=120) == ("", "")
        assert len(office.messages) == 1
    assert (message["To"], message["Subject"]) == ("chief@tax.example", "2026年9月15日征收情况")
    [file] = message.iter_attachments()
    assert file.get_filename() == "灵活就业养老保险费征收日报_大连开发区税务局_20260915.zip"
    assert "入库" in message.get_body().get_content()
    del said


def test_a_server_that_refuses_is_tried_again_and_said(services, demo_home):
    chief = somebody(services, "mail-chief", ["all"])
    subscribe(services, chief, report="daily", address="chief@tax.example")
    with post_office() as office:
        office.refuse = True
        refused = send(demo_home, office.port)
        _, wrong = refused.communicate(timeout=120)
        assert (refused.returncode, "SMTPRecipientsRefused" in wrong) == (1, True)
        [(_, last)] = services.subscriptions.of(chief.user_id)
        assert last.state == "failed"
        office.refuse = False
        again = send(demo_home, office.port)
        again.communicate(timeout=120)
        assert (again.returncode, len(office.messages)) == (0, 1)
        [(_, last)] = services.subscriptions.of(chief.user_id)
        assert last.state == "accepted"


def test_two_senders_send_once(services, demo_home):
    chief = somebody(services, "mail-chief", ["all"])
    subscribe(services, chief, report="daily", address="chief@tax.example")
    with post_office() as office:
        both = [send(demo_home, office.port) for _ in range(2)]
        said = [one.communicate(timeout=120) for one in both]
        assert ([one.returncode for one in both], len(office.taken)) == ([0, 0], 1), said
