"""The commands of `python -m etl`, called as people and other programs call them: status, usage, two at once."""

import re
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from etl import night as nightly
from etl.failures import TRANSIENT
from sql.__main__ import main as sql_main
from sql.connect import Place
from tests.deliveries import delivery, receipt, write
from tests.left_behind import VERSION_NAME, contents, status
from tests.program import Said, call, night
from tests.three_nights import ACCOUNT, JUNE, LATER, MAY, B, copied, served

COMMANDS = ("night", "status", "rollback", "replay", "demo")
UNDECLARED = (
    *("assignments", "classifications", "roster", "targets", "elsewhere", "deductions", "plans"),
    *("areas", "base_limits", "calendar"),
)
STATUS = f"""\
published: VERSION, as known on 2025-06-10

runs (latest first)
  run  business date  outcome    reason
  RUN  2025-06-10     published  -

{ACCOUNT}
checks with faults
  check name           severity  faults  example
  unknown_worker_type  warn      3       worker_type 99, community 210213009001

feeds expected: receipts, assessments, register
feeds not declared expected: {", ".join(UNDECLARED)}
"""


@pytest.fixture
def home(after_three_nights: Path, tmp_path: Path) -> Path:
    """Copy the home after three nights."""
    return copied(after_three_nights, tmp_path)


def plain(text: str) -> str:
    """Return what a command said without the moments in the names it gives."""
    return re.sub(r"\d{8}-\d{6}-\d{6} *", "RUN  ", VERSION_NAME.sub("VERSION", text)).replace(f"{'run':22}  ", "run  ")


def test_status_says_what_is_published_and_what_became_of_every_row(after_june: Path) -> None:
    """For people."""
    said = call(after_june, "status")
    assert (said.code, plain(said.out), said.err) == (0, STATUS, "")


def test_status_for_programs(after_june: Path) -> None:
    """The same in JSON, with the names and times of this night."""
    said = status(after_june)
    version = served(after_june)
    assert said["published"] == {"version": version, "business_date": JUNE}
    assert said["versions"] == [version]
    assert said["feeds"][:4] == [
        *({"feed": name, "expected": True, "source": "inbox"} for name in ("receipts", "assessments", "register")),
        {"feed": "assignments", "expected": False, "source": "inbox"},
    ]
    assert [_timeless(run) for run in said["runs"]] == [
        {"business_date": JUNE, "outcome": "published", "reason": None, "version": version}
    ]
    assert said["quarantine"] == [
        {
            "delivery": 1,
            "feed": "receipts",
            "file_name": "receipts_20250531.csv",
            "column_name": "电子税票号码",
            "reason": "the value is missing",
            "rows": 1,
            "amount": "600.00",
            "first_line": 8,
        }
    ]
    assert {check["check_name"]: check["faults"] for check in said["checks"] if check["faults"]} == {
        "unknown_worker_type": 3,
    }


def _timeless(run: dict[str, Any]) -> dict[str, Any]:
    """Return a run without its name and its moments, which must be moments, in order."""
    assert datetime.fromisoformat(run["started_at"]) < datetime.fromisoformat(run["ended_at"])
    return {name: value for name, value in run.items() if name not in {"run", "started_at", "ended_at"}}


def test_status_accounts_for_every_row_of_a_file_for_programs(after_june: Path) -> None:
    """The file with a row of each fate, to the cent; and rows and money add up in every file."""
    first, *others = status(after_june)["files"]
    assert first == {
        "delivery": 1,
        "feed": "receipts",
        "file_name": "receipts_20250531.csv",
        "file_date": MAY,
        "encoding": "utf-8",
        "unknown_columns": None,
        "rows_read": 9,
        "rows_loaded": 2,
        "rows_superseded": 1,
        "rows_duplicate": 3,
        "rows_quarantined": 1,
        "rows_out_of_scope": 1,
        "rows_total": 1,
        "amount_read": "6300.00",
        "amount_loaded": "1800.00",
        "amount_superseded": "900.00",
        "amount_duplicate": "2700.00",
        "amount_quarantined": "600.00",
        "amount_out_of_scope": "300.00",
    }
    fates = ("loaded", "superseded", "duplicate", "quarantined", "out_of_scope", "total")
    assert all(file["rows_read"] == sum(file[f"rows_{fate}"] for fate in fates) for file in [first, *others])


