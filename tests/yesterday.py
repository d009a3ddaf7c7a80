"""A home folder with one good published night, and what a bad delivery must leave as it was."""

import csv
import io
import json
import re
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests import program
from tests.deliveries import HEADERS, Row, delivery, receipt, registered, write
from tests.model import Answer
from tests.world import COMMUNITY, A, B, Expected

YESTERDAY, TODAY, TOMORROW = "2025-12-30", "2025-12-31", "2026-01-01"
AT_ONCE = {"COLLECTION_SETTLE_SECONDS": "0", "COLLECTION_HISTORY_STARTS": "2025-12"}
FIGURES = ("received_net", "receipt_count", "registered_persons")


@dataclass(frozen=True)
class Night:
    """How a night ended: its exit code, and what it said on standard error, line by line."""

    code: int
    complaints: tuple[str, ...]


def receipts_of_yesterday() -> list[Row]:
    """Return enough receipts for the volume of a night to be judged: 100 of 8.00."""
    return [receipt(f"Y{number:03d}", A, "202512", "202512", "8.00", YESTERDAY) for number in range(100)]


def receipts_of_today() -> list[Row]:
    """Return three receipts of 100.00."""
    return [receipt(f"T{number}", B, "202512", "202512", "100.00", TODAY, 姓名="张三") for number in (1, 2, 3)]


def as_csv(rows: list[Row], headers: tuple[str, ...] = HEADERS["receipts"]) -> str:
    """Return rows as comma-separated text, its lines ended by LF."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(as_cells(rows, headers))
    return text.getvalue()


def as_cells(rows: list[Row], headers: tuple[str, ...] = HEADERS["receipts"]) -> list[list[str]]:
    """Return the header and the rows as lists of cells."""
    return [list(headers), *([row.get(name, "") for name in headers] for row in rows)]


def publish_yesterday(home: Path, *, pulled: bool = False) -> None:
    """Deliver what is good and publish it; `pulled`: receipts come from elsewhere."""
    people = [registered(f"P{p[-4:]}", p, "1", "2025-12-01", COMMUNITY) for p in (A, B)]
    good = [delivery("receipts", YESTERDAY, receipts_of_yesterday()), delivery("register", YESTERDAY, people)]
    write(good[1:] if pulled else good, home / "inbox")
    assert night(home, YESTERDAY) == Night(0, ())
    assert figures(home) == figures_of_yesterday()


def night(home: Path, day: str, settings: Mapping[str, str] | None = None) -> Night:
    """Run a night by its command."""
    from etl.__main__ import main

    wrong = io.StringIO()
    with program.environment(home, AT_ONCE | (settings or {})), redirect_stdout(io.StringIO()), redirect_stderr(wrong):
        code = main(["night", "--date", day])
    return Night(code, tuple(wrong.getvalue().splitlines()))


def status(home: Path) -> dict[str, Any]:
    """Return what the status command says to programs."""
    from etl.__main__ import main

    said = io.StringIO()
    with program.environment(home, AT_ONCE), redirect_stdout(said):
        assert main(["status", "--json"]) == 0
    report: dict[str, Any] = json.loads(said.getvalue())
    return report


def figures(home: Path) -> Answer:
    """Ask what is served about December."""
    return program.ask(home, Expected(TODAY, FIGURES, {}, period={"month": "2025-12"}))


def figures_of_yesterday() -> Answer:
    """Return what yesterday's night published."""
    return {(): {"received_net": Decimal("800.00"), "receipt_count": 100, "registered_persons": 2}}


def figures_of_today() -> Answer:
    """Return what is published once today's receipts are in."""
    return {(): {"received_net": Decimal("1100.00"), "receipt_count": 103, "registered_persons": 2}}


def pointer(home: Path) -> bytes:
    """Return what names the version served."""
    return (home / "versions" / "current.json").read_bytes()


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder, which need not be there."""
    return sorted(path.name for path in folder.glob("*"))


def reason_of(home: Path, name: str) -> str:
    """Return why a file lies aside."""
    said = (home / "refused" / f"{name}.reason.txt").read_text(encoding="utf-8")
    assert said.endswith("\n")
    return without_words_of_others(said.removesuffix("\n"))


def without_words_of_others(said: str) -> str:
    """Leave out how libraries and drivers word what they tripped over."""
    return re.sub(r"(damaged or cut off|cannot be read at \S+|not installed) \([^;]*\);", r"\1 (…);", said)


def assert_nothing_published(
    home: Path, complaint: str, settings: Mapping[str, str] | None = None, code: int = 1
) -> None:
    """Run today's night: it says the complaint in one line, and yesterday is served as before."""
    before = pointer(home)
    ended = night(home, TODAY, settings)
    assert (ended.code, tuple(map(without_words_of_others, ended.complaints))) == (code, (complaint,))
    assert pointer(home) == before
    assert figures(home) == figures_of_yesterday()


def assert_refused(home: Path, name: str, reason: str, settings: Mapping[str, str] | None = None) -> None:
    """Run today's night over a bad file in the inbox: refused with its reason, byte for byte as it was delivered."""
    delivered = {path.name: path.read_bytes() for path in (home / "inbox").iterdir()}
    assert_nothing_published(home, f"etl night: refused: {name}: {reason}; nothing was published", settings)
    assert names_in(home / "inbox") == []
    assert reason_of(home, name) == reason
    control = {f"{name}.ctl": content for beside, content in delivered.items() if beside.endswith(".ctl")}
    kept = {path.name: path.read_bytes() for path in (home / "refused").iterdir() if path.suffix != ".txt"}
    assert kept == {name: delivered[name]} | control


def assert_corrected_file_works(home: Path, settings: Mapping[str, str] | None = None) -> None:
    """Deliver today's receipts as they should have been; the next night publishes them."""
    write([delivery("receipts", TODAY, receipts_of_today())], home / "inbox")
    assert night(home, TOMORROW, settings) == Night(0, ())
    assert figures(home) == figures_of_today()
