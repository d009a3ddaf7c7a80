"""`python -m tests.load.superset`: one chart beside the same figures from Apache Superset, and beside doing nothing.

Both are gunicorn with one worker over HTTP on this machine, and read the same published figures with the same DuckDB.
Every question is asked once of each, turn about, so neither has an answer to it; their figures must be equal. Ours is
the whole page 分析, drawn: the chart, its table, and what can be chosen but for menus that are not open; Superset's is
the rows of the chart alone.
Asked again, ours has its answer kept: what is left is the page around it.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import duckdb
import requests

from dashboard.access.cookies import cookie_name
from dashboard.access.roles import Role
from dashboard.periods import complete_month, parse_month
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.view import RUN_LENGTHS
from sql.connect import current_version
from sql.connect.duckdb import version_path
from sql.metrics.period import month_text
from tests.dashboard.access.bodies import CALLBACK, STILL_THERE, page_at
from tests.dashboard.browser.serving import server
from tests.dashboard.screenshots import demo_home
from tests.dashboard.viewers import SAME_SITE, session_of
from tests.load.superset_server import VERSION, Superset, superset

ROUNDS = 3
TIMES = 25
"""Of each chart and round; all of a run is less than one user may ask in a minute."""
WARM = 3
MONTHS = 24
"""How many months back questions are about."""
AREAS = 5
LARGEST = """
    select subdistrict from receipt_day where subdistrict in (select code from area)
    group by subdistrict order by count(*) desc, subdistrict limit ?
"""
"""The subdistricts that questions are about."""
REGISTERED = "sum(case when registered = 1 then persons else 0 end)"
SUSPENDED = "sum(case when registered = 1 and run >= {k} then persons else 0 end)"

Figures = Mapping[str, float]
"""By month number or area; money in yuan, rates in per cent."""


@dataclass(frozen=True)
class Asked:
    """The same question to both: the address of ours, the query to a table of Superset's; how near is equal."""

    search: str
    table: str
    query: Mapping[str, Any]
    scale: float
    near: float


def main() -> int:
    """Print versions, medians and ratios of each chart and round."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.superset", description=__doc__)
    parser.add_argument(
        "--home", type=Path, help="a home of files with something published; without it a demo bureau is built"
    )
    parser.add_argument("--folder", type=Path, help="where Superset stays installed; without it, it goes with the run")
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        home = arguments.home or stack.enter_context(demo_home())
        folder = arguments.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="superset-")))
        folder.mkdir(parents=True, exist_ok=True)
        for waits in (True, False):
            compared(home.resolve(), folder.resolve(), waits=waits)
        print("\nThe figures of every answer were equal.")
    return 0


def compared(home: Path, folder: Path, *, waits: bool) -> None:
    """Ask both everything; Superset's own notes wait for the disk, as it comes, or not."""
    version = current_version(home)
    figures = Path(shutil.copy(version_path(home, version.name), folder / "figures.duckdb"))
    with superset(folder, waits=waits) as theirs, server(home, query_threads=2) as base:
        numbers = theirs.datasets(figures, ("receipt_day", "area_month"))
        notes = "as it comes" if waits else "not waiting until its notes are on the disk"
        print(f"\nSuperset {VERSION} {notes}, DuckDB {duckdb.__version__}; medians of {TIMES} in milliseconds\n")
        heads = ("ours", "Superset", "nothing", "Superset/ours", "ours/nothing", "ours kept")
        print(f"{'not cached':<34}" + "".join(f"{head:>14}" for head in heads))
        last = complete_month(version.business_date)
        for name, questions, role in (
            ("received by month, one subdistrict", received(figures, last), Role.MANAGER),
            ("suspension rate by subdistrict", suspended(last), Role.OFFICIAL),
        ):
            ours = Ours(base, home, role)
            for asked in islice(questions, WARM):
                _once(ours, theirs, numbers, asked)
            for _ in range(ROUNDS):
                print(f"{name:<34}" + _round(ours, theirs, numbers, islice(questions, TIMES)), flush=True)


def received(figures: Path, last: int) -> Iterator[Asked]:
    """Net receipts by month over twelve months, in a subdistrict; each of the largest, then the months before."""
    with duckdb.connect(str(figures), read_only=True) as database:
        areas = [code for (code,) in database.execute(LARGEST, [AREAS]).fetchall()]
    for end in range(last, last - MONTHS, -1):
        for area in areas:
            span = f"{month_text(end - 11)}_{month_text(end)}"
            months = (_filter("month", ">=", end - 11), _filter("month", "<=", end))
            yield Asked(
                f"?metrics=received_net&by=month&draw=lines&compare=none&area={area}&span={span}",
                "receipt_day",
                _query(
                    "month", "sum(gross_amount) - sum(refunded_amount)", _filter("subdistrict", "==", area), *months
                ),
                scale=1,
                near=0.004,
            )


