"""`make bench`: a night of 1 and 10 million receipts against the floor, and questions, side by side in one run.

The floor is the same bytes of all feeds through DuckDB alone: a typed read, one window per person over
the receipts, one aggregation by month, community and worker type.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

import duckdb

from tests.load.bureau import write_bureau
from tests.load.questions import measure

TYPES = {
    "费款所属期起": "DATE", "费款所属期止": "DATE", "缴费基数": "DECIMAL(18,2)", "费率": "DECIMAL(9,6)",
    "应缴金额": "DECIMAL(18,2)", "实缴金额": "DECIMAL(18,2)", "缴款日期": "DATE", "入库日期": "DATE",
    "更新时间": "TIMESTAMP", "缴款期限": "DATE", "变更日期": "DATE", "计划金额": "DECIMAL(18,2)",
}  # fmt: skip
WINDOW = """
create table walked as
select 证件号码, 费款所属期起, 实缴金额, max(费款所属期止) over (partition by 证件号码 order by 入库日期) as paid_until
from receipts
"""
AGGREGATION = """
create table summed as
select date_trunc('month', 费款所属期起) as month, 社区代码, 缴费人员类别, count(*) as receipts, sum(实缴金额) as amount
from walked left join (select distinct on (证件号码) 证件号码, 社区代码, 缴费人员类别 from register) using (证件号码)
group by all
"""


def main(sizes: tuple[int, ...]) -> None:
    """Print, for each number of receipts, the night, the floor, and their ratio."""
    print(f"{'receipts':>12} {'rows':>12} {'night s':>9} {'rows/s':>10} {'peak MiB':>9} {'floor s':>8} {'ratio':>6}")
    nights = {size: _measure(size, sizes) for size in sizes}
    if len(sizes) > 1:
        small, large = sizes[0], sizes[-1]
        print(f"rows x {large // small}: time x {nights[large] / nights[small]:.1f} (promised: at most 12)")


def _measure(receipts: int, sizes: tuple[int, ...]) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        home = Path(folder)
        files = write_bureau(home / "inbox", receipts)
        floor = _floor(files, home / "floor.duckdb")
        rows = _count(home / "floor.duckdb", files)
        (home / "floor.duckdb").unlink()
        night, peak = _night(home)
        print(
            f"{rows['receipts']:>12,} {sum(rows.values()):>12,} {night:>9.1f} {sum(rows.values()) / night:>10,.0f}"
            f" {peak / 1024:>9,.0f} {floor:>8.1f} {night / floor:>6.2f}",
            flush=True,
        )
        _print_steps(home)
        if receipts == max(sizes):
            measure(home)
        return night


def _floor(files: dict[str, Path], path: Path) -> float:
    database = duckdb.connect(str(path))
    database.execute("set threads = 2")
    database.execute("set memory_limit = '3GB'")
    started = monotonic()
    for feed, file in files.items():
        named = f"describe select * from read_csv('{file}', header = true, all_varchar = true)"
        names = [row[0] for row in database.execute(named).fetchall()]
        columns = ", ".join(f"'{name}': '{TYPES.get(name, 'VARCHAR')}'" for name in names)
        shape = "header = true, auto_detect = false, delim = ',', quote = '\"'"
        read = f"read_csv('{file}', {shape}, columns = {{{columns}}})"
        database.execute(f"create table {feed} as select * from {read}")
    database.execute(WINDOW)
    database.execute(AGGREGATION)
    elapsed = monotonic() - started
    database.close()
    return elapsed


def _count(path: Path, files: dict[str, Path]) -> dict[str, int]:
    with duckdb.connect(str(path), read_only=True) as database:
        return {feed: database.execute(f"select count(*) from {feed}").fetchall()[0][0] for feed in files}


def _night(home: Path) -> tuple[float, int]:
    """Seconds and peak resident memory (KiB) of a night in its own process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    started = monotonic()
    environment = {**os.environ, "COLLECTION_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "etl", "night", "--date", "2026-09-15"], check=True, env=environment)
    elapsed = monotonic() - started
    return elapsed, max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _print_steps(home: Path) -> None:
    [version] = (home / "versions").glob("*.duckdb")
    with duckdb.connect(str(version), read_only=True) as database:
        longest = "select step, rows, milliseconds from step order by milliseconds desc limit 14"
        steps = database.execute(longest).fetchall()
    for step, rows, milliseconds in steps:
        print(f"    {milliseconds / 1000:>7.1f} s  {rows:>12,}  {step}")


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or (1_000_000, 10_000_000))
