"""Cells of a strange file as they may be shown: people masked, also in columns that mean nothing to us."""

from __future__ import annotations

import re

from etl.intake.proposal import ColumnProposal
from etl.masking import Masking, masked_name

_IDENTITY = re.compile(r"\d{17}[\dXx]|\d{15}")
_PHONE = re.compile(r"1\d{10}")
_NAMED = re.compile(r"姓名|名称|XM|AAC003|MC$")
_NUMBERED = re.compile(r"证件|身份|电话|手机|账号|卡号|识别号|SFZ|AAC002|AAC147|AAE005")
_OF_PEOPLE = ("identity", "person_number")


def shown_samples(column: ColumnProposal, masking: Masking) -> tuple[str, ...]:
    """A few cells of a column, with what would tell a person hidden."""
    meaning = column.field or column.perhaps
    return tuple(_shown(meaning, column.header.upper(), cell.strip(), masking) for cell in column.samples)


def _shown(meaning: str | None, header: str, cell: str, masking: Masking) -> str:
    if meaning == "name" or (meaning is None and _NAMED.search(header)):
        return masked_name(cell)
    if meaning == "phone" or (meaning not in ("ticket_number", "voucher_number") and _PHONE.fullmatch(cell)):
        return masking.masked_phone(cell)
    if meaning in _OF_PEOPLE or (_IDENTITY.fullmatch(cell) and meaning not in ("ticket_number", "voucher_number")):
        return masking.masked_identity(cell)
    if meaning is None and _NUMBERED.search(header):
        return masking.masked_identity(cell)
    return cell if len(cell) <= LONGEST else cell[:LONGEST] + "…"


LONGEST = 40
"""A cell is shown up to so many characters."""
