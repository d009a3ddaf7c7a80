"""The numbers that lists and the people on them are known by: they say nothing of anybody."""

from __future__ import annotations

import base64
import re
import secrets

from dashboard.access.secret import Secret
from dashboard.exports.cells import clean
from dashboard.state.gaps import NUMBER, TOKEN

_TOKEN = re.compile(rf"\bL[A-Z2-7]{{{TOKEN - 1}}}\b")


def new_token() -> str:
    """A number for a new list, that no other list has, here or at another bureau."""
    return f"L{_letters(secrets.token_bytes(8), TOKEN - 1)}"


def token_in(text: str) -> str:
    """The number of a list that a text holds; empty where it holds none."""
    found = _TOKEN.search(text)
    return found[0] if found else ""


def number_of(secret: Secret, word: str) -> str:
    """The number of the person a word stands for: the same in every list, and without the secret it is nobody's.

    It begins with a letter, so that no spreadsheet takes it for a number.
    """
    return f"P{_letters(bytes.fromhex(secret.mark('gap number', word)), NUMBER - 1)}"


def shown_mark(secret: Secret, name: str, identity: str) -> str:
    """A mark of what stands in a row beside its number, masked, to see whether it was changed."""
    return secret.mark("gap shown", f"{clean(name).strip()}|{clean(identity).strip()}")


def _letters(of: bytes, count: int) -> str:
    return base64.b32encode(of)[:count].decode()
