"""分析: any metric by any dimensions, as a chart and a table with totals that are their own questions."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.pages.page import Context, Tables

TABLES: Tables = {}


def body(_context: Context) -> Sequence[Component]:
    """Nothing yet."""
    return []
