"""A report as one workbook: notes first, a sheet for each table as it is printed, charts that Excel draws itself.

Cells hold real numbers at full precision and a format rounds them; totals are values, not formulas.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs

from dashboard.exports import write_text_cell
from dashboard.exports.cells import clean, shortened
from dashboard.reports.blocks import (
    Cell,
    Chart,
    Drawn,
    Figure,
    Form,
    Line,
    Report,
    Table,
    head_cells,
    head_rows,
    span_of,
    stands_right,
)
from dashboard.reports.printing import number_of, printed, rounded
from dashboard.reports.words import note_mark, said

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_A4 = 9
_UNITS = 128
"""Characters every sheet is wide, so that all are printed in the same size."""
_LABELS = 14
_ONE_PAGE = 24
"""Rows of a table that is printed on one page."""
_PRINTED = 80
_SONG, _HEI, _LATIN = (str(said(f"font.{name}")) for name in ("song", "hei", "latin"))
_BLUE, _ALARM, _GREY = "#1F4E79", "#C0392B", "#8C8C8C"

FORMATS = {
    Form.WAN: "#,##0.00",
    Form.YUAN: "#,##0.00",
    Form.COUNT: "#,##0",
    Form.RATE: "0.00",
    Form.POINTS: "+0.00;-0.00;0.00",
    Form.GROWTH: "#,##0.00",
    Form.RANK: "0",
}


def xlsx_file(report: Report) -> bytes:
    """The report as .xlsx; the same report has the same bytes."""
    target = BytesIO()
    with Workbook(target, _OPTIONS) as workbook:
        _Book(workbook, report).write()
    return target.getvalue()


def sheet_name(table: Table) -> str:
    """What the sheet of a table is called."""
    return shortened(f"{table.number} {table.title}".replace("/", "／"), 31)


class _Book:
    """A workbook while it is written."""

    def __init__(self, workbook: Any, report: Report) -> None:
        self.workbook = workbook
        self.report = report
        at = datetime(report.dated.year, report.dated.month, report.dated.day, tzinfo=UTC).replace(tzinfo=None)
        workbook.set_properties({"title": report.name, "author": report.cover.bureau, "created": at})
        self._styles: dict[tuple[tuple[str, object], ...], Any] = {}

    def write(self) -> None:
        """Notes, tables, charts and what they are drawn from."""
        about = self.workbook.add_worksheet(str(said("sheet.about")))
        for table in self.report.tables:
            _Sheet(self, self.workbook.add_worksheet(sheet_name(table)), table).write()
        self._about(about)
        self._charts()

    def style(self, **more: object) -> Any:
        """A format, made once."""
        key = tuple(sorted(more.items()))
        if key not in self._styles:
            base = {"font_name": _SONG, "font_size": 10, "valign": "vcenter"}
            self._styles[key] = self.workbook.add_format({**base, **more})
        return self._styles[key]

    def text(self, sheet: Any, row: int, column: int, words: str, **style: object) -> None:
        """Text that stays text."""
        write_text_cell(sheet, (row, column), words, self.style(num_format="@", **style))

    def page(self, sheet: Any, name: str, *, one: bool) -> None:
        """A4 on its side, as wide as the page, with title, state and page numbers."""
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 1 if one else 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.9, bottom=0.7)
        sheet.set_header(f"&L{_foot(self.report.cover.running)}&R{_foot(self.report.cover.state)}")
        sheet.set_footer(f"&L{_foot(name)}&C{said('sheet.page')}&R{_foot(self.report.cover.bureau)}")
        sheet.center_horizontally()

    def _about(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, _UNITS - 16)
        self.text(sheet, 0, 0, self.report.cover.title, font_name=_HEI, font_size=16)
        row = 2
        for label, words in self.report.about:
            self.text(sheet, row, 0, label, font_name=_HEI, valign="top")
            self.text(sheet, row, 1, words, text_wrap=True, valign="top")
            sheet.set_row(row, 15 * -(-_units(words) // (_UNITS - 24)))
            row += 1
        self.text(sheet, row + 1, 0, str(said("about.contents")), font_name=_HEI)
        for place, table in enumerate(self.report.tables, row + 2):
            link = f"internal:'{sheet_name(table)}'!A1"
            sheet.write_url(place, 1, link, self.style(font_color=_BLUE, underline=1), table.name)
        self.page(sheet, str(said("sheet.about")), one=True)

    def _charts(self) -> None:
        if not self.report.charts:
            return
        shown = self.workbook.add_worksheet(str(said("sheet.charts")))
        data = self.workbook.add_worksheet(str(said("sheet.data")))
        data.set_column(0, 0, 18)
        data.set_column(1, 12, 12)
        top = 0
        for place, chart in enumerate(self.report.charts):
            self._chart_data(data, chart, top)
            drawn = _native(self.workbook, chart, str(said("sheet.data")), top)
            shown.insert_chart(
                1 + place // 2 * 19, place % 2 * 9, drawn, {"description": f"{chart.number} {chart.title}"}
            )
            top += len(chart.places) + 4
        self.page(shown, str(said("sheet.charts")), one=True)
        self.page(data, str(said("sheet.data")), one=False)

    def _chart_data(self, sheet: Any, chart: Chart, top: int) -> None:
        self.text(sheet, top, 0, f"{chart.number}　{chart.title}", font_name=_HEI)
        self.text(sheet, top + 1, 0, chart.subtitle)
        for column, series in enumerate(chart.series, 1):
            self.text(sheet, top + 2, column, series.name or chart.title, font_name=_HEI, align="right")
        for row, place in enumerate(chart.places, top + 3):
            self.text(sheet, row, 0, place)
            for column, series in enumerate(chart.series, 1):
                number = number_of(series.values[row - top - 3])
                if number is not None:
                    sheet.write_number(row, column, number, self.style(num_format="#,##0.00"))


class _Sheet:
    """One table on its sheet."""

    def __init__(self, book: _Book, sheet: Any, table: Table) -> None:
        self.book = book
        self.sheet = sheet
        self.table = table
        self.last = len(table.heads) - 1
        self.top = 2 + head_rows(table)

    def write(self) -> None:
        """Title, axis and unit, head, rows, notes, who made it."""
        self._title()
        self._head()
        for place in range(len(self.table.rows)):
            self._row(place)
        self._below()
        self._bars()
        for column, width in enumerate(_widths(self.table)):
            self.sheet.set_column(column, column, width)
        self.sheet.freeze_panes(self.top, self.table.labels)
        self.sheet.repeat_rows(0, self.top - 1)
        self.sheet.repeat_columns(0, self.table.labels - 1)
        self.book.page(self.sheet, self.table.name, one=len(self.table.rows) <= _ONE_PAGE)

    def _title(self) -> None:
        style = self.book.style(font_name=_HEI, font_size=16, align="center", num_format="@")
        self.sheet.merge_range(0, 0, 0, self.last, "", style)
        write_text_cell(self.sheet, (0, 0), self.table.name, style)
        self.sheet.set_row(0, 28)
        self.book.text(self.sheet, 1, 0, f"{said('mark.axis')}{self.table.axis}")
        self.book.text(self.sheet, 1, self.last, f"{said('mark.unit')}{self.table.unit}", align="right")

    def _head(self) -> None:
        style = {"font_name": _HEI, "align": "center", "border": 1, "text_wrap": True, "bg_color": "#F2F2F2"}
        for cell in head_cells(self.table):
            row, column = 2 + cell.row, cell.column
            if cell.rows > 1 or cell.columns > 1:
                bottom, right = row + cell.rows - 1, column + cell.columns - 1
                self.sheet.merge_range(row, column, bottom, right, "", self.book.style(num_format="@", **style))
            self.book.text(self.sheet, row, column, cell.label + ("ʳ" if cell.restated else ""), **style)
        for row in range(2, self.top):
            self.sheet.set_row(row, 20)

    def _row(self, place: int) -> None:
        row = self.table.rows[place]
        total = row.line is Line.TOTAL
        self.sheet.set_row(self.top + place, 20)
        for column, cell in enumerate(row.cells):
            if cell is None:
                continue
            span = span_of(self.table, place, column)
            label = column < self.table.labels
            style = self._style(cell, label=label, total=total)
            if span > 1:
                first, bottom = self.top + place, self.top + place + span - 1
                self.sheet.merge_range(first, column, bottom, column, "", self.book.style(**style))
            self._cell(self.top + place, column, cell, style)

    def _cell(self, row: int, column: int, cell: Cell, style: dict[str, object]) -> None:
        number = _exact(cell) if isinstance(cell, Figure) else None
        if number is not None:
            self.sheet.write_number(row, column, number, self.book.style(**style))
        else:
            write_text_cell(self.sheet, (row, column), printed(cell), self.book.style(**style))

    def _style(self, cell: Cell, *, label: bool, total: bool) -> dict[str, object]:
        form = cell.form if isinstance(cell, Figure) else None
        side = "right" if stands_right(cell) else "left" if label and not total else "center"
        style: dict[str, object] = {"border": 1, "align": side, "num_format": FORMATS[form] if form else "@"}
        style["font_name"] = _HEI if total else _LATIN if form else _SONG
        if total:
            style["bg_color"] = "#F8F8F8"
        return style

    def _below(self) -> None:
        row = self.top + len(self.table.rows)
        for place, note in enumerate(self.table.notes):
            mark = note_mark(place, len(self.table.notes))
            style = self.book.style(font_size=9, text_wrap=True, num_format="@", valign="top")
            self.sheet.merge_range(row, 0, row, self.last, "", style)
            write_text_cell(self.sheet, (row, 0), mark + note, style)
            row += 1
        if self.table.sign:
            style = self.book.style(font_size=9, num_format="@")
            self.sheet.merge_range(row, 0, row, self.last, "", style)
            write_text_cell(self.sheet, (row, 0), self.book.report.cover.made, style)

    def _bars(self) -> None:
        """Bars in one column of rates; the total is outside them."""
        column, parts = self.table.bars, [row for row in self.table.rows if row.line is not Line.TOTAL]
        if column is None or len(parts) < 2:
            return
        figures = [row.cells[column] for row in parts]
        points = any(isinstance(cell, Figure) and cell.form is Form.POINTS for cell in figures)
        form = {
            "type": "data_bar",
            "bar_color": "#9DB8D2",
            "bar_negative_color": "#E6A49C",
            "bar_solid": True,
            "data_bar_2010": True,
            "bar_axis_position": "middle" if points else "none",
        }
        if not points:
            form |= {"min_type": "num", "min_value": 0}
        self.sheet.conditional_format(self.top, column, self.top + len(parts) - 1, column, form)


def _exact(figure: Figure) -> Any:
    """The number of a cell at full precision; what rounds to zero is zero, so that no minus stands before it."""
    number = number_of(figure)
    return number if number is None or rounded(figure) else 0


def _widths(table: Table) -> list[float]:
    """As wide as what stands in them, then all so that the sheet is as wide as every other."""
    found = []
    for column, head in enumerate(table.heads):
        cells = [printed(row.cells[column]) for row in table.rows]
        label = _units(head.labels[-1]) / (1 if len(head.labels[-1]) <= 4 else 2)
        found.append(max([label, *map(_units, cells)]) + 2)
    scale = _UNITS / sum(found)
    return [round(width * scale, 2) for width in found]


def _units(words: str) -> float:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in words)


def _foot(words: str) -> str:
    """Text for a head or foot, where & begins a code."""
    return shortened(clean(words).replace("&", "＆"), _PRINTED)


def _native(workbook: Any, chart: Chart, sheet: str, top: int) -> Any:
    """A chart that Excel draws out of the sheet of data."""
    first, last = top + 3, top + 2 + len(chart.places)
    kinds = {Drawn.LINES: {"type": "line"}, Drawn.BARS: {"type": "bar"}, Drawn.FLOWS: {"type": "column"}}
    drawn = workbook.add_chart(kinds[chart.drawn])
    colours: Iterable[str] = (_ALARM, _BLUE, _GREY) if chart.drawn is Drawn.FLOWS else (_BLUE, _GREY)
    for column, colour in zip(range(1, len(chart.series) + 1), colours, strict=False):
        style: dict[str, object] = {
            "name": [sheet, top + 2, column],
            "categories": f"='{sheet}'!{xl_range_abs(first, 0, last, 0)}",
            "values": f"='{sheet}'!{xl_range_abs(first, column, last, column)}",
        }
        style |= {"line": {"color": colour, "width": 2}} if chart.drawn is Drawn.LINES else {"fill": {"color": colour}}
        drawn.add_series(style)
    drawn.set_title({"name": f"{chart.number}　{chart.title}", "name_font": {"size": 11}, "overlay": False})
    drawn.set_legend({"none": len(chart.series) == 1, "position": "bottom"})
    upright = chart.drawn is not Drawn.BARS
    places = {"label_position": "low", "reverse": not upright}
    values = {"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    drawn.set_x_axis(places if upright else values)
    drawn.set_y_axis(values if upright else places)
    drawn.set_size({"width": 560, "height": 340})
    return drawn
