"""The archive: the bytes of every landed delivery under their SHA-256, and a note saying what they were.

`archive/<aa>/<sha256>` are the bytes as delivered; `archive/deliveries/<number>.json` is written once
the rows have landed, so what the notes name can be landed again in the same order.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from etl.failures import Failure
from sql.connect import sync_folder

BLOCK_BYTES = 1 << 22
SEAL = "seal"
"""In a note, the SHA-256 of everything else it says; notes of the first releases have none."""


@dataclass(frozen=True)
class Note:
    """What a delivery was: all that landing it again needs, beside its bytes and the settings."""

    delivery: int
    feed: str
    file_name: str
    file_date: date
    file_number: int
    sha256: str
    source: str
    run: str
    landed_at: datetime


class Archive:
    """The archive of one home folder."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "archive"
        self._notes = self.folder / "deliveries"

    def path(self, sha256: str) -> Path:
        """Where the bytes of a hash lie."""
        return self.folder / sha256[:2] / sha256

    def holds(self, sha256: str) -> bool:
        """Whether the bytes of a hash are kept."""
        return self.path(sha256).exists()

    def keep(self, copy: Path, sha256: str) -> Path:
        """Take over a synced copy of a delivery; it is found under its hash from then on."""
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        sync_folder(self.folder)
        copy.replace(target)
        sync_folder(target.parent)
        return target

    def note(self, note: Note) -> None:
        """Remember a delivery that has landed."""
        self._notes.mkdir(parents=True, exist_ok=True)
        said = json.loads(json.dumps(asdict(note), default=lambda value: value.isoformat()))
        content = json.dumps({**said, SEAL: _seal(said)}, ensure_ascii=False, indent=1)
        write_synced(self._note_path(note.delivery), content + "\n")

    def has_note(self, delivery: int) -> bool:
        """Whether a delivery is remembered."""
        return self._note_path(delivery).exists()

    def noted(self) -> set[int]:
        """The numbers of all deliveries remembered."""
        return {int(path.stem) for path in self._notes.glob("*.json")}

    def notes(self) -> list[Note]:
        """All deliveries remembered, in the order of landing.

        Raises Failure naming a note that cannot be read.
        """
        return [_read_note(path) for path in sorted(self._notes.glob("*.json"))]

    def checked(self, sha256: str, file_name: str) -> Path:
        """The bytes of a delivery, proved to be the ones that were delivered.

        Raises Failure when they are missing or have changed.
        """
        path = self.path(sha256)
        if not path.exists():
            raise Failure(f"{path} is missing ({file_name}); restore the archive from its backup")
        if hash_of(path) != sha256:
            raise Failure(f"{path} has changed since it was delivered ({file_name}); restore it from its backup")
        return path

    def _note_path(self, delivery: int) -> Path:
        return self._notes / f"{delivery:08d}.json"


def _read_note(path: Path) -> Note:
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        _check_seal(said)
        said["file_date"] = date.fromisoformat(said["file_date"])
        said["landed_at"] = datetime.fromisoformat(said["landed_at"])
        return Note(**said)
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(f"{path} cannot be read ({error}); restore it from the backup of the archive") from None


def _check_seal(said: dict[str, Any]) -> None:
    if said.pop(SEAL, "") not in ("", _seal(said)):
        raise ValueError("it is not what was written")


def _seal(said: dict[str, Any]) -> str:
    """What is another once a note says anything else."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def copy_hashed(source: Path, target: Path) -> str:
    """Copy a file through to the disk; the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with source.open("rb") as file, target.open("wb") as out:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_synced(path: Path, content: str) -> None:
    """Write a small file so that it is there in full or not at all."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
