"""Where the reporting database is: files in the home folder, or a PostgreSQL server named by a URL."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SCHEMES = ("postgresql://", "postgres://")


class Unable(Exception):
    """The reporting database could not do what it was told: out of reach, out of room, interrupted."""


@dataclass(frozen=True)
class Place:
    """A home folder and, when its reporting database is on a server, that database's URL."""

    home: Path
    url: str = ""

    def __str__(self) -> str:
        """The place in a message, without a password."""
        return without_password(self.url) if self.url else str(self.home)


def located(where: Path | Place) -> Place:
    """The place itself; for a home folder, what its settings say."""
    return where if isinstance(where, Place) else Place(where, _said(where, os.environ))


def checked_url(value: object) -> str:
    """The setting `database`; ValueError says what it must be."""
    if value == "" or (isinstance(value, str) and value.startswith(SCHEMES)):
        return str(value)
    raise ValueError("empty, for files in the home folder, or postgresql://user@host/name")


def without_password(url: str) -> str:
    """The URL as it may be shown."""
    scheme, slashes, rest = url.partition("://")
    who, at, where = rest.rpartition("@")
    return f"{scheme}{slashes}{who.partition(':')[0]}{at}{where}"


def _said(home: Path, environment: Mapping[str, str]) -> str:
    """`COLLECTION_DATABASE`, else `database` in the settings file, else nothing."""
    said: object = environment.get("COLLECTION_DATABASE")
    path = Path(environment.get("COLLECTION_SETTINGS") or home / "settings.toml")
    try:
        return checked_url(said or _setting(path))
    except ValueError as error:
        raise Unable(f"the setting database (environment, or {path}) must be {error}") from None


def _setting(path: Path) -> object:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")).get("database", "")
    except FileNotFoundError:
        return ""
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unable(f"{path} is not valid TOML in UTF-8: {error}; correct it") from None
