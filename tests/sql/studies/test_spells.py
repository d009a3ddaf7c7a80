"""Suspension spells: when they start, how long they last, what ends them."""

from decimal import Decimal as Dec
from typing import Any

import pytest

from sql.connect import Connection
from sql.metrics import QuestionError
from tests.sql.metrics.marts_by_hand import A1, B1, A, B, Row, person, published, put_persons
from tests.sql.studies.conftest import Study


def months(who: int, runs: dict[str, tuple[int, int]], community: str = A1, **last: Any) -> list[Row]:
    """A person's runs at T−1 and T, month by month; `last` is said of the last month."""
    rows = [person(month, who, community, run_before=was, run=now) for month, (was, now) in runs.items()]
    rows[-1] |= last
    return rows


def lives(starts: str | None = None) -> Connection:
    """Known at the end of 2025; k = 3 unless asked otherwise.

    1 stops in February and pays in May. 2 stops in March, is silent for five months in May, leaves in October.
    3 stops in June in A1, moves to B1 and stays silent, five months in August. 4 had stopped before the first month
    known, pays in April, stops again in September and pays in November.
    """
    connection = published("2025-12-31", starts=starts)
    put_persons(
        connection,
        [
            *months(1, {"2025-02": (2, 3), "2025-03": (3, 4), "2025-04": (4, 4), "2025-05": (4, 0)}),
            *months(2, {"2025-03": (2, 3), "2025-04": (3, 4), "2025-05": (4, 5), "2025-06": (5, 6)}, B1),
            person("2025-10", 2, B1, run_before=9, run=0, registered=0, lost=1),
            *months(3, {"2025-06": (2, 3)}, sex="F"),
            *months(3, {"2025-07": (3, 4), "2025-08": (4, 5), "2025-12": (8, 9)}, B1),
            *months(4, {"2025-01": (4, 5), "2025-02": (5, 6), "2025-04": (7, 1)}),
            *months(4, {"2025-09": (2, 3), "2025-10": (3, 4), "2025-11": (4, 0)}),
        ],
    )
    return connection


def returned(*pairs: tuple[int, int]) -> tuple[Any, ...]:
    """Rates of those who returned within 3, 6 and 12 months, over those seen so long."""
    found: list[Any] = []
    for above, below in pairs:
        found += [round(Dec(above) / below, 10) if below else None, above, below]
    return tuple(found)


def test_spells_are_counted_from_their_start(ask_study: Study) -> None:
    """3 + 7 + 2 months that are over and 7 that are not; of those since September none could return within 6."""
    assert ask_study("spells", lives()) == [(4, 2, 1, 1, 19, *returned((2, 4), (1, 3), (0, 0)))]


def test_a_spell_is_told_apart_as_it_started(ask_study: Study) -> None:
    """In the month, the area and with the traits of its start."""
    assert ask_study("spells", lives(), by=("month", "subdistrict")) == [
        ("2025-02", A, 1, 1, 0, 0, 3, *returned((1, 1), (1, 1), (0, 0))),
        ("2025-03", B, 1, 0, 1, 0, 7, *returned((0, 1), (0, 1), (0, 0))),
        ("2025-06", A, 1, 0, 0, 1, 7, *returned((0, 1), (0, 1), (0, 0))),
        ("2025-09", A, 1, 1, 0, 0, 2, *returned((1, 1), (0, 0), (0, 0))),
    ]
    assert ask_study("spells", lives(), where={"subdistrict": (B,)}) == [
        (1, 0, 1, 0, 7, *returned((0, 1), (0, 1), (0, 0)))
    ]
    assert ask_study("spells", lives(), by=("sex",)) == [
        ("F", 1, 0, 0, 1, 7, *returned((0, 1), (0, 1), (0, 0))),
        ("M", 3, 2, 1, 0, 12, *returned((2, 3), (1, 2), (0, 0))),
    ]


def test_any_k(ask_study: Study) -> None:
    """After five unpaid months: 2 from May, 3 from August, and 4 from January, of which nobody knew it at k = 3."""
    assert ask_study("spells", lives(), by=("month",), k=5) == [
        ("2025-01", 1, 1, 0, 0, 3, *returned((1, 1), (1, 1), (0, 0))),
        ("2025-05", 1, 0, 1, 0, 5, *returned((0, 1), (0, 1), (0, 0))),
        ("2025-08", 1, 0, 0, 1, 5, *returned((0, 1), (0, 0), (0, 0))),
    ]


def test_spells_before_history_are_not_shown(ask_study: Study) -> None:
    """Those of 1."""
    assert ask_study("spells", lives("2025-03")) == [(3, 1, 1, 1, 16, *returned((1, 3), (0, 2), (0, 0)))]


def test_nobody_was_ever_suspended(ask_study: Study) -> None:
    """One row of nothing, or none."""
    assert ask_study("spells", lives(), k=12) == [(0, 0, 0, 0, 0, *returned((0, 0), (0, 0), (0, 0)))]
    assert ask_study("spells", lives(), k=12, by=("month",)) == []


def test_spells_are_of_no_one_month(ask_study: Study) -> None:
    """Nothing is read."""
    with pytest.raises(QuestionError, match="study 'spells' takes no month to compare with; leave --earlier out"):
        ask_study("spells", lives(), earlier=1)
