"""Text that cannot be used, and the reason that must be given: what a clerk reads must say where and what to do."""

import gzip
import hashlib
from dataclasses import dataclass
from zlib import crc32

from tests.deliveries import HEADERS
from tests.yesterday import as_csv, receipts_of_today

STEM = "receipts_20251231"
COLUMNS = HEADERS["receipts"]
WIDTH = len(COLUMNS)
TEXT = as_csv(receipts_of_today())
BYTES = TEXT.encode()
PACKED = gzip.compress(BYTES, mtime=0)
HASH = hashlib.sha256(BYTES).hexdigest()
MORE = "," * WIDTH + "x\n"
CONTROL = '%s.ctl is not {"rows": 123, "amount": "4567.80", "sha256": "…"} (%s); have it delivered again'
CUT_OFF = "the packed file is damaged or cut off; have it delivered again"
EMPTY = "the file is empty; have it delivered again"
MEANS = "correct the file, or say in settings.toml under [feeds.receipts.columns] what its headers mean"
NO_TABLE = "the file is %s; have the table itself delivered, as .csv or .xlsx"
REGISTER_MEANS = MEANS.replace("receipts", "register")
RENAME = "have one of them renamed or removed at the source"


@dataclass(frozen=True)
class BadFile:
    """A file that cannot be used, and why; `%s` in a reason stands for the file's name without its ending."""

    reason: str
    content: bytes | str = TEXT
    control: bytes | str | None = None
    ending: str = ".csv"
    feed: str = "receipts"


def without(*names: str) -> str:
    """Return today's receipts without some columns."""
    return as_csv(receipts_of_today(), tuple(name for name in COLUMNS if name not in names))


def named(name: str, other: str) -> str:
    """Return today's receipts with one word changed where it comes first."""
    return TEXT.replace(name, other, 1)


def no_control(why: str, content: bytes | str) -> BadFile:
    """Return good receipts beside a control file that cannot be read."""
    return BadFile(CONTROL.replace("%s)", f"{why})"), control=content)


