"""How the value of a setting is read: each reader returns it, or raises an error that says what it must be."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

Reader = Callable[[Any], Any]


def whole(lowest: int) -> Reader:
    """A whole number, from TOML or from text."""

    def read(value: Any) -> int:
        try:
            number = int(value)
        except (ValueError, TypeError):
            number = lowest - 1
        if number < lowest or isinstance(value, float | bool):
            raise ValueError(f"a whole number, {lowest} or more")
        return number

    return read


def flag(value: Any) -> bool:
    """True or false, from TOML or from text."""
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if str(value).lower() not in known:
        raise ValueError("true or false")
    return known[str(value).lower()]


def one_of(*known: str) -> Reader:
    """One of a few words."""

    def read(value: Any) -> str:
        if value not in known:
            raise ValueError("one of " + ", ".join(known))
        return str(value)

    return read


def text(value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise ValueError("a text")
    return value


def size(value: Any) -> str:
    """A number of bytes with its unit."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)? ?[KMGT]i?B", str(value), re.IGNORECASE):
        raise ValueError("a size such as 3GB")
    return str(value)


def pattern(value: Any) -> str:
    """A regular expression that says where the date of a file stands in its name."""
    try:
        named = re.compile(text(value)).groupindex
    except re.error as error:
        raise ValueError(f"a regular expression ({error})") from None
    if "date" not in named:
        raise ValueError("a regular expression with (?P<date>...) in it")
    return str(value)


def words(value: Any) -> tuple[str, ...]:
    """Texts: a list in TOML, separated by commas in an environment variable."""
    said = value.split(",") if isinstance(value, str) else value
    if not isinstance(said, list) or not all(isinstance(word, str) and word.strip() for word in said):
        raise ValueError("a list of texts")
    return tuple(word.strip() for word in said)


def month(value: Any) -> int:
    """YYYY-MM as the number of the month, 12 x year + month - 1."""
    year, dash, number = str(value).partition("-")
    if not (dash and len(year) == 4 and len(number) == 2 and (year + number).isdigit() and 1 <= int(number) <= 12):
        raise ValueError("a month, YYYY-MM")
    return int(year) * 12 + int(number) - 1


def clock(value: Any) -> time:
    """An hour and minute."""
    try:
        return datetime.strptime(str(value), "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError:
        raise ValueError("a time of day, HH:MM") from None


def webhook(value: Any) -> str:
    """An address of the web, or nothing."""
    if value == "" or (isinstance(value, str) and value.startswith(("http://", "https://"))):
        return str(value)
    raise ValueError("empty, or an address that begins with http:// or https://")


def anything(value: Any) -> str:
    """A text, empty or not."""
    if not isinstance(value, str):
        raise TypeError("a text")
    return value


def pairs(value: Any) -> dict[str, str]:
    """A table of texts."""
    if not isinstance(value, dict) or not all(isinstance(word, str) for word in value.values()):
        raise ValueError('pairs of texts, "what the source says" = "our word"')
    return dict(value)


def maps(value: Any) -> dict[str, dict[str, str]]:
    """A table of tables of texts, one per field."""
    if not isinstance(value, dict):
        raise TypeError("a table of pairs of texts for each field")
    return {name: pairs(table) for name, table in value.items()}
