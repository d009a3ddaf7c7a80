"""结构: which tier people choose, and whether they can afford it."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.pages.page import Context, Tables

TABLES: Tables = {}


def body(_context: Context) -> Sequence[Component]:
    """Nothing yet."""
    return []
