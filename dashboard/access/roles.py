"""What each role may do; the only place where rights are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """One thing that not everybody may do."""

    FIGURES = "figures"
    """See figures of one's own areas."""
    SMALL_CELLS = "small_cells"
    """See figures of fewer than ten people."""
    PEOPLE = "people"
    """See lists of people and single people, masked."""
    REVEAL = "reveal"
    """See one person unmasked, for a reason, so many a day; ask for a whole list."""
    APPROVE = "approve"
    """Approve lists that others ask for."""
    EXPORT = "export"
    """Take tables away as files."""
    INTAKE = "intake"
    """Say how the bureau's files come in, and fill in what they leave open."""
    COMPARE = "compare"
    """Bring printed tables, hold them against our figures, and say what differs."""
    CLOSE = "close"
    """Write the words of the monthly report, close a month, sign and reopen it."""
    AUDIT = "audit"
    """Read, verify and export the audit and the ledger of files."""
    USERS = "users"
    """Make, change and disable users."""
    SETTINGS = "settings"
    """See the settings in force."""


class Role(StrEnum):
    """What somebody is at the bureau."""

    OFFICIAL = "official"
    MANAGER = "manager"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Terms:
    """What comes with a role: its rights, and how many rows one file of it may have."""

    rights: frozenset[Right]
    export_rows: int = 0


_OFFICIAL = frozenset(
    (Right.FIGURES, Right.SMALL_CELLS, Right.PEOPLE, Right.REVEAL, Right.EXPORT, Right.COMPARE),
)

TERMS: Mapping[Role, Terms] = {
    Role.OFFICIAL: Terms(_OFFICIAL, export_rows=5_000),
    Role.MANAGER: Terms(_OFFICIAL | {Right.APPROVE, Right.INTAKE, Right.CLOSE}, export_rows=200_000),
    Role.ANALYST: Terms(frozenset((Right.FIGURES, Right.EXPORT)), export_rows=200_000),
    Role.AUDITOR: Terms(frozenset((Right.AUDIT,)), export_rows=200_000),
    Role.ADMINISTRATOR: Terms(frozenset((Right.USERS, Right.SETTINGS))),
}
