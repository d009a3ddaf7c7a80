"""How a sheet looks, on the screen and on paper."""

from __future__ import annotations

from typing import Any
from unicodedata import east_asian_width

from dashboard.exports.cells import clean, shortened
from dashboard.exports.sheet import Column, Kind, Labels

_A4 = 9
_AS_TEXT = 49
"""The built-in format @, by its number."""

_FORMATS = {
    Kind.TEXT: _AS_TEXT,
    Kind.WHOLE: "#,##0",
    Kind.MONEY: "#,##0.00",
    Kind.RATE: "0.00%",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MONTH: _AS_TEXT,
}
_WIDTHS = {Kind.TEXT: 20, Kind.WHOLE: 12, Kind.MONEY: 18, Kind.RATE: 10, Kind.DAY: 12, Kind.MONTH: 10}
_WIDEST_BY_LABEL = 32
_ARROW = 3
"""Room for the arrow of the filter."""

_PRINTED = 100
"""Units of a title or watermark in a header or footer, which may have 255 with all codes."""


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self.title = workbook.add_format({"bold": True, "font_size": 14, "num_format": _AS_TEXT})
        self.mark = workbook.add_format({"font_color": "#595959", "num_format": _AS_TEXT})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": _AS_TEXT})
        head = {"bold": True, "text_wrap": True, "bg_color": "#EDEFF2", "border": 1, "num_format": _AS_TEXT}
        self.group = workbook.add_format({**head, "align": "center"})
        self.open = workbook.add_format({**_cell(Kind.TEXT), "bg_color": "#FFF8DC", "border": 1})
        self._heads = {kind: workbook.add_format({**head, "align": _side(kind)}) for kind in Kind}
        self._cells = {kind: workbook.add_format(_cell(kind)) for kind in Kind}

    def head(self, kind: Kind) -> Any:
        """The head of a column, on the side its values stand on."""
        return self._heads[kind]

    def cell(self, kind: Kind) -> Any:
        """A value."""
        return self._cells[kind]


def width(column: Column) -> float:
    """The width of a column in characters: its own, or room for the usual value and the label."""
    if column.width is not None:
        return column.width
    label = sum(2 if east_asian_width(character) in "WF" else 1 for character in column.label)
    return max(_WIDTHS[column.kind], min(label + _ARROW, _WIDEST_BY_LABEL))


def set_up_page(worksheet: Any, title: str, line: str, labels: Labels) -> None:
    """A4, landscape, as wide as the page, with title, watermark and page numbers on every page."""
    worksheet.set_paper(_A4)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.set_header(f"&L{_printed(title)}")
    pages = _printed(labels.page).format(page="&P", pages="&N")
    worksheet.set_footer(f"&L{_printed(line)}&R{pages}")


def _side(kind: Kind) -> str:
    return "right" if kind.numeric else "left"


def _cell(kind: Kind) -> dict[str, object]:
    """Text is marked as such, so that it does not become a formula when somebody edits the cell either."""
    return {"num_format": _FORMATS[kind], "quote_prefix": kind in {Kind.TEXT, Kind.MONTH}}


def _printed(text: str) -> str:
    """Text for a header or footer, where & starts a code.

    The full-width sign stands for it: the && of Excel before a G is taken for a picture by XlsxWriter, which
    then leaves out the whole line.
    """
    return shortened(clean(text).replace("&", "＆"), _PRINTED)
