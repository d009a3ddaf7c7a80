"""An answer as CSV or JSON: codes, money with two decimals, empty where there is nothing."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

from sql.metrics.answer import Answer


def as_csv(answer: Answer) -> str:
    """A header, then one line per row."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([_plain(value) for value in row] for row in answer.rows)
    return file.getvalue()


def as_json(answer: Answer) -> str:
    """A list of objects; numbers keep the decimals they have."""
    names = [json.dumps(name) for name in answer.columns]
    rows = ("{" + ", ".join(_pairs(names, row)) + "}" for row in answer.rows)
    return "[" + ",\n ".join(rows) + "]\n"


def _pairs(names: list[str], row: tuple[Any, ...]) -> list[str]:
    return [f"{name}: {_number_or_word(value)}" for name, value in zip(names, row, strict=True)]


def _number_or_word(value: Any) -> str:
    if value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(value.isoformat()) if isinstance(value, date) else _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)
