"""BACKUP: everything that is written, as it stood at one moment; and putting it back into an empty home folder.

Each backup is whole and stands alone. What has not changed since the backup before shares its place on the disk.
The reporting database of a PostgreSQL server is not in it: it is rebuilt from the archive (`replay`), and a
PostgreSQL application database is backed up by its own tools.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from etl.archive import Archive
from etl.failures import Failure
from etl.ledger import keep
from etl.night import only_writer
from sql.connect import located, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MANIFEST = "manifest.json"
STATE = "state.db"
_LEFT_OUT = frozenset(("work", "metrics", "screenshots"))
"""What is of use to one night only, or can be made again."""
_DELIVERED = re.compile(r"archive/[0-9a-f]{2}/[0-9a-f]{64}")
"""The bytes of a delivery, named by what their SHA-256 was."""
_ENDINGS = (".lock", ".new", f"{STATE}-wal", f"{STATE}-shm")


@dataclass(frozen=True)
class Made:
    """A backup: where it is, how many files it has, how many bytes, and how many of the files were new."""

    folder: Path
    files: int
    size: int
    fresh: int


def backup(home: Path, target: Path, now: datetime) -> Made:
    """Copy the home folder into a new folder of the target, while no night runs; files are checked as they are read.

    Raises Failure where the target lies in the home folder, or the archive is not what it was.
    """
    if target.resolve().is_relative_to(home.resolve()):
        raise Failure(f"{target} lies in {home}; name a folder elsewhere, on another disk")
    before = _latest(target)
    name = f"{now:%Y%m%d-%H%M%S-%f}"
    draft, folder = target / f".{name}.new", target / name
    known = _manifest(before) if before else {}
    files: dict[str, dict[str, object]] = {}
    fresh = 0
    with only_writer(located(home)):
        for broken_off in target.glob(".*.new"):
            shutil.rmtree(broken_off)
        draft.mkdir(parents=True)
        Archive(home).notes()
        for path in _files(home):
            place = path.relative_to(home).as_posix()
            size, digest = _copied(path, draft / place)
            if _DELIVERED.fullmatch(place) and digest != path.name:
                raise Failure(f"{path} has changed since it was delivered; put it back from an earlier backup")
            files[place] = {"size": size, "sha256": digest}
            if before and known.get(place) == files[place]:
                _shared(before / place, draft / place)
            else:
                fresh += 1
    keep(draft / MANIFEST, json.dumps(files, indent=1, sort_keys=True))
    draft.rename(folder)
    sync_folder(target)
    return Made(folder, len(files), sum(int(str(one["size"])) for one in files.values()), fresh)


def restore(source: Path, home: Path) -> Made:
    """Put a backup, or the latest of a folder of them, into an empty home folder; every byte is checked first.

    Raises Failure where the home folder is not empty, or a file of the backup is missing or not what it was.
    """
    folder = source if (source / MANIFEST).exists() else _latest(source)
    if folder is None:
        raise Failure(f"{source} holds no backup; name a folder that `python -m etl backup` wrote to")
    if home.exists() and any(home.iterdir()):
        raise Failure(f"{home} is not empty; move it away, or name another by COLLECTION_HOME")
    files = _manifest(folder)
    for place, said in files.items():
        if _read(folder / place) != (said["size"], said["sha256"]):
            raise Failure(f"{folder / place} is not what was backed up; take another backup")
    for place in files:
        (home / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / place, home / place)
    return Made(folder, len(files), sum(int(str(one["size"])) for one in files.values()), len(files))


def remove_old(target: Path, keep: int) -> list[str]:
    """Remove all but the latest backups of a folder; the names of those removed."""
    old = _every(target)[:-keep]
    for folder in old:
        shutil.rmtree(folder)
    return [folder.name for folder in old]


def _files(home: Path) -> Iterator[Path]:
    """Every file of the home folder that is worth keeping."""
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        if path.is_file() and inside.parts[0] not in _LEFT_OUT and not path.name.endswith(_ENDINGS):
            yield path


def _copied(path: Path, target: Path) -> tuple[int, str]:
    """Copy a file; the application database by its own means, for it is written to while the dashboard runs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.name == STATE:
        with (
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
        target.chmod(path.stat().st_mode & 0o777)
    else:
        shutil.copy2(path, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return _read(target)


def _read(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file; of one that is not there, nothing."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return path.stat().st_size, digest
    except FileNotFoundError:
        return 0, ""


def _shared(old: Path, new: Path) -> None:
    """Let an unchanged file take no room twice, where the disk can do that."""
    linked = new.with_name(new.name + ".link")
    try:
        os.link(old, linked)
    except OSError:
        return
    linked.replace(new)


def _manifest(folder: Path) -> dict[str, dict[str, object]]:
    try:
        found: dict[str, dict[str, object]] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise Failure(f"{folder / MANIFEST} cannot be read ({error}); take another backup") from None
    return found


def _every(target: Path) -> list[Path]:
    """The backups of a folder, the earliest first."""
    return sorted(path.parent for path in target.glob(f"*/{MANIFEST}"))


def _latest(target: Path) -> Path | None:
    return next(reversed(_every(target)), None)
