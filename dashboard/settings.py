"""Settings of the dashboard: the table [dashboard] of settings.toml, each overridable by an environment variable.

What each means is said here, beside how it is read; the README and `deploy/settings.example.toml` repeat it.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dashboard.access.roles import Role
from messages import mail

PREFIX = "COLLECTION_"
TABLE = "dashboard"
LOG_LEVELS = ("debug", "info", "warning", "error")
SHORTEST_MONTH = 28
MOST_SHOWN = 10
"""Digits of a number of a person that may stay readable; more would name the person."""


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
    question_seconds: int = 30
    log_level: str = "warning"
    metrics_addresses: tuple[str, ...] = ("127.0.0.1", "::1")
    https: bool = True
    secret: str = field(default="", repr=False)
    state_database: str = field(default="", repr=False)
    idle_minutes: int = 15
    session_hours: int = 8
    password_length: int = 10
    password_days: int = 90
    lockout_failures: int = 5
    lockout_minutes: int = 30
    second_factor_roles: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()
    reveals_a_day: int = 30
    identity_shown: tuple[int, int] = (2, 2)
    phone_shown: tuple[int, int] = (3, 4)
    proxy_header: str = ""
    proxy_addresses: tuple[str, ...] = ()
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: str = field(default="", repr=False)
    oidc_name_claim: str = "preferred_username"
    bureau: str = ""
    report_up: str = ""
    report_to: str = ""
    two_signatures: bool = False
    close_day: int = 5
    outbox_days: int = 90
    mail_server: str = ""
    mail_from: str = ""
    mail_password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Setting:
    """One thing that can be set: how what is said is read, what it means, whether it is never shown.

    What is `shared` with the nights is said once, at the top of the file.
    """

    read: Callable[[Any], Any]
    meaning: str
    hidden: bool = False
    shared: bool = False


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a text")
    return value


def _any_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text")  # noqa: TRY004 - what a setting must be is said by one kind of error
    return value


def _whole(value: Any) -> int:
    if not str(value).isdecimal() or int(value) < 1:
        raise ValueError("a whole number, 1 or more")
    return int(value)


def _day_of_month(value: Any) -> int:
    if not str(value).isdecimal() or not 1 <= int(value) <= SHORTEST_MONTH:
        raise ValueError(f"a day that every month has, 1 to {SHORTEST_MONTH}")
    return int(value)


def _level(value: Any) -> str:
    if value not in LOG_LEVELS:
        raise ValueError("one of " + ", ".join(LOG_LEVELS))
    return str(value)


def _truth(value: Any) -> bool:
    if str(value).lower() not in ("true", "false"):
        raise ValueError("true or false")
    return str(value).lower() == "true"


def _listed(value: Any) -> tuple[str, ...]:
    """A list in TOML, words between commas in the environment."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise ValueError("a list of texts")
    return tuple(word.strip() for word in words)


def _roles(value: Any) -> tuple[str, ...]:
    roles = _listed(value)
    if not set(roles) <= {*Role}:
        raise ValueError("some of " + ", ".join(Role))
    return roles


def _addresses(value: Any) -> tuple[str, ...]:
    addresses = _listed(value)
    for address in addresses:
        try:
            ip_network(address)
        except ValueError:
            raise ValueError("a list of addresses such as 10.1.2.3 or 10.1.2.0/24") from None
    return addresses


def _ends(value: Any) -> tuple[int, int]:
    """Written 2+2 in the environment, [2, 2] in TOML."""
    text = "+".join(map(str, value)) if isinstance(value, list) else str(value)
    first, plus, last = text.partition("+")
    if not (plus and first.isdecimal() and last.isdecimal() and int(first) + int(last) <= MOST_SHOWN):
        raise ValueError(f"two numbers such as 2+2, together {MOST_SHOWN} at most")
    return int(first), int(last)


