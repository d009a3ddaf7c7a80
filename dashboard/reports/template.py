"""The bureau's own workbook: cells or cell notes that say `=ask metric | where | month` are filled, the rest stays.

`=ask received_net | subdistrict=210213012 | 2026-08 | wan`: what stands between the bars may be left out. `where`
are dimensions and codes with `+` between several codes and commas between dimensions, and `area=` a code of any
level; `month` is a month, `this`, `-1` for the month before, `-12` for a year before, or `year` for January to the
month; `wan` writes yuan in 万元. A rate is written as the fraction it is, so that the cell's own format shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from dashboard.data import Reading, Unfit
from sql.metrics import METRIC, Question
from sql.metrics.period import Month, Months, Period, QuestionError, parse_month

FOLDER = "templates"
LARGEST = 5_000_000
"""Bytes a template may have."""
_ASK = re.compile(r"^\s*=\s*ask\s+(.+)$", re.IGNORECASE | re.DOTALL)
_PARTS = 4
_LEVELS = {6: "district", 9: "subdistrict", 12: "community"}
_BACK = re.compile(r"-\d{1,3}")
_WAN = Decimal(10_000)


class TemplateError(Exception):
    """A template that cannot be filled; the message names the sheet, the cell and what is wrong with it."""


@dataclass(frozen=True)
class Filled:
    """A filled workbook, and how many cells were."""

    content: bytes
    cells: int


def templates(home: Path) -> list[str]:
    """The names of the bureau's templates, in the folder `templates`."""
    return sorted(path.name for path in (home / FOLDER).glob("*.xlsx") if not path.name.startswith("~"))


def fill(home: Path, name: str, reading: Reading, month: int, area: str = "") -> Filled:
    """A template filled with the figures of a month and an area; everything else of it stays as it is.

    Raises TemplateError; nothing is given away half filled.
    """
    if name not in templates(home):
        raise TemplateError(f"there is no template {name!r} in {home / FOLDER}")
    path = home / FOLDER / name
    if path.stat().st_size > LARGEST:
        raise TemplateError(f"{name} has more than {LARGEST:,} bytes")
    return filled(path.read_bytes(), reading, month, area)


def filled(content: bytes, reading: Reading, month: int, area: str = "") -> Filled:
    """The same of a workbook at hand."""
    try:
        workbook = load_workbook(BytesIO(content))
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes the library raise
        raise TemplateError(f"it cannot be read as .xlsx ({type(error).__name__})") from None
    count = 0
    for sheet in workbook.worksheets:
        for cell, asked in _asking(sheet):
            try:
                cell.value = _answer(asked, reading, month, area)
            except (QuestionError, Unfit) as fault:
                raise TemplateError(f"{sheet.title}!{cell.coordinate}: {fault}") from None
            count += 1
    if not count:
        raise TemplateError("no cell and no note of it says '=ask …'; see the manual for how it is written")
    target = BytesIO()
    workbook.save(target)
    return Filled(target.getvalue(), count)


def _asking(sheet: Any) -> Iterator[tuple[Any, str]]:
    """The cells that ask, each with what it asks; a note is taken away once it is answered."""
    for row in sheet.iter_rows():
        for cell in row:
            said = _ASK.match(cell.value) if isinstance(cell.value, str) else None
            if said is None and cell.comment is not None:
                said = _ASK.match(cell.comment.text)
                cell.comment = None if said else cell.comment
            if said is not None:
                yield cell, said[1]


def _answer(said: str, reading: Reading, month: int, area: str) -> Any:
    parts = [part.strip() for part in said.split("|")]
    if len(parts) > _PARTS:
        raise QuestionError(f"'=ask {said}' has more than {_PARTS} parts")
    metric, where, when, unit = (*parts, *[""] * (_PARTS - len(parts)))
    if unit not in ("", "wan"):
        raise QuestionError(f"'{unit}' is no unit; write wan, or nothing")
    narrowed = _where(where, area, metric)
    rows = reading.ask(Question((metric,), period=_period(when, month), where=narrowed))
    value = rows[0][metric] if rows else None
    return value / _WAN if unit and value is not None else value


def _where(said: str, area: str, metric: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (one.strip() for one in said.split(","))):
        name, equals, codes = (one.strip() for one in part.partition("="))
        if not equals or not codes:
            raise QuestionError(f"'{part}' is not written as dimension=code")
        found[_level(codes) if name == "area" else name] = tuple(code.strip() for code in codes.split("+"))
    if area and not any(name in found for name in _LEVELS.values()):
        level = _level(area)
        if metric in METRIC and level in METRIC[metric].takes.dimensions:
            found[level] = (area,)
    return found


def _level(code: str) -> str:
    if len(code) not in _LEVELS:
        raise QuestionError(f"'{code}' is no area; write 6, 9 or 12 digits")
    return _LEVELS[len(code)]


def _period(said: str, month: int) -> Period:
    if said in ("", "this"):
        return Month(month)
    if said == "year":
        return Months(month - month % 12, month)
    return Month(month + int(said)) if _BACK.fullmatch(said) else Month(parse_month(said))
