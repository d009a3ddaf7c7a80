"""What was filled in as delivered files of the inbox, as the bureau's settings have them read."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from etl.feed_settings import FeedSettings
from etl.feeds import Feed, feed_named
from etl.feeds.words import Column
from etl.settings import load_settings
from sql.connect import sync_folder

FIRST_NUMBER = 900_000
"""Files from here are numbered from this on; a bureau's own deliveries of one day are far fewer."""
Row = Mapping[str, str]
"""What a row says, by field of the feed."""


class NameTaken(Exception):
    """Another file of the same name lies in the inbox."""


@dataclass(frozen=True)
class Place:
    """Where files are delivered, and their place in the order of delivery: a day and a number."""

    home: Path
    day: date
    number: int

    def name(self, feed: str) -> str:
        """The name of a feed's file."""
        return f"{feed}_{self.day:%Y%m%d}_{FIRST_NUMBER + self.number}.csv"


def deliver(place: Place, feed: str, rows: Sequence[Row]) -> str:
    """Write a file of a feed with its control file, whole or not at all; its name.

    Written again it is the same file. Raises NameTaken where another lies there, SettingsError as the night does.
    """
    settings = load_settings(place.home).feeds[feed]
    name, content = place.name(feed), _content(feed_named(feed), settings, rows)
    inbox = place.home / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    control = {"rows": len(rows), "sha256": hashlib.sha256(content).hexdigest()}
    _put(inbox / f"{Path(name).stem}.ctl", json.dumps(control).encode())
    _put(inbox / name, content)
    sync_folder(inbox)
    return name


def _put(path: Path, content: bytes) -> None:
    """The file under its name once all of it is on the disk; nothing that lies there is replaced."""
    draft = path.with_name(f".{path.name}.part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        if path.read_bytes() != content:
            raise NameTaken(path.name) from None
    finally:
        draft.unlink()


def _content(feed: Feed, settings: FeedSettings, rows: Iterable[Row]) -> bytes:
    """The rows as the night reads this feed here: its header in its row, values that its maps know."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    for _ in range((settings.header_row or 1) - 1):
        writer.writerow([""] * len(feed.columns))
    writer.writerow(_header(column, settings) for column in feed.columns)
    writer.writerows([_value(column, settings, row.get(column.field, "")) for column in feed.columns] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _header(column: Column, settings: FeedSettings) -> str:
    return next((header for header, field in settings.columns.items() if field == column.field), column.header)


def _value(column: Column, settings: FeedSettings, code: str) -> str:
    """A value that is read as the code: the code itself, unless the bureau's own map takes it for another."""
    known = {**column.values, **settings.values.get(column.field, {})}
    if known.get(code, code) == code:
        return code
    return next(value for value, meant in known.items() if meant == code)
