"""生效设置: every setting as this server has it, where it was said, and what the server is made of."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version

from dash.development.base_component import Component
from sqlalchemy import make_url

from dashboard.components import html
from dashboard.components.cards import card
from dashboard.components.tables import Column, table
from dashboard.pages.page import Context
from dashboard.settings import SETTINGS, where_said
from dashboard.wording import Words

PACKAGES = ("dash", "duckdb", "sqlalchemy", "gunicorn", "argon2-cffi", "cryptography", "authlib")


def body(context: Context) -> Sequence[Component]:
    """The settings; beside them the parts."""
    return [_settings(context), _parts(context)]


def _settings(context: Context) -> html.Section:
    words = context.words
    rows = [{"name": name, "value": value_of(context, name), "said": where_said(name)} for name in SETTINGS]
    columns = [
        Column("name", words("settings.name"), lambda row: html.Span(row["name"], className="code"), number=False),
        Column("value", words("settings.value"), lambda row: row["value"], number=False),
        Column("said", words("settings.said"), lambda row: words(f"settings.{row['said']}"), number=False),
        Column(
            "meaning", words("settings.meaning"), lambda row: _meaning(words, row["name"]), number=False, css="wide"
        ),
    ]
    return card(words("settings.title"), words("settings.subtitle"), table(columns, rows, context.view))


def value_of(context: Context, name: str) -> str:
    """What a setting is; of one that is never shown only whether it is set."""
    words, value = context.words, getattr(context.services.settings, name)
    if SETTINGS[name].hidden:
        return words("settings.set" if value else "settings.unset")
    if isinstance(value, bool):
        return words("settings.yes" if value else "settings.no")
    if isinstance(value, tuple):
        return ("+" if all(isinstance(one, int) for one in value) else ", ").join(map(str, value)) or "–"
    return str(value) or "–"


def _meaning(words: Words, name: str) -> str:
    """What is code in the README is plain here."""
    return words(f"setting.{name}") if words.chinese else SETTINGS[name].meaning.replace("`", "")


def _parts(context: Context) -> html.Section:
    words, settings = context.words, context.services.settings
    state = make_url(settings.state_database).get_backend_name() if settings.state_database else "sqlite"
    rows = [{"name": "Python", "value": sys.version.split()[0]}]
    rows += [{"name": name, "value": version(name)} for name in PACKAGES]
    rows.append({"name": words("settings.state"), "value": state})
    columns = [
        Column("name", words("settings.part"), lambda row: row["name"], number=False),
        Column("value", words("settings.version"), lambda row: row["value"], number=False),
    ]
    return card(words("settings.parts"), words("settings.parts_subtitle"), table(columns, rows, context.view))
