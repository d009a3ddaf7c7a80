"""Writing down what a file means: settings.toml changed in place, its comments kept, its former text too."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit

from etl.due import SHANGHAI
from etl.failures import SettingsError
from etl.feed_settings import FeedSettings
from etl.ledger import keep
from etl.lock import alone
from etl.settings import PREFIX, Settings, load_settings

FORMER = "settings_versions"
_SIMPLE = ("expected", "kind", "sheet", "header_row", "header_rows", "total_header", "pattern")


@dataclass(frozen=True)
class Change:
    """What is to be said of feeds, and of the scope where it changes; by whom and why, for whoever reads it later."""

    feeds: Mapping[str, FeedSettings]
    by: str
    why: str
    scope: tuple[str, ...] | None = None


def settings_path(home: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """The file that is written: the home folder's, or the one `COLLECTION_SETTINGS` names."""
    named = environment.get(PREFIX + "SETTINGS")
    return Path(named) if named else home / "settings.toml"


def accept(home: Path, change: Change) -> Path | None:
    """Write the change into the settings, and the former text beside them; the file of the former text, if any.

    Raises SettingsError where the settings could not be read afterwards; then nothing is changed.
    """
    path = settings_path(home)
    home.mkdir(parents=True, exist_ok=True)
    with alone(home / "settings.lock"):
        former = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        text = _readable_text(home, path, former, change)
        version = _keep_former(home, former, change) if former else None
        keep(path, text)
    return version


def _readable_text(home: Path, path: Path, former: str, change: Change) -> str:
    """The new text, proved to be read by the night; feeds that were said in one line or by dotted keys become tables.

    Raises SettingsError.
    """
    try:
        text = _changed(former, change)
        _check(home, path, text)
    except (ValueError, SettingsError):  # or the settings cannot be read at all, which is said then
        try:
            text = _changed(former, change, as_tables=True)
        except ValueError as error:
            raise SettingsError(f"{path} cannot be changed: {error}") from None
        _check(home, path, text)
    return text


def _changed(former: str, change: Change, *, as_tables: bool = False) -> str:
    document = tomlkit.parse(former)
    if as_tables and isinstance(document.get("feeds"), MutableMapping):
        said = document["feeds"].unwrap()
        del document["feeds"]
        document["feeds"] = said
    if change.scope is not None and list(document.get("scope", Settings.scope)) != list(change.scope):
        document["scope"] = list(change.scope)
    feeds = _table(document, "feeds")
    for name, settings in change.feeds.items():
        _say(_table(feeds, name), settings)
    return tomlkit.dumps(document)


def _table(within: Any, name: str) -> Any:
    """The table of a name, made where there is none."""
    if name not in within:
        within[name] = tomlkit.table(is_super_table=name == "feeds")
    if not isinstance(within[name], MutableMapping):
        raise SettingsError(f"{name} in settings.toml is {within[name]!r} but must be a table, [{name}]")
    return within[name]


def _say(table: Any, settings: FeedSettings) -> None:
    """What differs from what holds unsaid, or was said before."""
    shipped = FeedSettings()
    for name in _SIMPLE:
        value = getattr(settings, name)
        if value is None or (value == getattr(shipped, name) and name != "expected"):
            table.pop(name, None)
        else:
            table[name] = value
    _say_words(table, "columns", settings.columns)
    if settings.values:
        values = _table(table, "values")
        for name, codes in settings.values.items():
            _say_words(values, name, codes)


def _say_words(table: Any, name: str, words: Mapping[str, str]) -> None:
    if not words:
        table.pop(name, None)
        return
    said = _table(table, name)
    for word in [word for word in said if word not in words]:
        del said[word]
    for word, meaning in words.items():
        said[word] = meaning


def _check(home: Path, path: Path, text: str) -> None:
    """Read the new text as the night will, before it takes the place of the old."""
    trial = path.with_name(path.name + ".trial")
    try:
        trial.write_text(text, encoding="utf-8")
        load_settings(home, {**os.environ, PREFIX + "SETTINGS": str(trial)})
    except SettingsError as error:
        raise SettingsError(str(error).replace(str(trial), str(path))) from None
    finally:
        trial.unlink(missing_ok=True)


def _keep_former(home: Path, former: str, change: Change) -> Path:
    """The text that held until now, under the next number, headed by who changed it, when and why."""
    folder = home / FORMER
    folder.mkdir(exist_ok=True)
    number = max((int(path.stem) for path in folder.glob("[0-9]*.toml") if path.stem.isdecimal()), default=0) + 1
    now = datetime.now(SHANGHAI).isoformat(" ", "seconds")
    head = f"# Held until {now}; then changed by {change.by}: {change.why}\n"
    target = folder / f"{number:04}.toml"
    keep(target, head + former)
    return target
