"""The bridge between the axes, on the worked example of the rules and for what moves between areas."""

from contextlib import closing
from decimal import Decimal as Dec
from pathlib import Path

import pytest

from sql.connect import open_reader
from sql.metrics import parse_month
from sql.studies.listing import asked_of
from sql.studies.scope import Scope
from tests.deliveries import delivery, identity, receipt, registered, write
from tests.program import night

HERE, THERE = "210213009001", "210213012001"
A, B = (identity("1985-03-04", number) for number in (1, 3))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pays for the year before, for months before, for his month and ahead; B moves in the middle of November."""
    home = tmp_path_factory.mktemp("bridge")
    people = [
        registered("1", A, "1", "2025-01-02", HERE),
        registered("2", B, "1", "2025-01-02", HERE),
        registered("2", B, "1", "2025-11-20", THERE),
    ]
    paid = [
        receipt("T1", A, "202411", "202412", "200.00", "2025-11-10"),
        receipt("T2", A, "202509", "202511", "300.01", "2025-11-10"),
        receipt("T3", A, "202511", "202602", "400.00", "2025-11-12"),
        receipt("T4", A, "202511", "202511", "10.00", "2025-10-31"),
        receipt("T5", A, "202511", "202511", "20.00", "2025-12-01"),
        receipt("T6", A, "202511", "202511", "-5.00", "2025-11-28", 业务类型="退收"),
        receipt("T7", B, "202511", "202511", "70.00", "2025-11-05"),
    ]
    write([delivery("register", "2025-12-05", people), delivery("receipts", "2025-12-05", paid)], home / "inbox")
    night(home, "2025-12-05")
    return home


def asked(home: Path, **where: tuple[str, ...]) -> dict[str, Dec]:
    """The parts of November's bridge."""
    with closing(open_reader(home)) as version:
        rows = asked_of("bridge")(version, Scope(where, month=parse_month("2025-11"))).rows
    return dict(rows)


def test_every_receipt_and_month_is_in_one_part(home: Path) -> None:
    """300.01 over three months is 100.00, 100.00 and 100.01; 400.00 over four is 100.00 each."""
    assert asked(home) == {
        "received": Dec("965.01"),
        "earlier_months": Dec("-200.00"),
        "earlier_years": Dec("-200.00"),
        "later_months": Dec("-300.00"),
        "before": Dec("10.00"),
        "after": Dec("20.00"),
        "rest": Dec("0.00"),
        "paid": Dec("295.01"),
    }


def test_of_an_area_what_moved_is_the_rest(home: Path) -> None:
    """B paid at HERE and stands at THERE at the month's end."""
    here, there = (asked(home, community=(code,)) for code in (HERE, THERE))
    assert (here["received"], here["rest"], here["paid"]) == (Dec("965.01"), Dec("-70.00"), Dec("225.01"))
    assert (there["received"], there["rest"], there["paid"]) == (Dec("0.00"), Dec("70.00"), Dec("70.00"))
