"""The URL is the view: what has been chosen, read from a query and written back into links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, cast
from urllib.parse import urlencode

from dashboard.periods import parse_month, parse_span
from dashboard.theme import TOKENS, Scheme, Tokens
from sql.metrics import DIMENSION
from sql.metrics.period import month_text

Language = Literal["zh", "en"]

CHOICES = ("actor", "action", "about", "first", "last", "file", "done", "metrics", "by", "draw", "failed")
"""What the audit and the ledger are narrowed to, what was done just now, and what is asked on the page of any cut."""

MORE = ("age_band", "sex", "tier", "pay_frequency", "hukou", "subsidy", "suspension_length", "arrears_age", "channel")
"""The dimensions beside area and worker type, as an address names them; each takes several codes."""

COMPARISONS = ("month_before", "year_before", "plan", "parent", "closed")
"""What figures can be compared with, in the order they are written."""
NO_COMPARISON = "none"
"""What an address says where figures are compared with nothing: without a word it would be the default."""

AREA_DIMENSIONS = {6: "district", 9: "subdistrict", 12: "community"}
RUN_LENGTHS = (1, 2, 3, 6, 12)

_AREA = re.compile(r"\d{6}(\d{3}(\d{3})?)?")
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_CODE = re.compile(r"[\w+-]{1,40}")
_SAFE = ",:+"
_UNQUOTED = re.compile(rf"[A-Za-z0-9_.~{_SAFE}-]*")
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
    span: str = ""
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    comparisons: tuple[str, ...] = ()
    office: bool = False
    explain: str = ""
    of: Mapping[str, str] = field(default_factory=dict)
    crossed: tuple[str, ...] = ()
    wall: bool = False
    """Whether it hangs on a wall: large, dark, without controls; the overview alone does."""

    @property
    def tokens(self) -> Tokens:
        """The colours of the scheme."""
        return TOKENS[self.scheme]

    @property
    def where(self) -> dict[str, tuple[str, ...]]:
        """What every question of the page is narrowed to."""
        return {**self.where_area, **self.where_type, **self.more}

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

    @property
    def compared(self) -> tuple[str, ...]:
        """What figures are compared with: the month and the year before where nothing else is chosen."""
        chosen = self.comparisons or COMPARISONS[:2]
        return tuple(name for name in chosen if name != NO_COMPARISON)

    def link(self, path: str | None = None, **changes: Any) -> str:
        """The address of this view with some choices changed; defaults are left out.

        Which people a list is of, and the number being explained, stay with their page: another is opened without.
        """
        changed: dict[str, Any] = {}
        left = _LEFT_BEHIND if path is not None and path != self.path else {}
        if "month" in changes:
            changed["span"] = ""
        elif "span" in changes:
            changed["month"] = None
        if self.page != 1:
            changed["page"] = 1
        changed |= changes
        said = {**self._said, **left, **{name: _said(name, value) for name, value in changed.items()}}
        query = _joined(said)
        where = self.path if path is None else path
        return f"{where}?{query}" if query else where

    @cached_property
    def _said(self) -> dict[str, str]:
        """Every choice as the address says it; a page has hundreds of links that differ in one."""
        return {name: _said(name, getattr(self, name)) for name in _NAMED}

    @property
    def query(self) -> str:
        """The choices that are not the default, as the address says them after its question mark."""
        return _joined(self._said)


def _once(name: str) -> Callable[[str], list[tuple[str, str]]]:
    return lambda value: [(name, value)]


def _together(name: str) -> Callable[[Sequence[str]], list[tuple[str, str]]]:
    return lambda values: [(name, ",".join(values))]


def _where_true(name: str) -> Callable[[bool], list[tuple[str, str]]]:
    return lambda value: [(name, "1" if value else "")]


_NAMED: Mapping[str, Callable[[Any], Iterable[tuple[str, str]]]] = {
    "month": lambda month: [("month", "" if month is None else month_text(month))],
    "span": _once("span"),
    "area": _once("area"),
    "worker_type": _once("type"),
    "more": lambda more: [(name, ",".join(more.get(name, ()))) for name in MORE],
    "comparisons": _together("compare"),
    "office": _where_true("offices"),
    "run_length": lambda months: [("k", str(months or ""))],
    "sort": _once("sort"),
    "page": lambda page: [("page", "" if page == 1 else str(page))],
    "metric": _once("metric"),
    "person": _once("person"),
    "search": _once("search"),
    "user": _once("user"),
    "choices": lambda choices: choices.items(),
    "explain": _once("explain"),
    "of": lambda of: [("of", ",".join(f"{name}:{code}" for name, code in of.items()))],
    "crossed": _together("crossed"),
    "wall": _where_true("wall"),
    "language": lambda language: [("lang", "" if language == "zh" else language)],
}
"""What an address says of each choice, in its order; what says nothing is left out."""


def _joined(said: Mapping[str, str]) -> str:
    return "&".join(filter(None, said.values()))


def _said(name: str, value: Any) -> str:
    return "&".join([_pair(*pair) for pair in _NAMED[name](value) if pair[1]])


def _pair(name: str, text: str) -> str:
    """As an address says it; nearly all are codes that are written as they are, and quoting them takes long."""
    return f"{name}={text}" if _UNQUOTED.fullmatch(text) else urlencode({name: text}, safe=_SAFE)


def read_view(path: str, query: Mapping[str, Any], scheme: str | None = None) -> View:
    """The view a query describes; unknown and malformed choices fall back to the default."""
    wall = path == "/" and _one(query, "wall") == "1"
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
        scheme="dark" if wall else cast(Scheme, scheme if scheme in TOKENS else "light"),
        span=_span(_one(query, "span")),
        more={name: codes for name in MORE if (codes := _codes(name, _one(query, name)))},
        comparisons=_comparisons(_one(query, "compare").split(",")),
        office=_one(query, "offices") == "1",
        explain=_matching(_WORD, _one(query, "explain")),
        of=_pairs(_one(query, "of")),
        crossed=tuple(name for name in _one(query, "crossed").split(",") if name in _CROSSED),
        wall=wall,
    )


_LEFT_BEHIND = dict.fromkeys(("metric", "person", "search", "user", "choices", "explain", "of", "office", "wall"), "")
"""What a link to another page leaves behind, as its address says it: not at all."""

_CROSSED = frozenset(("month", "span", "area", "type", *MORE))
_CODES: Mapping[str, frozenset[str]] = {
    name: frozenset(code.code for code in DIMENSION[name].codes) for name in MORE if DIMENSION[name].codes
}


def _codes(name: str, text: str) -> tuple[str, ...]:
    """The codes of a dimension in a text, each once; of a dimension without a list whatever could be one."""
    said = dict.fromkeys(text.split(","))
    return tuple(code for code in said if (code in _CODES[name] if name in _CODES else _WORD.fullmatch(code)))[:20]


def _comparisons(said: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(name for name in COMPARISONS if name in said)
    return chosen or ((NO_COMPARISON,) if NO_COMPARISON in said else ())


def _span(text: str) -> str:
    return text if parse_span(text) else ""


def _pairs(text: str) -> dict[str, str]:
    """What a number stands for beside the filters: area, worker type, month or span of days, each with its code."""
    pairs = (pair.partition(":") for pair in text.split(",") if ":" in pair)
    return {
        name: code
        for name, _, code in pairs
        if (parse_span(code) if name == "span" else name in DIMENSION and _CODE.fullmatch(code))
    }


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
