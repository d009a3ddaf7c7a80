"""The rows that may explain a figure of others, on the five planted differences, on both engines."""

from contextlib import closing
from datetime import date
from decimal import Decimal as Dec
from pathlib import Path

import pytest

from sql.connect import open_reader
from sql.studies.parallel import COLUMNS, Cause, Narrowed, Sought, behind, evidence, share
from tests import engines
from tests.deliveries import delivery, receipt, registered, write
from tests.printed_table import MADE, MARCH, PEOPLE, STREETS, live_through_march
from tests.program import night

CUT = date.fromisoformat(MADE)
Told = set[tuple[str, int, Dec, str, str]]


@pytest.fixture(scope="module", params=engines.ENGINES, ids=lambda engine: engine.name)
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bureau of the printed table, after its night, on each engine."""
    engines.choose(request.param)
    home = tmp_path_factory.mktemp("march")
    live_through_march(home)
    yield home
    request.param.forget()
    engines.choose(engines.DUCKDB)


def told(home: Path, sought: Sought) -> Told:
    with closing(open_reader(engines.chosen.place(home))) as version:
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in evidence(version, sought, 100).rows]
    return {(row["cause"], row["sign"], row["amount"], row["subdistrict"], row["ticket_number"]) for row in rows}


def test_every_planted_row_has_its_cause_and_no_other_row_any(home: Path) -> None:
    assert told(home, Sought(MARCH, cut=CUT)) == {
        ("refunds", -1, Dec("-343.60"), "210213001", "R1"),
        ("date_cut", -1, Dec("700.00"), "210213002", "L1"),
        ("duplicates", 1, Dec("1200.00"), "210213009", "T2025030091200"),
        ("item", 1, Dec("512.34"), "210213013", "H1"),
    }


def test_without_a_day_of_the_table_nothing_is_late(home: Path) -> None:
    assert {row[0] for row in told(home, Sought(MARCH))} == {"refunds", "duplicates", "item"}


def test_by_month_rows_are_those_that_pay_for_it(home: Path) -> None:
    """The refund and the late receipt are for February, the copy and the other insurance for March."""
    assert {row[4] for row in told(home, Sought(MARCH, by_month=True, cut=CUT))} == {"T2025030091200", "H1"}
    assert {row[4] for row in told(home, Sought(MARCH - 1, by_month=True, cut=CUT))} == {"R1", "L1"}


def test_an_official_of_one_subdistrict_reads_own_rows_alone(home: Path) -> None:
    assert {row[4] for row in told(home, Sought(MARCH, cut=CUT, within=("210213009",)))} == {"T2025030091200"}
    assert told(home, Sought(MARCH, cut=CUT, within=())) == set()


def test_the_rows_behind_say_who_and_from_which_file(home: Path) -> None:
    narrowed = Narrowed(Cause.DATE_CUT, {"subdistrict": ("210213002",)})
    with closing(open_reader(engines.chosen.place(home))) as version:
        total, answer = behind(version, Sought(MARCH, cut=CUT), narrowed, 10)
    (row,) = (dict(zip(answer.columns, row, strict=True)) for row in answer.rows)
    assert (total, row["identity"], row["file_name"]) == (1, PEOPLE["210213002"][1], "receipts_20250408.csv")


@pytest.fixture
def corrected(home: Path) -> Path:
    """The same after a correction of 3 April: what was 1,000.00 in 先进 is 900.00 now."""
    person = PEOPLE["210213009"][1]
    said = {"更新时间": "2025-04-03 08:00:00", "街道乡镇": STREETS["210213009"]}
    row = receipt("T2025030091000", person, "202503", "202503", "900.00", "2025-03-12", **said)
    write([delivery("receipts", "2025-04-03", [row])], home / "inbox")
    night(home, "2025-04-11")
    return home


def test_what_was_corrected_after_the_table_counted_as_it_was(corrected: Path) -> None:
    """Known on 2 April the older version counted and the newer did not; from 3 April on the older one is a copy."""
    older = ("T2025030091000", Dec("1000.00"))
    newer = ("T2025030091000", Dec("900.00"))

    def of(made: date | None) -> set[tuple[str, int, tuple[str, Dec]]]:
        rows = told(corrected, Sought(MARCH, cut=made))
        return {(row[0], row[1], (row[4], row[2])) for row in rows if row[4] == older[0]}

    assert of(CUT) == {("date_cut", 1, older), ("date_cut", -1, newer)}
    assert of(date(2025, 4, 3)) == of(None) == {("duplicates", 1, older)}


def test_a_row_delivered_twice_is_known_since_the_first_and_a_copy_since_the_second(home: Path, tmp_path: Path) -> None:
    """Whoever made a table between the two had it once: it is neither late nor a copy."""
    del home
    person = PEOPLE["210213001"][0]
    people = [registered("1", person, "1", "2025-01-02", "210213001001")]
    row = receipt("C1", person, "202503", "202503", "5.00", "2025-03-10", 街道乡镇="拥政")
    files = [delivery("register", "2025-03-02", people), delivery("receipts", "2025-03-02", [])]
    files += [delivery("receipts", day, [row]) for day in ("2025-04-01", "2025-04-08")]
    write(files, tmp_path / "inbox")
    night(tmp_path, "2025-04-09")
    by_cut = {cut: told(tmp_path, Sought(MARCH, cut=date.fromisoformat(cut))) for cut in ("2025-04-02", "2025-04-08")}
    assert by_cut == {"2025-04-02": set(), "2025-04-08": {("duplicates", 1, Dec("5.00"), "210213001", "C1")}}


def test_receipts_of_another_street_or_of_none_are_told_where_they_would_count(home: Path, tmp_path: Path) -> None:
    """A lives in 拥政; a table by street has one receipt in 友谊 and lacks the one without a street."""
    person = PEOPLE["210213001"][0]
    people = [registered("1", person, "1", "2025-01-02", "210213001001")]
    rows = [
        receipt(f"S{place}", person, "202503", "202503", f"{place}.00", "2025-03-10", 街道乡镇=street)
        for place, street in enumerate(("拥政", "友谊街道", "", "外地街道"), 1)
    ]
    rows.append(receipt("S5", person, "202503", "202503", "-0.50", "2025-03-11", 街道乡镇="友谊", 业务类型="退收"))
    write([delivery("register", "2025-04-01", people), delivery("receipts", "2025-04-01", rows)], tmp_path / "inbox")
    night(tmp_path, "2025-04-02")
    assert told(tmp_path, Sought(MARCH)) == {
        ("street", -1, Dec("2.00"), "210213001", "S2"),
        ("street", 1, Dec("2.00"), "210213002", "S2"),
        ("street", -1, Dec("-0.50"), "210213001", "S5"),
        ("street", 1, Dec("-0.50"), "210213002", "S5"),
        ("unassigned", -1, Dec("3.00"), "210213001", "S3"),
        ("unassigned", -1, Dec("4.00"), "210213001", "S4"),
    }
    own = told(tmp_path, Sought(MARCH, within=("210213002",)))
    assert own == set(), "the person lives elsewhere: who sees 友谊 alone is told nothing of the person"


def test_of_the_first_delivery_nothing_is_late(tmp_path: Path) -> None:
    """It brings the years before at once; when its rows became known nobody can say, unless by their own day."""
    people = [registered("1", PEOPLE["210213001"][0], "1", "2025-01-02", "210213001001")]
    rows = [
        receipt(f"F{day}", PEOPLE["210213001"][0], "202503", "202503", "10.00", f"2025-03-{day}") for day in (10, 20)
    ]
    deliveries = [delivery("register", "2025-06-01", people), delivery("receipts", "2025-06-01", rows)]
    write(deliveries, tmp_path / "inbox")
    night(tmp_path, "2025-06-02")
    cut = date(2025, 3, 15)
    with closing(open_reader(engines.chosen.place(tmp_path))) as version:
        found = [row[COLUMNS.index("ticket_number")] for row in evidence(version, Sought(MARCH, cut=cut), 10).rows]
    assert found == ["F20"]


def test_shares_are_those_of_the_rules() -> None:
    """300.01 over three months is 100.00, 100.00 and 100.01; -0.05 over three is -0.01, -0.01, -0.03."""
    assert [share(Dec("300.01"), 1, 3, month) for month in range(5)] == [
        *(Dec("0.00"), Dec("100.00"), Dec("100.00"), Dec("100.01"), Dec("0.00"))
    ]
    assert [share(Dec("-0.05"), 1, 3, month) for month in (1, 2, 3)] == [Dec("-0.01"), Dec("-0.01"), Dec("-0.03")]