def _at_least(least: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not str(value).isdecimal() or int(value) < least:
            raise ValueError(f"a whole number, {least} or more")
        return int(value)

    return read


SETTINGS: Mapping[str, Setting] = {
    "bind": Setting(_text, "The address it is served on; as shipped, this machine alone can reach it."),
    "workers": Setting(_whole, "How many processes answer."),
    "threads": Setting(_whole, "How many requests each of them answers at once."),
    "memory": Setting(_text, "The memory each of them may use for questions."),
    "query_threads": Setting(_whole, "How many processors one question may use."),
    "question_seconds": Setting(_whole, "Seconds after which a question is stopped."),
    "log_level": Setting(_level, "How much the server says: debug, info, warning or error."),
    "metrics_addresses": Setting(_listed, "Who may read /metrics: addresses of the monitoring, as it connects."),
    "https": Setting(
        _truth,
        "Whether browsers reach it over HTTPS, or on their own machine; false only on an intranet without it.",
    ),
    "secret": Setting(
        _any_text, "What keys are made from, instead of the file `secret` in the home folder.", hidden=True
    ),
    "state_database": Setting(
        _any_text, "URL of the database of users and audit; as shipped, `state.db` in the home folder.", hidden=True
    ),
    "idle_minutes": Setting(_whole, "Minutes without activity after which a session ends."),
    "session_hours": Setting(_whole, "Hours after which a session ends however active."),
    "password_length": Setting(_at_least(8), "Characters a password must have at least."),
    "password_days": Setting(_whole, "Days after which a password must be changed."),
    "lockout_failures": Setting(_whole, "Wrong passwords in a row after which an account is locked."),
    "lockout_minutes": Setting(_whole, "Minutes for which it is locked."),
    "second_factor_roles": Setting(_roles, "Roles that need a second factor to sign in with a password."),
    "screens": Setting(
        _listed, "Users of screens on a wall: they see the wall and nothing else, and stay signed in for 30 days."
    ),
    "reveals_a_day": Setting(_whole, "How many people one user may see unmasked in a day."),
    "identity_shown": Setting(_ends, "Digits of an identity number that stay readable: first+last."),
    "phone_shown": Setting(_ends, "Digits of a telephone number that stay readable: first+last."),
    "proxy_header": Setting(_any_text, "Header in which a trusted proxy names the user it has signed in."),
    "proxy_addresses": Setting(
        _addresses,
        "Where proxies connect from; of these alone it is believed for whom (X-Forwarded-For) and whose name they ask.",
    ),
    "oidc_issuer": Setting(_any_text, "Address of the identity provider (OpenID Connect), if there is one."),
    "oidc_client": Setting(_any_text, "The name this dashboard has there."),
    "oidc_secret": Setting(_any_text, "The secret it has there.", hidden=True),
    "oidc_name_claim": Setting(_text, "The claim that holds the sign-in name."),
    "bureau": Setting(_any_text, "The bureau's name, as it stands on its reports."),
    "report_up": Setting(_any_text, "Whom the monthly report is submitted to, as it is printed."),
    "report_to": Setting(_any_text, "Whom it is sent to, as it is printed."),
    "two_signatures": Setting(_truth, "Whether a month is closed only when a second manager has signed too."),
    "close_day": Setting(
        _day_of_month, "The day of the next month on which who subscribed is reminded of a month that is not closed."
    ),
    "outbox_days": Setting(_whole, "Days after which files are removed from the folder `outbox`."),
    "mail_server": Setting(mail.server_address, mail.MEANING_SERVER, shared=True),
    "mail_from": Setting(_any_text, mail.MEANING_FROM, shared=True),
    "mail_password": Setting(_any_text, mail.MEANING_PASSWORD, hidden=True, shared=True),
}


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the table of `<home>/settings.toml` (or the file `COLLECTION_SETTINGS` names), then the environment.

    Raises SettingsError.
    """
    home = Path(environment.get(PREFIX + "HOME") or "var")
    path = _path(environment)
    said = _said(path)
    values: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        variable = _variable(name)
        if environment.get(variable):
            values[name] = _checked(setting, environment[variable], f"environment variable {variable}")
        elif name in said:
            values[name] = _checked(setting, said[name], f"{name if setting.shared else f'{TABLE}.{name}'} in {path}")
    settings = Settings(home=home, **values)
    _check_together(settings)
    return settings


def _check_together(settings: Settings) -> None:
    """Settings that mean something only beside each other."""
    if settings.proxy_header and not settings.proxy_addresses:
        raise SettingsError(
            f"[{TABLE}] says proxy_header but not proxy_addresses; say both: a header is believed"
            " from the addresses of its proxy alone"
        )
    if settings.mail_server and not settings.mail_from:
        raise SettingsError("the settings say mail_server but not mail_from; say the address mail comes from")
    if not settings.oidc_issuer:
        return
    if not (settings.oidc_client and settings.oidc_secret):
        raise SettingsError(f"[{TABLE}] says oidc_issuer but not oidc_client and oidc_secret; say what it knows us by")
    issuer = urlsplit(settings.oidc_issuer)
    if issuer.scheme != "https" and issuer.hostname not in ("127.0.0.1", "localhost"):
        raise SettingsError(f"oidc_issuer is {settings.oidc_issuer!r} but must begin with https://")


def where_said(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """Where the value of a setting comes from: `environment`, `file`, or `shipped`.

    Raises SettingsError.
    """
    if environment.get(_variable(name)):
        return "environment"
    return "file" if name in _said(_path(environment)) else "shipped"


def _path(environment: Mapping[str, str]) -> Path:
    home = Path(environment.get(PREFIX + "HOME") or "var")
    return Path(environment.get(PREFIX + "SETTINGS") or home / "settings.toml")


def _variable(name: str) -> str:
    return (PREFIX + (name if SETTINGS[name].shared else f"{TABLE}_{name}")).upper()


def _said(path: Path) -> Mapping[str, Any]:
    """What the file says of our settings: its table, and what is shared with the nights above it."""
    if not path.exists():
        return {}
    try:
        everything = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML in UTF-8: {error}; correct it") from None
    said = everything.get(TABLE, {})
    own = [name for name, setting in SETTINGS.items() if not setting.shared]
    for name in said:
        if name in SETTINGS and name not in own:
            raise SettingsError(
                f"[{TABLE}] in {path} says {name!r}; say it once at the top of the file, above all tables"
            )
        if name not in own:
            raise SettingsError(f"[{TABLE}] in {path} says {name!r}, which is none of: {', '.join(own)}")
    shared = {name: everything[name] for name in SETTINGS if name not in own and name in everything}
    return {**shared, **said}


def _checked(setting: Setting, value: Any, where: str) -> Any:
    try:
        return setting.read(value)
    except ValueError as error:
        raise SettingsError(f"{where} is {value!r} but must be {error}") from None
