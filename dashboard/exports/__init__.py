"""The one way by which a table leaves as a file: an Excel workbook or comma-separated text, with a watermark.

Whatever a cell holds, it arrives as what it is: text never becomes a formula, a link or a number.
"""

from __future__ import annotations

from dashboard.exports.sheet import Cell, Column, Kind, Labels, Mark, Sheet
from dashboard.exports.text import write_text
from dashboard.exports.workbook import write_text_cell, write_workbook
from dashboard.exports.written import Target, Written

__all__ = [
    "Cell",
    "Column",
    "Kind",
    "Labels",
    "Mark",
    "Sheet",
    "Target",
    "Written",
    "write_text",
    "write_text_cell",
    "write_workbook",
]
