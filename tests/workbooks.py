"""Workbooks byte by byte: .xlsx as spreadsheets write them, .xls and locked ones by hand, and both broken."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence

import xlsxwriter

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SHEET = "xl/worksheets/sheet1.xml"
Rows = Iterable[Sequence[str]]


def xlsx(rows: Rows, *, before: Rows = (), far: tuple[int, int] | None = None) -> bytes:
    """Return a workbook of texts; `before`: a sheet that comes first, `far`: a cell filled besides."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        if before:
            _write(book.add_worksheet("说明"), before)
        sheet = book.add_worksheet("入库明细")
        _write(sheet, rows)
        if far:
            sheet.write_string(*far, "1")
    return out.getvalue()


def _write(sheet, rows: Rows) -> None:
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell)


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(book: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an .xlsx with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {item: archive.read(item) for item in archive.namelist()}
    return packed(parts | {name: change(parts[name])})


def without_part(book: bytes, name: str) -> bytes:
    """Return an .xlsx that lacks a part its others name."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return packed({item: archive.read(item) for item in archive.namelist() if item != name})


def locked_xlsx() -> bytes:
    """Return the outside of an .xlsx with a password: a compound file around an encrypted package."""
    return compound({"EncryptionInfo": b"\4", "EncryptedPackage": b"\5"})


def xls(rows: Rows, *, locked: bool = False) -> bytes:
    """Return an .xls workbook of texts (BIFF8); `locked`: with a password."""
    cells = b"".join(
        _record(0x204, struct.pack("<HHHHB", number, place, 0, len(cell), 1) + cell.encode("utf-16-le"))
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
        if cell
    )
    start = len(_globals(0, locked=locked))
    return compound({"Workbook": _globals(start, locked=locked) + _beginning(0x10) + cells + _record(0x0A)})


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _beginning(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def _globals(start: int, *, locked: bool) -> bytes:
    password = _record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if locked else b""
    code_page, sheet = _record(0x42, struct.pack("<H", 1200)), struct.pack("<IBBBB", start, 0, 0, 4, 1)
    return _beginning(5) + password + code_page + _record(0x85, sheet + "入库明细".encode("utf-16-le")) + _record(0x0A)


def compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file (OLE): header, streams, one sector of directory, one of allocation."""
    padded = {
        name: content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0") for name, content in streams.items()
    }
    entries, chain, start = [], [], 0
    for place, (name, content) in enumerate(padded.items(), start=1):
        sectors = len(content) // SECTOR
        after = place + 1 if place < len(padded) else FREE
        entries.append(_entry(name, 2, after, FREE, start, len(content)))
        chain += [*range(start + 1, start + sectors), END]
        start += sectors
    directory = b"".join([_entry("Root Entry", 5, FREE, 1, END, 0), *entries]).ljust(SECTOR, b"\0")
    allocation = struct.pack("<128I", *[*chain, END, FAT, *[FREE] * 128][:128])
    return _header(start) + b"".join(padded.values()) + directory + allocation


def _entry(name: str, kind: int, after: int, child: int, start: int, size: int) -> bytes:  # noqa: PLR0913, PLR0917
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(text), kind, 1, FREE, after, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)


def _header(directory: int) -> bytes:
    versions = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    places = struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, END, 0, END, 0)
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + versions
        + places
        + struct.pack("<109I", directory + 1, *[FREE] * 108)
    )
