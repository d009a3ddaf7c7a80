"""A row that means nothing is put aside and counted; the rest is published, and a corrected file loads it."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sql.connect import open_writer
from tests.bad_rows import BAD_ROWS, BY_YEAR, BadRow, good_row
from tests.deliveries import HEADERS, Row
from tests.yesterday import TODAY, TOMORROW, Night, as_csv, figures, night, status

KINDS = [(file, place, bad) for file, rows in BAD_ROWS.items() for place, bad in enumerate(rows)]
NAMES = [f"{file}, line {place + 2}, {bad.reason}" for file, place, bad in KINDS]
COUNT = len(KINDS)
FILES = len(BAD_ROWS)


@dataclass(frozen=True)
class Aside:
    """What the warehouse holds of a night's bad rows, of the corrected ones after the next, and the accounts."""

    ended: tuple[Night, Night]
    served: tuple[Any, Any]
    quarantine: dict[tuple[str, int], tuple[Any, ...]]
    loaded: set[tuple[str, int]]
    account: dict[str, dict[str, Any]]


def file_name(file: str, day: str) -> str:
    """Return the name under which a file is delivered."""
    feed, _, number = file.partition("_by_")
    return f"{feed}_{day.replace('-', '')}{'_1' if number else ''}.csv"


def feed_of(file: str) -> str:
    """Return the feed a file brings."""
    return file.partition("_by_")[0]


def deliver(home: Path, file: str, day: str, rows: Iterable[Row]) -> None:
    """Write rows as a file in the inbox."""
    headers = BY_YEAR if file == "receipts_by_year" else HEADERS[file]
    (home / "inbox" / file_name(file, day)).write_text(as_csv(list(rows), headers), encoding="utf-8")


def with_fault(row: Row, bad: BadRow) -> Row:
    """Return a good row with a fault."""
    return row | bad.besides | {bad.column: bad.value}


@pytest.fixture(scope="module")
def aside(published, tmp_path_factory):
    """Deliver every bad row in one night, and every row corrected in the next."""
    home = tmp_path_factory.mktemp("rows") / "home"
    shutil.copytree(published, home)
    for file, rows in BAD_ROWS.items():
        deliver(home, file, TODAY, (with_fault(good_row(file, n), bad) for n, bad in enumerate(rows)))
    first = night(home, TODAY), figures(home)
    account = {said["file_name"]: said for said in status(home)["files"]}
    for file, rows in BAD_ROWS.items():
        deliver(home, file, TOMORROW, (good_row(file, n) for n in range(len(rows))))
    second = night(home, TOMORROW), figures(home)
    yield Aside((first[0], second[0]), (first[1], second[1]), *held(home), account)
    shutil.rmtree(home)


def held(home: Path) -> tuple[dict[tuple[str, int], tuple[Any, ...]], set[tuple[str, int]]]:
    """Return the quarantine, and which lines of which files have landed."""
    warehouse = open_writer(home)
    try:
        rows = warehouse.rows(
            "select file_name, line, column_name, value, reason, amount from landed.quarantine"
            " join landed.delivery using (delivery)"
        )
        quarantine = {row[:2]: row[2:] for row in rows}
        assert len(quarantine) == len(rows)
        landed = [
            warehouse.rows(f"select file_name, line from landed.{feed} join landed.delivery using (delivery)")
            for feed in {feed_of(file) for file in BAD_ROWS}
        ]
    finally:
        warehouse.close()
    return quarantine, {row for rows in landed for row in rows}


@pytest.mark.parametrize(("file", "place", "bad"), KINDS, ids=NAMES)
def test_a_bad_row_lies_aside_with_its_place_and_loads_once_corrected(aside, file, place, bad):
    line = place + 2
    said = (bad.column, bad.value or None, bad.reason, Decimal(bad.amount))
    assert aside.quarantine[file_name(file, TODAY), line] == said
    assert (file_name(file, TODAY), line) not in aside.loaded
    assert (file_name(file, TOMORROW), line) in aside.loaded


def test_every_bad_row_is_counted_in_rows_and_money(aside):
    for file, rows in BAD_ROWS.items():
        said = aside.account[file_name(file, TODAY)]
        money = f"{sum(Decimal(bad.amount) for bad in rows):.2f}"
        counted = {name: said[name] for name in said if name.startswith(("rows_", "amount_"))}
        assert counted == {
            **dict.fromkeys(counted, 0) | dict.fromkeys([n for n in counted if n.startswith("amount_")], "0.00"),
            "rows_read": len(rows),
            "rows_quarantined": len(rows),
            "amount_read": money,
            "amount_quarantined": money,
        }
    assert len(aside.quarantine) == COUNT


def test_the_night_says_how_many_rows_lie_aside_and_is_published(aside):
    warning = (
        f"warning: put aside {COUNT} of the rows of {FILES} files; `python -m etl status` says why,"
        " and a corrected file loads them"
    )
    assert aside.ended == (Night(0, (warning,)), Night(0, ()))
    yesterday = {"received_net": Decimal("800.00"), "receipt_count": 100, "registered_persons": 2}
    receipts = len(BAD_ROWS["receipts"]) + len(BAD_ROWS["receipts_by_year"])
    corrected = {
        "received_net": Decimal(800 + 10 * receipts),
        "receipt_count": 100 + receipts,
        "registered_persons": 2 + len(BAD_ROWS["register"]),
    }
    assert aside.served == ({(): yesterday}, {(): corrected})


def test_the_line_is_the_one_an_editor_shows(home):
    """Titles, blank lines and line ends inside quotes stand above the bad row."""
    bad = as_csv([with_fault(good_row("receipts", 9), BadRow("缴款日期", "昨天", ""))]).split("\n", 1)[1]
    text = as_csv([good_row("receipts", 1)])
    layouts = {
        "receipts_20251231_1.csv": (text + bad, 3),
        "receipts_20251231_2.csv": (f"入库明细\r\n制表：张三\r\n{text}{bad}", 5),
        "receipts_20251231_3.csv": (f"入库明细\n\n{text}\n\n{bad}", 7),
        "receipts_20251231_4.csv": (
            text.replace("姓名", '"姓\n名"').replace("企业职工基本养老保险费", '"企业职工基本养老保险费\n"', 1) + bad,
            5,
        ),
    }
    for name, (content, _) in layouts.items():
        (home / "inbox" / name).write_text(content, encoding="utf-8", newline="")
    assert night(home, TODAY).code == 0
    assert set(held(home)[0]) == {(name, line) for name, (_, line) in layouts.items()}
