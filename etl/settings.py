"""Settings: one TOML file in the home folder; environment variables override all but its tables of words.

What each means is said here, beside how it is read; the README and `deploy/settings.example.toml` repeat it.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any

from etl.failures import SettingsError
from etl.feed_settings import FeedSettings
from etl.feeds import FEEDS, Feed, Kind
from etl.settings_values import (
    Reader,
    anything,
    clock,
    flag,
    maps,
    month,
    one_of,
    pairs,
    pattern,
    size,
    text,
    webhook,
    whole,
    words,
)
from messages import mail
from sql.connect import Place, checked_url, without_password

PREFIX = "COLLECTION_"
TOP_UPS = ("optional", "mandatory", "none")
SOURCES = ("inbox", "database")
REGISTER_KINDS = ("changes", "full")
TABLES = ("feeds", "dashboard")


@dataclass(frozen=True)
class Settings:
    """Everything that can be set; amounts of money and months are exact, never floats."""

    home: Path
    database: str = ""
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
    monthly_versions_kept: int = 13
    largest_file_gigabytes: int = 20
    night_at: time = time(2, 30)
    wait_until: time = time(6, 30)
    alarm_at: time = time(8, 0)
    nights_made_up: int = 7
    longest_night: int = 240
    alarm_webhook: str = ""
    alarm_to: tuple[str, ...] = ()
    mail_server: str = ""
    mail_from: str = ""
    mail_password: str = field(default="", repr=False)
    feeds: Mapping[str, FeedSettings] = field(
        default_factory=lambda: {feed.name: FeedSettings(expected=feed.expected) for feed in FEEDS}
    )

    @property
    def place(self) -> Place:
        """Where the reporting database is."""
        return Place(self.home, self.database)


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
    values = _read_all(SETTINGS, said, environment, path, "")
    _refuse_unknown(said, path)
    if values.get("mail_server") and not values.get("mail_from"):
        raise SettingsError("the settings say mail_server but not mail_from; say the address mail comes from")
    return Settings(home=home, feeds=_feeds(said.get("feeds", {}), path, environment), **values)


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
        said = without_password(value) if isinstance(value, str) else value
        raise SettingsError(f"{where} is {said!r} but must be {error}") from None


def _refuse_unknown(said: Mapping[str, Any], path: Path) -> None:
    """A misspelt setting must not be silently ignored; the dashboard reads its own table."""
    for name in said:
        if name not in (*SETTINGS, *TABLES):
            known = ", ".join((*SETTINGS, *(f"[{table}]" for table in TABLES)))
            raise SettingsError(f"{path} says {name!r}, which is no setting; settings are: {known}")


@dataclass(frozen=True)
class Setting:
    """One thing that can be set: how what is said is read, what it means, an example where nothing is shipped."""

    read: Reader
    meaning: str
    example: str | int | None = None


SETTINGS: Mapping[str, Setting] = {
    "database": Setting(
        checked_url,
        "Where the reporting database is: empty, DuckDB files in the home folder; or a PostgreSQL database (14 or "
        "later, encoding UTF8) by its URL, postgresql://user@host/name. The password is better left to a password "
        "file (PGPASSFILE).",
    ),
    "demo": Setting(flag, "Says on every screen that the data is invented."),
    "history_starts": Setting(
        month,
        "The first month shown, YYYY-MM; earlier months are read and known, but have no figures. "
        "Unset: the first month there is.",
        "2021-10",
    ),
    "suspended_after": Setting(
        whole(1),
        "From how many due and unpaid months in a row a person counts as suspended in the headline figures.",
    ),
    "top_up": Setting(
        one_of(*TOP_UPS),
        "Whether assessed top-ups (补差) are owed: mandatory, they count as assessed; optional or none, they do not.",
    ),
    "repair_window": Setting(
        one_of("year_end"),
        "Until when an unpaid month can be made good: year_end, within its own calendar year.",
    ),
    "scope": Setting(
        words,
        "A receipt or assessment counts when its 征收品目 contains one of these words, or is empty; "
        "others are counted as out of scope.",
    ),
    "settle_seconds": Setting(
        whole(0),
        "How long a file without a control file must have kept its size and time to be taken as complete.",
    ),
    "memory": Setting(size, "The memory the night may use before it works on disk; it overshoots by 10 to 15 %."),
    "threads": Setting(whole(1), "How many processors the night may use. Unset: all of them.", 4),
    "volume_factor": Setting(
        whole(2),
        "Nothing is published when a feed brings this many times more, or fewer, rows than it usually does.",
    ),
    "volume_nights": Setting(whole(1), "How many earlier nights of the feed say what is usual."),
    "versions_kept": Setting(whole(3), "How many published versions are kept to go back to."),
    "monthly_versions_kept": Setting(
        whole(1), "Of how many months the latest version is kept, to say what was known then."
    ),
    "largest_file_gigabytes": Setting(
        whole(1), "A file that is larger than this, or becomes it when unpacked, is refused."
    ),
    "night_at": Setting(
        clock, "When the night of the day before begins, in Asia/Shanghai; `python -m etl schedule` runs it."
    ),
    "wait_until": Setting(
        clock, "Until when it waits for expected feeds of its date that have not come; then it takes what there is."
    ),
    "alarm_at": Setting(clock, "From when a night that is not published yet is missing, and an alarm is raised."),
    "nights_made_up": Setting(whole(1), "How many missed nights are made up, oldest first."),
    "longest_night": Setting(whole(1), "After how many minutes a night that still runs raises an alarm."),
    "alarm_webhook": Setting(webhook, 'Where alarms are posted as JSON, {"title": ..., "text": ...}. Empty: nowhere.'),
    "alarm_to": Setting(words, "Who gets alarms by mail."),
    "mail_server": Setting(mail.server_address, mail.MEANING_SERVER),
    "mail_from": Setting(anything, mail.MEANING_FROM),
    "mail_password": Setting(anything, mail.MEANING_PASSWORD),
}
FEED_OPTIONS: Mapping[str, Setting] = {
    "expected": Setting(
        flag,
        "Whether this feed comes here. One that does not is absent: what it would feed is left out, not zero.",
    ),
    "source": Setting(one_of(*SOURCES), "Where rows come from: files in inbox/, or a database."),
    "kind": Setting(
        one_of(*REGISTER_KINDS),
        "Of register alone: changes, each delivery brings what changed; full, each brings everybody, "
        "and who is missing has left.",
    ),
    "pattern": Setting(
        pattern,
        "A regular expression for file names without their ending, with (?P<date>...) and, where several files "
        "come for one date, (?P<number>...); a month stands for its last day. "
        "<feed>_<YYYYMMDD>[_<n>] is always understood.",
    ),
    "sheet": Setting(text, "The sheet of a workbook. Unset: the first that has the columns."),
    "header_row": Setting(whole(1), "The row that names the columns, the last of several. Unset: it is looked for."),
    "header_rows": Setting(
        whole(1),
        "How many rows name the columns; what stands above each other is read as one."
        " A head of one row is understood too.",
    ),
    "total_header": Setting(
        text,
        "The header under which a total row says 合计, 小计 or 总计, where it is not said under the first of ours;"
        " left of it, it is seen too, and in a file without it under its first header.",
    ),
    "url": Setting(
        text,
        "The SQLAlchemy URL of the source database. A relative SQLite file lies in the home folder; "
        "other databases need their driver installed.",
    ),
    "table": Setting(text, "The table or view to read, with its schema where it has one."),
    "overlap_days": Setting(
        whole(0),
        "How many days before the last 更新时间 are asked for again; rows that come again unchanged are left out.",
    ),
    "columns": Setting(
        pairs,
        'What the headers of the source mean, where they are not ours: "header" = "field"; "" is not read.',
    ),
    "values": Setting(
        maps, 'What the values of the source mean: for each field, "value" = "code"; of areas, "name" = "code".'
    ),
}


def _read_all(
    declared: Mapping[str, Setting], said: Mapping[str, Any], environment: Mapping[str, str], path: Path, within: str
) -> dict[str, Any]:
    """What the environment says of each declared setting, else the file; `within` is "" or "feeds.<name>."."""
    values: dict[str, Any] = {}
    for name, setting in declared.items():
        variable = PREFIX + f"{within}{name}".replace(".", "_").upper()
        if environment.get(variable):
            values[name] = _checked(setting.read, environment[variable], f"environment variable {variable}")
        elif name in said:
            values[name] = _checked(setting.read, said[name], f"{within}{name} in {path}")
    return values


def _feeds(said: Any, path: Path, environment: Mapping[str, str]) -> dict[str, FeedSettings]:
    tables = _table(said, "feeds", path)
    unknown = sorted(set(tables) - {feed.name for feed in FEEDS})
    if unknown:
        names = ", ".join(feed.name for feed in FEEDS)
        raise SettingsError(f"{path} describes the feed {unknown[0]!r}, which is none; feeds are: {names}")
    return {feed.name: _feed(feed, tables.get(feed.name, {}), path, environment) for feed in FEEDS}


def _table(said: Any, name: str, path: Path) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise SettingsError(f"{name} in {path} is {said!r} but must be a table, [{name}]")
    return said


def _feed(feed: Feed, said: Mapping[str, Any], path: Path, environment: Mapping[str, str]) -> FeedSettings:
    where = f"feeds.{feed.name} in {path}"
    for key in _table(said, f"feeds.{feed.name}", path):
        if key not in FEED_OPTIONS:
            raise SettingsError(f"{where} says {key!r}, which is none of: {', '.join(sorted(FEED_OPTIONS))}")
    values = _read_all(FEED_OPTIONS, said, environment, path, f"feeds.{feed.name}.")
    found = FeedSettings(**{"expected": feed.expected, **values})
    if found.source == "database" and not (found.url and found.table):
        raise SettingsError(f"{where} comes from a database but has no url and table; give both")
    if found.kind == "full" and feed.name != "register":
        raise SettingsError(f'{where} says kind = "full", which only register can have; remove it')
    _refuse_unknown_words(feed, found, where)
    return found


def _refuse_unknown_words(feed: Feed, found: FeedSettings, where: str) -> None:
    """A mapping to a field or a code that is none would be ignored without a word."""
    fields = {column.field: column for column in feed.columns}
    coded = {name: column for name, column in fields.items() if column.kind is Kind.CODE}
    for header, name in found.columns.items():
        if name and name not in fields:
            raise SettingsError(
                f"columns of {where} takes {header} for {name!r}, which is none of: {', '.join(fields)}"
            )
    for name, codes in found.values.items():
        if name in fields and fields[name].kind is Kind.AREA:
            _refuse_no_area(name, codes, where)
            continue
        if name not in coded:
            raise SettingsError(f"values of {where} describes {name!r}, which is none of: {', '.join(coded) or '-'}")
        known = sorted({*coded[name].values.values(), coded[name].unknown or "", coded[name].empty or ""} - {""})
        for value, code in codes.items():
            if code not in known:
                raise SettingsError(f"values.{name} of {where} takes {value} for {code!r}, which is none of: {known}")


def _refuse_no_area(field: str, codes: Mapping[str, str], where: str) -> None:
    for value, code in codes.items():
        if not re.fullmatch(r"\d{6}(\d{3}){0,2}", code):
            raise SettingsError(f"values.{field} of {where} takes {value} for {code!r}, which is no area code")