def test_status_tells_every_step_of_the_night(after_june: Path) -> None:
    """Each landing, each movement and each check once, in order."""
    steps = status(after_june)["steps"]
    names = [step["step"] for step in steps]
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    assert names[:3] == ["land.receipts_20250531.csv", "land.register_20250531.csv", "land.receipts_20250610.csv"]
    assert {name.partition(".")[0] for name in names} == {"land", "account", "staging", "facts", "marts", "check"}
    assert len(set(names)) == len(names)
    assert {step["step"]: step["rows"] for step in steps}["land.receipts_20250531.csv"] == 9


def test_status_before_the_first_night(tmp_path: Path) -> None:
    """A home without a warehouse."""
    assert call(tmp_path, "status") == Said(
        1, "", f"etl status: {tmp_path} holds no warehouse yet; run `python -m etl night`\n"
    )
    assert contents(tmp_path) == {}


def test_refused_night_accounts_for_the_files_it_landed(home: Path) -> None:
    """One file is refused, the other landed: nothing is published, and its rows are accounted for all the same."""
    version = served(home)
    write(
        [delivery("receipts", LATER, [receipt("J2", B, "202506", "202506", "900.00", "2025-06-19")], 2)], home / "inbox"
    )
    (home / "inbox" / "register_20250620.csv").write_text("个人编号\nP1\n", encoding="utf-8")
    (home / "inbox" / "register_20250620.ctl").write_text('{"rows": 1}', encoding="utf-8")
    said = call(home, "night", "--date", LATER, settings={"COLLECTION_SETTLE_SECONDS": "0"})
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("etl night: refused: register_20250620.csv: ")
    assert said.err.count("\n") == 1
    assert served(home) == version
    landed = status(home)["files"][-1]
    assert (landed["file_name"], landed["rows_read"], landed["rows_loaded"]) == ("receipts_20250620_2.csv", 1, 1)
    night(home, LATER)
    assert served(home) > version


def test_night_is_for_yesterday_in_shanghai_unless_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the machine's clock is set to: at 16:30 UTC it is tomorrow there already."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Clock":
            return cls(2025, 6, 20, 16, 30, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr("etl.due.datetime", Clock)
    said = call(home, "night")
    assert said == Said(0, f"published {served(home)}, as known on {LATER}\n", "")


def test_second_night_at_once_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a look at the warehouse has to wait; nothing changes."""
    monkeypatch.setattr(nightly, "PATIENCE_SECONDS", 0.2)
    before = contents(home)
    with nightly.only_writer(Place(home)):
        for words in (("night", "--date", LATER), ("replay",), ("status",), ("night", "--dry-run")):
            assert call(home, *words) == Said(
                TRANSIENT, "", f"etl {words[0]}: another night is writing to {home}; wait until it ends\n"
            )
    assert contents(home) == before
    night(home, LATER)


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=lambda words: " ".join(words) or "none")
def test_every_command_explains_itself(command: tuple[str, ...], tmp_path: Path) -> None:
    """With --help, and does nothing."""
    said = call(tmp_path, *command, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(" ".join(("usage: python -m etl", *command)))
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    "words",
    [
        *(
            (),
            ("nights",),
            ("night", "--date", "2025-02-30"),
            ("night", "--date", "yesterday"),
            ("night", "2025-06-10"),
        ),
        *(("status", "--xml"), ("rollback", "one", "two"), ("replay", "now"), ("demo", "--people", "many")),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_in_one_line(words: tuple[str, ...], tmp_path: Path) -> None:
    """And ends with 2, having done nothing."""
    said = call(tmp_path, *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("python -m etl")
    assert said.err.endswith("--help` shows how\n")
    assert said.err.count("\n") == 1
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("words", [["--help"], ["ask", "--help"], ["catalogue", "--help"]], ids=" ".join)
def test_questions_explain_themselves(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The commands of `python -m sql`."""
    assert sql_main(words) == 0
    assert capsys.readouterr().out.startswith("usage: python -m sql")
