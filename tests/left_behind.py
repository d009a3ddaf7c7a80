"""What nights leave behind, without what tells one run from another: moments, and names made of them."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import engines
from tests.program import call

VERSION_NAME = re.compile(r"\d{8}-\d{20}")
OF_ONE_RUN = {"version": {"version", "built_at", "latest_delivery"}, "feed": {"landed_at"}}
RUNS = ("step", "night")
OF_LANDINGS = ("feed", "delivery_account", "quarantine_reason", "change")
"""Tables that count landings: they also tell of a file that came twice."""
Figures = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class LeftBehind:
    """Figures served, what became of every row read, archived deliveries, and every file and folder."""

    figures: Figures
    account: Mapping[str, Any]
    archive: tuple[Mapping[str, Any], ...]
    files: Counter[str]

    def differences(self, other: "LeftBehind") -> list[str]:
        """Name the parts in which another home differs."""
        parts = [
            f"{table}: {len(rows)} rows here, {len(other.figures[table])} there, not the same"
            for table, rows in self.figures.items()
            if rows != other.figures[table]
        ]
        parts += [f"{name} of status" for name, said in self.account.items() if said != other.account[name]]
        parts += ["the notes of the archive"] if self.archive != other.archive else []
        return [*parts, *(f"file {name} left there" for name in other.files - self.files), *self._lost(other)]

    def _lost(self, other: "LeftBehind") -> list[str]:
        return [f"file {name} lost there" for name in self.files - other.files]


def left_behind(home: Path) -> LeftBehind:
    """Look at everything a night left in a home folder."""
    return LeftBehind(figures(home), account(home), notes(home), files(home))


def figures(home: Path, version: str | None = None) -> Figures:
    """Return every row of every table of a version, of the one that readers see unless said."""
    from sql.connect import open_reader
    from sql.schema import tables_of

    reader = open_reader(engines.chosen.place(home), version)
    try:
        return {
            table.name: sorted(reader.rows(f"select {columns_of(table)} from {table.fullname}"), key=repr)
            for table in tables_of("marts")
            if table.name not in RUNS
        }
    finally:
        reader.close()


def columns_of(table: Any) -> str:
    """Return the columns of a table that say the same in every run."""
    return ", ".join(f'"{name}"' for name in _names_of(table))


def _names_of(table: Any) -> list[str]:
    own = OF_ONE_RUN.get(table.name, set())
    return [column.name for column in table.columns if column.name not in own]


def in_any_order(said: Figures) -> Figures:
    """Leave out what depends on the order in which files landed: the tables that count landings, and their numbers."""
    from sql.schema import tables_of

    left = {}
    for table in tables_of("marts"):
        if table.name in said and table.name not in OF_LANDINGS:
            places = [place for place, name in enumerate(_names_of(table)) if name != "delivery"]
            left[table.name] = sorted((tuple(row[place] for place in places) for row in said[table.name]), key=repr)
    return left


def status(home: Path) -> dict[str, Any]:
    """Return what `etl status --json` says."""
    said = call(home, "status", "--json")
    assert said.code == 0, said
    report: dict[str, Any] = json.loads(said.out)
    return report


def account(home: Path) -> dict[str, Any]:
    """Return the account of every file, the quarantine, and what the checks of the latest night found."""
    said = status(home)
    for check in said["checks"]:
        del check["run"]
    return {name: said[name] for name in ("files", "quarantine", "checks")}


def notes(home: Path) -> tuple[dict[str, Any], ...]:
    """Return the notes of the archive; the bytes they name must be there."""
    found = []
    for path in sorted((home / "archive" / "deliveries").glob("*.json")):
        note = json.loads(path.read_text(encoding="utf-8"))
        del note["run"], note["landed_at"], note["seal"]
        kept = home / "archive" / note["sha256"][:2] / note["sha256"]
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == note["sha256"], kept
        found.append(note)
    return tuple(found)


def files(home: Path) -> Counter[str]:
    """Return the names of all files and folders, versions under one name."""
    return Counter(VERSION_NAME.sub("VERSION", str(path.relative_to(home))) for path in home.rglob("*"))


def contents(home: Path) -> dict[str, str]:
    """Return every file and folder with the SHA-256 of what it holds."""
    return {
        str(path.relative_to(home)): "folder" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
    }
