"""PUBLISH: a finished version gets its name, then the pointer; old versions are collected."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from etl.failures import Failure
from sql.connect import NothingPublished, Version, current_version, open_reader, publish, sync_folder, version_path

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from etl.settings import Settings

BUILDING = ".building"
_NAME = re.compile(r"\d{8}-\d{20}")


def name_version(business_date: date, now: datetime) -> str:
    """A name that sorts by business date, then by when it was built."""
    return f"{business_date:%Y%m%d}-{now:%Y%m%d%H%M%S%f}"


def building_path(home: Path, name: str) -> Path:
    """Where a version lies until it is whole."""
    folder = home / "versions"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.duckdb{BUILDING}"


def finish(home: Path, name: str) -> None:
    """A whole version, written out completely, takes its name."""
    building = building_path(home, name)
    with building.open("rb") as file:
        os.fsync(file.fileno())
    building.rename(version_path(home, name))
    sync_folder(building.parent)


def publish_unless_older(home: Path, version: Version) -> bool:
    """Point at a version, unless one of a later business date is published: then it is only kept."""
    try:
        if current_version(home).business_date > version.business_date:
            return False
    except NothingPublished:
        pass
    publish(home, version)
    return True


def collect(settings: Settings) -> None:
    """Remove the oldest versions beyond `versions_kept`, never the one served."""
    kept = versions(settings.home)
    served = _served(settings.home)
    for version in sorted(kept, key=lambda each: each.built)[: -settings.versions_kept]:
        if version.name != served:
            version_path(settings.home, version.name).unlink(missing_ok=True)


def clean_leftovers(home: Path) -> None:
    """Remove what is of use to one night only, and what a killed one left half done."""
    for folder, pattern in (("versions", f"*{BUILDING}*"), ("versions", "*.new"), ("work", "*")):
        for path in (home / folder).glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


@dataclass(frozen=True)
class Stored:
    """A version on disk."""

    name: str
    business_date: date

    @property
    def built(self) -> str:
        """When it was built, sortable."""
        return self.name.partition("-")[2]


def versions(home: Path) -> list[Stored]:
    """Versions on disk, by business date and then by when they were built."""
    names = sorted(path.name.removesuffix(".duckdb") for path in (home / "versions").glob("*.duckdb"))
    return [Stored(name, date.fromisoformat(name[:8])) for name in names if _NAME.fullmatch(name)]


def rollback(home: Path, name: str | None) -> Stored:
    """Serve an earlier version: the one named, else the one built before the one served.

    Raises Failure when there is none, or when it cannot be opened.
    """
    stored = sorted(versions(home), key=lambda each: each.built)
    chosen = _named(stored, name) if name else _before(stored, _served(home))
    try:
        open_reader(home, chosen.name).close()
    except Exception as error:
        raise Failure(f"version {chosen.name} cannot be opened ({error}); choose another from `etl status`") from error
    publish(home, Version(chosen.name, chosen.business_date))
    return chosen


def _served(home: Path) -> str | None:
    try:
        return current_version(home).name
    except NothingPublished:
        return None


def _named(stored: list[Stored], name: str) -> Stored:
    for version in stored:
        if version.name == name:
            return version
    known = ", ".join(version.name for version in stored) or "none"
    raise Failure(f"there is no version {name}; versions kept: {known}")


def _before(stored: list[Stored], served: str | None) -> Stored:
    names = [version.name for version in stored]
    place = names.index(served) if served in names else len(names)
    if place == 0:
        raise Failure("no version was built before the one served; `python -m etl status` lists those kept")
    return stored[place - 1]
