"""Which lines of the audit an address asks for, and how a line is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from dashboard.access.audit import Action, Chosen
from dashboard.numbers import NOTHING
from dashboard.state.deeds import AuditEntry
from dashboard.wording import Words


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


def told(entry: AuditEntry, words: Words) -> str:
    """The detail of a line as people read it."""
    detail = json.loads(entry.detail)
    return "; ".join(f"{_said(name, words)}: {_value(value, words)}" for name, value in detail.items())


def _said(name: str, words: Words) -> str:
    """A line that a later release wrote may name what this one has no words for."""
    return words(f"detail.{name}") if f"detail.{name}" in words else name


def _value(value: object, words: Words) -> str:
    if isinstance(value, list):
        return words.listed(map(str, value)) or NOTHING
    if isinstance(value, bool):
        return words("settings.yes" if value else "settings.no")
    said = f"role.{value}"
    return words(said) if said in words else str(value) or NOTHING


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
