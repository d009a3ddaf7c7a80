"""Settings: one TOML file in the home folder, each scalar overridable by an environment variable.

`deploy/settings.example.toml` lists every setting with its meaning and shipped value.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from etl.failures import SettingsError
from etl.feeds import FEEDS

PREFIX = "COLLECTION_"
TOP_UPS = ("optional", "mandatory", "none")
SOURCES = ("inbox", "database")
REGISTER_KINDS = ("changes", "full")


@dataclass(frozen=True)
class FeedSettings:
    """How one feed comes in here."""

    expected: bool = False
    source: str = "inbox"
    kind: str = "changes"
    pattern: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    url: str | None = None
    table: str | None = None
    overlap_days: int = 3
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """Everything that can be set; amounts of money and months are exact, never floats."""

    home: Path
    demo: bool = False
    history_starts: int | None = None
    suspended_after: int = 3
    top_up: str = "optional"
    repair_window: str = "year_end"
    scope: tuple[str, ...] = ("养老保险",)
    settle_seconds: int = 60
    memory: str = "3GB"
    threads: int | None = None
    volume_factor: int = 20
    volume_nights: int = 7
    versions_kept: int = 3
    largest_file_gigabytes: int = 20
    feeds: Mapping[str, FeedSettings] = field(
        default_factory=lambda: {feed.name: FeedSettings(expected=feed.expected) for feed in FEEDS}
    )


def home_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder that holds everything that is written: `COLLECTION_HOME`, else `./var`."""
    return Path(environment.get(PREFIX + "HOME") or "var").resolve()


def load_settings(home: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read `<home>/settings.toml` (or the file `COLLECTION_SETTINGS` names), then the environment.

    Raises SettingsError naming the setting, where it was said, and what it must be.
    """
    named = environment.get(PREFIX + "SETTINGS")
    path = Path(named) if named else home / "settings.toml"
    said = _read(path, must_exist=bool(named))
    values: dict[str, Any] = {}
    for name, read in _READERS.items():
        variable = PREFIX + name.upper()
        if environment.get(variable):
            values[name] = _checked(read, environment[variable], f"environment variable {variable}")
        elif name in said:
            values[name] = _checked(read, said[name], f"{name} in {path}")
    _refuse_unknown(said, path)
    return Settings(home=home, feeds=_feeds(said.get("feeds", {}), path), **values)


def _read(path: Path, *, must_exist: bool) -> dict[str, Any]:
    if not path.exists() and not must_exist:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(f"{path} does not exist; correct COLLECTION_SETTINGS or unset it") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML in UTF-8: {error}; correct it") from None


def _checked(read: Callable[[Any], Any], value: Any, where: str) -> Any:
    try:
        return read(value)
    except (ValueError, TypeError) as error:
        raise SettingsError(f"{where} is {value!r} but must be {error}") from None


def _refuse_unknown(said: Mapping[str, Any], path: Path) -> None:
    """A misspelt setting must not be silently ignored; tables of other programs are theirs."""
    for name, value in said.items():
        if name not in _READERS and not isinstance(value, dict):
            raise SettingsError(f"{path} says {name!r}, which is no setting; settings are: {', '.join(_READERS)}")


def _whole(lowest: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        try:
            number = int(value)
        except (ValueError, TypeError):
            number = lowest - 1
        if number < lowest or isinstance(value, float | bool):
            raise ValueError(f"a whole number, {lowest} or more")
        return number

    return read


def _flag(value: Any) -> bool:
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if str(value).lower() not in known:
        raise ValueError("true or false")
    return known[str(value).lower()]


def _one_of(*known: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in known:
            raise ValueError("one of " + ", ".join(known))
        return str(value)

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a text")
    return value


def _pattern(value: Any) -> str:
    try:
        named = re.compile(_text(value)).groupindex
    except re.error as error:
        raise ValueError(f"a regular expression ({error})") from None
    if "date" not in named:
        raise ValueError("a regular expression with (?P<date>...) in it")
    return str(value)


def _words(value: Any) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise ValueError("a list of texts")
    return tuple(word.strip() for word in words)


def _month(value: Any) -> int:
    year, dash, month = str(value).partition("-")
    if not (dash and len(year) == 4 and len(month) == 2 and (year + month).isdigit() and 1 <= int(month) <= 12):
        raise ValueError("a month, YYYY-MM")
    return int(year) * 12 + int(month) - 1


_READERS: dict[str, Callable[[Any], Any]] = {
    "demo": _flag,
    "history_starts": _month,
    "suspended_after": _whole(1),
    "top_up": _one_of(*TOP_UPS),
    "repair_window": _one_of("year_end"),
    "scope": _words,
    "settle_seconds": _whole(0),
    "memory": _text,
    "threads": _whole(1),
    "volume_factor": _whole(2),
    "volume_nights": _whole(1),
    "versions_kept": _whole(3),
    "largest_file_gigabytes": _whole(1),
}
_FEED_READERS: dict[str, Callable[[Any], Any]] = {
    "expected": _flag,
    "source": _one_of(*SOURCES),
    "kind": _one_of(*REGISTER_KINDS),
    "pattern": _pattern,
    "sheet": _text,
    "header_row": _whole(1),
    "url": _text,
    "table": _text,
    "overlap_days": _whole(0),
}


def _feeds(said: Any, path: Path) -> dict[str, FeedSettings]:
    tables = said if isinstance(said, dict) else {}
    unknown = sorted(set(tables) - {feed.name for feed in FEEDS})
    if unknown:
        names = ", ".join(feed.name for feed in FEEDS)
        raise SettingsError(f"{path} describes the feed {unknown[0]!r}, which is none; feeds are: {names}")
    return {feed.name: _feed(feed.name, feed.expected, tables.get(feed.name, {}), path) for feed in FEEDS}


def _feed(name: str, expected: bool, said: Mapping[str, Any], path: Path) -> FeedSettings:
    where = f"feeds.{name} in {path}"
    known = {item.name for item in fields(FeedSettings)}
    for key in said:
        if key not in known:
            raise SettingsError(f"{where} says {key!r}, which is none of: {', '.join(sorted(known))}")
    values = {
        key: _checked(read, said[key], f"feeds.{name}.{key} in {path}")
        for key, read in _FEED_READERS.items()
        if key in said
    }
    found = FeedSettings(
        **{"expected": expected, **values},
        columns=_mapping(said.get("columns", {}), f"feeds.{name}.columns in {path}"),
        values={
            key: _mapping(pairs, f"feeds.{name}.values.{key} in {path}")
            for key, pairs in said.get("values", {}).items()
        },
    )
    if found.source == "database" and not (found.url and found.table):
        raise SettingsError(f"{where} comes from a database but has no url and table; give both")
    if found.kind == "full" and name != "register":
        raise SettingsError(f'{where} says kind = "full", which only register can have; remove it')
    return found


def _mapping(said: Any, where: str) -> dict[str, str]:
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise SettingsError(f'{where} must be pairs of texts, "what the source says" = "our word"')
    return dict(said)
