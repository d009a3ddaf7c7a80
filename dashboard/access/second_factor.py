"""The second factor: a code that changes every half minute, from a telephone that was shown the secret once."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
import segno

from dashboard.access.secret import Secret
from dashboard.state.columns import now
from dashboard.state.users import User

PURPOSE = "second factor"
STEP = 30
"""Seconds for which a code is good."""
DRIFT = 1
"""A telephone's clock may be so many steps off."""
ISSUER = "Collection dashboard"


def begin(user: User, secret: Secret) -> None:
    """Give an account a secret of its own, which counts once a code has shown that the telephone has it."""
    if not user.second_factor:
        user.second_factor = secret.sealed(PURPOSE, pyotp.random_base32())


def typed(user: User, secret: Secret) -> str:
    """The secret, to be typed where a telephone has no camera."""
    return secret.opened(PURPOSE, user.second_factor) or ""


def in_fours(typed_secret: str) -> str:
    """A secret as people type it: four letters at a time."""
    return " ".join(typed_secret[place : place + 4] for place in range(0, len(typed_secret), 4))


def picture(user: User, secret: Secret) -> str:
    """The same as a picture for the telephone: an address that holds an SVG."""
    address = pyotp.TOTP(typed(user, secret)).provisioning_uri(name=user.name, issuer_name=ISSUER)
    return str(segno.make(address, error="m").svg_data_uri(scale=4, dark="#16202E", light="#FFFFFF"))


def accepts(user: User, secret: Secret, code: str, at: datetime | None = None) -> bool:
    """Whether a code is the telephone's now; each is accepted once, so that one looked over a shoulder is no use."""
    kept = typed(user, secret)
    if not kept:
        return False
    this = int((at or now()).timestamp()) // STEP
    for step in range(this - DRIFT, this + DRIFT + 1):
        if step > user.second_factor_step and hmac.compare_digest(pyotp.TOTP(kept).at(step * STEP), code):
            user.second_factor_step = step
            return True
    return False
