"""Reads what a simulated bureau wrote, with nothing of the program that wrote it."""

import csv
import hashlib
import io
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from python_calamine import CalamineWorkbook

from etl.simulator import SimulationReport

Row = dict[str, str]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, eq=False)
class Bureau:
    """A home folder and the report of the run that filled it; what was read once is remembered."""

    home: Path
    report: SimulationReport

    @cache  # noqa: B019  # one bureau per test session
    def table(self, name: str) -> list[Row]:
        """The rows of a table of the source database, in the order written."""
        return table(self.home, name)

    def files(self, feed: str = "") -> list[Path]:
        """The data files in the inbox, or those of a feed."""
        return [path for path in inbox(self.home) if path.suffix != ".ctl" and path.name.startswith(feed)]

    @cache  # noqa: B019  # as above
    def sheet(self, path: Path) -> list[list[str]]:
        """All lines of a file as cells of text."""
        return sheet(path)

    def file_rows(self, path: Path) -> list[Row]:
        """The rows of a file."""
        return rows(self.sheet(path))

    @cache  # noqa: B019  # as above
    def rows(self, feed: str) -> list[Row]:
        """All rows of a feed's files, in order of the files."""
        return [row for path in self.files(feed) for row in self.file_rows(path)]


def inbox(home: Path) -> list[Path]:
    """Everything in the inbox, in order of names."""
    return sorted((home / "inbox").iterdir())


def table(home: Path, name: str) -> list[Row]:
    """The rows of a table of the source database, in the order written."""
    connection = sqlite3.connect(home / "source" / "tax.sqlite")
    connection.row_factory = sqlite3.Row
    found = [dict(row) for row in connection.execute(f"select * from {name} order by rowid")]
    connection.close()
    return found


def sheet(path: Path) -> list[list[str]]:
    """All lines of a file as cells of text."""
    if path.suffix == ".xlsx":
        return [
            [str(cell) for cell in line] for line in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        ]
    return list(csv.reader(io.StringIO(path.read_bytes().decode("gb18030"), newline="")))


def header(lines: list[list[str]]) -> list[str]:
    """The header as it stands in the file, below the title lines."""
    return next(line for line in lines if sum(map(bool, line)) > 2)


def rows(lines: list[list[str]]) -> list[Row]:
    """The rows of a file under its cleaned header, without total rows."""
    top = lines.index(header(lines))
    names = [re.sub("<[^>]*>", "", cell).strip() for cell in lines[top]]
    return [dict(zip(names, line, strict=True)) for line in lines[top + 1 :] if "合计" not in line]


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def canonical(number: str) -> str:
    """An identity number as the contract joins people on it."""
    number = "".join(number.split()).removeprefix("'").upper()
    number = number.translate(str.maketrans("０１２３４５６７８９Ｘ", "0123456789X"))
    if re.fullmatch(r"\d{15}", number):
        body = number[:6] + "19" + number[6:]
        number = body + check(body)
    return number


def check(body: str) -> str:
    """The check character of seventeen digits."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


@cache
def is_valid(number: str) -> bool:
    """Whether a canonical number has its right check character."""
    return bool(re.fullmatch(r"\d{17}[\dX]", number)) and check(number[:17]) == number[17]


def months(row: Row) -> Iterator[int]:
    """The months of a receipt, none where its period cannot be read."""
    start, end = (re.sub(r"\D", "", row[name] or "") for name in ("费款所属期起", "费款所属期止"))
    first, last = (int(text[:4]) * 12 + int(text[4:6]) - 1 for text in (start, end))
    yield from range(first, last + 1)


def cents(text: str) -> int | None:
    """An amount in cents, None where it cannot be read."""
    plain = text.replace(",", "")
    if not re.fullmatch(r"-?\d+\.\d\d", plain):
        return None
    return int(plain.replace(".", ""))
