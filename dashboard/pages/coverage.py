"""参保: who is not in, by area and worker type."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.pages.page import Context, Tables

TABLES: Tables = {}


def body(_context: Context) -> Sequence[Component]:
    """Nothing yet."""
    return []
