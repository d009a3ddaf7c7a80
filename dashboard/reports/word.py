"""A report for Word: fonts named as official documents name them, the reader's computer has them.

Page, fonts, numbers of pages after GB/T 9704-2012. Charts are pictures, drawn as in every other format.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

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
from dashboard.reports.typeset import LONG, png, widths
from dashboard.reports.words import note_mark, said
from dashboard.reports.zipped import with_day

TITLE, FANG, HEI, KAI, SONG, LATIN = (
    str(said(f"font.{name}")) for name in ("title", "fang", "hei", "kai", "song", "latin")
)
RED, OPEN = RGBColor(0xD7, 0x00, 0x0F), RGBColor(0xC0, 0x39, 0x2B)
PITCH = 28.95
BODY = 16
_PPI = 220
_TEXT, _LANDSCAPE = Mm(156), Mm(225)
_SHORT_PITCH = 12


def docx_file(report: Report) -> bytes:
    """The report as .docx; the same report has the same bytes."""
    document = docx.Document()
    _set_up(document, report)
    maker = _Writer(document, report)
    maker.cover()
    for place, block in enumerate(report.body):
        maker.block(block, first=place == 1)
    maker.ending()
    maker.annex()
    target = BytesIO()
    document.save(target)
    return with_day(target.getvalue(), report.dated)


def _set_up(document: Any, report: Report) -> None:
    moment = datetime(report.dated.year, report.dated.month, report.dated.day, tzinfo=UTC)
    properties = document.core_properties
    properties.title, properties.author = report.name, report.cover.bureau
    properties.created = properties.modified = moment
    properties.last_modified_by, properties.revision = report.cover.bureau, 1
    style = document.styles["Normal"]
    _font(style.element.get_or_add_rPr(), FANG)
    style.font.size = Pt(BODY)
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(26), Mm(25)
    section.different_first_page_header_footer = True
    _grid(section)
    _running(section, report.cover.running, report.cover.state, _TEXT)
    _numbers(section)


def _grid(section: Any) -> None:
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - the library has no setting for the grid of lines
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)  # noqa: SLF001 - as above
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "579")


def _running(section: Any, left: str, right: str, width: Any) -> None:
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.style = "Normal"
        _plain(paragraph)
        paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
        _run(paragraph, f"{left}\t{right}", KAI, 9)
        _border(paragraph, "bottom")


def _numbers(section: Any) -> None:
    pairs = (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        (section.first_page_footer, WD_ALIGN_PARAGRAPH.RIGHT),
    )
    for footer, side in pairs:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        _plain(paragraph)
        paragraph.alignment = side
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001 - indents in characters have no setting
        indent.set(qn("w:rightChars" if side is WD_ALIGN_PARAGRAPH.RIGHT else "w:leftChars"), "100")
        _run(paragraph, "— ", SONG, 14)
        _field(paragraph, "PAGE", SONG, 14)
        _run(paragraph, " —", SONG, 14)


class _Writer:
    """A document while it is written."""

    def __init__(self, document: Any, report: Report) -> None:
        self.document = document
        self.report = report

    def cover(self) -> None:
        """The head of the first page."""
        cover = self.report.cover
        _run(self._paragraph(), cover.kept, HEI, 12)
        for line in cover.banner:
            self._centred(line, TITLE, 32, colour=RED, pitch=36)
        self._centred(cover.issue, FANG, BODY, pitch=24)
        paragraph = self._paragraph(pitch=26)
        paragraph.paragraph_format.tab_stops.add_tab_stop(_TEXT, WD_TAB_ALIGNMENT.RIGHT)
        _run(paragraph, f"{cover.bureau}\t{cover.day}", FANG, BODY)
        _border(paragraph, "bottom", size=16, colour="D7000F")
        self._centred(cover.title, TITLE, 22, pitch=36)

    def block(self, block: Block, *, first: bool = False) -> None:
        """One block of the text; the first chart has its place on the first page."""
        if isinstance(block, Summary):
            self._summary(block)
        elif isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            self._text(block)
        elif isinstance(block, Chart):
            self._chart(block, Mm(112 if first else 128))
        else:
            self._table(block, _TEXT, made=False)

    def ending(self) -> None:
        """版记."""
        for line in self.report.cover.ending:
            paragraph = self._paragraph()
            _border(paragraph, "top", "bottom")
            _run(paragraph, line, FANG, 14)

    def annex(self) -> None:
        """The tables after the text, on pages that lie on their side."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(26), Mm(22)
        section.left_margin, section.right_margin = Mm(35), Mm(37)
        section.different_first_page_header_footer = False
        running = self.report.cover.running + str(said("mark.annex"))
        _running(section, running, self.report.cover.state, _LANDSCAPE)
        _numbers(section)
        for table in self.report.annex:
            self._table(table, _LANDSCAPE, made=True)

    def _summary(self, summary: Summary) -> None:
        last = len(summary.lines) - 1
        for place, (label, pieces) in enumerate(summary.lines):
            paragraph = self._paragraph(pitch=19)
            _hanging(paragraph, 12 * 4)
            _border(paragraph, *(["top"] if not place else []), *(["bottom"] if place == last else []))
            _run(paragraph, f"【{label}】", HEI, 12)
            _run(paragraph, text_of(pieces), FANG, 12)
        self._small(self.report.cover.known)

    def _heading(self, heading: Heading) -> None:
        level = 1 if heading.level is Level.CHAPTER else 2
        paragraph = self.document.add_paragraph(style=f"Heading {level}")
        _plain(paragraph)
        _indent(paragraph)
        _exactly(paragraph, PITCH)
        paragraph.paragraph_format.keep_with_next = True
        _run(paragraph, heading.text, HEI if level == 1 else KAI, BODY, colour=RGBColor(0, 0, 0))

    def _text(self, block: Paragraph) -> None:
        paragraph = self._paragraph()
        _indent(paragraph)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        _run(paragraph, text_of(block.pieces), FANG, BODY)
        if block.open:
            _run(paragraph, str(said("field.open")), FANG, BODY, colour=OPEN)

    def _chart(self, chart: Chart, width: Any) -> None:
        paragraph = self._paragraph(exact=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(BytesIO(png(svg(chart), _PPI)), width=width)
        picture._inline.docPr.set("descr", f"{chart.number} {chart.title}")  # noqa: SLF001 - read aloud; no setting for it
        title = self._paragraph(pitch=18)
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.keep_with_next = True
        _run(title, f"{chart.number}　{chart.title}", HEI, 12)
        self._small(chart.subtitle, side=WD_ALIGN_PARAGRAPH.CENTER)

    def _table(self, table: Table, width: Any, *, made: bool) -> None:
        title = self._paragraph(pitch=16)
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_before = Pt(8)
        title.paragraph_format.keep_with_next = True
        _run(title, table.name, HEI, 12)
        above = self._small(f"{said('mark.axis')}{table.axis}\t{said('mark.unit')}{table.unit}")
        above.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
        above.paragraph_format.keep_with_next = True
        _Grid(self.document, table, width).write()
        for place, note in enumerate(table.notes):
            mark = note_mark(place, len(table.notes))
            self._small(mark + note)
        if made and table.sign:
            self._small(self.report.cover.made)

    def _centred(self, words: str, font: str, size: float, *, colour: Any = None, pitch: float = PITCH) -> None:
        paragraph = self._paragraph(pitch=pitch)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, words, font, size, colour=colour)

    def _small(self, words: str, side: Any = WD_ALIGN_PARAGRAPH.LEFT) -> Any:
        paragraph = self._paragraph(pitch=_SHORT_PITCH)
        paragraph.alignment = side
        _run(paragraph, words, SONG, 8.5)
        return paragraph

    def _paragraph(self, *, pitch: float = PITCH, exact: bool = True) -> Any:
        paragraph = self.document.add_paragraph()
        _plain(paragraph)
        if exact:
            _exactly(paragraph, pitch)
        if pitch != PITCH:
            _off_grid(paragraph)
        return paragraph


