"""The one secret of an installation, and the keys made from it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from dashboard.settings import Settings, SettingsError

FILE = "secret"
LENGTH = 32
"""Characters a secret must have at least."""
VARIETY = 12
"""Different characters it must have at least."""
_KNOWN = ("change", "secret", "password", "example", "default", "12345", "qwerty", "dashboard", "insecure", "devkey")
"""What secrets in manuals and set-up files are made of."""


class Secret:
    """Keys for different purposes, so that what one purpose gives away helps no other."""

    def __init__(self, text: str) -> None:
        self._text = text.encode()

    def key(self, purpose: str) -> bytes:
        """64 bytes of their own for a purpose."""
        return hmac.digest(self._text, purpose.encode(), "sha512")

    def mark(self, purpose: str, text: str) -> str:
        """A keyed hash in hexadecimal: the same text, the same mark; nobody without the secret can make it."""
        return hmac.new(self.key(purpose), text.encode(), hashlib.sha256).hexdigest()

    def sealed(self, purpose: str, text: str) -> str:
        """The text as a word for an address: the same text, the same word; only the secret opens it."""
        closed = AESSIV(self.key(purpose)).encrypt(text.encode(), None)
        return base64.urlsafe_b64encode(closed).decode().rstrip("=")

    def opened(self, purpose: str, word: str) -> str | None:
        """The text a word was made from; None when this secret never made it."""
        try:
            closed = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
            return AESSIV(self.key(purpose)).decrypt(closed, None).decode()
        except (ValueError, InvalidTag):
            return None


def load_secret(settings: Settings) -> Secret:
    """The secret that is set, else the one in `<home>/secret`.

    Raises SettingsError where there is none, others can read it, or it is weak.
    """
    if settings.secret:
        return Secret(_strong(settings.secret, "COLLECTION_DASHBOARD_SECRET"))
    path = settings.home / FILE
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError:
        raise SettingsError(f"there is no secret at {path}; make one: python -m dashboard secret") from None
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(f"{path} can be read by others; take that away: chmod 600 {path}")
    return Secret(_strong(text, str(path)))


def make_secret(home: Path) -> Path | None:
    """Write a new secret that only its owner can read; None where there is one, for a new one would close old seals."""
    path = home / FILE
    if path.exists():
        return None
    home.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    return path


def _strong(text: str, where: str) -> str:
    known = next((word for word in _KNOWN if word in text.lower()), "")
    if len(text) < LENGTH or len(set(text)) < VARIETY or known:
        why = f"contains '{known}'" if known else f"is shorter than {LENGTH} characters or repeats itself"
        raise SettingsError(
            f"the secret in {where} {why}; take one that nobody can guess: "
            "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return text
