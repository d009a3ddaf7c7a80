"""Three people, three nights, and a file in which each fate of a row occurs once."""

import shutil
from pathlib import Path

from sql.connect import current_version
from tests import engines
from tests.deliveries import Row, delivery, identity, receipt, registered, write
from tests.program import night

A, B, C = (identity("1985-03-04", number) for number in range(1, 7, 2))
MAY, JUNE, LATER = "2025-05-31", "2025-06-10", "2025-06-20"
ACCOUNT = """\
rows: read = loaded + superseded + duplicate + quarantined + out of scope + totals
  file name              read  loaded  superseded  duplicate  quarantined  out of scope  total
  receipts_20250531.csv  9     2       1           3          1            1             1
  register_20250531.csv  3     3       0           0          0            0             0
  receipts_20250610.csv  1     1       0           0          0            0             0

money, split the same way
  file name              read     loaded   superseded  duplicate  quarantined  out of scope
  receipts_20250531.csv  6300.00  1800.00  900.00      2700.00    600.00       300.00
  register_20250531.csv  0.00     0.00     0.00        0.00       0.00         0.00
  receipts_20250610.csv  800.00   800.00   0.00        0.00       0.00         0.00

quarantine
  file name              column name  reason                rows  amount  first line
  receipts_20250531.csv  电子税票号码       the value is missing  1     600.00  8
"""
"""What is said of the files of May and June once both have landed."""


def may_receipts() -> list[Row]:
    """Return a row of each fate: three good ones, copies of one, one unreadable, one of another item, the total."""
    rows = [receipt(f"M{n}", p, "202505", "202505", "900.00", "2025-05-20") for n, p in enumerate((A, B, C), start=1)]
    unreadable = receipt("", B, "202505", "202505", "600.00", "2025-05-20")
    other = receipt("M5", A, "202505", "202505", "300.00", "2025-05-20", 征收品目="职工基本医疗保险费")
    return [*rows, *rows[:1] * 3, unreadable, other, {"证件号码": "合计", "实缴金额": "6300.00"}]


def deliver_may(home: Path) -> None:
    """Write the deliveries of May."""
    people = [registered(f"P{n}", p, "1", "2025-01-02", "210213009001") for n, p in enumerate((A, B, C), start=1)]
    write([delivery("receipts", MAY, may_receipts()), delivery("register", MAY, people)], home / "inbox")


def deliver_june(home: Path) -> None:
    """Write the correction that came in June."""
    corrected = receipt("M3", C, "202505", "202505", "800.00", "2025-05-20", 更新时间="2025-06-01 08:00:00")
    write([delivery("receipts", JUNE, [corrected])], home / "inbox")


def deliver_later(home: Path) -> None:
    """Write what came on the last day."""
    write([delivery("receipts", LATER, [receipt("J1", A, "202506", "202506", "900.00", "2025-06-18")])], home / "inbox")


def live_through_june(home: Path) -> None:
    """Run one night over the files of May and June."""
    deliver_may(home)
    deliver_june(home)
    night(home, JUNE)


def live_through_three_nights(home: Path) -> None:
    """Run a night on each date, over what had come by then."""
    for deliver, d in ((deliver_may, MAY), (deliver_june, JUNE), (deliver_later, LATER)):
        deliver(home)
        night(home, d)


def copied(home: Path, folder: Path) -> Path:
    """Return a copy of a home, in a folder of its own, that may be changed."""
    return Path(shutil.copytree(home, folder / "home"))


def served(home: Path) -> str:
    """Return the name of the version that readers see."""
    return current_version(engines.chosen.place(home)).name