def suspended(last: int) -> Iterator[Asked]:
    """The suspension rate by subdistrict at a month end, by one number of unpaid months or another."""
    for month in range(last, last - MONTHS, -1):
        for k in RUN_LENGTHS:
            said = f"&month={month_text(month)}&k={k}"
            yield Asked(
                f"?metrics=suspension_rate&by=subdistrict&draw=bars&compare=none{said}",
                "area_month",
                _query("subdistrict", f"{SUSPENDED.format(k=k)} * 1.0 / {REGISTERED}", _filter("month", "==", month)),
                scale=100,
                near=1e-6,
            )


def _query(column: str, figure: str, *filters: Mapping[str, Any]) -> dict[str, Any]:
    metric = {"expressionType": "SQL", "sqlExpression": figure, "label": "figure"}
    return {"columns": [column], "metrics": [metric], "filters": list(filters), "row_limit": 1000}


def _filter(column: str, how: str, value: object) -> dict[str, Any]:
    return {"col": column, "op": how, "val": value}


class Ours:
    """The dashboard as it is served, and somebody signed in: another for each chart, for none may ask without end."""

    def __init__(self, base: str, home: Path, role: Role) -> None:
        services = services_of(Settings(home))
        word = session_of(services, role)
        services.database.close()
        self._address = base + CALLBACK
        self._session = requests.Session()
        # Written out, for the cookie is one of HTTPS and the server here speaks without.
        self._session.headers["Cookie"] = f"{cookie_name(services.settings)}={word}"
        self._session.headers["Sec-Fetch-Site"] = SAME_SITE["HTTP_SEC_FETCH_SITE"]

    def page(self, search: str) -> Any:
        """What the callback answers that draws the page of any cut."""
        return self._sent(page_at("/explore", search))

    def nothing(self) -> Any:
        """What the callback answers that does nothing."""
        return self._sent(STILL_THERE)

    def _sent(self, body: Mapping[str, Any]) -> Any:
        answer = self._session.post(self._address, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None


def _round(ours: Ours, theirs: Superset, numbers: Mapping[str, int], questions: Iterator[Asked]) -> str:
    """Medians of some questions: each to ours, to Superset, nothing at all, and ours when it knows, turn about."""
    times = [_once(ours, theirs, numbers, asked) for asked in questions]
    assert len(times) == TIMES, f"there are {len(times)} questions left to ask, of {TIMES}"
    own, other, nothing, kept = (median(column) for column in zip(*times, strict=True))
    values = (
        *(f"{own:.1f}", f"{other:.1f}", f"{nothing:.1f}"),
        *(f"{other / own:.1f}", f"{own / nothing:.1f}", f"{kept:.1f}"),
    )
    return "".join(f"{value:>14}" for value in values)


def _once(ours: Ours, theirs: Superset, numbers: Mapping[str, int], asked: Asked) -> tuple[float, ...]:
    """Milliseconds of each; raises AssertionError where their figures differ."""
    page, own = _timed(lambda: ours.page(asked.search))
    rows, other = _timed(lambda: theirs.asked(numbers[asked.table], asked.query))
    _, nothing = _timed(ours.nothing)
    _, kept = _timed(lambda: ours.page(asked.search))
    _equal(asked, _trace(page), rows)
    return own, other, nothing, kept


def _timed(ask: Callable[[], Any]) -> tuple[Any, float]:
    begun = perf_counter()
    answer = ask()
    return answer, (perf_counter() - begun) * 1000


def _trace(page: Any) -> Any:
    """What the chart of a page draws; None where there is no chart in it."""
    if isinstance(page, dict) and "figure" in page:
        return page["figure"]["data"][0]
    parts = page.values() if isinstance(page, dict) else page if isinstance(page, list) else ()
    return next((found for part in parts if (found := _trace(part))), None)


def _equal(asked: Asked, trace: Any, rows: list[dict[str, Any]]) -> None:
    """As many groups, and each as large; a small group has no bar of ours, and one that is nowhere leads nowhere."""
    theirs = {str(row[asked.query["columns"][0]]): row["figure"] * asked.scale for row in rows}
    assert trace, f"{asked.search}: there is no chart on the page"
    own = _months(trace) if trace["type"] == "scatter" else _areas(trace)
    pairs = {name: (value, theirs.get(name, math.inf)) for name, value in own.items()}
    different = {name: pair for name, pair in pairs.items() if abs(pair[0] - pair[1]) > asked.near}
    assert len(trace["x"]) == len(rows), f"{asked.search}: {len(trace['x'])} groups of ours, {len(rows)} of Superset"
    assert own, f"{asked.search}: nothing is drawn"
    assert not different, f"{asked.search}: ours and Superset's differ: {different}"


def _months(trace: Any) -> Figures:
    """A line by month number, in yuan: it is drawn in 万元."""
    drawn = zip(trace["x"], trace["y"], strict=True)
    return {str(parse_month(month)): value * 10_000 for month, value in drawn if value is not None}


def _areas(trace: Any) -> Figures:
    """Bars by the area they lead into."""
    drawn = zip(trace["ids"], trace["x"], trace["text"], strict=True)
    return {
        area[1]: value
        for address, value, text in drawn
        if (area := re.search(r"[?&]area=(\d+)", address)) and not text.startswith("n=")
    }


if __name__ == "__main__":
    sys.exit(main())
