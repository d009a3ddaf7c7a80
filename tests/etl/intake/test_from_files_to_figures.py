"""From a folder of strange files to published figures, on the command line: map, dry run, night; nothing by hand."""

import io
import json
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from decimal import Decimal
from pathlib import Path

import pytest

from sql.__main__ import main as sql_main
from tests.program import call, environment, night
from tests.strange_files import (
    MONTHLY,
    PEOPLE,
    Strange,
    hrss_payments,
    hrss_register,
    html_workbook,
    tax_export,
)

DAY = "2025-12-10"
Makers = Sequence[Callable[[Path], Strange]]


def figures(home: Path, metric: str, *words: str) -> dict[str, Decimal]:
    """A metric by one dimension, as `python -m sql ask` says it."""
    out = io.StringIO()
    with environment(home, {}), redirect_stdout(out):
        assert sql_main(["ask", metric, *words, "--format", "json"]) == 0
    rows = json.loads(out.getvalue(), parse_float=Decimal, parse_int=Decimal)
    by = words[words.index("--by") + 1]
    return {row[by]: row[metric] for row in rows if row[metric]}


def bring(home: Path, strange: Strange) -> None:
    """Map a file and put it into the inbox, first without an answer where one is needed."""
    words, settings = ["map", str(strange.path), "--deliver", DAY], home / "settings.toml"
    if strange.said:
        known = settings.read_bytes() if settings.exists() else None
        before = call(home, *words)
        assert before.code == 1, before
        for said in strange.said:
            assert f"is {said.partition('=')[0]} the {said.partition('=')[2]}?" in before.out
        assert known == (settings.read_bytes() if settings.exists() else None)
    said = call(home, *words, *(word for answer in strange.said for word in ("--column", answer)))
    assert (said.code, said.err) == (0, ""), said


def published(tmp_path: Path, makers: Makers) -> Path:
    """A home folder with a night over these files; the dry run said the same before, and changed nothing."""
    home, files = tmp_path / "home", tmp_path / "files"
    files.mkdir()
    for make in makers:
        bring(home, make(files))
    waiting = sorted(path.name for path in (home / "inbox").iterdir())
    dry = call(home, "night", "--date", DAY, "--dry-run", "--figures")
    assert dry.code == 0, dry
    assert sorted(path.name for path in (home / "inbox").iterdir()) == waiting
    night(home, DAY)
    return home


def test_tax_export(tmp_path: Path) -> None:
    """Money by street and month; the copy counted once, the other item out of scope; no name of a column by hand."""
    home = published(tmp_path, (tax_export,))
    by_month = figures(home, "received_net", "--by", "month", "--months", "2025-10:2025-12")
    assert by_month == {"2025-10": PEOPLE * MONTHLY, "2025-11": PEOPLE * MONTHLY}
    by_street = figures(home, "received_net", "--by", "subdistrict", "--months", "2025-10:2025-12")
    assert by_street == dict.fromkeys(("210213004", "210213013", "210213009"), PEOPLE // 3 * 2 * MONTHLY)
    account = call(home, "status").out
    assert "receipts_20251210.csv  122   120     0           1          0            1             0" in account


def test_hrss_exports(tmp_path: Path) -> None:
    """People by community and worker type, months from year and months, values in the source's words."""
    home = published(tmp_path, (hrss_register, hrss_payments))
    assert figures(home, "registered_persons", "--by", "worker_type", "--month", "2025-11") == {
        "02": Decimal(PEOPLE // 3),
        "04": Decimal(PEOPLE // 3),
        "05": Decimal(PEOPLE // 3),
    }
    assert figures(home, "paid_amount", "--by", "month", "--months", "2025-06:2025-10") == dict.fromkeys(
        ("2025-07", "2025-08", "2025-09"), PEOPLE * MONTHLY
    )
    assert figures(home, "attribution_rate", "--by", "community", "--month", "2025-11") == dict.fromkeys(
        ("210213004012", "210213013007", "210213009001"), Decimal(1)
    )


def test_html_workbook(tmp_path: Path) -> None:
    """A title above, a total below, a period in one cell."""
    home = published(tmp_path, (html_workbook,))
    assert figures(home, "paid_amount", "--by", "month", "--months", "2025-01:2025-12") == {
        f"2025-{month:02}": PEOPLE * MONTHLY for month in range(1, 13)
    }
    assert figures(home, "received_net", "--by", "channel", "--months", "2025-12:2025-12") == {
        "03": PEOPLE // 2 * 12 * MONTHLY,
        "06": PEOPLE // 2 * 12 * MONTHLY,
    }
    account = call(home, "status").out
    assert "receipts_20251210.xls  61    60      0           0          0            0             1" in account


@pytest.mark.parametrize("name", ["no date.csv", "note.docx"])
def test_a_name_that_says_nothing_is_told_so(tmp_path: Path, name: str) -> None:
    """A pattern needs a date in the name, and a delivery an ending."""
    path = tmp_path / name
    path.write_bytes(tax_export(tmp_path).path.read_bytes())
    said = call(tmp_path, "map", str(path), "--column", "开具日期=", "--pattern")
    assert said.code == 1
    assert "holds no date" in said.err or "does not end in" in said.err
    assert not (tmp_path / "settings.toml").exists()
