"""The formats a report leaves in, and what makes each."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from dashboard.reports.blocks import Report


class Format(StrEnum):
    """A format, named by the ending of its file."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"

    @property
    def ending(self) -> str:
        """What the file name ends in: tables as text come as one archive."""
        return "zip" if self is Format.CSV else str(self)


def rendered(report: Report, form: Format) -> bytes:
    """The report in a format; the same report has the same bytes."""
    return _maker(form)(report)


def file_name(report: Report, form: Format) -> str:
    """What the file is called."""
    return f"{report.name}.{form.ending}"


def _maker(form: Format) -> Callable[[Report], bytes]:
    """What makes a format; each is loaded when it is needed, none of them is small."""
    if form is Format.PDF:
        from dashboard.reports.typeset import pdf

        return pdf
    if form is Format.DOCX:
        from dashboard.reports.word import docx_file

        return docx_file
    if form is Format.XLSX:
        from dashboard.reports.workbook import xlsx_file

        return xlsx_file
    from dashboard.reports.folder import csv_folder

    return csv_folder