KINDS = {
    "control file says other rows": BadFile(
        "the control file says 4 rows, the file has 3; have both delivered again", control='{"rows": 4}'
    ),
    "control file says another amount": BadFile(
        "the control file says an amount of 300.01, the rows add up to 300.00; have both delivered again",
        control='{"rows": 3, "amount": "300.01"}',
    ),
    "control file says another hash": BadFile(
        f"the control file says sha256 {'0' * 12}…, the file has {HASH[:12]}…; have both delivered again",
        control=f'{{"sha256": "{"0" * 64}"}}',
    ),
    "control file cannot be read": no_control("it is not JSON", "rows=3"),
    "a starred column is missing": BadFile(f"the header in row 1 lacks 实缴金额; {MEANS}", without("实缴金额")),
    "no header": BadFile(f"no header row of receipts in the first 50 rows; {MEANS}", TEXT.split("\n", 1)[1]),
    "two columns of one name": BadFile(f"row 1 has two columns named 实缴金额; {RENAME}", named("姓名", "实缴金额")),
    "no byte at all": BadFile(EMPTY, ""),
    "neither UTF-8 nor GB18030": BadFile(
        "the text is neither UTF-8 (byte 6) nor GB18030 (byte 6); have it exported in one of the two",
        b"ticket\xff\xff\n",
    ),
    "UTF-16": BadFile(
        "the text is UTF-16 or UTF-32; have it exported as UTF-8 or GB18030", b"\xff\xfe" + TEXT.encode("utf-16-le")
    ),
    "zeros where the disk was full": BadFile(
        f"byte {len(BYTES):,} is NUL, so this is not text; have the file delivered again", BYTES + bytes(4096)
    ),
    "a packed file cut off": BadFile(CUT_OFF, PACKED[:-20], ending=".csv.gz"),
    "a row longer than the header": BadFile(
        f"line 5 has {WIDTH + 1} cells, the header {WIDTH}; correct the line", TEXT + MORE
    ),
    "a quote that is never closed": BadFile(
        "a quote in line 3 is not closed or stands inside a cell; correct the line", TEXT.replace("T2,", '"T2,')
    ),
    "a PDF document": BadFile(NO_TABLE % "a PDF document", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
}
VARIANTS = {
    "control file is empty": no_control("it is not JSON", ""),
    "control file nests without end": no_control("it is not JSON", "[" * 100_000),
    "control file is a list": no_control("it has no braces", "[3]"),
    "control file is not UTF-8": no_control("it is not UTF-8", '{"备注": "三"}'.encode("gb18030")),
    "control file counts in words": no_control("rows is not a number", '{"rows": "three"}'),
    "control file counts to infinity": no_control("rows is not a number", '{"rows": Infinity}'),
    "control file counts half a row": no_control("rows is not a whole number", '{"rows": 2.5}'),
    "control file has more money than there is": no_control("amount is not a number", '{"amount": "1e999999999"}'),
    "control file hashes to a number": no_control("sha256 is not a text", '{"sha256": 1}'),
    "three starred columns are missing": BadFile(
        f"the header in row 1 lacks 证件号码, 费款所属期起, 实缴金额; {MEANS}",
        without("实缴金额", "证件号码", "费款所属期起"),
    ),
    "the header below 50 rows of titles": BadFile(
        f"no header row of receipts in the first 50 rows; {MEANS}", "入库明细\n" * 50 + TEXT
    ),
    "another feed's columns": BadFile(
        f"the header in row 1 lacks 个人编号, 参保状态, 变更日期; {REGISTER_MEANS}", feed="register"
    ),
    "two columns of one name over two lines": BadFile(
        f"row 1 has two columns named 实缴 金额; {RENAME}", named("姓名", '"实缴\n金额"')
    ),
    "blank lines only": BadFile(EMPTY, "\n \n\n"),
    "a byte order mark only": BadFile(EMPTY, b"\xef\xbb\xbf"),
    "a packed file of nothing": BadFile(EMPTY, gzip.compress(b""), ending=".csv.gz"),
    "a packed file with another checksum": BadFile(
        CUT_OFF, PACKED[:-8] + (crc32(BYTES) ^ 1).to_bytes(4, "little") + PACKED[-4:], ending=".csv.gz"
    ),
    "broken UTF-8": BadFile(
        f"byte {len(BYTES) + 3:,} is not UTF-8, as the text before it is; have the file delivered again",
        BYTES + b"T4,\xe5\xbc\n",
    ),
    "torn GB18030": BadFile(
        f"the text is neither UTF-8 (byte 0) nor GB18030 (byte {len(TEXT.encode('gb18030'))});"
        " have it exported in one of the two",
        TEXT.encode("gb18030") + b"\xd5",
    ),
    "a row longer than the header, below titles and a blank line": BadFile(
        f"line 8 has {WIDTH + 1} cells, the header {WIDTH}; correct the line", f"入库明细\n\n{TEXT}\n{MORE}"
    ),
    "a row shorter than the header": BadFile(
        f"line 5 has 2 cells, the header {WIDTH}; correct the line", f"{TEXT}T4,{'1' * 18}\n"
    ),
    "text behind a quote": BadFile(
        "a quote in line 2 is not closed or stands inside a cell; correct the line", named("张三", '"张三"丰')
    ),
    "line ends of two kinds": BadFile(
        "its lines end in different ways (CR LF and LF are mixed); have the file exported again",
        TEXT.replace("\n", "\r\n", 2),
    ),
    "a line without end": BadFile(
        "line 5 is longer than 2,000,000 bytes; have the file delivered again",
        f"{TEXT}T4,{'1' * 2_100_000}{',' * (WIDTH - 2)}\n",
    ),
    "a RAR archive": BadFile(NO_TABLE % "a RAR archive", b"Rar!\x1a\x07\x01\x00" + bytes(100)),
    "a picture": BadFile(NO_TABLE % "a picture", b"\x89PNG\r\n\x1a\n" + bytes(100)),
}
