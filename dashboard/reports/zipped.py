"""Files that are zip archives, written so that the same contents are the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EARLIEST = 1980


def with_day(archive: bytes, day: date) -> bytes:
    """The archive with one day as the time of every file in it."""
    with ZipFile(BytesIO(archive)) as old:
        return packed({info.filename: old.read(info) for info in old.infolist()}, day)


def packed(files: Mapping[str, bytes], day: date) -> bytes:
    """An archive of files by name."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = ZipInfo(name, (max(day.year, _EARLIEST), day.month, day.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return target.getvalue()
