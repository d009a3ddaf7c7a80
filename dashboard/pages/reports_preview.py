"""The report on the screen: the same blocks, the same printed figures, as every file of it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.reports.blocks import (
    Block,
    Chart,
    Heading,
    Level,
    Line,
    Paragraph,
    Report,
    Summary,
    Table,
    head_cells,
    head_rows,
    span_of,
    stands_right,
)
from dashboard.reports.charts import svg
from dashboard.reports.printing import printed, text_of
from dashboard.reports.words import note_mark, said


def preview(report: Report) -> html.Article:
    """The report whole: head, text, tables after it."""
    annex = [sheet(table) for table in report.annex]
    body = [_block(block) for block in report.body]
    ending = [html.P(line) for line in report.cover.ending]
    parts = [*_cover(report), *body, html.Div(ending, className="ending"), *annex]
    return html.Article(parts, className="report", lang="zh-CN")


def _cover(report: Report) -> Iterable[Component]:
    cover = report.cover
    yield html.P(cover.kept, className="kept")
    yield html.P([html.Span(line) for line in cover.banner], className="red-head")
    yield html.P(cover.issue, className="issue")
    yield html.Div([html.Span(cover.bureau), html.Span(cover.day)], className="from")
    yield html.H2(cover.title)
    yield html.P(cover.known, className="small")


def _block(block: Block) -> Component:
    if isinstance(block, Summary):
        return html.Dl([one for label, pieces in block.lines for one in _said(label, text_of(pieces))])
    if isinstance(block, Heading):
        return html.H3(block.text, className="section" if block.level is Level.SECTION else "chapter")
    if isinstance(block, Paragraph):
        return _paragraph(block)
    return _chart(block) if isinstance(block, Chart) else sheet(block)


def _said(label: str, words: str) -> tuple[Component, Component]:
    return html.Dt(f"【{label}】"), html.Dd(words)


def _paragraph(block: Paragraph) -> html.P:
    words = text_of(block.pieces)
    return html.P([words, html.B(str(said("field.open")), className="open")] if block.open else words)


def _chart(chart: Chart) -> html.Div:
    """A picture that the browser draws; what it shows stands in a table of the report too."""
    source = f"data:image/svg+xml;base64,{b64encode(svg(chart).encode()).decode()}"
    picture = html.Img(src=source, alt=f"{chart.number} {chart.title}。{chart.subtitle}")
    title = html.P(f"{chart.number}　{chart.title}", className="title")
    return html.Div([picture, title, html.P(chart.subtitle, className="small")], className="chart-of-report")


def sheet(table: Table) -> html.Section:
    """A table with everything that must stand on it."""
    axis, unit = (f"{said(f'mark.{name}')}{getattr(table, name)}" for name in ("axis", "unit"))
    above = html.Div([html.Span(axis), html.Span(unit)], className="above small")
    grid = html.Table([_head(table), html.Tbody(_rows(table))], className="plain" if table.plain else "")
    scrolled = html.Div(grid, className="scrolled", tabIndex="0", role="region", **{"aria-label": table.name})
    notes = [html.P(note, className="small") for note in _notes(table)]
    return html.Section([html.P(table.name, className="title"), above, scrolled, *notes], className="table-of-report")


def _notes(table: Table) -> list[str]:
    return [note_mark(place, len(table.notes)) + note for place, note in enumerate(table.notes)]


def _head(table: Table) -> html.Thead:
    rows: list[list[Component]] = [[] for _ in range(head_rows(table))]
    for cell in head_cells(table):
        label: Any = [cell.label, html.Sup("r")] if cell.restated else cell.label
        scope = "col" if cell.columns == 1 else "colgroup"
        rows[cell.row].append(html.Th(label, colSpan=cell.columns, rowSpan=cell.rows, scope=scope))
    return html.Thead([html.Tr(cells) for cells in rows])


def _rows(table: Table) -> list[html.Tr]:
    found = []
    for place, row in enumerate(table.rows):
        cells = [_cell(table, place, column) for column in range(len(row.cells)) if row.cells[column] is not None]
        found.append(html.Tr(cells, className="total" if row.line is Line.TOTAL else ""))
    return found


def _cell(table: Table, place: int, column: int) -> Component:
    cell = table.rows[place].cells[column]
    if column < table.labels and cell != "":
        return html.Th(printed(cell), scope="row", rowSpan=span_of(table, place, column))
    return html.Td(printed(cell), className="number" if stands_right(cell) else "")
