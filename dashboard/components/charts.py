"""A figure on a page: no mode bar, its rows behind it, and one sentence for those who hear it."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from dash import dcc, html

from dashboard.wording import Words

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}

Row = Sequence[str]


def chart(figure: go.Figure, height: int, summary: str) -> html.Div:
    """A figure of a least height that fills its card; `summary` is what a screen reader says."""
    graph = dcc.Graph(figure=figure, config=CONFIG, responsive=True, className="drawn")
    return html.Div(graph, className="chart", role="img", style={"minHeight": f"{height}px"}, **{"aria-label": summary})


def rows_behind(words: Words, heads: Row, rows: Sequence[Row]) -> html.Details:
    """The rows behind a chart, at a switch; first column is text, the others numbers."""
    head = html.Tr([html.Th(text, className="number" if place else "") for place, text in enumerate(heads)])
    body = [
        html.Tr([html.Td(text, className="number" if place else "") for place, text in enumerate(row)]) for row in rows
    ]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="grid")
    return html.Details([html.Summary(words("chart.rows")), html.Div(table, className="sheet")], className="rows")
