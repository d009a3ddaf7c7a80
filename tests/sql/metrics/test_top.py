"""The largest and smallest groups, and the rest as a question of its own."""

from datetime import date
from decimal import Decimal as Dec
from typing import Any

import pytest

from sql.connect import Connection
from sql.metrics import Against, Days, Months, Question, Top, ask, parse_month
from sql.schema.marts import PLAN
from tests.sql.metrics.marts_by_hand import (
    A1,
    A2,
    B1,
    A,
    B,
    D,
    person,
    published,
    put,
    put_persons,
    put_receipts,
    receipt,
)

E1 = "210212001001"
NOV, DEC = parse_month("2025-11"), parse_month("2025-12")
CHANNEL = ("channel",)


@pytest.fixture
def receipts() -> Connection:
    """December: 40.00 through each of 01 and 03, 90.00 through 02, 8.00 through 99; November: 02 and 04."""
    connection = published()
    paid = [("01", "40.00"), ("02", "90.00"), ("03", "40.00"), ("99", "5.00")]
    put_receipts(
        connection,
        [
            *(receipt("2025-12-05", who, A1, amount=amount, channel=code) for who, (code, amount) in enumerate(paid)),
            receipt("2025-12-06", 3, B1, amount="3.00", channel="99"),
            receipt("2025-11-05", 1, A1, amount="70.00", channel="04"),
            receipt("2025-11-05", 1, A1, amount="7.00", channel="02"),
        ],
    )
    return connection


def best(version: Connection, count: int, by: tuple[str, ...] = CHANNEL, **more: Any) -> list[tuple[Any, ...]]:
    """The groups with most received, or least."""
    top = Top(count, "received_net", more.pop("smallest", False))
    metrics = more.pop("metrics", ("received_net",))
    return ask(version, Question(metrics, by, top=top, **more)).rows


def test_the_largest_and_the_rest(receipts: Connection) -> None:
    """Best first, of equal values the smaller code; the rest last."""
    assert best(receipts, 1) == [("02", Dec("90.00")), ("rest", Dec("88.00"))]
    assert best(receipts, 2) == [("02", Dec("90.00")), ("01", Dec("40.00")), ("rest", Dec("48.00"))]


def test_the_rest_leaves_out_what_the_question_leaves_out(receipts: Connection) -> None:
    """Another dimension, and codes of the one chosen from."""
    for without in ({"community": (A1,)}, {"channel": ("99",)}, {"channel": ("02",), "community": (B1,)}):
        rows = best(receipts, 1, without=without)
        (whole,) = ask(receipts, Question(("received_net",), without=without)).rows
        assert sum(row[1] for row in rows) == whole[0], without


def test_the_smallest_and_the_rest(receipts: Connection) -> None:
    """Smallest first, and the smaller code."""
    assert best(receipts, 2, smallest=True) == [("99", Dec("8.00")), ("01", Dec("40.00")), ("rest", Dec("130.00"))]


@pytest.mark.parametrize("count", [4, 50])
def test_fewer_groups_than_asked_leave_no_rest(receipts: Connection, count: int) -> None:
    """There is nothing else."""
    codes = [("02", Dec("90.00")), ("01", Dec("40.00")), ("03", Dec("40.00")), ("99", Dec("8.00"))]
    assert best(receipts, count) == codes


def test_the_rest_counts_people_once_and_divides_its_own(receipts: Connection) -> None:
    """It is no sum of rows: 3 paid in two communities through 99."""
    asked = Question(
        ("payer_count", "match_rate"), ("community",), period=Months(NOV, DEC), top=Top(1, "payer_count", True)
    )
    assert ask(receipts, asked).rows == [
        (B1, 1, Dec("0E-10"), 0, 1),
        ("rest", 4, Dec("0E-10"), 0, 6),
    ]


def test_groups_are_chosen_over_the_whole_period(receipts: Connection) -> None:
    """Then told by month, each group's months together; by day as well."""
    both = Months(NOV, DEC)
    assert best(receipts, 1, ("month", "channel"), period=both) == [
        ("2025-11", "02", Dec("7.00")),
        ("2025-12", "02", Dec("90.00")),
        ("2025-11", "rest", Dec("70.00")),
        ("2025-12", "rest", Dec("88.00")),
    ]
    fifth, sixth = date(2025, 12, 5), date(2025, 12, 6)
    assert best(receipts, 1, ("channel", "day"), period=Days(fifth, sixth)) == [
        ("02", fifth, Dec("90.00")),
        ("rest", fifth, Dec("85.00")),
        ("rest", sixth, Dec("3.00")),
    ]


def test_within_a_filter_the_rest_is_the_filters(receipts: Connection) -> None:
    """On another dimension and on its own."""
    assert best(receipts, 1, where={"subdistrict": (B,)}) == [("99", Dec("3.00"))]
    assert best(receipts, 1, where={"channel": ("01", "03", "04")}) == [("01", Dec("40.00")), ("rest", Dec("40.00"))]


