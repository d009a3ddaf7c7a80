"""Cohort survival, from people's months."""

from decimal import Decimal as Dec
from typing import Any

from sql.connect import Connection
from sql.metrics import month_text, parse_month
from tests.sql.metrics.marts_by_hand import A1, B1, A, B, Row, person, published, put_persons
from tests.sql.studies.conftest import Study
from tests.sql.studies.test_kaplan_meier import PUBLISHED, RELAPSED, STILL_WELL

ENTRY = parse_month("2020-01")


def entered(month: str, who: int, community: str = A1, **values: Any) -> Row:
    """A person's first month."""
    return person(month, who, community, new=1, registered_before=0, **values)


def after(months: int, who: int, **values: Any) -> Row:
    """A later month of one who entered in January 2020."""
    return person(month_text(ENTRY + months), who, **values)


def patients() -> Connection:
    """The published patients, weeks as months; the last is still there on d, 35 months on."""
    connection = published("2022-12-31")
    lives = [*((months, True) for months in RELAPSED), *((months, False) for months in STILL_WELL)]
    rows = [entered("2020-01", who) for who, _ in enumerate(lives)]
    for who, (months, relapsed) in enumerate(lives):
        if relapsed:
            rows.append(after(months, who, run=3, run_before=2))
        elif months < 35:
            rows.append(after(months, who, registered=0, lost=1))
    put_persons(connection, rows)
    return connection


def test_the_published_curve(ask_study: Study) -> None:
    """Suspended for the first time: relapsed; no longer registered, or d: no longer seen."""
    rows = ask_study("survival", patients())
    events = {row[1]: (row[2], row[3], *(round(float(value), 3) for value in row[5:])) for row in rows if row[3]}
    assert events == {
        months: (at_risk, relapses, survival, low, high)
        for months, (at_risk, relapses, survival, _, low, high) in PUBLISHED.items()
    }
    assert rows[-1][:5] == ("2020H1", 35, 1, 0, 1)


def test_cohorts_are_half_years_as_at_entry(ask_study: Study) -> None:
    """1 stops after 3 months, 2 leaves after 3, comes back and stops; 3 enters in July, 4 before history."""
    connection = published("2021-06-30", starts="2020-01")
    put_persons(
        connection,
        [
            entered("2020-01", 1),
            after(3, 1, community=B1, run=3, run_before=2),
            after(5, 1, run=0, run_before=4),
            after(9, 1, run=3, run_before=2),
            entered("2020-06", 2, B1),
            after(8, 2, registered=0, lost=1),
            after(10, 2, returned=1, registered_before=0),
            after(13, 2, run=3, run_before=2),
            entered("2020-07", 3, sex="F"),
            entered("2019-12", 4),
            after(3, 4, run=3, run_before=2),
        ],
    )
    nothing = (None, None)
    first, second = ask_study("survival", connection)
    assert first[:6] == ("2020H1", 3, 2, 1, 1, Dec("0.5000000000"))
    assert (round(first[6], 6), round(first[7], 6)) == (Dec("0.005983"), Dec("0.910410"))
    assert second == ("2020H2", 11, 1, 0, 1, Dec("1.0000000000"), *nothing)
    assert ask_study("survival", connection, where={"subdistrict": (A,)}) == [
        ("2020H1", 3, 1, 1, 0, Dec("0E-10"), *nothing),
        ("2020H2", 11, 1, 0, 1, Dec("1.0000000000"), *nothing),
    ]
    assert ask_study("survival", connection, where={"subdistrict": (B,)}, k=4) == [
        ("2020H1", 3, 1, 0, 1, Dec("1.0000000000"), *nothing),
    ]


def test_suspended_from_the_start(ask_study: Study) -> None:
    """With k = 1 a first month unpaid at its end is an event after no months; and other k see other events."""
    connection = published("2020-12-31")
    put_persons(
        connection,
        [entered("2020-03", 1, run=1), entered("2020-03", 2), person("2020-05", 2, run=2, run_before=1)],
    )
    assert [row[:6] for row in ask_study("survival", connection, k=1)] == [
        ("2020H1", 0, 2, 1, 0, Dec("0.5000000000")),
        ("2020H1", 2, 1, 1, 0, Dec("0E-10")),
    ]
    assert [row[:6] for row in ask_study("survival", connection, k=3)] == [("2020H1", 9, 2, 0, 2, Dec("1.0000000000"))]
