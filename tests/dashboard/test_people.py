"""Lists of people: as many as the number says, page by page, masked, nobody of another area."""

import random

import pytest

from dashboard.access.roles import Role
from dashboard.access.secret import Secret
from dashboard.access.viewer import Viewer
from dashboard.data import Denied
from dashboard.people import People
from etl.masking import Masking
from sql.connect import open_reader
from sql.metrics import METRIC, METRICS, Month, Question, QuestionError, ask
from sql.metrics.declaration import Ratio
from sql.metrics.people import Listing, has_people, one_person, people_behind, person_months
from tests.dashboard.viewers import MANAGER

AUGUST = 2026 * 12 + 7
WITH_PEOPLE = [metric.name for metric in METRICS if has_people(metric)]
FILTERS = (
    {},
    {"subdistrict": ("210213013",)},
    {"worker_type": ("04", "02")},
    {"subdistrict": ("210213004",), "sex": ("F",)},
    {"age_band": ("45-49", "50-54")},
)
SECRET = Secret("of these tests alone, 0123456789abcdef")


@pytest.fixture(scope="module")
def plain(demo_home):
    return open_reader(demo_home)


def _number(plain, listing):
    """What the metric of a list says when it is asked."""
    month = Month(listing.month)
    question = Question((listing.metric,), (), month, listing.where, listing.k, within=listing.within)
    (row,) = ask(plain, question).rows
    return (row[1] if isinstance(METRIC[listing.metric], Ratio) else row[0]) or 0


def test_the_numbers_with_people_are_these():
    assert [
        *("enrolment_ratio", "attribution_rate", "registered_persons", "new_persons", "returned_persons"),
        *("lost_persons", "paying_persons", "due_persons", "awaiting_persons", "compliance_rate"),
        *("suspended_persons", "suspension_rate", "newly_suspended_persons", "resumed_persons"),
        *("left_suspended_persons", "new_suspension_rate", "resumption_rate", "admin_suspended_persons"),
        *("repairable_persons", "arrears_persons", "lowest_tier_share"),
        "plan_persons_completion",
    ] == WITH_PEOPLE


@pytest.mark.parametrize("name", WITH_PEOPLE)
def test_a_list_is_as_long_as_its_number(plain, name):
    for where in FILTERS:
        if not set(where) <= set(METRIC[name].takes.dimensions):
            continue
        for month in (AUGUST + 1, AUGUST, AUGUST - 14):
            for k in (None, 1, 12):
                listing = Listing(name, month, where, k=k, limit=5_000)
                listed, number = people_behind(plain, listing), _number(plain, listing)
                assert sum(row["value"] for row in listed.rows) == number, (where, month, k)
                assert listed.total == len(listed.rows) == number, (where, month, k)


def test_pages_put_together_are_the_list(plain):
    for order in ("arrears_amount", "run", "last_paid_month", "community"):
        for descending in (True, False):
            whole = Listing("registered_persons", AUGUST, order=order, descending=descending, limit=5_000)
            everybody = [row["identity"] for row in people_behind(plain, whole).rows]
            pages = []
            for offset in range(0, len(everybody), 17):
                part = Listing(
                    "registered_persons", AUGUST, order=order, descending=descending, offset=offset, limit=17
                )
                pages += [row["identity"] for row in people_behind(plain, part).rows]
            assert pages == everybody
            assert len(set(everybody)) == len(everybody)


def test_a_list_is_of_ones_own_areas(plain):
    """Whoever has moved out is still counted, and where to is not told."""
    within = ("210213004", "210213013006")
    moved = 0
    for name in WITH_PEOPLE:
        for month in (AUGUST, AUGUST - 20):
            listing = Listing(name, month, within=within, limit=5_000)
            listed = people_behind(plain, listing)
            assert listed.total == _number(plain, listing)
            for row in listed.rows:
                there = one_person(plain, row["identity"], within)
                assert row["inside"] == (there is not None)
                if there is None:
                    moved += 1
                    told = {name for name, value in row.items() if value is not None}
                    assert told <= {"person_id", "identity", "name", "phone", "sex", "birth_date", "value", "inside"}
                else:
                    assert row["community"].startswith(within)
                months = person_months(plain, row["person_id"], within)
                assert all(one["community"].startswith(within) for one in months)
    assert people_behind(plain, Listing("registered_persons", AUGUST, within=())).total == 0
    print(f"{moved} had moved out")


def test_people_are_found_by_what_is_known_of_them(plain):
    rows = people_behind(plain, Listing("registered_persons", AUGUST, limit=5_000)).rows
    one = random.Random(4).choice(rows)
    for text in (one["identity"], one["identity"].lower(), one["identity"][-4:], one["phone"], one["name"]):
        found = people_behind(plain, Listing("registered_persons", AUGUST, search=text, limit=5_000)).rows
        assert one["identity"] in [row["identity"] for row in found], text
    for text in ("%", "_", "' or '1'='1", "\\"):
        assert people_behind(plain, Listing("registered_persons", AUGUST, search=text)).total == 0


def test_there_are_no_people_behind_money(plain):
    for name in ("arrears_amount", "target_persons", "net_moved_persons", "nothing"):
        with pytest.raises(QuestionError, match="no people behind"):
            people_behind(plain, Listing(name, AUGUST))


def test_people_leave_the_door_masked(door, plain):
    people = People(door.reading(MANAGER), SECRET, Masking())
    page = people.page(Listing("registered_persons", AUGUST, limit=50, offset=20))
    personal = {text for row in plain.rows("select identity, name, phone from marts.person") for text in row if text}
    assert [person.number for person in page.people] == list(range(21, 71))
    for person in page.people:
        shown = str(person)
        assert [text for text in personal if len(text) > 2 and text in shown] == []
        assert (
            person.identity[:2] + person.identity[-2:]
            == people.one_plain(person.word).identity[:2] + (people.one_plain(person.word).identity[-2:])
        )
        assert person.identity[2:-2].strip("*") == ""
        assert person.name[1:].strip("*") == ""


def test_a_word_opens_only_ones_own_people(door):
    everybody = People(door.reading(MANAGER), SECRET, Masking())
    here = People(door.reading(Viewer("a", Role.OFFICIAL, ("210213004",))), SECRET, Masking())
    opened = 0
    for person in everybody.every(Listing("registered_persons", AUGUST)):
        mine = person.record["community"].startswith("210213004")
        assert (here.one(person.word) is not None) == mine
        assert bool(here.months(person.word)) == mine
        opened += mine
    assert opened > 5
    for word in (
        "",
        "x" * 40,
        Secret("another secret of 32 characters ABC").sealed("person", "1"),
        SECRET.sealed("search", "1"),
    ):
        assert everybody.one(word) is None


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR])
def test_roles_without_the_right_see_nobody(door, role):
    with pytest.raises(Denied):
        People(door.reading(Viewer("x", role, None)), SECRET, Masking())
