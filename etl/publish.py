"""PUBLISH: a finished version gets its name, then the pointer; old versions are collected."""

from __future__ import annotations

import re
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from etl.failures import Failure
from sql.connect import (
    NothingPublished,
    Place,
    Version,
    current_version,
    discard_unfinished,
    drop_version,
    open_reader,
    pinned,
    publish,
    versions,
)

if TYPE_CHECKING:
    from datetime import datetime

    from etl.settings import Settings

_NAME = re.compile(r"\d{8}-\d{20}")


def name_version(business_date: date, now: datetime) -> str:
    """A name that sorts by business date, then by when it was built."""
    return f"{business_date:%Y%m%d}-{now:%Y%m%d%H%M%S%f}"


def publish_unless_older(place: Place, version: Version) -> bool:
    """Point at a version, unless one of a later business date is published: then it is only kept."""
    try:
        if current_version(place).business_date > version.business_date:
            return False
    except NothingPublished:
        pass
    publish(place, version)
    return True


def collect(settings: Settings) -> None:
    """Remove versions beyond `versions_kept` and the `monthly_versions_kept`, never the one served or one pinned."""
    kept = sorted(stored(settings.place), key=lambda each: each.built)
    of_months = {each.month: each.name for each in sorted(kept, key=lambda each: (each.business_date, each.built))}
    months = sorted(of_months)[-settings.monthly_versions_kept :]
    wanted = {_served(settings.place), *(of_months[month] for month in months), *pinned(settings.place.home)}
    for version in kept[: -settings.versions_kept]:
        if version.name not in wanted:
            drop_version(settings.place, version.name)


def clean_leftovers(place: Place) -> None:
    """Remove what is of use to one night only, and what a killed one left half done."""
    discard_unfinished(place)
    for path in (place.home / "work").glob("*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


@dataclass(frozen=True)
class Stored:
    """A version that is kept."""

    name: str
    business_date: date

    @property
    def month(self) -> tuple[int, int]:
        """The month of its business date; the latest version of a month is the month's snapshot."""
        return self.business_date.year, self.business_date.month

    @property
    def built(self) -> str:
        """When it was built, sortable."""
        return self.name.partition("-")[2]


def stored(place: Place) -> list[Stored]:
    """The versions kept, by business date and then by when they were built."""
    return [Stored(name, date.fromisoformat(name[:8])) for name in versions(place) if _NAME.fullmatch(name)]


def rollback(place: Place, name: str | None) -> Stored:
    """Serve an earlier version: the one named, else the one built before the one served.

    Raises Failure when there is none, or when it is damaged.
    """
    kept = sorted(stored(place), key=lambda each: each.built)
    chosen = _named(kept, name) if name else _before(kept, _served(place))
    try:
        with closing(open_reader(place, chosen.name)) as reader:
            reader.prove()
    except Exception as error:
        raise Failure(f"version {chosen.name} cannot be opened ({error}); choose another from `etl status`") from error
    publish(place, Version(chosen.name, chosen.business_date))
    return chosen


def _served(place: Place) -> str | None:
    try:
        return current_version(place).name
    except NothingPublished:
        return None


def _named(kept: list[Stored], name: str) -> Stored:
    for version in kept:
        if version.name == name:
            return version
    known = ", ".join(version.name for version in kept) or "none"
    raise Failure(f"there is no version {name}; versions kept: {known}")


def _before(kept: list[Stored], served: str | None) -> Stored:
    names = [version.name for version in kept]
    place = names.index(served) if served in names else len(names)
    if place == 0:
        raise Failure("no version was built before the one served; `python -m etl status` lists those kept")
    return kept[place - 1]
