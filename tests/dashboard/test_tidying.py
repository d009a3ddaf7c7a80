"""`tidy` clears away what has ended and nothing else."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from dashboard.__main__ import main
from dashboard.access.secret import make_secret
from dashboard.access.sessions import Stage
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.columns import now
from dashboard.state.users import Attempt, Handshake, Session, User
from dashboard.tidying import tidy
from tests.program import environment

NOW = now()


@pytest.fixture
def services(tmp_path):
    """Services over a home folder without a version."""
    make_secret(tmp_path)
    services = services_of(Settings(tmp_path, screens=("wall",)))
    yield services
    services.database.close()


def test_what_has_ended_goes_and_the_rest_stays(services):
    ages = {"now": timedelta(0), "idle": timedelta(minutes=16), "old": timedelta(hours=9)}
    with services.database.writing() as work:
        people = {name: User(name=name, role="manager") for name in ("somebody", "wall")}
        work.add_all(people.values())
        work.flush()
        for user in people.values():
            for name, age in ages.items():
                moments = {"created_at": NOW - age, "active_at": NOW - age}
                work.add(Session(token_hash=f"{user.name} {name}", user_id=user.id, stage=Stage.OPEN, **moments))
        work.add_all(Attempt(what=f"{age}", since=int(NOW.timestamp()) - age, count=1) for age in (60, 25 * 3600))
        work.add_all(
            Handshake(token_hash=f"{age}", content="{}", created_at=NOW - timedelta(minutes=age)) for age in (9, 11)
        )
    assert tidy(services, NOW) == {
        "sessions that had ended": 2,
        "counts of tries": 1,
        "sign-ins never finished": 1,
        "folders of the outbox": 0,
    }
    with services.database.reading() as work:
        assert sorted(work.scalars(select(Session.token_hash))) == ["somebody now", "wall idle", "wall now", "wall old"]
        assert list(work.scalars(select(Attempt.what))) == ["60"]
        assert list(work.scalars(select(Handshake.token_hash))) == ["9"]
    assert sum(tidy(services, NOW).values()) == 0


def test_old_reports_and_leftovers_leave_the_outbox(services):
    outbox = services.settings.home / "outbox"
    days = {"1_chief/2026-08_day_1_1": 89, "1_chief/2026-05_day_1_1": 91, "1_chief/.2026-09_1.new": 2, "2_left/a": 91}
    days["1_chief/.2026-10_1.new"] = 0
    for name, age in days.items():
        (outbox / name).mkdir(parents=True)
        (outbox / name / "report.pdf").write_bytes(b"%PDF")
        moment = (NOW - timedelta(days=age)).timestamp()
        os.utime(outbox / name, (moment, moment))
    assert tidy(services, NOW)["folders of the outbox"] == 3
    kept = sorted(path.relative_to(outbox).as_posix() for path in outbox.rglob("*") if path.is_file())
    assert kept == ["1_chief/.2026-10_1.new/report.pdf", "1_chief/2026-08_day_1_1/report.pdf"]
    assert not (outbox / "2_left").exists()


def test_the_command_says_how_many_of_each(services, capsys):
    with environment(services.settings.home, {}):
        assert main(["tidy"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "sessions that had ended: 0",
        "counts of tries: 0",
        "sign-ins never finished: 0",
        "folders of the outbox: 0",
    ]