class _Grid:
    """A table of Word: merged head that is repeated, rows that are not split."""

    def __init__(self, document: Any, table: Table, width: Any) -> None:
        self.table = table
        self.depth = head_rows(table)
        self.grid = document.add_table(rows=self.depth + len(table.rows), cols=len(table.heads))
        self.grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        self.grid.autofit = False
        parts = widths(table)
        self.widths = [int(width * part / sum(parts)) for part in parts]
        self.cells = [row.cells for row in self.grid.rows]

    def write(self) -> None:
        """Fill it."""
        for column, width in zip(self.grid.columns, self.widths, strict=True):
            column.width = width
        self._borders()
        for cell in head_cells(self.table):
            target = self.cells[cell.row][cell.column]
            last = self.cells[cell.row + cell.rows - 1][cell.column + cell.columns - 1]
            merged = target.merge(last) if target is not last else target
            self._fill(merged, cell.label, HEI, WD_ALIGN_PARAGRAPH.CENTER, shade="" if self.table.plain else "F2F2F2")
            if cell.restated:
                run = _run(merged.paragraphs[0], "r", LATIN, 8.5)
                run.font.superscript = True
        for place in range(len(self.table.rows)):
            self._row(place)
        self._rows_stay()

    def _row(self, place: int) -> None:
        row = self.table.rows[place]
        total = row.line is Line.TOTAL
        for column, cell in enumerate(row.cells):
            if cell is None:
                continue
            target = self.cells[self.depth + place][column]
            span = span_of(self.table, place, column)
            if span > 1:
                target = target.merge(self.cells[self.depth + place + span - 1][column])
            side = WD_ALIGN_PARAGRAPH.RIGHT if stands_right(cell) else WD_ALIGN_PARAGRAPH.CENTER
            if column < self.table.labels and not total:
                side = WD_ALIGN_PARAGRAPH.LEFT
            self._fill(target, printed(cell), HEI if total else SONG, side)

    def _fill(self, cell: Any, words: str, font: str, side: Any, shade: str = "") -> None:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        for more in cell.paragraphs[1:]:
            more._p.getparent().remove(more._p)  # noqa: SLF001 - merging leaves a paragraph per cell merged
        _plain(paragraph)
        paragraph.alignment = side
        _off_grid(paragraph)
        _exactly(paragraph, 10.5)
        _run(paragraph, words, font, 8.5)
        if shade:
            properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - the library has no setting for a cell's ground
            shading = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", shade)):
                shading.set(qn(f"w:{name}"), value)
            _in_order(properties, shading)

    def _borders(self) -> None:
        """Thick above and below, thin inside, open at the sides; three lines where the table is plain."""
        properties = self.grid._tbl.tblPr  # noqa: SLF001 - the library has no setting for the rules of a table
        borders = OxmlElement("w:tblBorders")
        inside = "nil" if self.table.plain else "single"
        for name, kind, size in (
            ("top", "single", 9),
            ("bottom", "single", 9),
            ("insideH", inside, 3),
            ("insideV", inside, 3),
        ):
            border = OxmlElement(f"w:{name}")
            for key, value in (("val", kind), ("sz", str(size)), ("space", "0"), ("color", "000000")):
                border.set(qn(f"w:{key}"), value)
            borders.append(border)
        layout = properties.find(qn("w:tblLayout"))
        if layout is not None:
            layout.addprevious(borders)
        else:
            properties.append(borders)
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "40")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        look = properties.find(qn("w:tblLook"))
        if look is not None:
            look.addprevious(margins)
        else:
            properties.append(margins)

    def _rows_stay(self) -> None:
        """No row is split, a short table stays on a page, a long one repeats its head."""
        short = len(self.table.rows) <= LONG
        last = self.depth + len(self.table.rows) - 1
        for place, row in enumerate(self.grid.rows):
            properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no setting for splitting
            properties.append(OxmlElement("w:cantSplit"))
            row.height, row.height_rule = Pt(12), WD_ROW_HEIGHT_RULE.AT_LEAST
            if place < self.depth:
                properties.append(OxmlElement("w:tblHeader"))
            if short and place < last:
                for cell in self.cells[place]:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True


