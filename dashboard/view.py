"""The URL is the view: what has been chosen, read from a query and written back into links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast
from urllib.parse import urlencode

from dashboard.periods import parse_month
from dashboard.theme import TOKENS, Scheme, Tokens
from sql.metrics.period import month_text

Language = Literal["zh", "en"]

CHOICES = ("actor", "action", "about", "first", "last", "file", "done")
"""What the audit and the ledger are narrowed to; and what was done with a user just now."""

AREA_DIMENSIONS = {6: "district", 9: "subdistrict", 12: "community"}
RUN_LENGTHS = (1, 2, 3, 6, 12)

_AREA = re.compile(r"\d{6}(\d{3}(\d{3})?)?")
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_USER = re.compile(r"[\w.\-]{1,64}")
_SEALED = re.compile(r"[A-Za-z0-9_-]{20,400}")
"""What the secret has sealed: a person or what is searched for never stands in an address."""


@dataclass(frozen=True)
class View:
    """One page as one reader has set it; whatever a query says that is not known is left out."""

    path: str
    month: int | None = None
    area: str = ""
    worker_type: str = ""
    run_length: int | None = None
    sort: str = ""
    page: int = 1
    metric: str = ""
    person: str = ""
    search: str = ""
    user: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    language: Language = "zh"
    scheme: Scheme = "light"

    @property
    def tokens(self) -> Tokens:
        """The colours of the scheme."""
        return TOKENS[self.scheme]

    @property
    def where(self) -> dict[str, tuple[str, ...]]:
        """What every question of the page is narrowed to."""
        return {**self.where_area, **self.where_type}

    @property
    def where_area(self) -> dict[str, tuple[str, ...]]:
        """The area alone, for figures that no worker type has."""
        return {AREA_DIMENSIONS[len(self.area)]: (self.area,)} if self.area else {}

    @property
    def where_type(self) -> dict[str, tuple[str, ...]]:
        """The worker type alone."""
        return {"worker_type": (self.worker_type,)} if self.worker_type else {}

    @property
    def part(self) -> str:
        """The dimension the area is told apart by, one step further down."""
        return "subdistrict" if len(self.area) < 9 else "community"

    def link(self, path: str | None = None, **changes: Any) -> str:
        """The address of this view with some choices changed; defaults are left out.

        Which people a list is of stays with the list: another page is opened without it.
        """
        leaves = path is not None and path != self.path
        list_of = {"metric": "", "person": "", "search": "", "user": "", "choices": {}} if leaves else {}
        changed = replace(self, path=self.path if path is None else path, **{"page": 1, **list_of, **changes})
        query = urlencode(changed.query())
        return f"{changed.path}?{query}" if query else changed.path

    def query(self) -> list[tuple[str, str]]:
        """The choices that are not the default, as the address names them."""
        pairs = (
            ("month", "" if self.month is None else month_text(self.month)),
            ("area", self.area),
            ("type", self.worker_type),
            ("k", str(self.run_length or "")),
            ("sort", self.sort),
            ("page", "" if self.page == 1 else str(self.page)),
            ("metric", self.metric),
            ("person", self.person),
            ("search", self.search),
            ("user", self.user),
            *self.choices.items(),
            ("lang", "" if self.language == "zh" else self.language),
        )
        return [(name, value) for name, value in pairs if value]


def read_view(path: str, query: Mapping[str, Any], scheme: str | None = None) -> View:
    """The view a query describes; unknown and malformed choices fall back to the default."""
    return View(
        path=path,
        month=parse_month(_one(query, "month")),
        area=_matching(_AREA, _one(query, "area")),
        worker_type=_matching(_WORD, _one(query, "type")),
        run_length=_run_length(_one(query, "k")),
        sort=_matching(_WORD, _one(query, "sort")),
        page=max(1, _number(_one(query, "page"), 1)),
        metric=_matching(_WORD, _one(query, "metric")),
        person=_matching(_SEALED, _one(query, "person")),
        search=_matching(_SEALED, _one(query, "search")),
        user=_matching(_USER, _one(query, "user")),
        choices={name: _one(query, name)[:200] for name in CHOICES if _one(query, name)},
        language="en" if _one(query, "lang") == "en" else "zh",
        scheme=cast(Scheme, scheme if scheme in TOKENS else "light"),
    )


def _one(query: Mapping[str, Any], name: str) -> str:
    value = query.get(name, "")
    return value if isinstance(value, str) else ""


def _matching(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else default


def _run_length(text: str) -> int | None:
    number = _number(text, 0)
    return number if number in RUN_LENGTHS else None
