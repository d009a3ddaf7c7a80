"""How a feed comes in here: what the settings say of it. Light to load, for the reader of workbooks needs it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FeedSettings:
    """How one feed comes in here."""

    expected: bool = False
    source: str = "inbox"
    kind: str = "changes"
    pattern: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    header_rows: int = 1
    total_header: str | None = None
    url: str | None = None
    table: str | None = None
    overlap_days: int = 3
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
