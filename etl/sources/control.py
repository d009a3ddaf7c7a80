"""Control files: `<same name>.ctl` says how many rows and how much money a delivery holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from etl.failures import Unsettled
from etl.sources.reading import Reading

LARGEST = Decimal(10) ** 18
"""No bureau has so many rows or so much money."""


@dataclass(frozen=True)
class Control:
    """What a control file says; None where it says nothing."""

    rows: int | None = None
    amount: Decimal | None = None
    sha256: str | None = None

    def agree_on_bytes(self, sha256: str) -> None:
        """Raise Unsettled when the delivered bytes are not the ones announced."""
        if self.sha256 and self.sha256 != sha256:
            raise Unsettled(
                f"the control file says sha256 {self.sha256[:12]}…, the file has {sha256[:12]}…;"
                " have both delivered again"
            )

    def agree_on_rows(self, reading: Reading) -> None:
        """Raise Unsettled when the rows or the money read are not what was announced."""
        if self.rows is not None and self.rows != reading.rows_counted:
            raise Unsettled(
                f"the control file says {self.rows:,} rows, the file has {reading.rows_counted:,};"
                " have both delivered again"
            )
        if self.amount is not None and self.amount != reading.amount:
            raise Unsettled(
                f"the control file says an amount of {self.amount:,}, the rows add up to {reading.amount:,};"
                " have both delivered again"
            )


def read_control(path: Path) -> Control | None:
    """The control file beside a delivery, if there is one.

    Raises Unsettled when it cannot be read; it may still be on its way.
    """
    beside = control_path(path)
    if beside is None:
        return None
    try:
        return _control(_said(beside.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        return None
    except ValueError as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise Unsettled(
            f'{beside.name} is not {{"rows": 123, "amount": "4567.80", "sha256": "…"}} ({reason});'
            " have it delivered again"
        ) from None


def control_path(path: Path) -> Path | None:
    """Where the control file of a delivery is: its name with .ctl instead of, or behind, its ending."""
    name = path.name.removesuffix(".gz")
    for candidate in (path.with_name(name.rsplit(".", 1)[0] + ".ctl"), path.with_name(path.name + ".ctl")):
        if candidate.exists():
            return candidate
    return None


def _said(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text, parse_float=Decimal, parse_constant=Decimal)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(said, dict):
        raise ValueError("it has no braces")  # noqa: TRY004 - every fault of a control file is told alike
    return said


def _control(said: dict[str, Any]) -> Control:
    rows, amount = _number(said, "rows"), _number(said, "amount")
    if rows is not None and (rows < 0 or rows != int(rows)):
        raise ValueError("rows is not a whole number")
    sha256 = said.get("sha256")
    if sha256 is not None and not isinstance(sha256, str):
        raise ValueError("sha256 is not a text")
    return Control(
        rows=None if rows is None else int(rows), amount=amount, sha256=sha256.strip().lower() if sha256 else None
    )


def _number(said: dict[str, Any], name: str) -> Decimal | None:
    value = said.get(name)
    if value is None:
        return None
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and -LARGEST < number < LARGEST):
        raise ValueError(f"{name} is not a number")
    return number
