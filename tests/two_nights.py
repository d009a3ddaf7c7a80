"""A small bureau whose second night does everything a night can do to the disk.

Before it three nights have run. Then come: a packed file, a correction of an earlier one in GB18030, a workbook, a
whole register and a late one, rows that are put aside, and changed rows in a source database. The published versions
are as many as are kept, so the second night removes one.
"""

import gzip
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from etl.simulator.workbook import write_workbook
from tests.deliveries import (
    HEADERS,
    Row,
    assessment,
    deduction,
    delivery,
    identity,
    on_roster,
    receipt,
    registered,
    write,
)
from tests.model import Delivery
from tests.program import night

FIRST, SECOND = "2025-06-18", "2025-06-20"
EARLIER_NIGHTS = ("2025-06-17", FIRST, FIRST)
HERE, THERE = "210213009001", "210213009003"
A, B, C, D, E = (identity("1985-03-04", number) for number in range(1, 10, 2))
SETTINGS = """
[feeds.register]
kind = "full"

[feeds.assessments]
source = "database"
url = "sqlite:///tax.sqlite"
table = "assessed"
"""


def live_until_the_second(home: Path) -> None:
    """Live through the nights before, and let everything for the second lie ready."""
    (home / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    assess(home, [assessed(person, month) for person in (A, B, C) for month in ("202504", "202505")])
    write([delivery("receipts", "2025-05-31", receipts()), *first_lists()], home / "inbox")
    for day in EARLIER_NIGHTS:
        night(home, day)
    deliver(home / "inbox")
    assess(home, [assessed(A, "202505", "800.00", "2025-06-19"), assessed(D, "202505", updated="2025-06-20")])


def deliver(inbox: Path) -> None:
    """Write what comes before the second night."""
    june = [receipt(f"J{p[-4:]}", p, "202506", "202506", "900.00", "2025-06-10") for p in (A, B)]
    write([delivery("receipts", "2025-06-19", june), delivery("receipts", "2025-05-31", corrected(), 2)], inbox)
    pack(inbox / "receipts_20250619.csv")
    recode(inbox / "receipts_20250531_2.csv")
    write([whole_register("2025-06-10", "124"), whole_register("2025-06-19", "1345")], inbox)
    bank = [deduction("K1", A, "202506", "2025-06-18", "成功"), deduction("K1", B, "202506", "", "成功")]
    write([delivery("deductions", "2025-06-19", bank)], inbox)
    roster = [on_roster("202506", HERE, p, "01") for p in (A, B, C)] + [on_roster("202506", THERE, E, "02")]
    as_workbook(inbox / "roster_20250619.xlsx", "roster", roster)


def receipts() -> list[Row]:
    """Return the receipts of May; the last cannot be read."""
    rows = [receipt(f"M{p[-4:]}", p, "202504", "202505", "1800.00", "2025-05-20") for p in (A, B, C)]
    return [*rows, receipt("MX", D, "202505", "202505", "900.00", "2025-05-32")]


def corrected() -> list[Row]:
    """Return what is different in them: B paid less, D's can be read now."""
    later = {"更新时间": "2025-06-18 09:00:00"}
    less = receipt(f"M{B[-4:]}", B, "202504", "202505", "900.00", "2025-05-20", **later)
    return [less, receipt("MX", D, "202505", "202505", "900.00", "2025-05-23", **later)]


def first_lists() -> Iterator[Delivery]:
    """Yield a register and the one after it, and a roster."""
    yield whole_register("2025-05-31", "123")
    yield whole_register("2025-06-12", "134")
    yield delivery("roster", "2025-05-31", [on_roster("202505", HERE, p, "01") for p in (A, B, C, D)])


def whole_register(day: str, people: str) -> Delivery:
    """Return the register of these people as it stood on a day."""
    number = {"1": A, "2": B, "3": C, "4": D, "5": E}
    more = {"缴费频次": "按月", "缴费人员类别": "01"}
    return delivery("register", day, [registered(f"P{p}", number[p], "1", "2025-01-02", HERE, **more) for p in people])


def assessed(person: str, month: str, amount: str = "900.00", updated: str = "2025-06-02") -> Row:
    """Return an assessment as the tax bureau's table says it."""
    last = {"202504": "2025-04-30", "202505": "2025-05-31"}[month]
    return assessment(f"V{person[-4:]}{month}", person, month, amount, last, 更新时间=f"{updated} 08:00:00")


def assess(home: Path, rows: Iterable[Row]) -> None:
    """Put rows into the table of the tax bureau, in the place of those of the same voucher."""
    headers = HEADERS["assessments"]
    columns = ", ".join(f'"{name}" text' for name in headers)
    marks = ", ".join("?" * len(headers))
    connection = sqlite3.connect(home / "tax.sqlite")
    with connection:
        connection.execute(f'create table if not exists assessed ({columns}, primary key ("{headers[0]}"))')
        values = [[row.get(name) for name in headers] for row in rows]
        connection.executemany(f"insert or replace into assessed values ({marks})", values)
    connection.close()


def pack(path: Path) -> None:
    """Pack a file as some systems send it."""
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()


def recode(path: Path) -> None:
    """Write a file in the encoding of older systems."""
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))


def as_workbook(path: Path, feed: str, rows: Sequence[Row]) -> None:
    """Write rows as a workbook with a control file."""
    headers = HEADERS[feed]
    write_workbook(path, [headers], [[row.get(name, "") for name in headers] for row in rows], [])
    path.with_suffix(".ctl").write_text(json.dumps({"rows": len(rows)}), encoding="utf-8")
