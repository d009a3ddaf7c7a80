#!/usr/bin/env python3
"""What a client of a database prints, as a delivered file with its control file: for databases without a driver here.

    deliver.py receipts --inbox /srv/collection/inbox -- psql --csv --file receipts.sql levy
    deliver.py receipts --inbox /srv/collection/inbox --tabs -- mysql --batch --raw levy -e "source receipts.sql"

It needs nothing but Python 3.7 and runs where the client runs, by cron before the night. The client prints the head and
the rows. Only when it has ended well do both files appear, the control file first, so that the night never sees a part;
when it fails, nothing appears and the exit code is 1.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

AMOUNTS = {"receipts": "实缴金额", "assessments": "应缴金额", "deductions": "金额", "plans": "计划金额"}
"""The column that a control file adds up, by feed."""
ENDINGS = (".csv", ".ctl", ".csv.gz", ".xlsx", ".xls")


class Undelivered(Exception):
    """Nothing was delivered; the message says why."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the client and deliver what it printed; 0 when both files lie in the inbox."""
    try:
        print(deliver(_arguments(words)))
    except (Undelivered, OSError) as why:
        print(f"deliver: {why}; nothing was delivered", file=sys.stderr)
        return 1
    return 0


def deliver(said: argparse.Namespace) -> str:
    """Deliver what the client prints; a line that says what was delivered. Raises Undelivered."""
    content = _printed(said)
    head, *rows = list(csv.reader(io.StringIO(content.decode("utf-8")))) or [[]]
    if len(head) < 2:
        raise Undelivered("the client printed no table: its first line must name the columns")
    uneven = next((place for place, row in enumerate(rows, 2) if len(row) != len(head)), None)
    if uneven:
        raise Undelivered(f"row {uneven} has {len(rows[uneven - 2])} cells, the head {len(head)}")
    control: dict[str, object] = {"rows": len(rows), "sha256": hashlib.sha256(content).hexdigest()}
    amount = said.amount or AMOUNTS.get(said.feed)
    if amount in head:
        control["amount"] = str(sum((_money(row[head.index(amount)]) for row in rows), Decimal("0.00")))
    stem = _free_stem(said.inbox, f"{said.feed}_{said.date:%Y%m%d}")
    _put(said.inbox / f"{stem}.ctl", json.dumps(control).encode())
    _put(said.inbox / f"{stem}.csv", content)
    return f"{stem}.csv: {len(rows)} rows"


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Deliver what a database client prints.", usage="%(prog)s FEED --inbox FOLDER [options] -- CLIENT …"
    )
    parser.add_argument("feed", help="receipts, register, …")
    parser.add_argument("--inbox", required=True, type=Path, help="inbox/ of the home folder")
    parser.add_argument("--date", type=_day, default=_day(""), help="as known on YYYYMMDD; without it, today")
    parser.add_argument("--tabs", action="store_true", help="the client prints tabs between cells, and no quotes")
    parser.add_argument("--encoding", default="utf-8", help="what the client prints in, such as gb18030")
    parser.add_argument("--amount", help="the column to add up, where its header is not ours")
    given = list(sys.argv[1:] if words is None else words)
    end = given.index("--") if "--" in given else len(given)
    said = parser.parse_args(given[:end])
    said.client = given[end + 1 :]
    if not said.client:
        parser.error("say the client to run after --")
    return said


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:])) if text else date.today()  # noqa: DTZ011 - the clock of here


def _printed(said: argparse.Namespace) -> bytes:
    """What the client printed, as comma-separated UTF-8."""
    done = subprocess.run(said.client, stdout=subprocess.PIPE, check=False)  # noqa: S603 - what the operator says
    if done.returncode:
        raise Undelivered(f"{said.client[0]} ended with {done.returncode}")
    try:
        text = done.stdout.decode(said.encoding)
    except UnicodeDecodeError:
        raise Undelivered(f"what {said.client[0]} printed is not {said.encoding}; say its --encoding") from None
    table = text.strip("\r\n") + "\n"  # sqlplus begins with an empty line
    return (_with_commas(table) if said.tabs else table).encode("utf-8")


def _with_commas(text: str) -> str:
    """Lines of cells between tabs as comma-separated text; NULL is how such clients print what is not there."""
    target = io.StringIO()
    rows = (line.split("\t") for line in text.splitlines())
    csv.writer(target, lineterminator="\n").writerows(["" if cell == "NULL" else cell for cell in row] for row in rows)
    return target.getvalue()


def _money(text: str) -> Decimal:
    """An amount; what cannot be read is 0, as the night counts it."""
    try:
        found = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def _free_stem(inbox: Path, wanted: str) -> str:
    """The name, or with a number that no file of the inbox has: what lies there is never replaced."""
    number, stem = 0, wanted
    while any((inbox / f"{stem}{ending}").exists() for ending in ENDINGS):
        number += 1
        stem = f"{wanted}_{number}"
    return stem


def _put(path: Path, content: bytes) -> None:
    """The file under its name once all of it is on the disk."""
    draft = path.with_name(f".{path.name}.part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


if __name__ == "__main__":
    sys.exit(main())
