"""Passwords: how they are kept, what they must be, and those that are handed out once."""

from __future__ import annotations

import secrets
import threading
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
"""So many hashes are computed at once by one process; each takes 64 MiB, and a flood waits its turn."""
REMEMBERED = 5
"""So many earlier passwords cannot be taken again."""
KINDS = 3
"""Of capitals, small letters, digits and signs so many kinds must be there (level 3 of 等保)."""
LONGEST = 200

_COMMON = ("password", "passw0rd", "admin", "qwert", "123456", "abc123", "1q2w3e", "iloveyou", "welcome", "letmein")
"""What the most common passwords are made of."""
_READABLE = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=#"
"""Letters and digits that nobody takes for each other."""
_HASHER = PasswordHasher()
_TURN = threading.BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    """The argon2id hash that is kept."""
    with _TURN:
        return _HASHER.hash(password)


def is_right(kept: str, password: str) -> bool:
    """Whether a password has this hash; where none is kept it takes as long to say no."""
    with _TURN:
        try:
            return _HASHER.verify(kept or _nobodys(), password) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether today's hashes are made harder than this one was."""
    return _HASHER.check_needs_rehash(kept)


def refusal(password: str, name: str, length: int) -> str:
    """The name of the words that say why a password is refused; empty when it is good."""
    lowered = password.lower()
    if not length <= len(password) <= LONGEST:
        return "password.length"
    if sum(any(map(kind, password)) for kind in (str.isupper, str.islower, str.isdigit, _is_sign)) < KINDS:
        return "password.kinds"
    if name.lower() in lowered or any(word in lowered for word in _COMMON):
        return "password.common"
    return ""


def one_time() -> str:
    """A password to be typed once and changed at once, readable and long enough for any policy."""
    letters = [secrets.choice(kind) for kind in _READABLE]
    letters += [secrets.choice("".join(_READABLE[:3])) for _ in range(10)]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def _is_sign(letter: str) -> bool:
    return not letter.isalnum()


def _nobodys() -> str:
    """A hash of no password at all, as hard to try as one of today; made up, so that the first try costs no more."""
    salt, digest = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=") for length in (_HASHER.salt_len, _HASHER.hash_len)
    )
    return f"$argon2id$v=19$m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}${salt}${digest}"
