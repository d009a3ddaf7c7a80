"""Workbooks and HTML tables that cannot be used, and the reason that must be given."""

from tests.bad_text import COLUMNS, MEANS, NO_TABLE, WIDTH, BadFile
from tests.workbooks import SHEET, compound, locked_xlsx, packed, with_part, without_part, xls, xlsx
from tests.yesterday import as_cells, receipts_of_today

CELLS = as_cells(receipts_of_today())
BOOK = xlsx(CELLS)
DAMAGED = "the workbook is damaged or cut off (…); have it saved and delivered again"
LOCKED = "the workbook has a password; have it saved without one"
ENTITIES = "the HTML defines entities, which tables do not need; have it delivered as .xlsx or .csv"
STRAY = (
    "the workbook breaks its reader: it is damaged, or asks for more memory than is safe;"
    " remove cells that lie far from the others, or have it delivered as CSV"
)
LAST_CELL = (1_048_575, 16_383)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def html(rows: list[list[str]], before: str = "") -> str:
    """Return a table as a web page, as some systems name .xls."""
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f'{before}<html><head><meta charset="utf-8"></head><body><table>\n{lines}</table></body></html>'


def lacks(name: str) -> list[list[str]]:
    """Return today's receipts with a header nobody knows in place of one."""
    return [[cell if cell != name else "?" for cell in CELLS[0]], *CELLS[1:]]


PAGE = html(CELLS)
KINDS = {
    "a broken workbook": BadFile(DAMAGED, BOOK[:4] + bytes(500), ending=".xlsx"),
    "a workbook cut off": BadFile(DAMAGED, BOOK[: len(BOOK) // 2], ending=".xlsx"),
    "a workbook with a password": BadFile(LOCKED, locked_xlsx(), ending=".xlsx"),
    "a stray cell in the last corner": BadFile(STRAY, xlsx(CELLS, far=LAST_CELL), ending=".xlsx"),
    "an old workbook of nonsense": BadFile(
        DAMAGED,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"z" * 5000,
        ending=".xls",
    ),
    "a page with a billion laughs": BadFile(
        ENTITIES,
        html(CELLS, f'<!DOCTYPE html [<!ENTITY l0 "ha">{LAUGHS}]>').replace("张三", "&l9;"),
        ending=".xls",
    ),
    "a page without a table": BadFile(
        "the file looks like HTML but holds no table; have it delivered as .xlsx or .csv",
        "<html><body>登录超时，请重新登录</body></html>",
        ending=".xls",
    ),
}
VARIANTS = {
    "an old workbook with a password": BadFile(LOCKED, xls(CELLS, locked=True), ending=".xls"),
    "an old workbook cut off": BadFile(DAMAGED, xls(CELLS)[:4096], ending=".xls"),
    "a letter in place of a workbook": BadFile(
        DAMAGED,
        compound({"WordDocument": b"Dear Sirs"}),
        ending=".xls",
    ),
    "an archive of a table": BadFile(NO_TABLE % "a ZIP archive, no workbook", packed({"receipts.csv": b"1"})),
    "a sheet cut off": BadFile(
        DAMAGED,
        with_part(BOOK, SHEET, lambda sheet: sheet[: sheet.index(b'<row r="4"')]),
        ending=".xlsx",
    ),
    "a sheet that is not there": BadFile(DAMAGED, without_part(BOOK, SHEET), ending=".xlsx"),
    "a workbook without its texts": BadFile(
        DAMAGED,
        without_part(BOOK, "xl/sharedStrings.xml"),
        ending=".xlsx",
    ),
    "no sheet with the columns": BadFile(
        f"sheet 入库明细: the header in row 1 lacks 实缴金额; {MEANS}",
        xlsx(lacks("实缴金额"), before=[["说明"]]),
        ending=".xlsx",
    ),
    "an empty workbook": BadFile(
        f"sheet 入库明细: no header row of receipts in the first 50 rows; {MEANS}", xlsx([]), ending=".xlsx"
    ),
    "a row of a sheet longer than the header": BadFile(
        f"sheet 入库明细: row 5 has {WIDTH + 1} cells, the header {WIDTH}; correct the row",
        xlsx([*CELLS, ["T4", *[""] * (WIDTH - 1), "x"]]),
        ending=".xlsx",
    ),
    "a page that reaches for a file": BadFile(
        ENTITIES,
        html(CELLS, '<!DOCTYPE html [<!entity x SYSTEM "file:///etc/hostname">]>').replace("张三", "&x;"),
        ending=".xls",
    ),
    "a page cut off": BadFile(
        "the HTML breaks off within its table; have it delivered again", PAGE[: PAGE.index("<td>T3")], ending=".xls"
    ),
    "a page of other tables": BadFile(
        f"no header row of receipts in the first 50 rows; {MEANS}", html([["登录超时"]]), ending=".xls"
    ),
    "a row of a page longer than the header": BadFile(
        f"row 5 has {WIDTH + 1} cells, the header {WIDTH}; correct the row",
        html([*CELLS, [*COLUMNS, "x"]]),
        ending=".xls",
    ),
    "a page in no encoding": BadFile(
        f"byte {PAGE.encode().index('张三'.encode()):,} is not UTF-8, as the text before it is;"
        " have the file delivered again",
        PAGE.encode().replace("张三".encode(), b"\xff\xff", 1),
        ending=".xls",
    ),
}
