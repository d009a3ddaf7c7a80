"""Four renderings of one report, opened by readers that know nothing of it: each shows the figures of the object."""

import csv
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO, StringIO

import docx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from dashboard.reports.blocks import Figure, Form, Heading, Paragraph, Summary, head_rows
from dashboard.reports.formats import Format, file_name, rendered
from dashboard.reports.printing import number_of, printed, rounded, text_of
from tests.dashboard.exports.exported import TEXTS
from tests.dashboard.reports.conftest import hostile

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # data bars, to openpyxl


@pytest.fixture(scope="module")
def files(report):
    """The report in every format."""
    return {form: rendered(report, form) for form in Format}


def squeezed(text):
    """Text without what a page breaks it by."""
    return re.sub(r"\s+", "", text)


def test_the_same_report_has_the_same_bytes(report, files):
    assert {form: rendered(report, form) for form in Format} == files


def test_the_file_is_called_what_it_is(report):
    assert file_name(report, Format.PDF) == "灵活就业养老保险费征收月报_大连开发区税务局_202608_草稿.pdf"
    assert file_name(report, Format.CSV).endswith(".zip")


def test_word_has_every_sentence_and_cell(report, files):
    document = docx.Document(BytesIO(files[Format.DOCX]))
    said = "".join(paragraph.text for paragraph in document.paragraphs)
    for block in report.body:
        if isinstance(block, Paragraph):
            assert text_of(block.pieces) in said
        elif isinstance(block, Heading):
            assert block.text in said
        elif isinstance(block, Summary):
            assert all(text_of(pieces) in said for _, pieces in block.lines)
    assert len(document.tables) == len(report.tables)
    for shown, grid in zip(report.tables, document.tables, strict=True):
        rows = [[cell.text for cell in row.cells] for row in grid.rows[head_rows(shown) :]]
        for row, cells in zip(shown.rows, rows, strict=True):
            assert [printed(cell) for cell in row.cells if cell is not None] == [
                cell for cell, ours in zip(cells, row.cells, strict=True) if ours is not None
            ]


def test_word_names_the_fonts_of_official_documents_and_repeats_heads(files):
    with zipfile.ZipFile(BytesIO(files[Format.DOCX])) as archive:
        body = archive.read("word/document.xml").decode()
        settings = archive.read("word/settings.xml").decode()
    for font in ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"):
        assert f'w:eastAsia="{font}"' in body
    assert "w:tblHeader" in body
    assert "w:evenAndOddHeaders" in settings
    assert 'w:linePitch="579"' in body


def test_excel_has_real_numbers_that_print_as_the_report_does(report, files):
    book = load_workbook(BytesIO(files[Format.XLSX]))
    assert book.sheetnames[0] == "说明"
    for shown in report.tables:
        sheet = next(book[name] for name in book.sheetnames if name.startswith(shown.number))
        top = 3 + head_rows(shown)
        for place, row in enumerate(shown.rows):
            for column, cell in enumerate(row.cells, 1):
                found = sheet.cell(top + place, column)
                if isinstance(cell, Figure) and rounded(cell) is not None:
                    expected = number_of(cell) if rounded(cell) else 0
                    assert found.data_type == "n"
                    assert abs(found.value - float(expected)) < 1e-9
                    assert _shown(found) == printed(cell).replace("−", "-")
                elif cell is not None:
                    assert (found.data_type, found.value) == ("s", printed(cell))
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows == f"$1:${top - 1}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def _shown(cell):
    """A number in the format of its cell, as a spreadsheet shows it."""
    places = 0 if cell.number_format in ("#,##0", "0") else 2
    from decimal import ROUND_HALF_UP, Decimal

    value = Decimal(repr(cell.value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    sign = "+" if cell.number_format.startswith("+") and value > 0 else ""
    return f"{sign}{value:,.{places}f}"


def test_text_tables_have_exact_numbers(report, files):
    with zipfile.ZipFile(BytesIO(files[Format.CSV])) as archive:
        names = archive.namelist()
        assert len(names) == len(report.tables) + 2
        for place, shown in enumerate(report.tables, 1):
            name = next(name for name in names if name.startswith(f"{place:02d}_"))
            rows = list(csv.reader(StringIO(archive.read(name).decode("utf-8-sig"))))
            for row, cells in zip(shown.rows, rows[4:], strict=True):
                for cell, said in zip(row.cells, cells, strict=True):
                    if isinstance(cell, Figure) and rounded(cell) is not None:
                        assert said == f"{rounded(cell):f}"


def test_the_pdf_has_every_figure_with_its_fonts_inside(report, files):
    reader = PdfReader(BytesIO(files[Format.PDF]))
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    for shown in report.tables:
        assert squeezed(shown.title) in text
        for row in shown.rows:
            for cell in row.cells:
                if isinstance(cell, Figure) and cell.form is not Form.RANK:
                    assert printed(cell) in text
    for figure in report.figures_in_text():
        assert printed(figure) in text
    for block in report.body:
        if isinstance(block, Heading):
            assert squeezed(block.text) in text
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in _fonts(page)}
    assert all("+" in font for font in fonts), "a font that is not embedded"
    assert {font.partition("+")[2].split("-")[0] for font in fonts} <= {
        *("FandolFang", "FandolHei", "FandolKai", "FandolSong", "LiberationSerif")
    }
    assert reader.metadata.title == report.name
    assert len(reader.outline) > 5


def _fonts(page):
    return [font.get_object() for font in page["/Resources"].get("/Font", {}).values()]


def test_what_looks_like_a_formula_stays_text_in_every_format(report):
    odd = replace(report, annex=(hostile([text for text in TEXTS if len(text) < 60]),))
    book = load_workbook(BytesIO(rendered(odd, Format.XLSX)))
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(BytesIO(rendered(odd, Format.CSV))) as archive:
        name = next(name for name in archive.namelist() if "附表9" in name)
        rows = list(csv.reader(StringIO(archive.read(name).decode("utf-8-sig"))))[4:]
        assert not [row[0] for row in rows if row[0].lstrip().startswith(("=", "+", "-", "@"))]
    for form in (Format.DOCX, Format.PDF):
        assert rendered(odd, form)


@pytest.mark.campaign
def test_libreoffice_opens_word_and_excel(files, tmp_path):
    """It makes a page of each, so it has read them."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("NOT TESTED: soffice is not installed, so no other office program has opened the files")
    for form in (Format.DOCX, Format.XLSX):
        path = tmp_path / f"report.{form}"
        path.write_bytes(files[form])
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / form), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        assert len(PdfReader(tmp_path / form / "report.pdf").pages) > 5
