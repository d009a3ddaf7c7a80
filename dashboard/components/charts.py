"""A figure on a page: no mode bar, its rows behind it, and one sentence for those who hear it."""

from __future__ import annotations

from collections.abc import Sequence

from dash import ALL, ClientsideFunction, Input, Output, clientside_callback, dcc

from dashboard.components import html
from dashboard.components.tables import Table, drawn
from dashboard.figures.parts import Drawing
from dashboard.view import View
from dashboard.wording import Words

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}

CHART = "chart"
"""What charts are told from other things by in the page's list of what can be clicked."""
LOCATION = "_pages_location"
"""The one place the address is written to; Dash's pages read it."""

Row = Sequence[str]


def table_behind(shown: Table, view: View, words: Words, *, files: bool) -> html.Details:
    """The table a chart is drawn from, at a switch, with what can be done with any table."""
    sheet = html.Div(drawn(shown, view, words, files=files), className="sheet")
    return html.Details([html.Summary(words("chart.rows")), sheet], className="rows")


def chart(figure: Drawing, height: int, summary: str, *, name: str = "") -> html.Div:
    """A figure of a least height that fills its card; `summary` is what a screen reader says.

    With a `name`, one of its own on the page, a click on a point leads to the address that stands in the `ids` of
    the point's trace.
    """
    known = {"id": {"type": CHART, "name": name}} if name else {}
    graph = dcc.Graph(figure=figure, config=CONFIG, responsive=True, className="drawn", **known)
    return html.Div(graph, className="chart", role="img", style={"minHeight": f"{height}px"}, **{"aria-label": summary})


def register_callbacks() -> None:
    """A click on a point writes its address, in the browser."""
    clientside_callback(
        ClientsideFunction("shell", "follow"),
        Output(LOCATION, "search", allow_duplicate=True),
        Input({"type": CHART, "name": ALL}, "clickData"),
        prevent_initial_call=True,
    )


def rows_behind(words: Words, heads: Row, rows: Sequence[Row]) -> html.Details:
    """The rows behind a chart, at a switch; first column is text, the others numbers."""
    head = html.Tr([html.Th(text, className="number" if place else "") for place, text in enumerate(heads)])
    body = [
        html.Tr([html.Td(text, className="number" if place else "") for place, text in enumerate(row)]) for row in rows
    ]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="grid")
    return html.Details([html.Summary(words("chart.rows")), html.Div(table, className="sheet")], className="rows")
