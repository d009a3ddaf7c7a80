"""Which lines of the audit an address asks for, and how a line is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from dashboard.access.accounts import COMMAND_LINE, UNKNOWN
from dashboard.access.audit import Action, Chosen, Fault
from dashboard.numbers import NOTHING, count
from dashboard.state.deeds import AuditEntry
from dashboard.wording import Words
from sql.metrics import METRIC

SHORT = 12
"""Characters of a hash that are enough to tell it by."""
_HASH = 64
_WORDED = {"role": "role.{}", "right": "right.{}", "by": "by.{}", "why": "{}"}
"""Details that are codes, and where their words are."""
_LIST = "list "


def chosen_of(said: Mapping[str, str]) -> Chosen:
    """The lines a query or a form asks for; what is no choice is left out."""
    action = said.get("action", "")
    return Chosen(
        actor=said.get("actor", "").strip()[:64],
        action=action if action in {*Action} else "",
        about=said.get("about", "").strip()[:200],
        first=_day(said.get("first", "")),
        last=_day(said.get("last", "")),
    )


def query_of(chosen: Chosen) -> list[tuple[str, str]]:
    """The same as an address says it."""
    pairs = (
        ("actor", chosen.actor),
        ("action", chosen.action),
        ("about", chosen.about),
        ("first", chosen.first.isoformat() if chosen.first else ""),
        ("last", chosen.last.isoformat() if chosen.last else ""),
    )
    return [(name, value) for name, value in pairs if value]


def actor_of(actor: str, words: Words) -> str:
    """Who did it: a user by name, or the operator, or somebody nobody knows."""
    return {COMMAND_LINE: words("audit.command_line"), UNKNOWN: words("audit.unknown")}.get(actor, actor)


def role_of(entry: AuditEntry, words: Words) -> str:
    """As what; nothing where nobody was signed in."""
    return _worded("role.{}", entry.role, words) if entry.role else NOTHING


def about_of(about: str, words: Words) -> str:
    """What it was done to: a figure, a list or a step by its words, anything else as it was written."""
    if about in METRIC:
        return words.of(METRIC[about])
    if about.startswith(_LIST):
        return words("audit.list", number=about.removeprefix(_LIST))
    return _worded("about.{}", about.replace(" ", "_"), words, about)


def told(entry: AuditEntry, words: Words, *, short: bool = False) -> str:
    """The detail of a line as people read it; `short` with the beginnings of hashes alone."""
    detail = json.loads(entry.detail)
    parts = (
        words("audit.said", name=_said(name, words), value=_value(name, value, words, short=short))
        for name, value in detail.items()
    )
    return words.raw("audit.joined").join(parts)


def fault_of(fault: Fault, words: Words) -> str:
    """What is not as it was written."""
    return words(f"fault.{fault.what}", line=fault.line, other=fault.other)


def _said(name: str, words: Words) -> str:
    """A line that a later release wrote may name what this one has no words for."""
    return _worded("detail.{}", name, words)


def _value(name: str, value: object, words: Words, *, short: bool) -> str:
    if isinstance(value, list):
        return words.listed(map(str, value)) or NOTHING
    if isinstance(value, bool):
        return words("settings.yes" if value else "settings.no")
    if isinstance(value, int):
        return count(value)
    if name == "area" and not value:
        return words("filter.every")
    text = str(value) or NOTHING
    if short and len(text) == _HASH and name == "sha256":
        return f"{text[:SHORT]}…"
    return _worded(_WORDED[name], text, words) if name in _WORDED else text


def _worded(place: str, code: str, words: Words, otherwise: str = "") -> str:
    name = place.format(code)
    return words(name) if name in words else otherwise or code


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