def test_comparisons_of_the_rest_hold_what_has_gone(receipts: Connection) -> None:
    """Nothing comes through 04 any more; a month ago it was part of the rest."""
    assert best(receipts, 1, against=(Against.MONTH_BEFORE,)) == [
        ("02", Dec("90.00"), Dec("7.00")),
        ("rest", Dec("88.00"), Dec("70.00")),
    ]
    assert best(receipts, 9, against=(Against.MONTH_BEFORE,))[-1] == ("rest", Dec("0.00"), Dec("70.00"))


@pytest.fixture
def people() -> Connection:
    """Suspended: 1 of 1 in A1, 1 of 2 in A2, 0 of 1 in B1; in another district 9.00 of one not registered."""
    connection = published()
    put_persons(
        connection,
        [
            person("2025-12", 1, A1, run=3),
            person("2025-12", 2, A2, run=3),
            person("2025-12", 3, A2),
            person("2025-12", 4, B1),
            person("2025-12", 5, E1, registered=0, registered_before=0, paid_amount=Dec("9.00")),
        ],
    )
    return connection


def test_a_group_without_a_value_is_never_chosen(people: Connection) -> None:
    """Of a rate over nobody; it is part of the rest."""
    for smallest, expected in ((False, [A1, A2, B1]), (True, [B1, A2, A1])):
        asked = Question(("suspension_rate", "paid_amount"), ("community",), top=Top(9, "suspension_rate", smallest))
        rows = ask(people, asked).rows
        assert [row[0] for row in rows] == [*expected, "rest"]
        assert rows[-1] == ("rest", None, 0, 0, Dec("9.00"))


def test_everything_else_is_the_rest(people: Connection) -> None:
    """Also groups that the metric by which groups are chosen knows nothing of."""
    put_receipts(people, [receipt("2025-12-05", 1, A1)])
    asked = Question(("received_net", "registered_persons"), ("community",), top=Top(1, "received_net"))
    assert ask(people, asked).rows == [(A1, Dec("100.00"), 1), ("rest", Dec("0.00"), 3)]


def test_nothing_to_choose_from(people: Connection) -> None:
    """All is the rest, where there is anything."""
    where = {"community": (E1,)}
    asked = Question(("suspension_rate", "paid_amount"), ("community",), where=where, top=Top(2, "suspension_rate"))
    assert ask(people, asked).rows == [("rest", None, 0, 0, Dec("9.00"))]
    nowhere = {"community": ("210213999999",)}
    asked = Question(("suspension_rate",), ("community",), where=nowhere, top=Top(2, "suspension_rate"))
    assert ask(people, asked).rows == []


def test_flags_and_parents(people: Connection) -> None:
    """Codes that are numbers; the area above a chosen area and above the rest."""
    by_flag = Question(("registered_persons",), ("past_age",), top=Top(1, "registered_persons"))
    assert ask(people, by_flag).rows == [(0, 4)]
    asked = Question(
        ("registered_persons",),
        ("community",),
        where={"subdistrict": (A,)},
        against=(Against.PARENT,),
        top=Top(1, "registered_persons"),
    )
    assert ask(people, asked).rows == [(A2, 2, 3), ("rest", 1, 3)]


def test_the_rest_of_a_plan_is_that_of_the_others() -> None:
    """Areas and offices: their own rows, without those chosen."""
    connection = published()
    put_receipts(
        connection,
        [receipt("2025-12-05", 1, A1, amount="50.00"), receipt("2025-12-05", 2, B1, amount="30.00", office="二所")],
    )
    rows = [(D, "区县", None, "1000.00"), (A, "街道乡镇", None, "100.00"), (B, "街道乡镇", None, "60.00")]
    offices = [
        (None, "税务所", name, amount) for name, amount in (("一所", "70.00"), ("二所", "20.00"), ("三所", "5.00"))
    ]
    put(
        connection,
        PLAN,
        [
            {"year": 2025, "area": area, "level": level, "office": office, "amount": Dec(amount), "persons": None}
            for area, level, office, amount in (*rows, *offices)
        ],
    )
    by_area = Question(("plan_amount", "plan_completion"), ("subdistrict",), top=Top(1, "plan_completion"))
    assert ask(connection, by_area).rows == [
        (A, Dec("100.00"), Dec("0.5000000000"), Dec("50.00"), Dec("100.00")),
        ("rest", Dec("60.00"), Dec("0.5000000000"), Dec("30.00"), Dec("60.00")),
    ]
    by_office = Question(("plan_amount", "plan_completion"), ("office",), top=Top(1, "plan_amount"))
    assert ask(connection, by_office).rows == [
        ("一所", Dec("70.00"), Dec("0.7142857143"), Dec("50.00"), Dec("70.00")),
        ("rest", Dec("25.00"), Dec("1.2000000000"), Dec("30.00"), Dec("25.00")),
    ]
