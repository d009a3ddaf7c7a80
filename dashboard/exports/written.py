"""What was written, for the ledger of exports."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Target = Path | BinaryIO
"""Where an export goes: a path, which is replaced, or an open binary file, which is written from where it stands."""


@dataclass(frozen=True)
class Written:
    """An export as it left.

    Attributes:
        rows: How many rows of data, over all tables.
        sha256: The SHA-256 of all its bytes, in hexadecimal.
    """

    rows: int
    sha256: str


def hand_over(draft: Path, target: Target, rows: int) -> Written:
    """Copy a finished draft to where it goes; a draft that failed never comes there."""
    with draft.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        if isinstance(target, Path):
            shutil.copyfile(draft, target)
        else:
            shutil.copyfileobj(file, target)
    return Written(rows, digest)
