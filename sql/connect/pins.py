"""Versions that are never collected: a month was closed with them, and its report is made of them for ever."""

from __future__ import annotations

import re
from pathlib import Path

from sql.connect.disk import sync_folder

_NAME = re.compile(r"\d{8}-\d{20}")


def pin(home: Path, version: str) -> None:
    """Keep a version for ever; to do it twice does nothing more."""
    if not _NAME.fullmatch(version):
        raise ValueError(f"{version!r} is no name of a version")
    folder = home / "pinned"
    folder.mkdir(exist_ok=True)
    (folder / version).touch()
    sync_folder(folder)


def pinned(home: Path) -> frozenset[str]:
    """The names of the versions kept for ever."""
    return frozenset(path.name for path in (home / "pinned").glob("*"))
