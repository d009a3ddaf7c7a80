"""How people are written on the screen: enough to tell them apart, too little to know them.

Source: the convention of social insurance and tax offices; numbers keep as much as the settings say.
"""

from __future__ import annotations

from dataclasses import dataclass

STAR = "*"
MOST_STARS = 2
"""A name does not show how long it is beyond three characters."""


@dataclass(frozen=True)
class Masking:
    """How many characters of an identity number and of a telephone number stay: first, last."""

    identity: tuple[int, int] = (2, 2)
    phone: tuple[int, int] = (3, 4)

    def masked_identity(self, identity: str | None) -> str:
        """21**************23."""
        return kept_ends(identity, *self.identity)

    def masked_phone(self, phone: str | None) -> str:
        """138****1234."""
        return kept_ends(phone, *self.phone)


def masked_name(name: str | None) -> str:
    """The surname: 张*, 王**; a name of one character not at all."""
    if not name:
        return ""
    rest = min(len(name) - 1, MOST_STARS)
    return name[0] + STAR * rest if rest else STAR


def kept_ends(number: str | None, first: int, last: int) -> str:
    """A number with its middle hidden; all of it where so little would be hidden that it could be guessed."""
    if not number:
        return ""
    hidden = len(number) - first - last
    if hidden < len(number) // 3:
        return STAR * len(number)
    return number[:first] + STAR * hidden + number[len(number) - last :]
