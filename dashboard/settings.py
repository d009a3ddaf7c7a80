"""Settings of the dashboard: the table [dashboard] of settings.toml, each overridable by an environment variable.

What each means is said here, beside how it is read; the README and `deploy/settings.example.toml` repeat it.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PREFIX = "COLLECTION_"
TABLE = "dashboard"
LOG_LEVELS = ("debug", "info", "warning", "error")


class SettingsError(Exception):
    """A setting cannot be used; the message says which, where it was said, and what it must be."""


@dataclass(frozen=True)
class Settings:
    """Where the published versions lie, and how they are served."""

    home: Path
    bind: str = "127.0.0.1:8050"
    workers: int = 2
    threads: int = 4
    memory: str = "1GB"
    query_threads: int = 2
    log_level: str = "warning"


@dataclass(frozen=True)
class Setting:
    """One thing that can be set: how what is said is read, and what it means."""

    read: Callable[[Any], Any]
    meaning: str


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a text")
    return value


def _whole(value: Any) -> int:
    if not str(value).isdecimal() or int(value) < 1:
        raise ValueError("a whole number, 1 or more")
    return int(value)


def _level(value: Any) -> str:
    if value not in LOG_LEVELS:
        raise ValueError("one of " + ", ".join(LOG_LEVELS))
    return str(value)


SETTINGS: Mapping[str, Setting] = {
    "bind": Setting(_text, "The address it is served on; as shipped, this machine alone can reach it."),
    "workers": Setting(_whole, "How many processes answer."),
    "threads": Setting(_whole, "How many requests each of them answers at once."),
    "memory": Setting(_text, "The memory each of them may use for questions."),
    "query_threads": Setting(_whole, "How many processors one question may use."),
    "log_level": Setting(_level, "How much the server says: debug, info, warning or error."),
}


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the table of `<home>/settings.toml` (or the file `COLLECTION_SETTINGS` names), then the environment.

    Raises SettingsError.
    """
    home = Path(environment.get(PREFIX + "HOME") or "var")
    path = Path(environment.get(PREFIX + "SETTINGS") or home / "settings.toml")
    said = _table(path)
    values: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        variable = f"{PREFIX}{TABLE}_{name}".upper()
        if environment.get(variable):
            values[name] = _checked(setting, environment[variable], f"environment variable {variable}")
        elif name in said:
            values[name] = _checked(setting, said[name], f"{TABLE}.{name} in {path}")
    return Settings(home=home, **values)


def _table(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig")).get(TABLE, {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML in UTF-8: {error}; correct it") from None
    for name in said:
        if name not in SETTINGS:
            raise SettingsError(f"[{TABLE}] in {path} says {name!r}, which is none of: {', '.join(SETTINGS)}")
    return dict(said)


def _checked(setting: Setting, value: Any, where: str) -> Any:
    try:
        return setting.read(value)
    except ValueError as error:
        raise SettingsError(f"{where} is {value!r} but must be {error}") from None
