"""Files delivered to the inbox: GB18030 text and workbooks, most with a control file.

Rows are appended chunk by chunk to parts on disk; a file moves to the inbox only when it is complete,
its control file before it, so that nobody ever sees half of one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from etl.simulator.texts import money
from etl.simulator.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

ENCODING = "gb18030"
# Beyond this many rows a spreadsheet is no longer what an office would send.
MOST_WORKBOOK_ROWS = 30_000
_AMOUNT = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d{1,2})?|-?\d+(\.\d{1,2})?")
_BLOCK = 1 << 20
_MODIFIED = datetime(2020, 1, 1, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file to deliver: its name's parts, header, title lines, and what stands beside or below the rows."""

    feed: str
    day: int
    header: tuple[str, ...]
    number: int | None = None
    workbook: bool = False
    titles: tuple[str, ...] = ()
    amount: str | None = None
    control: bool = True
    total: str | None = None

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        day = date.fromordinal(self.day).strftime("%Y%m%d")
        return f"{self.feed}_{day}" + (f"_{self.number}" if self.number is not None else "")


@dataclass
class _Part:
    """What is known of a file while its rows come in."""

    delivery: Delivery
    rows: int = 0
    cents: int = 0


def readable_cents(text: str) -> int:
    """An amount in cents, 0 where it cannot be read."""
    if not _AMOUNT.fullmatch(text):
        return 0
    sign = -1 if text.startswith("-") else 1
    yuan, _, rest = text.lstrip("-").replace(",", "").partition(".")
    return sign * (int(yuan) * 100 + int(rest.ljust(2, "0") or 0))


class Outbox:
    """Collects rows for files dated after the last run and up to this one's last day."""

    def __init__(self, home: Path, after: date | None, until: date) -> None:
        self._inbox = home / "inbox"
        self._parts_folder = home / "source" / "outgoing"
        self._after = after.toordinal() if after else 0
        self._until = until.toordinal()
        self._parts: dict[str, _Part] = {}
        shutil.rmtree(self._parts_folder, ignore_errors=True)
        self._parts_folder.mkdir(parents=True)
        self._inbox.mkdir(parents=True, exist_ok=True)

    def wants(self, day: int) -> bool:
        """Whether files of a day are to be delivered now."""
        return self._after < day <= self._until

    def add(self, delivery: Delivery, rows: Sequence[Sequence[str]]) -> None:
        """Append rows to a file, which begins with the first call for it, even without rows."""
        if not self.wants(delivery.day):
            return
        part = self._parts.setdefault(delivery.stem, _Part(delivery))
        part.rows += len(rows)
        if delivery.amount:
            place = _place(delivery.header, delivery.amount)
            part.cents += sum(readable_cents(row[place]) for row in rows)
        with self._path(delivery).open("ab") as stream:
            stream.write(_lines(rows))

    def deliver(self) -> list[str]:
        """Finish every file and move it to the inbox; the names delivered, in order."""
        names = [self._finish(part) for _, part in sorted(self._parts.items())]
        shutil.rmtree(self._parts_folder)
        return names

    def _path(self, delivery: Delivery) -> Path:
        return self._parts_folder / f"{delivery.stem}.part"

    def _finish(self, part: _Part) -> str:
        """Write the whole file, its control file, and move both."""
        workbook = part.delivery.workbook and part.rows <= MOST_WORKBOOK_ROWS
        whole = self._parts_folder / (part.delivery.stem + (".xlsx" if workbook else ".csv"))
        if workbook:
            write_workbook(whole, _above(part.delivery), self._rows(part), _below(part))
        else:
            self._write_text(whole, part)
        self._path(part.delivery).unlink()
        self._move(whole, part)
        return whole.name

    def _write_text(self, whole: Path, part: _Part) -> None:
        with whole.open("wb") as target, self._path(part.delivery).open("rb") as rows:
            target.write(_lines(_above(part.delivery)))
            shutil.copyfileobj(rows, target, _BLOCK)
            target.write(_lines(_below(part)))

    def _rows(self, part: _Part) -> Iterable[list[str]]:
        with self._path(part.delivery).open(encoding=ENCODING, newline="") as stream:
            yield from csv.reader(stream)

    def _move(self, whole: Path, part: _Part) -> None:
        """Control file first; a data file looks long finished, so that nobody waits for more of it."""
        os.utime(whole, (_MODIFIED, _MODIFIED))
        if part.delivery.control:
            control = self._inbox / f"{part.delivery.stem}.ctl"
            draft = self._parts_folder / control.name
            draft.write_text(json.dumps(_control(whole, part), ensure_ascii=False), encoding="utf-8")
            draft.replace(control)
        whole.replace(self._inbox / whole.name)


def _control(whole: Path, part: _Part) -> dict[str, object]:
    """What the sender says about a file."""
    with whole.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    amount = {"amount": money(part.cents)} if part.delivery.amount else {}
    return {"rows": part.rows, **amount, "sha256": digest}


def _above(delivery: Delivery) -> list[tuple[str, ...]]:
    """Title lines and the header."""
    return [(title,) for title in delivery.titles] + [delivery.header]


def _below(part: _Part) -> list[tuple[str, ...]]:
    """The total row, where the file has one: it stands under the identity column."""
    delivery = part.delivery
    if delivery.total is None:
        return []
    cells = ["" for _ in delivery.header]
    cells[_place(delivery.header, delivery.total)] = "合计"
    if delivery.amount:
        cells[_place(delivery.header, delivery.amount)] = money(part.cents)
    return [tuple(cells)]


def _place(header: tuple[str, ...], name: str) -> int:
    """The position of a column whose header may carry blanks or mark-up."""
    return next(at for at, cell in enumerate(header) if name in cell)


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as comma-separated text in the encoding of the offices."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(ENCODING)