def _font(properties: Any, font: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", font), ("cs", LATIN)):
        fonts.set(qn(f"w:{name}"), value)
    fonts.set(qn("w:hint"), "eastAsia")


def _run(paragraph: Any, words: str, font: str, size: float, *, colour: Any = None) -> Any:
    run = paragraph.add_run(words)
    _font(run._r.get_or_add_rPr(), font)  # noqa: SLF001 - the library names no font for Chinese
    run.font.size = Pt(size)
    run.font.bold = False
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _field(paragraph: Any, code: str, font: str, size: float) -> None:
    run = _run(paragraph, "", font, size)
    for kind, words in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run._r.append(part)  # noqa: SLF001 - the library has no fields


def _plain(paragraph: Any) -> None:
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.left_indent = form.first_line_indent = Pt(0)


def _exactly(paragraph: Any, points: float) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(points)


def _indent(paragraph: Any) -> None:
    """Two characters."""
    paragraph.paragraph_format.first_line_indent = Pt(BODY * 2)
    paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")  # noqa: SLF001 - in characters


def _hanging(paragraph: Any, points: float) -> None:
    paragraph.paragraph_format.left_indent = Pt(points)
    paragraph.paragraph_format.first_line_indent = Pt(-points)


def _off_grid(paragraph: Any) -> None:
    """Small text does not jump to the lines of the page."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    _in_order(paragraph._p.get_or_add_pPr(), snap)  # noqa: SLF001 - the library has no setting for it


def _border(paragraph: Any, *sides: str, size: int = 4, colour: str = "000000") -> None:
    if not sides:
        return
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            border = OxmlElement(f"w:{side}")
            for key, value in (("val", "single"), ("sz", str(size)), ("space", "1"), ("color", colour)):
                border.set(qn(f"w:{key}"), value)
            borders.append(border)
    _in_order(paragraph._p.get_or_add_pPr(), borders)  # noqa: SLF001 - the library has no borders


_ORDER: Sequence[str] = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "suppressLineNumbers", "pBdr"),
    *("shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE"),
    *("autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents"),
    *("suppressOverlap", "jc", "textDirection", "textAlignment", "outlineLvl", "rPr", "sectPr"),
)
_CELL_ORDER: Sequence[str] = (
    *("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection"),
    *("tcFitText", "vAlign", "hideMark"),
)


def _in_order(properties: Any, child: Any) -> None:
    """Put a child where the schema wants it: Word calls a file damaged whose properties stand in another order."""
    order = _CELL_ORDER if properties.tag == qn("w:tcPr") else _ORDER
    place = order.index(_named(child))
    for old in _same(properties, child):
        properties.remove(old)
    for other in properties:
        if _named(other) in order and order.index(_named(other)) > place:
            other.addprevious(child)
            return
    properties.append(child)


def _same(properties: Any, child: Any) -> Iterable[Any]:
    return [other for other in properties if other.tag == child.tag]


def _named(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
