"""The words of reports: sentences with places for figures, and what stands on tables."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from dashboard.reports.blocks import Cell, Head, Pieces, Table


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def said(name: str) -> Any:
    """The words of a name such as `cover.kept`, as they are written down."""
    found: Any = _texts()
    for part in name.split("."):
        found = found[part]
    return found


def say(name: str, /, **values: Cell | Pieces | int) -> Pieces:
    """A sentence with its places filled by text, figures or other sentences."""
    return _filled(str(said(name)), values)


def worded(name: str, /, **values: object) -> str:
    """Words without figures, their places filled."""
    return str(said(name)).format(**values)


def _filled(template: str, values: Mapping[str, Cell | Pieces | int]) -> Pieces:
    pieces: list[Cell] = []
    for literal, place, _, _ in Formatter().parse(template):
        pieces.append(literal)
        if place is not None:
            value = values[place] if place else values["value"]
            pieces += value if isinstance(value, tuple) else [str(value) if isinstance(value, int) else value]
    return joined(tuple(pieces))


def joined(pieces: Pieces) -> Pieces:
    """Pieces of text that follow one another, as one."""
    found: list[Cell] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return tuple(found)


def note_mark(place: int, count: int) -> str:
    """What stands before a note: several are numbered."""
    mark = str(said("sheet.note"))
    if count == 1:
        return mark
    return f"{mark if place == 0 else chr(0x3000) * len(mark)}{place + 1}．"


def table_said(name: str, restated: frozenset[int] = frozenset(), /, **values: object) -> Table:
    """A table still without rows; `restated` are the columns whose heads carry a raised r."""
    words = said(f"table.{name}")
    labels = str(words["heads"]).format(**values).split("|")
    heads = tuple(Head(tuple(label.split("›")), place in restated) for place, label in enumerate(labels))
    notes = tuple(str(note).format(**values) for note in words["notes"])
    number, title, axis, unit = (str(words[key]).format(**values) for key in ("number", "title", "axis", "unit"))
    return Table(name, number, title, axis, unit, heads, rows=(), notes=notes)
