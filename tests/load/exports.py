"""`python -m tests.load.exports`: 100,000 rows as a workbook and as text, beside XlsxWriter alone with the same cells.

Each runs in a process of its own, so that peak memory is its own; the libraries are in it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter

from xlsxwriter import Workbook

from dashboard.exports import Cell, Column, Kind, Labels, Mark, Sheet, write_text, write_workbook

ROWS = 100_000
TIMES = 5
COLUMNS = (
    Column("序号", Kind.WHOLE),
    *(Column(label) for label in ("姓名", "证件号码", "类别")),
    Column("年龄", Kind.WHOLE),
    *(Column(label) for label in ("街道", "社区")),
    *(Column("欠缴月数", Kind.WHOLE), Column("最近缴费", Kind.MONTH), Column("欠费", Kind.MONEY)),
)
"""Those of a list of people."""
FORMATS = {Kind.WHOLE: "#,##0", Kind.MONEY: "#,##0.00", Kind.RATE: "0.00%", Kind.DAY: "yyyy-mm-dd"}
MARK = Mark("E-1", "张三", datetime(2026, 9, 15, 9, 30, tzinfo=UTC))
LABELS = Labels("说明", "{number} · {user} · {time}", "行数", "{page} / {pages}", "{count}", "可选项")


def rows() -> Iterator[tuple[Cell, ...]]:
    """People: invented, each its own."""
    for row in range(ROWS):
        yield (
            *(row + 1, f"张{row}", f"210299{1960 + row % 40}0101{row % 10000:04d}", "自由职业者", row % 60 + 16),
            *(f"第{row % 7}街道", f"第{row % 120}社区", row % 37, f"{2021 + row % 5}-{row % 12 + 1:02d}"),
            Decimal(87180 * (row % 60)) / 100,
        )


def workbook(path: Path) -> None:
    """The export."""
    write_workbook(path, [Sheet("欠费人员", (("数据截至", "2026-09-15"),), COLUMNS, rows())], MARK, LABELS)


def text(path: Path) -> None:
    """The export as text."""
    write_text(path, Sheet("欠费人员", (), COLUMNS, rows()), MARK, LABELS)


def floor(path: Path) -> None:
    """XlsxWriter alone in its constant-memory mode, with the same cells and formats."""
    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        styles = [book.add_format({"num_format": FORMATS.get(column.kind, "@")}) for column in COLUMNS]
        for row, cells in enumerate(rows()):
            for place, (cell, style) in enumerate(zip(cells, styles, strict=True)):
                if isinstance(cell, str):
                    sheet.write_string(row, place, cell, style)
                elif isinstance(cell, date):
                    sheet.write_datetime(row, place, cell, style)
                elif cell is not None:
                    sheet.write_number(row, place, cell, style)


WAYS: dict[str, Callable[[Path], None]] = {"workbook": workbook, "text": text, "floor": floor}


def main() -> None:
    """Print seconds, peak memory and size of each way, and the ratio of the workbook to the floor."""
    print(f"{ROWS:,} rows of {len(COLUMNS)} cells; medians of {TIMES}")
    print(f"{'':12} {'seconds':>8} {'peak MiB':>9} {'file MiB':>9}")
    # In turns, so that whatever else the machine does falls on all alike.
    turns = [{way: _told(way) for way in WAYS} for _ in range(TIMES)]
    for way in WAYS:
        seconds, peak, size = (median(values) for values in zip(*(turn[way] for turn in turns), strict=True))
        print(f"{way:12} {seconds:>8.1f} {peak / 1024:>9.0f} {size / 2**20:>9.1f}")
    ratio = median(turn["workbook"][0] / turn["floor"][0] for turn in turns)
    print(f"workbook / XlsxWriter alone: {ratio:.2f}")


def _told(way: str) -> tuple[float, ...]:
    command = [sys.executable, "-m", "tests.load.exports", way]
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    return tuple(float(value) for value in told.stdout.split())


def _once(way: str) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        path = Path(folder) / "export"
        started = perf_counter()
        WAYS[way](path)
        print(perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, path.stat().st_size)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _once(sys.argv[1])
    else:
        main()
