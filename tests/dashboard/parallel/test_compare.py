"""The printed table with five planted differences, explained to the cent on both engines."""

from datetime import date
from decimal import Decimal as Dec

import pytest

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.data import Door
from dashboard.parallel.compare import compare, outcome_of
from dashboard.parallel.meaning import meaning_of
from dashboard.parallel.printed import read_printed
from dashboard.parallel.suggest import names_of, suggested
from sql.studies.parallel import Cause
from tests import engines
from tests.printed_table import MADE, MARCH, OURS, PLANTED, STREETS, THEIRS, TOTAL, book, lines


@pytest.fixture
def rows():
    """The table as it was brought."""
    return read_printed(book(lines(THEIRS, TOTAL)))


def told(outcome):
    """By area, what came out: theirs, ours, and the parts."""
    return {
        found.cell.area: (
            found.cell.theirs,
            found.ours,
            {str(part.cause): part.amount for part in found.split.parts},
        )
        for found in outcome.cells
    }


def planted():
    """What must come out."""
    ours = {area: Dec(amount) for area, amount in OURS.items()} | {"": sum(map(Dec, OURS.values()))}
    theirs = {area: Dec(amount) for area, amount in THEIRS.items()} | {"": Dec(TOTAL)}
    causes = {area: {} for area in ours} | {area: {cause: Dec(amount)} for area, (cause, amount) in PLANTED.items()}
    for cause, amount in (PLANTED[area] for area in STREETS if area in PLANTED):
        causes[""][cause] = Dec(amount)
    return {area: (theirs[area], ours[area], causes[area]) for area in ours}


def test_the_labels_say_what_the_table_means(reading, rows):
    meaning = suggested(rows, names_of(reading))
    assert (meaning.month, meaning.made_on, meaning.unit) == (MARCH, date.fromisoformat(MADE), 1)
    assert [line.who for line in meaning.rows.values()] == [*STREETS, "all"]
    assert [(line.metric, line.sure) for line in meaning.columns.values()] == [("received_net", 1.0)]
    assert not meaning.asks
    assert meaning_of(meaning.as_json()) == meaning


def test_five_planted_differences_are_explained_to_the_cent(reading, rows):
    outcome = compare(reading, rows, suggested(rows, names_of(reading)))
    assert told(outcome) == planted()
    for found in outcome.cells:
        assert found.difference == sum((part.amount for part in found.split.parts), Dec(0))
        assert found.explained
    assert [found.agrees for found in outcome.cells] == [False, False, False, True, False, False]


def test_what_is_kept_comes_back_as_it_was(reading, rows):
    meaning = suggested(rows, names_of(reading))
    outcome = compare(reading, rows, meaning)
    assert outcome_of(outcome.as_json(), rows, meaning) == outcome


def test_what_nothing_explains_says_so(reading):
    """One cent more than any row is worth stays unexplained, and the total carries it."""
    off = THEIRS | {"210213012": "3071.81"}
    rows = read_printed(book(lines(off, "17071.35")))
    outcome = compare(reading, rows, suggested(rows, names_of(reading)))
    cells = told(outcome)
    assert cells["210213012"][2] == {"unexplained": Dec("0.01")}
    assert cells[""][2]["unexplained"] == Dec("0.01")
    assert "arithmetic" not in cells[""][2]


def test_an_official_of_one_subdistrict_is_told_of_own_cells_alone(march, rows):
    own = Viewer("own", Role.OFFICIAL, ("210213002",))
    reading = Door(engines.chosen.place(march), memory="512MB", threads=1).reading(own)
    outcome = compare(reading, rows, suggested(rows, names_of(reading)))
    assert {found.cell.area: found.problem for found in outcome.cells} == {
        **dict.fromkeys(["", *STREETS], "outside"),
        "210213002": "",
    }
    assert {found.cell.area: found.ours for found in outcome.cells if found.ours is not None} == {
        "210213002": Dec("3771.80")
    }


def test_a_table_by_month_held_against_treasury_dates_is_the_axis(reading):
    """For February were paid 3,071.80 each, less the refund and with the late receipt; 3,071.80 each came in February.

    By the receipts of the month alone the two that differ could not be told: no row of February is set apart.
    """
    theirs = dict.fromkeys(STREETS, "3071.80") | {"210213001": "2728.20", "210213002": "3771.80"}
    rows = read_printed(book(lines(theirs, "15715.40", month="2025年2月")))
    outcome = compare(reading, rows, suggested(rows, names_of(reading)))
    parts = {area: parts for area, (_, _, parts) in told(outcome).items()}
    assert outcome.basis == (Cause.AXIS,)
    assert {area: parts[area] for area in ("210213001", "210213002", "210213009", "")} == {
        "210213001": {"axis": Dec("-343.60")},
        "210213002": {"axis": Dec("700.00")},
        "210213009": {},
        "": {"axis": Dec("356.40")},
    }


def test_wan_yuan_are_read_and_rounding_is_rounding(reading):
    wan = {"210213001": "0.27", "210213002": "0.38", "210213009": "0.31", "210213012": "0.31", "210213013": "0.31"}
    rows = [[cell.replace("单位：元", "单位：万元") for cell in row] for row in lines(wan, "1.57")]
    brought = read_printed(book(rows))
    outcome = compare(reading, brought, suggested(brought, names_of(reading)))
    parts = {area: parts for area, (_, _, parts) in told(outcome).items()}
    assert parts["210213001"] == {"rounding": Dec("-28.20")}
    assert {cause for causes in parts.values() for cause in causes} == {"rounding"}
    assert all(found.agrees for found in outcome.cells)


def test_a_basis_that_is_said_is_taken_whole(reading, rows):
    meaning = suggested(rows, names_of(reading))
    said = meaning_of(meaning.as_json().replace('"basis": null', '"basis": ["refunds"]'))
    outcome = compare(reading, rows, said)
    assert outcome.basis == (Cause.REFUNDS,)
    assert told(outcome) == planted()


def test_people_are_compared_and_their_rest_is_unexplained(reading):
    """Three are registered in each; what a count is off by is not told by rows, a wrong total is."""
    people = dict.fromkeys(STREETS, "3") | {"210213009": "4"}
    rows = [[cell.replace("净入库金额", "参保人数(人)") for cell in row] for row in lines(people, "17")]
    brought = read_printed(("\n".join("\t".join(row) for row in rows)).encode())
    outcome = compare(reading, brought, suggested(brought, names_of(reading)))
    parts = {area: parts for area, (_, _, parts) in told(outcome).items()}
    assert parts == {
        **{area: {} for area in STREETS},
        "210213009": {"unexplained": Dec(1)},
        "": {"unexplained": Dec(1), "arithmetic": Dec(1)},
    }
