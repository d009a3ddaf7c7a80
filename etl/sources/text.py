"""Delimited text: its encoding proved, its line ends and delimiter known, its header found."""

from __future__ import annotations

import codecs
import csv
import io
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from etl.failures import Refused
from etl.sources.grid import Grid, Search
from etl.sources.header import HeaderFinder

HEAD_BYTES = 1 << 20
BLOCK_BYTES = 1 << 22
DELIMITERS = (",", "\t", ";", "|")
_PROOF_OF_UTF8 = 20
"""So many bytes of multi-byte characters are not valid UTF-8 by chance: the text is UTF-8, and broken."""
_QUOTED = re.compile(r'"[^"]*"')
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class _Broken:
    """Where an encoding stops making sense, and how many bytes beyond ASCII made sense before."""

    offset: int
    proven: int


def text_grid(path: Path, search: Search) -> Grid:
    """A text file as a grid; rewritten only where it is not plain UTF-8 already.

    Raises Refused when the encoding or the header cannot be made out.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        raise Refused("the file is empty; have it delivered again")
    encoding = _encoding_of_head(head, whole=len(head) < HEAD_BYTES)
    if encoding == "gb18030":
        return gb18030_grid(path, search)
    return _grid(path, "utf-8", search)


def text_head(path: Path, rows: int) -> list[list[str]]:
    """The first rows of delimited text, whatever they mean, under the delimiter that makes the widest of them.

    Commas within numbers, as sheets show 1,593,717.20 and copy it, make nothing wider.
    Raises Refused when the encoding cannot be made out.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    encoding = _encoding_of_head(head, whole=len(head) < HEAD_BYTES)
    if encoding == "gb18030":
        proven_encoding(path)
    text = codecs.getincrementaldecoder("gb18030" if encoding == "gb18030" else "utf-8-sig")().decode(head)
    if len(head) == HEAD_BYTES:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    plain = _THOUSANDS.sub("", text)
    widest = max(DELIMITERS, key=lambda delimiter: sum(map(len, _split(plain, delimiter)[:rows])))
    return _split(text, widest)[:rows]


def _split(text: str, delimiter: str) -> list[list[str]]:
    """Rows of cells as far as the text can be read so."""
    found: list[list[str]] = []
    with suppress(csv.Error):
        found.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return found


def gb18030_grid(path: Path, search: Search) -> Grid:
    """A file that is not UTF-8, rewritten from GB18030; refused where it is neither."""
    target = search.work / "utf-8.csv"
    proven_encoding(path, target)
    return _grid(target, "gb18030", search)


def proven_encoding(path: Path, target: Path | None = None) -> str:
    """`utf-8` or `gb18030`, proved on every byte; from GB18030 also written to the target as UTF-8.

    Raises Refused with the byte at which each stops making sense.
    """
    not_utf8 = _proof(path, "utf-8-sig")
    if not_utf8 is None:
        return "utf-8"
    if not_utf8.proven >= _PROOF_OF_UTF8:
        raise Refused(f"byte {not_utf8.offset:,} is not UTF-8, as the text before it is; have the file delivered again")
    not_gb18030 = _proof(path, "gb18030", target)
    if not_gb18030:
        raise Refused(
            f"the text is neither UTF-8 (byte {not_utf8.offset:,}) nor GB18030 (byte {not_gb18030.offset:,}); "
            "have it exported in one of the two"
        )
    return "gb18030"


def _encoding_of_head(head: bytes, *, whole: bool) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("the text is UTF-16 or UTF-32; have it exported as UTF-8 or GB18030")
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=whole)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _proof(path: Path, encoding: str, target: Path | None = None) -> _Broken | None:
    """Decode the whole file, block by block; write it as UTF-8 to the target. None when all is well."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = proven = 0
    with path.open("rb") as file, (target or Path("/dev/null")).open("wb") as out:
        while True:
            block = file.read(BLOCK_BYTES)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(encoding, errors="ignore")
                return _Broken(done - pending + error.start, proven + _beyond_ascii(before))
            if target:
                out.write(text.encode("utf-8"))
            else:
                proven += _beyond_ascii(text)
            if not block:
                return None
            done += len(block)


def _beyond_ascii(text: str) -> int:
    return len(text.encode("utf-8")) - len(text) if not text.isascii() else 0


def _grid(path: Path, source: str, search: Search) -> Grid:
    with path.open("rb") as file:
        head = codecs.getincrementaldecoder("utf-8-sig")().decode(file.read(HEAD_BYTES))
    delimiter = _delimiter(head, search)
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    try:
        header = HeaderFinder(search).find(rows)
    except csv.Error as error:
        raise Refused(f"the first rows are not delimited text ({error}); have the file delivered again") from None
    grid = Grid(path=path, source=source, delimiter=delimiter, skip=header.row, header=header)
    return _without_head(grid, head, search.work)


def _delimiter(head: str, search: Search) -> str:
    """The delimiter under which a header row is found; a comma when none is."""
    for delimiter in DELIMITERS:
        try:
            HeaderFinder(search).find(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter))
        except (Refused, csv.Error):
            continue
        return delimiter
    return ","


def _without_head(grid: Grid, head: str, work: Path) -> Grid:
    """The same grid; where title lines end differently from the rows, only the rows of it."""
    above = _end_of_record(head, grid.skip)
    ends_above, ends_below = _line_ends(head[:above]), _line_ends(head[above:])
    if len(ends_below) > 1:
        raise Refused("its lines end in different ways (CR LF and LF are mixed); have the file exported again")
    if not ends_below or ends_above == ends_below:
        return grid
    target = work / "rows.csv"
    _copy_from(grid.path, len(head[:above].encode("utf-8")), target)
    return Grid(path=target, source=grid.source, delimiter=grid.delimiter, skip=0, header=grid.header)


def _line_ends(text: str) -> set[str]:
    """The kinds of line ends outside quotes, in text that may be cut off anywhere."""
    complete = text[: text.rindex('"')] if text.count('"') % 2 else text
    return set(_LINE_END.findall(_QUOTED.sub("", complete.removesuffix("\r"))))


def _end_of_record(head: str, records: int) -> int:
    """Where the given number of records ends; line ends inside quotes do not count."""
    blanked = _QUOTED.sub(lambda quoted: "_" * len(quoted.group()), head)
    place = 0
    for _ in range(records):
        found = _LINE_END.search(blanked, place)
        if not found:
            return len(head)
        place = found.end()
    return place


def _copy_from(path: Path, offset: int, target: Path) -> None:
    with path.open("rb") as file, target.open("wb") as out:
        if file.read(3) == codecs.BOM_UTF8:
            offset += 3
        file.seek(offset)
        while block := file.read(BLOCK_BYTES):
            out.write(block)
