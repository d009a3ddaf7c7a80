"""What the door keeps between requests: answers about groups, never about anybody."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

from dashboard.access.roles import Role
from dashboard.access.secret import Secret
from dashboard.access.viewer import Viewer
from dashboard.areas import areas_of
from dashboard.data import OPEN_TABLES, Door
from dashboard.findings.freshness import freshness_of
from dashboard.people import People
from etl.masking import Masking
from sql.connect import open_reader
from sql.metrics import Question
from sql.metrics.people import Listing
from sql.schema import marts
from tests.dashboard.viewers import MANAGER

SECRET = Secret("of these tests alone, 0123456789abcdef")


def test_no_person_is_kept(door, demo_home):
    reading = door.reading(MANAGER)
    people = People(reading, SECRET, Masking())
    listing = Listing("registered_persons", 2026 * 12 + 7, limit=200)
    words = [person.word for person in people.page(listing).people]
    for word in words[:20]:
        people.one(word)
        people.one_plain(word)
        people.months(word)
        people.payments(word)
    reading.ask(Question(("registered_persons",), by=("community",)))
    kept = str(door._answers)
    rows = open_reader(demo_home).rows("select identity, name, phone from marts.person")
    assert "registered_persons" in kept
    assert [text for row in rows for text in row if text and len(text) > 4 and text in kept] == []
    assert [word for word in words if word in kept] == []


def test_what_is_the_same_for_everybody_is_read_once(door):
    own = Viewer("official", Role.OFFICIAL, ("210213013",))
    readings = [door.reading(viewer) for viewer in (MANAGER, own, Viewer("analyst", Role.ANALYST, None))]
    for table in OPEN_TABLES:
        assert len({id(reading.table(table)) for reading in readings}) == 1, table.name
    assert len({id(freshness_of(reading)) for reading in readings}) == 1
    assert len({id(areas_of(reading)) for reading in readings[:2]}) == 2
    whole, part, _ = (reading.table(marts.DELIVERY_ACCOUNT) for reading in readings)
    assert set(part[0]) == {"feed", "file_date"} < set(whole[0])


def _asked_at_once(door, keys, make):
    """What each thread was answered, or what it was told; all begin together."""
    ready = Barrier(len(keys))

    def ask(key):
        ready.wait()
        try:
            return door.kept(key, lambda: make(key))
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(len(keys)) as threads:
        return list(threads.map(ask, keys))


def test_a_question_asked_by_many_at_once_is_answered_once(tmp_path):
    made = []

    def make(key):
        made.append(key)
        sleep(0.2)
        return f"answer to {key}"

    answers = _asked_at_once(Door(tmp_path), [("a",)] * 8, make)
    assert made == [("a",)]
    assert sorted(answers) == [("answer to ('a',)", False), *[("answer to ('a',)", True)] * 7]


def test_different_questions_do_not_wait_for_each_other(tmp_path):
    together = Barrier(4, timeout=10)

    def make(key):
        together.wait()
        return key

    keys = [(name,) for name in "abcd"]
    assert _asked_at_once(Door(tmp_path), keys, make) == [(key, False) for key in keys]


def test_a_question_that_failed_is_asked_again(tmp_path):
    door, tries = Door(tmp_path), []

    def make(_key):
        tries.append(1)
        sleep(0.05)
        if len(tries) < 3:
            raise ValueError("no memory left")
        return "answered"

    answers = _asked_at_once(door, [("a",)] * 6, make)
    assert len(tries) == 3
    assert answers.count("no memory left") == 2
    assert sorted(one for one in answers if isinstance(one, tuple)) == [("answered", False), *[("answered", True)] * 3]
    assert door._making == {}
