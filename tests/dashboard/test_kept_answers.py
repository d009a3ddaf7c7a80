"""What the door keeps between requests: answers about groups, never about anybody."""

from dashboard.access.secret import Secret
from dashboard.masking import Masking
from dashboard.people import People
from sql.connect import open_reader
from sql.metrics import Question
from sql.metrics.people import Listing
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
