"""The data door: versions, cache, what it will not open, what it writes down."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.data import OPEN_TABLES, Door
from sql.connect import NothingPublished, Version, current_version, publish, version_path
from sql.metrics import Question
from sql.schema import marts
from tests.dashboard.viewers import MANAGER

QUESTION = Question(("registered_persons",), by=("subdistrict",))
PERSONAL = {"identity", "name", "phone", "birth_date", "person_id"}


def test_an_answer_is_one_record_per_group(door):
    answer = door.reading(MANAGER).ask(QUESTION)
    assert {tuple(record) for record in answer} == {("subdistrict", "registered_persons")}
    assert sum(record["registered_persons"] for record in answer) > 100


def test_a_question_is_answered_once(door, caplog):
    caplog.set_level(logging.INFO, logger="dashboard.data")
    assert door.reading(MANAGER).ask(QUESTION) is door.reading(MANAGER).ask(QUESTION)
    assert ["kept=False" in message for message in caplog.messages] == [True, False]


def test_a_question_is_one_line_in_the_log_without_whom_it_is_about(door, caplog):
    caplog.set_level(logging.INFO, logger="dashboard.data")
    door.reading(MANAGER).ask(Question(("arrears_amount",), by=("month",), where={"community": ("210213013006",)}))
    (message,) = caplog.messages
    assert message.startswith("ask metrics=arrears_amount by=month rows=")
    assert "210213013006" not in message


def test_a_page_keeps_its_version_and_the_next_one_sees_the_new(demo_home, tmp_path):
    now = current_version(demo_home)
    later = Version(f"{now.name[:8]}-29991231235959000000", now.business_date)
    for name in (now.name, later.name):
        path = version_path(tmp_path, name)
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(version_path(demo_home, now.name))
    publish(tmp_path, now)
    door = Door(tmp_path, memory="512MB", threads=1)
    before = door.reading(MANAGER)
    publish(tmp_path, later)
    after = door.reading(MANAGER)
    assert (before.version, after.version) == (now.name, later.name)
    assert before.ask(QUESTION) == after.ask(QUESTION)


def test_nothing_published_is_said(empty_home):
    with pytest.raises(NothingPublished):
        Door(empty_home).reading(MANAGER)


def test_people_cannot_be_read_whole(door):
    with pytest.raises(ValueError, match=r"marts\.person is not open to pages"):
        door.reading(MANAGER).table(marts.PERSON)


def test_open_tables_hold_no_personal_column():
    shared = {"name"}
    personal = {
        (table.name, column.name)
        for table in OPEN_TABLES
        for column in table.columns
        if column.name in PERSONAL - shared
    }
    assert personal == set()
    assert {table.name for table in OPEN_TABLES if "name" in table.columns} == {"area", "worker_type"}


def test_threads_have_connections_of_their_own(door):
    reading = door.reading(MANAGER)
    questions = [Question(("registered_persons",), by=("community",), k=k) for k in range(1, 25)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(reading.ask, questions))
    assert all(answer == answers[0] for answer in answers)


def test_the_cache_forgets_the_oldest(demo_home):
    door = Door(demo_home, memory="512MB", threads=1, answers=2)
    reading = door.reading(MANAGER)
    first = reading.ask(Question(("paid_amount",)))
    for name in ("due_persons", "paying_persons"):
        reading.ask(Question((name,)))
    again = reading.ask(Question(("paid_amount",)))
    assert again == first
    assert again is not first


def test_a_broken_pointer_is_no_version(tmp_path):
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "current.json").write_text(json.dumps({"version": 3}), encoding="utf-8")
    with pytest.raises(NothingPublished):
        Door(tmp_path).reading(MANAGER)


def test_settings_broken_while_it_runs_break_no_page(demo_home, tmp_path):
    (tmp_path / "versions").symlink_to(demo_home / "versions")
    (tmp_path / "settings.toml").write_text("", encoding="utf-8")
    door = Door(tmp_path, memory="512MB", threads=1)
    question = Question(("registered_persons",))
    before = door.reading(MANAGER).ask(question)
    (tmp_path / "settings.toml").write_text("[half", encoding="utf-8")
    assert door.reading(MANAGER).ask(question) == before
